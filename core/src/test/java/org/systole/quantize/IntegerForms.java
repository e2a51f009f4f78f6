package org.systole.quantize;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.systole.graph.SupportedOps;

/** Which operators have an integer form: what a person looks up before quantizing a network. */
public final class IntegerForms {
    private static final Set<String> LAYERS = Set.of("Conv", "Gemm", "MatMul", "ConvTranspose", "BatchNormalization");

    private static final Set<String> SUMS = Set.of(
            "Add",
            "Sub",
            "Mul",
            "Concat",
            "AveragePool",
            "GlobalAveragePool",
            "ReduceMean",
            "ReduceSum",
            "Relu",
            "Clip");

    private static final Set<String> OWN = Set.of(
            "Softmax",
            "LayerNormalization",
            "RMSNormalization",
            "SimplifiedLayerNormalization",
            "InstanceNormalization",
            "GroupNormalization",
            "LSTM",
            "GRU",
            "RNN");

    private static final Set<String> UNCHANGED = Set.of(
            "MaxPool",
            "GlobalMaxPool",
            "ReduceMax",
            "ReduceMin",
            "Reshape",
            "Flatten",
            "Squeeze",
            "Unsqueeze",
            "Transpose",
            "Identity",
            "Dropout");

    private static final Set<String> WITH_NUMBERS = Set.of("Div", "Pow", "Max", "Min", "Sum", "PRelu");

    /** Operators whose results are no real numbers, or are known before a network runs. */
    private static final Set<String> NO_REALS = Set.of(
            "Shape",
            "Size",
            "Constant",
            "ConstantOfShape",
            "Range",
            "EyeLike",
            "NonZero",
            "Equal",
            "Greater",
            "Less",
            "GreaterOrEqual",
            "LessOrEqual",
            "And",
            "Or",
            "Not",
            "Xor",
            "BitShift",
            "BitwiseAnd",
            "BitwiseNot",
            "BitwiseOr",
            "BitwiseXor",
            "IsInf",
            "IsNaN",
            "ArgMax",
            "ArgMin",
            "OneHot",
            "Cast",
            "CastLike",
            "BitCast",
            "If",
            "Loop",
            "Scan");

    private static final Set<String> QUANTIZED = Set.of("Trunc", "QGemm");

    private IntegerForms() {}

    /** How an operator is computed in an integer network. */
    public enum Form {
        /** In integers. */
        INTEGER("in integers"),
        /** Elements change place, their integers do not. */
        MOVES("moves integers"),
        /** Quantized already: read, not made. */
        QUANTIZED("is quantized already"),
        /** Not part of the arithmetic: constants, shapes, comparisons, control flow. */
        NONE("no real numbers"),
        /** Dequantized, run in float, quantized. */
        FLOAT("float");

        private final String text;

        Form(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * One operator.
     *
     * @param domain empty for the standard's own
     * @param operator its name
     * @param form how it is computed
     * @param note by what, or under which condition
     */
    public record Row(String domain, String operator, Form form, String note) {}

    /** Returns all operators that the tool reads, by domain and name. */
    public static List<Row> rows() {
        var rows = new ArrayList<Row>();
        for (SupportedOps.Row row : SupportedOps.rows()) {
            Form form = form(row.name());
            rows.add(new Row(row.domain(), row.name(), form, note(row.name(), form)));
        }
        return List.copyOf(rows);
    }

    private static Form form(String op) {
        if (op.startsWith("Sequence")) return Form.NONE;
        if (op.startsWith("QLinear") || op.contains("uant") || op.endsWith("Integer") || QUANTIZED.contains(op))
            return Form.QUANTIZED;
        if (NO_REALS.contains(op) || op.contains("Sequence") && !op.equals("ReverseSequence")) return Form.NONE;
        if (UNCHANGED.contains(op) || MoveLowering.isMove(op)) return Form.MOVES;
        boolean table = ElementFunctions.isKnown(op);
        boolean integer =
                LAYERS.contains(op) || SUMS.contains(op) || OWN.contains(op) || WITH_NUMBERS.contains(op) || table;
        return integer ? Form.INTEGER : Form.FLOAT;
    }

    private static String note(String op, Form form) {
        return switch (op) {
            case "Conv", "Gemm" -> "constant weights";
            case "ConvTranspose" -> "constant weights, two axes; a convolution of the input with zeros between";
            case "BatchNormalization" -> "in the layer before it, or a 1 x 1 convolution of each channel";
            case "MatMul" -> "constant or computed operands";
            case "Add", "Sub", "Mul" -> "computed or constant operands";
            case "LSTM", "GRU", "RNN" -> "constant weights, no peepholes, no clipping, sequences of one length";
            case "Resize", "Upsample" -> "nearest moves; linear over two axes in integers; cubic stays float";
            case "Pad" -> "with zeros, or mirrored";
            case "Gather", "GatherElements", "GatherND", "Slice", "Tile", "Expand", "Split" -> "constant positions";
            case "Div", "Pow", "Max", "Min", "Sum", "PRelu" -> "with numbers or of one value: table; else float";
            default -> form == Form.INTEGER && ElementFunctions.isKnown(op) ? "table" : "";
        };
    }
}
