package org.systole.app.quantize;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.systole.app.Console;
import org.systole.app.Progress;
import org.systole.data.DataSet;
import org.systole.formats.Fitting;
import org.systole.formats.FormatProblem;
import org.systole.graph.Graph;
import org.systole.precision.FormatRun;
import org.systole.precision.PrecisionChoice;
import org.systole.precision.PrecisionSearch;
import org.systole.precision.Trial;
import org.systole.precision.Variable;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;
import org.systole.quantize.CalibrationMethod;
import org.systole.quantize.LayerSettings;
import org.systole.quantize.Plan;
import org.systole.quantize.QuantizationResult;
import org.systole.report.CsvTable;
import org.systole.report.QuantizationHtml;
import org.systole.tensor.NumberFormat;

/**
 * Chooses widths for the weights and the output of each layer on samples that calibrate: the fewest bits with which at most a
 * share of the samples changes its class, or is likely to. What it finds is a plan, which the integer reference then scores on other samples.
 */
public final class ChoiceRun {
    /** The most samples the choice looks at. */
    public static final int MOST_SAMPLES = 500;

    /** How many choices may be tried to prove that none is cheaper. */
    private static final int PROOF = 200;

    private final Console console;
    private final int threads;

    /**
     * Creates a run.
     *
     * @param console receives progress
     * @param threads samples that run at the same time
     */
    public ChoiceRun(Console console, int threads) {
        this.console = console;
        this.threads = threads;
    }

    /**
     * What was chosen.
     *
     * @param plan the plan with the widths of every layer
     * @param lines the choice in words
     * @param sensitivity the sensitivity analysis as comma-separated values; empty when it was not needed
     * @param sensitivities the same for the page
     */
    public record Chosen(
            Plan plan, List<String> lines, String sensitivity, List<QuantizationHtml.Sensitivity> sensitivities) {}

    /**
     * Returns the plan with the fewest bits.
     *
     * @param widths to choose from, ascending
     * @param maxDrop how many of 100 samples may change their class
     * @param analyse whether the sensitivity analysis is made even when the narrowest width is good enough
     * @throws SystoleException when even the widest changes more
     */
    public Chosen choose(Graph graph, DataSet data, Plan plan, int[] widths, double maxDrop, boolean analyse) {
        Trial trial = Trial.searching(graph, data, MOST_SAMPLES, threads);
        var variables = PrecisionChoice.integers(trial.network(), widths);
        CalibrationMethod method = plan.defaults().activations().method();
        Fitting fitting = method == CalibrationMethod.MINMAX ? Fitting.MIN_MAX : Fitting.LEAST_SQUARES;
        var options = FormatRun.Options.PLAIN.threads(threads).fitting(fitting);
        try (var choice = new PrecisionChoice(trial, variables, PrecisionChoice.minMax(), options);
                var progress = new Progress(console, "trying widths", variables.size() * (widths.length - 1) + 2)) {
            PrecisionSearch search = choice.search(choice.bits(), PROOF, progress);
            var result = search.cheapest(1 - maxDrop / 100);
            if (!result.isFeasible()) throw refused(graph, result.measured().accuracy(), widths, maxDrop);
            if (analyse) search.sensitivity();
            var lines = lines(
                    result,
                    search.evaluations(),
                    variables,
                    choice,
                    trial.samples().size(),
                    widths);
            boolean analysed = analyse || !result.sensitivity().isEmpty();
            return new Chosen(
                    plan(plan, variables, result.options()),
                    lines,
                    analysed ? csv(search.sensitivity(), variables) : "",
                    analysed ? sensitivities(search.sensitivity(), variables) : List.of());
        }
    }

    private static SystoleException refused(Graph graph, double kept, int[] widths, double maxDrop) {
        return new SystoleException(Problem.of(
                FormatProblem.ACCURACY_NOT_KEPT,
                Place.element(graph.name(), "--choose"),
                String.format(
                        Locale.ROOT,
                        "with %d bits throughout %.2f of 100 samples change their class, allowed are %.2f",
                        widths[widths.length - 1],
                        100 * (1 - kept),
                        maxDrop),
                "allow more with --max-drop, or give a wider width"));
    }

    private static Plan plan(Plan plan, List<Variable> variables, int[] options) {
        Map<String, LayerSettings> layers = new LinkedHashMap<>(plan.layers());
        for (int v = 0; v < options.length; v++) {
            Variable variable = variables.get(v);
            int bits = variable.options().get(options[v]).storedBits();
            NumberFormat format = new NumberFormat(NumberFormat.Kind.SIGNED, bits);
            LayerSettings settings = layers.getOrDefault(variable.layer(), plan.layer(variable.layer()));
            layers.put(
                    variable.layer(),
                    variable.part() == Variable.Part.WEIGHTS
                            ? new LayerSettings(settings.weights().with(format), settings.activations())
                            : new LayerSettings(
                                    settings.weights(), settings.activations().with(format)));
        }
        return new Plan(plan.defaults(), layers, plan.steps());
    }

    private static List<String> lines(
            PrecisionSearch.Result result,
            int evaluations,
            List<Variable> variables,
            PrecisionChoice choice,
            int samples,
            int[] widths) {
        var counts = new ArrayList<String>();
        for (int width : widths) {
            int weights = 0, outputs = 0;
            for (int v = 0; v < variables.size(); v++) {
                if (variables.get(v).options().get(result.options()[v]).storedBits() != width) continue;
                if (variables.get(v).part() == Variable.Part.WEIGHTS) weights++;
                else outputs++;
            }
            counts.add(
                    String.format(Locale.ROOT, "%d bits: weights of %d, output of %d layers", width, weights, outputs));
        }
        int[] widest = new int[variables.size()];
        for (int v = 0; v < widest.length; v++) widest[v] = widths.length - 1;
        return List.of(
                "Choice       " + String.join("; ", counts),
                String.format(
                        Locale.ROOT,
                        "             %.2f of 100 samples change their class or are likely to; %.2f of the bits of %d bits throughout",
                        100 * (1 - result.measured().accuracy()),
                        result.cost() / choice.bits().of(widest),
                        widths[widths.length - 1]),
                String.format(
                        Locale.ROOT,
                        "             %d choices evaluated on %d samples that calibrate; %s",
                        evaluations,
                        samples,
                        result.proven() ? "none is cheaper" : "not proven to be the cheapest"));
    }

    private static List<QuantizationHtml.Sensitivity> sensitivities(
            List<PrecisionSearch.Step> steps, List<Variable> variables) {
        return steps.stream()
                .map(step -> new QuantizationHtml.Sensitivity(
                        variables.get(step.variable()).layer(),
                        variables.get(step.variable()).part().name().toLowerCase(Locale.ROOT),
                        variables
                                .get(step.variable())
                                .options()
                                .get(step.option())
                                .storedBits(),
                        1 - step.measured().accuracy()))
                .toList();
    }

    /** Returns a warning when the integer reference lost clearly more than was asked for, else the empty string. */
    public static String warning(QuantizationResult result, double maxDrop) {
        if (result.change() == null) return "";
        double lost = -100 * result.change().value(),
                error = 100 * result.change().standardError();
        if (!(lost > maxDrop + 2 * error)) return "";
        return String.format(
                Locale.ROOT,
                "the choice does not hold: %.2f points are lost on the samples that score, %.2f were asked for; calibrate on more"
                        + " samples, or ask for less",
                lost,
                maxDrop);
    }

    private static String csv(List<PrecisionSearch.Step> steps, List<Variable> variables) {
        var table = new CsvTable(List.of("layer", "part", "bits", "kept", "sqnr_db", "bits_saved"));
        for (PrecisionSearch.Step step : steps) {
            Variable variable = variables.get(step.variable());
            table.row(List.of(
                    variable.layer(),
                    variable.part().name().toLowerCase(Locale.ROOT),
                    variable.options().get(step.option()).storedBits(),
                    step.measured().accuracy(),
                    step.measured().sqnrDb(),
                    step.saved()));
        }
        return table.toString();
    }
}
