package org.systole.app.command;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.systole.formats.Format;
import org.systole.formats.Formats;
import org.systole.formats.Grid;
import org.systole.graph.Graph;
import org.systole.quantize.ActivationSettings;
import org.systole.quantize.CalibrationMethod;
import org.systole.quantize.Codes;
import org.systole.quantize.LayerSettings;
import org.systole.quantize.Plan;
import org.systole.quantize.PlanReader;
import org.systole.quantize.WeightSettings;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** How a network is quantized: a plan, or the same for all layers. */
final class QuantizeOptions {
    private static final int LEAST_BITS = 2;
    private static final int MOST_BITS = 16;

    @Option(
            names = "--plan",
            paramLabel = "FILE",
            description = "A plan.yaml ('systole schema quantization'); it says all.")
    private Path file;

    @Option(
            names = "--weights",
            paramLabel = "FORMAT",
            description =
                    "Bits of weights, 2 to 16, or a format: binary, ternary, levels7, pot4, pot4x2, fix8, q3.4; default 8.")
    private String weights;

    @Option(
            names = "--activations",
            paramLabel = "FORMAT",
            description = "Bits of activations, 2 to 16, or a format: levels15, ulevels15, fix8, q3.4; default 8.")
    private String activations;

    @Option(
            names = "--method",
            paramLabel = "METHOD",
            description =
                    "How ranges of activations are chosen: minmax, moving, percentile, mse (the smallest squared error),"
                            + " entropy; default mse.")
    private CalibrationMethod method;

    @Option(
            names = "--percentile",
            paramLabel = "PERCENT",
            description = "What --method percentile keeps within the range; default 99.99.")
    private Double percentile;

    @Option(
            names = "--weight-scaling",
            paramLabel = "SCALING",
            description = "How scales of weights are chosen: minmax, mse; default minmax, mse for other formats than"
                    + " integers.")
    private WeightSettings.Scaling scaling;

    @Option(
            names = "--per-tensor",
            description = "One scale for all weights of a layer, not one for each output channel.")
    private boolean perTensor;

    @Option(names = "--symmetric", description = "Activations without zero points.")
    private boolean symmetric;

    @Option(names = "--equalize", description = "Evens out channels between layers first (cross-layer equalization).")
    private boolean equalize;

    @Option(names = "--correct-bias", description = "Takes each channel's mean error from its bias.")
    private boolean correctBias;

    @Option(
            names = "--learn-rounding",
            negatable = true,
            description =
                    "Learns the weights' roundings layer by layer on calibration samples, without labels. The default for"
                            + " binary, ternary, levels and powers of two.")
    private Boolean learnRounding;

    @Option(
            names = "--first-last",
            paramLabel = "FORMAT",
            description =
                    "Bits or format of the weights of the first and the last layer that have any; beside activations of a few"
                            + " levels, of the input and the last layer's output too.")
    private String firstLast;

    Path file() {
        return file;
    }

    boolean hasWidths() {
        return weights != null || activations != null;
    }

    /** Returns the plan that the options say. */
    Plan plan(CommandLine line, Graph graph) {
        if (file == null) return withFirstAndLast(line, graph);
        boolean other = weights != null
                || activations != null
                || method != null
                || percentile != null
                || scaling != null
                || perTensor
                || symmetric
                || equalize
                || correctBias
                || learnRounding != null
                || firstLast != null;
        if (other)
            throw new CommandLine.ParameterException(
                    line, "--plan says all: edit the plan instead of giving widths and methods beside it");
        return PlanReader.read(file, graph);
    }

    private Plan withFirstAndLast(CommandLine line, Graph graph) {
        LayerSettings defaults = defaults(line);
        boolean few = !(defaults.weights().codes().grid() instanceof Grid.Integers) && !perTensor;
        boolean learn = learnRounding == null ? few : learnRounding;
        Plan plan = Plan.of(defaults).with(new Plan.Steps(equalize, correctBias, learn, 1));
        if (firstLast == null) return plan;
        var settings = new LayerSettings(
                defaults.weights().with(weights(line, "--first-last", firstLast)), defaults.activations());
        var layers = graph.nodes().stream()
                .filter(node -> List.of("Conv", "Gemm", "MatMul").contains(node.op()))
                .filter(node -> graph.constant(node.input(1)).isPresent())
                .toList();
        if (layers.isEmpty()) return plan;
        plan = plan.with(layers.getFirst().name(), settings);
        LayerSettings last = settings;
        if (!(defaults.activations().codes().grid() instanceof Grid.Integers)) {
            Format ends = settings.weights().codes();
            if (!(ends.grid() instanceof Grid.Integers)
                    || Codes.refusedActivations(ends).isPresent()) ends = Format.symmetric(8);
            ActivationSettings rest = defaults.activations();
            // few levels have no zero point, these may
            last = new LayerSettings(
                    settings.weights(), new ActivationSettings(ends, rest.method(), rest.percentile(), symmetric));
            for (String input : graph.inputs()) plan = plan.with(input, last);
        }
        return plan.with(layers.getLast().name(), last);
    }

    private LayerSettings defaults(CommandLine line) {
        if (percentile != null && method != CalibrationMethod.PERCENTILE)
            throw new CommandLine.ParameterException(line, "--percentile needs --method percentile");
        if (percentile != null && !(percentile > 50 && percentile <= 100))
            throw new CommandLine.ParameterException(line, "--percentile: expected more than 50, at most 100");
        Format w = weights(line, "--weights", weights), a = activations(line, activations);
        var smallest = w.grid() instanceof Grid.Integers ? WeightSettings.Scaling.MINMAX : WeightSettings.Scaling.MSE;
        return new LayerSettings(
                new WeightSettings(
                        w,
                        scaling == null ? smallest : scaling,
                        perTensor || weights != null && weights.contains(":tensor"),
                        w.asymmetric()),
                new ActivationSettings(
                        a,
                        method != null ? method : CalibrationMethod.USUAL,
                        percentile == null ? ActivationSettings.PERCENTILE : percentile,
                        symmetric));
    }

    private static Format weights(CommandLine line, String option, String text) {
        Format format = format(line, option, text);
        Codes.refusedWeights(format).ifPresent(why -> refuse(line, option, text, why));
        return format;
    }

    private static Format activations(CommandLine line, String text) {
        Format format = format(line, "--activations", text);
        Codes.refusedActivations(format).ifPresent(why -> refuse(line, "--activations", text, why));
        return format;
    }

    private static void refuse(CommandLine line, String option, String text, String why) {
        throw new CommandLine.ParameterException(line, option + " " + text + ": " + why);
    }

    /** Returns the format of a number of bits or a name; 8 bits when nothing was said. */
    private static Format format(CommandLine line, String option, String text) {
        if (text == null) return Format.symmetric(8);
        if (!text.matches("-?\\d{1,9}")) return Formats.parse(text);
        int width = Integer.parseInt(text);
        if (width < LEAST_BITS || width > MOST_BITS)
            throw new CommandLine.ParameterException(
                    line,
                    String.format(
                            Locale.ROOT,
                            "%s: expected %d to %d bits, or a format such as ternary, found %d",
                            option,
                            LEAST_BITS,
                            MOST_BITS,
                            width));
        return Format.symmetric(width);
    }
}
