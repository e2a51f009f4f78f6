package org.systole.quantize;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.systole.yaml.FileFormat;
import org.systole.yaml.Key;
import org.systole.yaml.YamlType.Choice;
import org.systole.yaml.YamlType.MapOf;
import org.systole.yaml.YamlType.ObjectOf;
import org.systole.yaml.YamlType.Real;
import org.systole.yaml.YamlType.Text;
import org.systole.yaml.YamlType.Truth;
import org.systole.yaml.YamlType.Whole;

/** The declaration of {@code systole: quantization/1}, the plan of a quantization. */
public final class PlanFormat {
    /** What can be written for a format. */
    static final String FORMATS =
            "write int1 to int16, fix2 to fix16, qI.F such as q3.4, binary, ternary, levels5, levels7, pot4,"
                    + " pot4x2 for weights; int2 to int16, uint1 to uint16, fix8, q3.4, levels3, levels15, ulevels15 for activations";

    private static final Text FORMAT_NAME = new Text(
            Pattern.compile(
                    "(u?int\\d{1,2}|fix\\d{1,2}|q\\d{1,2}\\.\\d{1,2}|binary|ternary|u?levels\\d{1,5}|pot\\d(x\\d)?)(:full|:po2){0,2}"),
            "a format such as int8, int4, uint8, q3.4, fix8, binary, ternary, levels15, pot4, pot4x2",
            20);

    private static final ObjectOf WEIGHTS = ObjectOf.of(
            "weights",
            Key.optional(
                    "format",
                    FORMAT_NAME,
                    "what is stored: int1 to int16, fix8, q3.4, binary, ternary, levels7, pot4, pot4x2"),
            Key.optional(
                    "scaling",
                    Choice.of(List.of("minmax", "mse")),
                    "scale by the largest magnitude, or with the smallest squared error"),
            Key.optional(
                    "scales", Choice.of(List.of("channel", "tensor")), "one scale for each output channel, or in all"),
            Key.optional("zero_points", new Truth(), "whether weights have zero points (asymmetric)"));

    private static final ObjectOf ACTIVATIONS = ObjectOf.of(
            "activations",
            Key.optional(
                    "format",
                    FORMAT_NAME,
                    "the numbers of the layer's output: int2 to int16, uint1 to uint16, fix8, q3.4, levels15"),
            Key.optional("method", Choice.of(methods()), "how the range is chosen from what calibration saw"),
            Key.optional("percentile", Real.positive(100), "for percentile: the share within the range, in percent"),
            Key.optional("zero_points", new Truth(), "whether there are zero points (asymmetric)"));

    private static final ObjectOf ACCUMULATOR = ObjectOf.of(
            "accumulator",
            Key.optional("bits", Whole.from(2, AccumulatorSettings.MOST_BITS), "width of partial sums"),
            Key.optional("overflow", Choice.of(List.of("saturate", "wrap")), "what a sum beyond them becomes"),
            Key.optional(
                    "bias_bits",
                    Whole.from(2, AccumulatorSettings.MOST_BITS),
                    "width of a stored bias; a layer's biases share a shift"));

    private static final ObjectOf LAYER = ObjectOf.of(
            "layer",
            Key.optional("weights", WEIGHTS, "of its weights; what is not said is as above"),
            Key.optional("activations", ACTIVATIONS, "of its output; what is not said is as above"),
            Key.optional("accumulator", ACCUMULATOR, "of its sums; what is not said is as above"));

    private static final ObjectOf ROOT = ObjectOf.of(
            "plan",
            Key.optional(
                    "weights",
                    WEIGHTS,
                    "{}",
                    "of every layer that is not named; int8, minmax, channel, no zero points"),
            Key.optional("activations", ACTIVATIONS, "{}", "of every layer that is not named; int8, mse, zero points"),
            Key.optional(
                    "accumulator",
                    ACCUMULATOR,
                    "{}",
                    "of every layer that is not named; 48 bits, saturate, bias of 48"),
            Key.optional("equalize", new Truth(), "false", "cross-layer equalization before anything else"),
            Key.optional("correct_bias", new Truth(), "false", "takes each channel's mean error from its bias"),
            Key.optional("learn_rounding", new Truth(), "false", "learns whether each weight rounds up or down"),
            Key.optional("seed", Whole.from(0, Long.MAX_VALUE), "1", "of everything random"),
            Key.optional(
                    "layers",
                    new MapOf(Text.LINE, "layer", LAYER, 100_000),
                    "{}",
                    "by the layer's node name, or the name of an input of the network"));

    /** The format. */
    public static final FileFormat FORMAT = new FileFormat(
            "quantization",
            1,
            "Quantization plan",
            "With which numbers each layer of a network computes. 'systole quantize' writes one that can be edited and given"
                    + " back with --plan.",
            false,
            ROOT);

    private PlanFormat() {}

    private static List<String> methods() {
        return Arrays.stream(CalibrationMethod.values())
                .map(CalibrationMethod::toString)
                .toList();
    }
}
