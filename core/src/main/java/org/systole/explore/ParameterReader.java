package org.systole.explore;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.systole.problem.Problems;
import org.systole.yaml.YamlObject;

/** Reads a parameter of a study. */
final class ParameterReader {
    private static final List<String> KINDS = List.of("values", "words", "powers_of_two", "range", "log_range");
    private static final int MOST = 1_000_000;

    private ParameterReader() {}

    static Optional<Parameter> read(YamlObject o, Optional<Expression> condition, Problems problems) {
        String name = o.text("name");
        List<String> words = o.texts("words");
        long given = KINDS.stream().filter(o::has).count();
        if (given != 1) {
            problems.add(
                    ExploreProblem.NO_VALUES,
                    o.place(),
                    "the parameter '" + name + "' has " + given + " of " + String.join(", ", KINDS),
                    "give exactly one of them");
            return Optional.empty();
        }
        List<Double> values = values(o, words.size());
        if (values.isEmpty()) {
            problems.add(
                    ExploreProblem.NO_VALUES,
                    o.place(),
                    "the parameter '" + name + "' begins above its end",
                    "let from be at most to");
            return Optional.empty();
        }
        return Optional.of(new Parameter(name, values, words, condition));
    }

    private static List<Double> values(YamlObject o, int words) {
        var values = new ArrayList<>(o.reals("values"));
        for (int i = 0; i < words; i++) values.add((double) i);
        o.find("powers_of_two").ifPresent(p -> {
            for (long v = p.whole("from"); v <= p.whole("to"); v *= 2) values.add((double) v);
        });
        o.find("range").ifPresent(r -> {
            double from = r.real("from"), to = r.real("to"), step = r.real("step");
            for (int i = 0; i <= MOST && from + i * step <= to + 1e-9 * step; i++) values.add(from + i * step);
        });
        o.find("log_range").ifPresent(r -> {
            double from = r.real("from"), to = r.real("to");
            int steps = r.count("steps");
            // the ends are exact: a power of the factor would miss them by rounding
            for (int i = 0; i < steps && from <= to; i++)
                values.add(i == 0 ? from : i == steps - 1 ? to : from * Math.pow(to / from, i / (steps - 1.0)));
        });
        return values;
    }
}
