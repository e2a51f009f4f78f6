package org.systole.explore;

import java.util.Locale;
import java.util.stream.Collectors;
import org.systole.yaml.ReferencePage;

/** The reference page of studies in Markdown: the keys of the format, and what a table of keys does not say. */
final class StudyPage {
    /** A study that the page shows; the test reads it. */
    static final String EXAMPLE = """
            systole: study/1
            title: "an array, its memories and its clock for MobileNetV2"
            model: zoo:mobilenet-v2
            parameters:
              - {name: array, powers_of_two: {from: 4, to: 16}}
              - {name: scratchpad_kib, values: [64, 128, 256]}
              - {name: clock, range: {from: 200, to: 500, step: 100}}
              - {name: policy, words: [latency, energy]}
            derived:
              row_bits: array * 8
            rules:
              - scratchpad_kib >= array * 16
            accelerator: |
              systole: accelerator/1
              extends: systole-core-8ws
              name: mine
              clock_mhz: ${clock}
              array:
                axes:
                  - {name: rows, size: ${array}}
                  - {name: columns, size: ${array}}
              memories:
                - {name: input_scratchpad, size_kib: ${scratchpad_kib}, width_bits: ${row_bits}}
            mapping: ${policy}
            objectives: [{minimize: energy_mj}, {minimize: latency_ms}]
            constraints:
              - area_mm2 <= 4
            search: {budget: 1000, seed: 1}
            """;

    private static final String ASIDE = """

            ## What the keys mean together

            `systole explore FILE -o RUN` explores a study, `systole schema study` prints its schema for editors,
            `systole explain CODE` says more about a refusal. A study in full:

            ```yaml
            EXAMPLE```

            ### Parameters

            A parameter has a name and *exactly one* way to say what it may be:

            | kind | example | values |
            |---|---|---|
            | `values` | `values: [4, 8, 16]` | these numbers |
            | `words` | `words: [latency, energy]` | these words; in expressions 0, 1, 2, ... |
            | `powers_of_two` | `powers_of_two: {from: 16, to: 64}` | 16, 32, 64: doubled from the first on |
            | `range` | `range: {from: 200, to: 500, step: 100}` | 200, 300, 400, 500 |
            | `log_range` | `log_range: {from: 1, to: 100, steps: 3}` | 1, 10, 100: each the same factor above the last |

            A point is written as the indices of its values, from 0 on, in the order of the parameters: `2.0.3.1`. With `when`, a
            parameter counts only where the expression holds; elsewhere it has its first value, so that no design comes twice.
            `when` and `derived` use only what stands above them. No name may be that of a KPI.

            ### Expressions

            They stand in `when`, `derived`, `rules`, `constraints` and in `${...}`. From the loosest to the tightest:
            `or`; `and`; `not`; one of `<` `<=` `>` `>=` `==` `!=`; `+` `-`; `*` `/`; the sign `-`; parentheses. Numbers are as in `12`,
            `0.5`, `1e6`; all are computed in double precision. A comparison is 1 where it holds and 0 where it does not, so that
            `32 + 16 * (bits > 8)` is 32 or 48. A rule or constraint holds when its value is not 0; where a figure is unknown it does not.

            | function | value |
            |---|---|
            | `min(a, b, ...)`, `max(a, b, ...)` | the smallest, the largest |
            | `ceil(a)`, `floor(a)` | the next whole number above, below |
            | `log2(a)`, `sqrt(a)` | logarithm to base 2, square root |

            ### `${...}`

            `accelerator`, `quantization` and `settings` are texts in which `${EXPRESSION}` becomes the number that it is at the point;
            whole numbers are written without a point. The name of a parameter of words alone becomes its word. `model` takes
            `${NAME}` of parameters (`zoo:${network}`), `mapping` that of one parameter whose words are POLICIES. A parameter
            that no text uses changes nothing; `explore` says so.

            ### Rules and constraints

            | | `rules` | `constraints` |
            |---|---|---|
            | over | parameters and derived numbers | these and KPIs |
            | looked at | before a point is evaluated | after it |
            | a point that breaks one | is never evaluated and takes nothing of the budget | is evaluated, stored and in `points.csv`, and never on the front |
            | a search | draws other points | goes by how far the sides of a comparison are apart |

            What cannot be built is a rule, what is not good enough a constraint.

            ### KPIs

            Objectives (`minimize` or `maximize`) and constraints name them; the unit is part of the name.

            | KPI | what |
            |---|---|
            KPIS
            ### Search methods

            `budget` counts evaluations, those that the store knows already included. The same study with the same seed looks at the same
            points, on any number of workers; only `time_s` depends on the machine.

            | `method` | how points are chosen |
            |---|---|
            METHODS
            `start` gives points to begin with, `corners` adds the ends of the space. `local`, `crossover`, `mutation` and `population` are
            of the evolutionary searches.

            ### Fidelity

            The search looks at every point by the analytical model, at all layers or at those that `layers` or `largest` name. What is
            on the front then, and what is at most `within_percent` behind it, is looked at again: over the whole network where the
            search saw a part of it, and with `front: simulated` compiled for the Systole core and simulated. The front is drawn
            anew from the closer figures; the store, the report and `points.csv` keep both.
            [More on this](../../studies/README.md#looking-closer-at-what-a-search-leaves).

            ### Studies of a search

            With `study` and `settings` in place of `model` and `accelerator` the points are settings of a search for another study's
            front, each tried `runs` times with seeds of their own: [an example](../../studies/search-settings.yaml).
            """;

    private StudyPage() {}

    /** Returns the page. */
    static String text() {
        String kpis = Kpis.NAMES.stream()
                .map(name -> "| `" + name + "` | " + kpi(name) + " |\n")
                .collect(Collectors.joining());
        var methods = new StringBuilder();
        for (SearchPlan.Method method : SearchPlan.Method.values())
            methods.append("| `")
                    .append(method.name().toLowerCase(Locale.ROOT))
                    .append("` | ")
                    .append(method(method))
                    .append(" |\n");
        return ReferencePage.of(StudyFormat.FORMAT)
                + ASIDE.replace("EXAMPLE", EXAMPLE)
                        .replace("POLICIES", String.join(", ", StudyFormat.POLICIES))
                        .replace("KPIS", kpis)
                        .replace("METHODS", methods);
    }

    private static String kpi(String name) {
        return switch (name) {
            case "cycles" -> "of one inference, in the accelerator's clock";
            case "latency_ms" ->
                "cycles divided by the description's clock; no place and route stands behind that clock";
            case "throughput_per_s" -> "inferences a second, one after the other";
            case "energy_mj" -> "of one inference, off-chip memory included";
            case "power_w" -> "energy divided by latency";
            case "edp_mj_ms" -> "energy times latency";
            case "area_mm2" ->
                "of the parts that the description names; a Systole core's instruction memory is none of them";
            case "dram_mib" -> "to and from off-chip memory in one inference";
            case "utilization" -> "multiply-accumulates divided by what the array could do in these cycles, 0 to 1";
            case Kpis.ACCURACY -> "percent of right answers of the quantized network; needs `data` and `quantization`";
            case Kpis.WEIGHTS -> "KiB of the parameters, each at its own width; needs `data` and `quantization`";
            case Kpis.EVALUATIONS -> "with `study`: until a search has seen the whole front, the median over its seeds";
            case Kpis.FOUND -> "with `study`: share of the front seen at `mark`, the median";
            case Kpis.VOLUME -> "with `study`: share of the front's hypervolume at `mark`, the median";
            default -> throw new IllegalStateException("say on the page what '" + name + "' is");
        };
    }

    private static String method(SearchPlan.Method method) {
        return switch (method) {
            case AUTO -> "every point where the budget allows, else NSGA-II, or NSGA-III above three objectives";
            case EXHAUSTIVE -> "every point, in order, until the budget ends";
            case RANDOM -> "drawn without repetition";
            case LATIN_HYPERCUBE -> "drawn so that the values of each parameter come equally often";
            case NSGA2 -> "evolutionary (Deb, Pratap, Agarwal, Meyarivan, 2002)";
            case NSGA3 -> "evolutionary, with reference directions (Deb, Jain, 2014)";
            case SURROGATE -> "next what a model of the evaluations so far expects most of; for points that take long";
        };
    }
}
