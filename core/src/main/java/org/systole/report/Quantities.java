package org.systole.report;

import java.util.Locale;
import org.systole.units.Certainty;
import org.systole.units.Figure;
import org.systole.units.Unit;

/** Numbers as people read them: three or four significant digits and a unit with its prefix. */
public final class Quantities {
    private static final String[] LARGE = {"", "k", "M", "G", "T", "P", "E"};
    private static final String[] SMALL = {"", "m", "µ", "n", "p", "f", "a"};
    private static final String[] BINARY = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};

    private Quantities() {}

    /** Returns a figure with its unit, for example {@code 12.3 ms}; {@code unknown} without a number. */
    public static String of(Figure figure) {
        if (!figure.isKnown()) return "unknown";
        String text = of(figure.value(), figure.unit());
        return figure.certainty() == Certainty.INCOMPLETE ? "at least " + text : text;
    }

    /** Returns a number with its unit; {@code unknown} for not-a-number. */
    public static String of(double value, Unit unit) {
        if (Double.isNaN(value)) return "unknown";
        return switch (unit) {
            case CYCLES -> grouped(value) + " cycles";
            case SECONDS -> prefixed(value, "s");
            case PICOJOULES -> prefixed(value * 1e-12, "J");
            case WATTS -> prefixed(value, "W");
            case SQUARE_MILLIMETRES -> digits(value) + " mm²";
            case BYTES -> bytes(value);
            case COUNT ->
                value == Math.rint(value) && Math.abs(value) < 1e5
                        ? grouped(value)
                        : prefixed(value, "").strip();
            case RATIO -> percent(value);
            case PER_SECOND -> digits(value) + " /s";
            case PICOJOULE_SECONDS -> prefixed(value * 1e-12, "J·s");
            case OPERATIONS_PER_BYTE -> digits(value) + " op/B";
        };
    }

    /** Returns a whole number in groups of three digits: {@code 12,345,678}. */
    public static String grouped(double value) {
        return String.format(Locale.ROOT, "%,.0f", value);
    }

    /** Returns a share of one in percent: {@code 12.3 %}. */
    public static String percent(double share) {
        if (Double.isNaN(share)) return "unknown";
        double percent = 100 * share;
        if (percent != 0 && Math.abs(percent) < 0.05) return percent < 0 ? "-0.1 %" : "<0.1 %";
        return String.format(Locale.ROOT, "%.1f %%", percent);
    }

    /** Returns bytes with a binary prefix. */
    public static String bytes(double value) {
        int step = 0;
        while (Math.abs(value) >= 1024 && step < BINARY.length - 1) {
            value /= 1024;
            step++;
        }
        return (step == 0 ? grouped(value) : digits(value)) + " " + BINARY[step];
    }

    /** Returns a number with a decimal prefix before its unit: {@code 3.21 mJ}. */
    public static String prefixed(double value, String unit) {
        if (value == 0) return "0 " + unit;
        int step = 0;
        double size = Math.abs(value);
        // 999.95 would be shown as 1000 of the smaller prefix.
        while (size >= 999.95 && step < LARGE.length - 1) {
            size /= 1000;
            value /= 1000;
            step++;
        }
        if (step > 0) return digits(value) + " " + LARGE[step] + unit;
        while (size < 0.99995 && step < SMALL.length - 1) {
            size *= 1000;
            value *= 1000;
            step++;
        }
        return digits(value) + " " + SMALL[step] + unit;
    }

    /** Returns a number with four significant digits, without an exponent for what people meet. */
    public static String digits(double value) {
        double size = Math.abs(value);
        if (size == 0) return "0";
        if (size >= 1e7 || size < 1e-4) return String.format(Locale.ROOT, "%.3e", value);
        if (size >= 999.95) return String.format(Locale.ROOT, "%,.0f", value);
        if (value == Math.rint(value) && size < 1000) return Long.toString((long) value);
        if (size >= 99.995) return String.format(Locale.ROOT, "%.1f", value);
        if (size >= 9.9995) return String.format(Locale.ROOT, "%.2f", value);
        if (size >= 0.99995) return String.format(Locale.ROOT, "%.3f", value);
        return String.format(Locale.ROOT, "%.4f", value);
    }
}
