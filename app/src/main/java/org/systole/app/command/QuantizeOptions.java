package org.systole.app.command;

import java.nio.file.Path;
import java.util.Locale;
import org.systole.graph.Graph;
import org.systole.quantize.ActivationSettings;
import org.systole.quantize.CalibrationMethod;
import org.systole.quantize.LayerSettings;
import org.systole.quantize.Plan;
import org.systole.quantize.PlanReader;
import org.systole.quantize.WeightSettings;
import org.systole.tensor.NumberFormat;
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

    @Option(names = "--weights", paramLabel = "BITS", description = "Bits of weights, 2 to 16; default 8.")
    private Integer weights;

    @Option(names = "--activations", paramLabel = "BITS", description = "Bits of activations, 2 to 16; default 8.")
    private Integer activations;

    @Option(
            names = "--method",
            paramLabel = "METHOD",
            description =
                    "How ranges of activations are chosen: minmax, moving, percentile, mse, entropy; default minmax.")
    private CalibrationMethod method;

    @Option(
            names = "--percentile",
            paramLabel = "PERCENT",
            description = "What --method percentile keeps within the range; default 99.99.")
    private Double percentile;

    @Option(
            names = "--weight-scaling",
            paramLabel = "SCALING",
            description = "How scales of weights are chosen: minmax, mse; default minmax.")
    private WeightSettings.Scaling scaling;

    @Option(
            names = "--per-tensor",
            description = "One scale for all weights of a layer, not one for each output channel.")
    private boolean perTensor;

    @Option(names = "--symmetric", description = "Activations without zero points.")
    private boolean symmetric;

    Path file() {
        return file;
    }

    boolean hasWidths() {
        return weights != null || activations != null;
    }

    /** Returns the plan that the options say. */
    Plan plan(CommandLine line, Graph graph) {
        if (file == null) return Plan.of(defaults(line));
        boolean other = weights != null
                || activations != null
                || method != null
                || percentile != null
                || scaling != null
                || perTensor
                || symmetric;
        if (other)
            throw new CommandLine.ParameterException(
                    line, "--plan says all: edit the plan instead of giving widths and methods beside it");
        return PlanReader.read(file, graph);
    }

    private LayerSettings defaults(CommandLine line) {
        if (percentile != null && method != CalibrationMethod.PERCENTILE)
            throw new CommandLine.ParameterException(line, "--percentile needs --method percentile");
        if (percentile != null && !(percentile > 50 && percentile <= 100))
            throw new CommandLine.ParameterException(line, "--percentile: expected more than 50, at most 100");
        return new LayerSettings(
                new WeightSettings(
                        format(line, "--weights", weights),
                        scaling == null ? WeightSettings.Scaling.MINMAX : scaling,
                        perTensor,
                        false),
                new ActivationSettings(
                        format(line, "--activations", activations),
                        method == null ? CalibrationMethod.MINMAX : method,
                        percentile == null ? ActivationSettings.PERCENTILE : percentile,
                        symmetric));
    }

    private static NumberFormat format(CommandLine line, String option, Integer bits) {
        int width = bits == null ? 8 : bits;
        if (width < LEAST_BITS || width > MOST_BITS)
            throw new CommandLine.ParameterException(
                    line,
                    String.format(
                            Locale.ROOT, "%s: expected %d to %d bits, found %d", option, LEAST_BITS, MOST_BITS, width));
        return new NumberFormat(NumberFormat.Kind.SIGNED, width);
    }
}
