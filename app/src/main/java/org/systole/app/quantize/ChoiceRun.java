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
import org.systole.formats.Format;
import org.systole.formats.FormatProblem;
import org.systole.formats.Grid;
import org.systole.graph.Graph;
import org.systole.precision.FormatRun;
import org.systole.precision.NearestWeights;
import org.systole.precision.PrecisionChoice;
import org.systole.precision.PrecisionSearch;
import org.systole.precision.Trial;
import org.systole.precision.Variable;
import org.systole.precision.Weights;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;
import org.systole.quantize.ActivationSettings;
import org.systole.quantize.CalibrationMethod;
import org.systole.quantize.LayerSettings;
import org.systole.quantize.Plan;
import org.systole.quantize.QuantizationResult;
import org.systole.quantize.WeightSettings;
import org.systole.report.CsvTable;
import org.systole.report.QuantizationHtml;

/**
 * Chooses widths for the weights and the output of each layer on samples that calibrate: the cheapest with which at most a
 * share of the samples changes its class, or is likely to, or the most accurate within budgets. What it finds is a plan, which the integer reference then scores on other samples.
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
     * @param front choices that no other one beats in both cost and accuracy, for the page
     */
    public record Chosen(
            Plan plan,
            List<String> lines,
            String sensitivity,
            List<QuantizationHtml.Sensitivity> sensitivities,
            QuantizationHtml.Choices front) {}

    /**
     * Returns the plan of the cheapest choice that changes few enough classes, or of the most accurate one within budgets.
     *
     * @throws SystoleException E4504 when even the widest choice changes more classes, E4505 when even the narrowest exceeds a
     *     budget
     */
    public Chosen choose(Graph graph, DataSet data, Plan plan, ChoiceRequest request) {
        Trial trial = Trial.searching(graph, data, MOST_SAMPLES, threads);
        var variables = PrecisionChoice.of(trial.network(), request.weights(), request.outputs());
        boolean few = request.weights().stream().anyMatch(format -> !(format.grid() instanceof Grid.Integers))
                || plan.defaults().weights().scaling() == WeightSettings.Scaling.MSE;
        Weights weights = few ? new NearestWeights(Fitting.LEAST_SQUARES) : PrecisionChoice.minMax();
        CalibrationMethod method = plan.defaults().activations().method();
        Fitting fitting = method == CalibrationMethod.MINMAX ? Fitting.MIN_MAX : Fitting.LEAST_SQUARES;
        var options = FormatRun.Options.PLAIN.threads(threads).fitting(fitting);
        int most = variables.stream().mapToInt(v -> v.options().size() - 1).sum() + 2;
        try (var choice = new PrecisionChoice(trial, variables, weights, options);
                var progress = new Progress(console, "trying widths", most)) {
            var costs = new ChoiceCosts(choice, request);
            PrecisionSearch search = choice.search(costs.of(request.minimize()), PROOF, progress);
            var result = found(graph, search, costs, request);
            if (request.analyse()) search.sensitivity();
            boolean analysed = request.analyse() || !result.sensitivity().isEmpty();
            var lines = new ArrayList<>(ChoiceWords.counts(variables, result.options()));
            lines.addAll(ChoiceWords.costs(result, costs, request));
            lines.add(ChoiceWords.effort(
                    result,
                    search,
                    costs,
                    trial.samples().size(),
                    request.budgets().isEmpty()));
            return new Chosen(
                    plan(plan, variables, result.options(), few),
                    lines,
                    analysed ? csv(search.sensitivity(), variables) : "",
                    analysed ? sensitivities(search.sensitivity(), variables) : List.of(),
                    ChoiceWords.front(search, result, costs, request));
        }
    }

    private static PrecisionSearch.Result found(
            Graph graph, PrecisionSearch search, ChoiceCosts costs, ChoiceRequest request) {
        double wanted = 1 - request.maxDrop().orElse(100.0) / 100;
        var result = request.budgets().isEmpty() ? search.cheapest(wanted) : search.mostAccurate(costs.budgets());
        if (!result.isFeasible() && request.budgets().isEmpty())
            throw refused(graph, result.measured().accuracy(), request, "with the widest formats throughout");
        if (!result.isFeasible()) throw costs.tooDear(graph.name());
        if (result.measured().accuracy() < wanted - 1e-12)
            throw refused(
                    graph,
                    result.measured().accuracy(),
                    request,
                    "with the most accurate choice found within the budgets");
        return result;
    }

    private static SystoleException refused(Graph graph, double kept, ChoiceRequest request, String choice) {
        return new SystoleException(Problem.of(
                FormatProblem.ACCURACY_NOT_KEPT,
                Place.element(graph.name(), "--choose"),
                String.format(
                        Locale.ROOT,
                        "%s %.2f of 100 samples change their class, allowed are %.2f",
                        choice,
                        100 * (1 - kept),
                        request.maxDrop().orElseThrow()),
                request.budgets().isEmpty()
                        ? "allow more with --max-drop, or give a wider width"
                        : "allow more with --max-drop, or raise the budgets"));
    }

    /** Returns the plan with the chosen formats; few levels want scales of least error. */
    private static Plan plan(Plan plan, List<Variable> variables, int[] options, boolean few) {
        Map<String, LayerSettings> layers = new LinkedHashMap<>(plan.layers());
        for (int v = 0; v < options.length; v++) {
            Variable variable = variables.get(v);
            Format format = variable.options().get(options[v]);
            LayerSettings settings = layers.getOrDefault(variable.layer(), plan.layer(variable.layer()));
            WeightSettings weights = settings.weights();
            ActivationSettings outputs = settings.activations();
            if (variable.part() == Variable.Part.ACTIVATIONS) outputs = outputs.with(format);
            else {
                var scaling = few ? WeightSettings.Scaling.MSE : weights.scaling();
                weights = new WeightSettings(format, scaling, weights.perTensor(), weights.asymmetric());
            }
            layers.put(variable.layer(), new LayerSettings(weights, outputs, settings.accumulator()));
        }
        return new Plan(plan.defaults(), layers, plan.steps());
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
