package org.systole.formats;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;

/**
 * The names of formats: a grid, then options behind colons, for example {@code int4:channel}, {@code q3.4:floor:wrap},
 * {@code int6:in-bf16}. The grammar stands in {@code docs/models/number-formats.md}.
 */
public final class Formats {
    private record Rule(Pattern pattern, Function<Matcher, Format> format) {}

    private static final List<Rule> RULES = List.of(
            rule("fp32", m -> Format.FLOAT32),
            rule("fp16", m -> Format.cast(Floats.FLOAT16)),
            rule("bf16", m -> Format.cast(Floats.BFLOAT16)),
            rule("e4m3", m -> Format.cast(Floats.E4M3)),
            rule("e5m2", m -> Format.cast(Floats.E5M2)),
            rule("int(\\d+)", m -> Format.symmetric(number(m, 1))),
            rule("uint(\\d+)", m -> Format.of(new Grid.Integers(number(m, 1), false, false))),
            rule("fix(\\d+)", m -> fixed(number(m, 1)).scaled(Scaling.POWER_OF_TWO)),
            rule("q(\\d+)\\.(\\d+)", m -> fixed(1 + number(m, 1) + number(m, 2)).scaled(Scaling.fixed(number(m, 2)))),
            rule("binary", m -> Format.of(new Grid.Binary())),
            rule("ternary", m -> Format.of(new Grid.Levels(3, true))),
            rule("levels(\\d+)", m -> Format.of(new Grid.Levels(number(m, 1), true))),
            rule("ulevels(\\d+)", m -> Format.of(new Grid.Levels(number(m, 1), false))),
            rule(
                    "pot(\\d+)(?:x(\\d))?",
                    m -> Format.of(new PowerSums(m.group(2) == null ? 1 : number(m, 2), number(m, 1)))));

    private Formats() {}

    private static Rule rule(String pattern, Function<Matcher, Format> format) {
        return new Rule(Pattern.compile(pattern), format);
    }

    private static int number(Matcher matcher, int group) {
        return Integer.parseInt(matcher.group(group));
    }

    private static Format fixed(int bits) {
        return Format.of(new Grid.Integers(bits, true, false));
    }

    /**
     * Returns the format of a name.
     *
     * @throws SystoleException {@link FormatProblem#UNKNOWN_FORMAT}
     */
    public static Format parse(String text) {
        String[] parts = text.strip().toLowerCase(Locale.ROOT).split(":", -1);
        for (Rule rule : RULES) {
            Matcher matcher = rule.pattern().matcher(parts[0]);
            if (!matcher.matches()) continue;
            try {
                Format format = rule.format().apply(matcher);
                for (int i = 1; i < parts.length; i++) format = option(format, parts[i]);
                return format;
            } catch (IllegalArgumentException e) {
                throw refused(text, e.getMessage());
            }
        }
        throw refused(text, "there is no format '" + parts[0] + "'");
    }

    private static SystoleException refused(String text, String why) {
        return new SystoleException(Problem.of(
                FormatProblem.UNKNOWN_FORMAT,
                Place.element(text, "format"),
                why,
                "write for example int8, uint4, int4:channel, int4:group32, fix8, q3.4, binary, ternary, levels7, ulevels15,"
                        + " pot4, pot4x2, bf16, fp16, e4m3, e5m2, fp32"));
    }

    private static Format option(Format format, String option) {
        for (Rounding rounding : Rounding.values())
            if (rounding.toString().equals(option)) return format.with(rounding, format.overflow());
        for (Overflow overflow : Overflow.values())
            if (overflow.toString().equals(option)) return format.with(format.rounding(), overflow);
        if (option.matches("group\\d{1,9}"))
            return format.per(Granularity.group(Integer.parseInt(option.substring(5))));
        return switch (option) {
            case "tensor" -> format.per(Granularity.TENSOR);
            case "channel" -> format.per(Granularity.CHANNEL);
            case "scaled" -> format.scaled(Scaling.REAL);
            case "po2" -> format.scaled(Scaling.POWER_OF_TWO);
            case "asymmetric" -> asymmetric(format);
            case "full" -> full(format);
            case "in-bf16" -> format.in(Floats.BFLOAT16);
            case "in-fp16" -> format.in(Floats.FLOAT16);
            default -> throw new IllegalArgumentException("there is no option '" + option + "'");
        };
    }

    private static Format asymmetric(Format format) {
        Format wide = full(format);
        return new Format(
                wide.grid(),
                wide.rounding(),
                wide.overflow(),
                wide.scaling(),
                wide.granularity(),
                true,
                wide.arithmetic());
    }

    private static Format full(Format format) {
        if (!(format.grid() instanceof Grid.Integers g))
            throw new IllegalArgumentException(format.grid().name() + " has no smallest code to add");
        var grid = new Grid.Integers(g.bits(), g.signed(), false);
        return new Format(
                grid,
                format.rounding(),
                format.overflow(),
                format.scaling(),
                format.granularity(),
                format.asymmetric(),
                format.arithmetic());
    }

    /** Returns the shortest text that {@link #parse} reads back as this format. */
    static String text(Format format) {
        String base = base(format);
        var options = new ArrayList<String>();
        Format plain = parse(base);
        if (format.asymmetric()) options.add("asymmetric");
        else if (!format.grid().equals(plain.grid())) options.add("full");
        if (!format.scaling().equals(plain.scaling()))
            options.add(format.scaling().kind() == Scaling.Kind.REAL ? "scaled" : "po2");
        if (!format.granularity().equals(Granularity.TENSOR))
            options.add(format.granularity().toString());
        if (format.rounding() != Rounding.HALF_EVEN)
            options.add(format.rounding().toString());
        if (format.overflow() != Overflow.SATURATE)
            options.add(format.overflow().toString());
        if (format.arithmetic() != null) options.add("in-" + format.arithmetic().name());
        return options.isEmpty() ? base : base + ":" + String.join(":", options);
    }

    private static String base(Format format) {
        if (format.grid() instanceof Grid.Integers g && g.signed() && !g.narrow() && !format.asymmetric()) {
            if (format.scaling().kind() == Scaling.Kind.POWER_OF_TWO) return "fix" + g.bits();
            if (format.scaling().kind() == Scaling.Kind.FIXED) {
                int fraction = format.scaling().fraction();
                if (fraction >= 0 && fraction < g.bits()) return "q" + (g.bits() - 1 - fraction) + "." + fraction;
            }
        }
        return format.grid().name();
    }
}
