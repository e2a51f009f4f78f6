package org.systole.precision;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.systole.formats.Fit;
import org.systole.formats.Fitting;
import org.systole.formats.Format;
import org.systole.formats.Grid;

/** What calibration saw of activations, for their scales: the extremes and an even selection of numbers. Not thread-safe. */
final class Activations {
    /** Numbers that are kept of each value; enough for a scale, little enough for a search. */
    private static final int KEPT = 4096;

    private final Map<String, float[]> selected = new HashMap<>();
    private final Map<String, Fit> fits = new HashMap<>();
    private final Fitting fitting;

    Activations(Fitting fitting) {
        this.fitting = fitting;
    }

    /** Takes what a value was on one of so many samples. */
    void observe(String value, float[] numbers, int samples) {
        int each = Math.max(2, KEPT / samples), stride = Math.max(1, numbers.length / each);
        float[] kept = new float[2 + Math.ceilDiv(numbers.length, stride)];
        float low = 0, high = 0;
        for (float x : numbers) {
            low = Math.min(low, x);
            high = Math.max(high, x);
        }
        kept[0] = low;
        kept[1] = high;
        for (int i = 0, at = 2; i < numbers.length; i += stride) kept[at++] = numbers[i];
        float[] before = selected.get(value);
        if (before == null) {
            selected.put(value, kept);
            return;
        }
        float[] both = Arrays.copyOf(before, before.length + kept.length);
        System.arraycopy(kept, 0, both, before.length, kept.length);
        selected.put(value, both);
    }

    /** Returns the format that a value gets: unsigned where calibration saw no negative number. */
    Format format(String value, Format wanted) {
        float[] numbers = selected.get(value);
        if (numbers == null || wanted.asymmetric()) return wanted;
        for (float x : numbers) if (x < 0) return wanted;
        Grid grid = switch (wanted.grid()) {
            case Grid.Integers g when g.signed() -> new Grid.Integers(g.bits(), false, false);
            case Grid.Levels g when g.signed() -> new Grid.Levels(g.count(), false);
            default -> null;
        };
        return grid == null
                ? wanted
                : new Format(
                        grid,
                        wanted.rounding(),
                        wanted.overflow(),
                        wanted.scaling(),
                        wanted.granularity(),
                        false,
                        wanted.arithmetic());
    }

    /** Returns scale and zero point of a value in a format. */
    Fit fit(String value, Format format) {
        return fits.computeIfAbsent(value + "\n" + format, _ -> {
            float[] numbers = selected.get(value);
            if (numbers == null) throw new IllegalArgumentException("value '" + value + "' was not observed");
            return fitting.fit(numbers, format);
        });
    }
}
