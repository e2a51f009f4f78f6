package org.systole.explore;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.systole.yaml.FileFormat;
import org.systole.yaml.Key;
import org.systole.yaml.YamlType.Choice;
import org.systole.yaml.YamlType.ListOf;
import org.systole.yaml.YamlType.MapOf;
import org.systole.yaml.YamlType.ObjectOf;
import org.systole.yaml.YamlType.Real;
import org.systole.yaml.YamlType.Text;
import org.systole.yaml.YamlType.Truth;
import org.systole.yaml.YamlType.Whole;

/** The declaration of {@code systole: study/1}. */
public final class StudyFormat {
    private static final long MOST = 1L << 40;

    private static final List<String> METHODS = Arrays.stream(SearchPlan.Method.values())
            .map(m -> m.name().toLowerCase(Locale.ROOT))
            .toList();

    private static final ObjectOf POWERS = ObjectOf.of(
            "powers of two",
            Key.required("from", new Whole(1, MOST, true), "the smallest"),
            Key.required("to", new Whole(1, MOST, true), "the largest"));

    private static final ObjectOf RANGE = ObjectOf.of(
            "range",
            Key.required("from", new Real(-1e15, false, 1e15), "the smallest"),
            Key.required("to", new Real(-1e15, false, 1e15), "the largest"),
            Key.optional("step", Real.positive(1e15), "1", "between neighbours"));

    private static final ObjectOf LOG_RANGE = ObjectOf.of(
            "logarithmic range",
            Key.required("from", Real.positive(1e15), "the smallest"),
            Key.required("to", Real.positive(1e15), "the largest"),
            Key.required("steps", Whole.from(2, 100_000), "how many values, each the same factor above the last"));

    private static final ObjectOf PARAMETER = ObjectOf.of(
            "parameter",
            Key.required("name", Text.NAME, "its name in expressions: letters, digits and _"),
            Key.optional("values", new ListOf(new Real(-1e15, false, 1e15), 1, 100_000, true), "what it may be"),
            Key.optional("words", new ListOf(Text.NAME, 1, 1000, true), "categories; in expressions 0, 1, 2, ..."),
            Key.optional("powers_of_two", POWERS, "every power of two from ... to ..."),
            Key.optional("range", RANGE, "every step from ... to ..."),
            Key.optional("log_range", LOG_RANGE, "steps by a factor from ... to ..."),
            Key.optional(
                    "when",
                    Text.LINE,
                    "an expression over parameters above: where it does not hold, the first value is taken"));

    private static final ObjectOf OBJECTIVE = ObjectOf.of(
            "objective",
            Key.optional("minimize", Choice.of(Kpis.NAMES), "a KPI to make small"),
            Key.optional("maximize", Choice.of(Kpis.NAMES), "a KPI to make large"));

    private static final ObjectOf SEARCH = ObjectOf.of(
            "search",
            Key.optional(
                    "method",
                    Choice.of(METHODS),
                    "auto",
                    "auto takes every point where the budget allows, else NSGA-II, or NSGA-III above three objectives"),
            Key.optional("budget", Whole.from(1, 1_000_000_000), "10000", "the most evaluations"),
            Key.optional(
                    "time_s", Real.positive(1e9), "ends the search after this time; then it may end elsewhere again"),
            Key.optional("seed", Whole.from(0, Long.MAX_VALUE), "1", "repeats the search"),
            Key.optional(
                    "population",
                    Whole.from(2, 10_000),
                    "individuals of a generation; by default an eighth of the budget"),
            Key.optional(
                    "local",
                    new Real(0, false, 1),
                    "0",
                    "share of an evolutionary search's children that are steps of one parameter from the front"),
            Key.optional("crossover", new Real(0, false, 1), "probability that two parents are crossed"),
            Key.optional("mutation", new Real(0, false, 1), "probability that a parameter mutates"),
            Key.optional("corners", new Truth(), "false", "whether the ends of the space are evaluated first"),
            Key.optional(
                    "start",
                    new ListOf(Text.LINE, 0, 1000, true),
                    "[]",
                    "points to begin with, each like \"array=16, scratchpad_kib=256\"; bits_*=8 sets all parameters that begin so;"
                            + " what is left out has its first value"));

    private static final ObjectOf FIDELITY = ObjectOf.of(
            "fidelity",
            Key.optional(
                    "front",
                    Choice.of(List.of("analytical", "simulated")),
                    "analytical",
                    "how the points that the search leaves are looked at: as before, or compiled for the Systole core and"
                            + " simulated; the front is then that of the simulated figures"),
            Key.optional(
                    "layers",
                    new ListOf(Text.LINE, 1, 10_000, true),
                    "the search looks at these layers only; what it leaves is evaluated over the whole network"),
            Key.optional(
                    "largest",
                    Whole.from(1, 10_000),
                    "the search looks at so many layers only, those of the most multiply-accumulates"),
            Key.optional(
                    "within_percent",
                    new Real(0, false, 1000),
                    "0",
                    "points that are so little behind the front are looked at again, too"));

    /** What the mapper may make small. */
    static final List<String> POLICIES = List.of("latency", "energy", "edp", "dram");

    private static final Text MAPPING = new Text(
            Pattern.compile(String.join("|", POLICIES) + "|\\$\\{\\s*[A-Za-z][A-Za-z0-9_.-]*\\s*}"),
            "one of " + String.join(", ", POLICIES) + ", or ${NAME} of a parameter of such words",
            100);

    private static final ObjectOf ROOT = ObjectOf.of(
            "study",
            Key.required("title", Text.LINE, "one line for people"),
            Key.optional("source", Text.LINE, "what the study reproduces"),
            Key.optional(
                    "model",
                    Text.LINE,
                    "an ONNX file, relative to this file, or zoo:NAME; ${NAME} stands for a parameter's value, so that networks may"
                            + " vary: zoo:${network}"),
            Key.optional(
                    "study",
                    Text.LINE,
                    "in place of model and accelerator: another study, relative to this file, all of whose points are evaluated;"
                            + " what is explored are the settings of a search for its front"),
            Key.optional(
                    "settings",
                    Text.BLOCK,
                    "with study: a search (systole: search/1, the keys of 'search') in which ${EXPRESSION} stands for a value of"
                            + " the point"),
            Key.optional(
                    "runs", Whole.from(1, 1000), "20", "with study: searches at each point, each with another seed"),
            Key.optional(
                    "mark",
                    Whole.from(1, 1_000_000),
                    "65",
                    "with study: after how many evaluations found_percent and hypervolume_percent are taken"),
            Key.required("parameters", ListOf.distinct(PARAMETER, 1, 64), "what may vary"),
            Key.optional(
                    "accelerator",
                    Text.BLOCK,
                    "an accelerator description (systole: accelerator/1, usually with extends) in which ${EXPRESSION} stands"
                            + " for a value of the point"),
            Key.optional(
                    "data",
                    Text.LINE,
                    "a data.yaml, relative to this file: it gives the KPI accuracy, in percent; with quantization"),
            Key.optional(
                    "quantization",
                    Text.BLOCK,
                    "a quantization plan (systole: quantization/1) in which ${EXPRESSION} stands for a value of the point;"
                            + " with data"),
            Key.optional(
                    "mapping",
                    MAPPING,
                    "edp",
                    "what the mapper makes small; ${NAME} stands for a parameter whose words are some of these"),
            Key.required("objectives", new ListOf(OBJECTIVE, 1, 8, false), "what counts"),
            Key.optional(
                    "derived",
                    new MapOf(Text.NAME, "name", Text.LINE, 100),
                    "{}",
                    "numbers that follow from the parameters, by name: expressions that may use those above"),
            Key.optional(
                    "rules", new ListOf(Text.LINE, 0, 100, false), "[]", "expressions over parameters that must hold"),
            Key.optional(
                    "constraints",
                    new ListOf(Text.LINE, 0, 100, false),
                    "[]",
                    "expressions over parameters and KPIs that must hold on the front"),
            Key.optional("fidelity", FIDELITY, "{}", "how closely points are looked at"),
            Key.optional("search", SEARCH, "{}", "how points are chosen"));

    /** The format. */
    public static final FileFormat FORMAT = new FileFormat(
            "study", 1, "Study", "What may vary, what counts and what must hold in an exploration.", false, ROOT);

    /** The format of a search's settings. */
    public static final FileFormat SEARCH_FORMAT = new FileFormat(
            "search",
            1,
            "Search",
            "How the points of a study are chosen; a study's key 'search' holds the same.",
            false,
            SEARCH);

    private StudyFormat() {}
}
