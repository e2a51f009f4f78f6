package org.systole.quantize;

import org.systole.problem.ExitStatus;
import org.systole.problem.ProblemKind;

/** What can be wrong with quantizing a network. */
public enum QuantizeProblem implements ProblemKind.Carrier {
    /** A weight is NaN or infinite. */
    WEIGHT_NOT_FINITE("E4101", "A weight is NaN or infinite, so no scale fits it. Train or export the model again."),
    /** A value became NaN or infinite on a calibration sample. */
    ACTIVATION_NOT_FINITE(
            "E4102",
            "A value of the network is NaN or infinite on a calibration sample. Check the data's preparation."),
    /** There is no calibration sample. */
    NO_CALIBRATION("E4103", "Ranges of activations are needed, and there is no sample to observe them on."),
    /** The plan names a layer that the network does not have. */
    UNKNOWN_LAYER("E4104", "The plan names a layer that the network does not have."),
    /** The network is quantized already. */
    QUANTIZED_ALREADY(
            "E4107",
            "The network holds integer operations already (QuantizeLinear, QLinearConv and the like). Quantize the float network"
                    + " it was made of.",
            ExitStatus.UNSUPPORTED),
    /** A quantized model lacks one half of a QuantizeLinear and DequantizeLinear pair, or the halves differ. */
    MISSING_HALF(
            "E4108",
            "A quantized model needs QuantizeLinear and DequantizeLinear in pairs with the same scale and zero point, and a pair"
                    + " behind every layer. Export it again, or quantize the float network it was made of."),
    /** A scale of a quantized model is zero, negative, or no number. */
    BAD_SCALE("E4109", "A scale is zero, negative, infinite or not a number, so the integers stand for nothing."),
    /** The integer network in a model's metadata cannot be read. */
    DAMAGED_NETWORK("E4110", "The integer network in the metadata of a model that Systole wrote is damaged."),
    /** A quantized model holds what has no form in an integer network. */
    QUANTIZED_UNSUPPORTED(
            "E4111",
            "A quantized model holds an operation or a quantization that is not read. Quantize the float network it was made of.",
            ExitStatus.UNSUPPORTED),
    /** A node or an input holds integers or truth values that are no quantized real numbers. */
    NO_REAL_NUMBERS(
            "E4112",
            "An integer network carries quantized real numbers. Indices, token numbers and truth values have no form in it.",
            ExitStatus.UNSUPPORTED),
    /** A plan gives a format that an integer network does not store. */
    FORMAT_NOT_INTEGER(
            "E4113",
            "A plan gives a number format that integer networks do not store there. The names stand in"
                    + " docs/models/number-formats.md; 'systole strategies' simulates all of them."),
    /** A quantization of QONNX has a width, a zero point or a rounding mode that there is not. */
    BAD_QUANT(
            "E4114",
            "A quantization of a QONNX model has a bit width, a zero point or a rounding mode that there is not. Export the model"
                    + " again."),
    /** A sum may not fit the accumulator. */
    ACCUMULATOR_OVERFLOW(
            "E4105",
            "A sum may exceed the accumulator. Use a wider accumulator or narrower operands.",
            ExitStatus.INFEASIBLE),
    /** The scales of a layer cannot be expressed by multiplier and shift. */
    FACTOR_RANGE(
            "E4106",
            "The scales of a layer differ so much that no multiplier and shift express their ratio.",
            ExitStatus.UNSUPPORTED);

    private final ProblemKind kind;

    QuantizeProblem(String code, String explanation) {
        this(code, explanation, ExitStatus.INVALID_INPUT);
    }

    QuantizeProblem(String code, String explanation, ExitStatus status) {
        this.kind = new ProblemKind(code, explanation, status);
    }

    @Override
    public ProblemKind kind() {
        return kind;
    }
}
