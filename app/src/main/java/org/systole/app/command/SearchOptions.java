package org.systole.app.command;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.systole.app.UsageProblem;
import org.systole.mapping.MapperSettings;
import org.systole.mapping.Objective;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;
import org.systole.report.TextTable;
import org.systole.tensor.NumberFormat;
import picocli.CommandLine.Option;

/** How mappings are searched: the same options for every command that evaluates. */
public final class SearchOptions {
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,3})?)(ms|s|m|h)");
    private static final Pattern FORMAT = Pattern.compile("(int|uint|fp|bf)([0-9]{1,2})");

    @Option(
            names = "--objective",
            paramLabel = "WHAT",
            defaultValue = "edp",
            description =
                    "What mappings minimize: ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE} (energy-delay product).")
    private Objective objective = Objective.EDP;

    @Option(
            names = "--precision",
            paramLabel = "FORMAT",
            description =
                    "Operands are costed in this format, which the accelerator must compute with: int8, int16, fp16, bf16;"
                            + " default: the model's own, of a float model the accelerator's.")
    private String precision;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Seed of the search; default 1.")
    private long seed = 1;

    @Option(
            names = "--threads",
            paramLabel = "N",
            converter = PositiveCount.class,
            description = "Threads; default: as many as processors.")
    private Integer threads;

    @Option(
            names = "--deadline",
            paramLabel = "TIME",
            description = "Ends the search after 500ms, 20s, 5m or 1h with the best found so far; default: no limit.")
    private String deadline;

    @Option(names = "--no-cache", description = "Neither reads nor writes kept results.")
    private boolean noCache;

    /** Creates the options. */
    public SearchOptions() {}

    /** Returns the settings. */
    MapperSettings settings() {
        int count = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
        return MapperSettings.DEFAULT
                .with(objective)
                .withSeed(seed)
                .withThreads(count)
                .withDeadline(millis());
    }

    /** Returns the operands' format, if one was given. */
    Optional<NumberFormat> precision() {
        if (precision == null) return Optional.empty();
        Matcher form = FORMAT.matcher(precision.toLowerCase(Locale.ROOT));
        String kinds = "int, uint, fp or bf with a width, such as int8";
        if (!form.matches()) throw refused("--precision", precision, kinds);
        int bits = Integer.parseInt(form.group(2));
        if (bits < 1 || bits > 64) throw refused("--precision", precision, "a width from 1 to 64");
        NumberFormat.Kind kind = switch (form.group(1)) {
            case "int" -> NumberFormat.Kind.SIGNED;
            case "uint" -> NumberFormat.Kind.UNSIGNED;
            case "fp" -> NumberFormat.Kind.FLOAT;
            default -> NumberFormat.Kind.BFLOAT;
        };
        return Optional.of(new NumberFormat(kind, bits));
    }

    /** Returns whether results are kept. */
    boolean useCache() {
        return !noCache;
    }

    private long millis() {
        if (deadline == null) return 0;
        Matcher form = DURATION.matcher(deadline);
        if (!form.matches())
            throw refused("--deadline", deadline, "a time with its unit, such as 500ms, 20s, 5m or 1h");
        double scale = switch (form.group(2)) {
            case "ms" -> 1;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            default -> 1000;
        };
        long millis = Math.round(Double.parseDouble(form.group(1)) * scale);
        if (millis < 1) throw refused("--deadline", deadline, "at least 1ms");
        return millis;
    }

    private static SystoleException refused(String option, String value, String expected) {
        return new SystoleException(Problem.of(
                UsageProblem.BAD_VALUE,
                Place.NONE,
                option + ": expected " + expected + ", found '" + TextTable.plain(value) + "'",
                "give " + expected));
    }
}
