package org.systole.quantize;

import java.util.Arrays;
import org.systole.graph.Graph;
import org.systole.graph.Node;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.Problems;
import org.systole.tensor.DataType;
import org.systole.tensor.NumberFormat;
import org.systole.tensor.Tensor;

/** Scales and zero points of QuantizeLinear and DequantizeLinear. */
final class PairScales {
    private static final int UINT8_MIDDLE = 128;

    private PairScales() {}

    /** Returns what a node says of its integers; null after a problem was added. */
    static Quantization of(Graph graph, Node node, Problems problems) {
        if (graph.constant(node.input(1)).isEmpty()
                || node.hasInput(2) && graph.constant(node.input(2)).isEmpty()) {
            unsupported(graph, node, "its scale or zero point is computed, not a constant", problems);
            return null;
        }
        if (node.attributes().integer("block_size", 0) != 0) {
            unsupported(graph, node, "it has a scale for each block", problems);
            return null;
        }
        boolean makes = node.op().equals("QuantizeLinear");
        NumberFormat format = format(integerType(graph, node, makes));
        if (format == null) {
            unsupported(graph, node, "integers of type " + integerType(graph, node, makes) + " are not read", problems);
            return null;
        }
        float[] scales = graph.constant(node.input(1)).get().toFloats();
        for (float scale : scales)
            if (!(scale > 0) || Float.isInfinite(scale)) {
                problems.add(PairedGraph.badScale(graph, node, "its scale is " + scale));
                return null;
            }
        int[] zeros = new int[scales.length];
        if (node.hasInput(2)) {
            long[] given = graph.constant(node.input(2)).get().toLongs();
            for (int i = 0; i < zeros.length; i++) zeros[i] = Math.toIntExact(given[given.length == 1 ? 0 : i]);
        }
        int rank = graph.type(node.input(0)).shape().rank();
        if (scales.length == 1) return new Quantization(format, scales, zeros, -1);
        return new Quantization(format, scales, zeros, axis(node, rank));
    }

    private static int axis(Node node, int rank) {
        return Math.floorMod(Math.toIntExact(node.attributes().integer("axis", rank > 1 ? 1 : 0)), Math.max(1, rank));
    }

    private static DataType integerType(Graph graph, Node node, boolean makes) {
        return graph.type(makes ? node.output() : node.input(0)).dataType();
    }

    private static NumberFormat format(DataType type) {
        return switch (type) {
            case INT4 -> new NumberFormat(NumberFormat.Kind.SIGNED, 4);
            case UINT4 -> new NumberFormat(NumberFormat.Kind.UNSIGNED, 4);
            case INT8 -> NumberFormat.INT8;
            case UINT8 -> new NumberFormat(NumberFormat.Kind.UNSIGNED, 8);
            case INT16 -> NumberFormat.INT16;
            case UINT16 -> new NumberFormat(NumberFormat.Kind.UNSIGNED, 16);
            case INT32 -> NumberFormat.INT32;
            default -> null;
        };
    }

    static IntegerTensor integers(Tensor tensor) {
        int[] values = new int[Math.toIntExact(tensor.elements())];
        for (int i = 0; i < values.length; i++) values[i] = Math.toIntExact(tensor.integer(i));
        return new IntegerTensor(tensor.shape(), values);
    }

    /** Returns unsigned weights around 128 as signed ones around 0: the same numbers, without zero points. */
    static QuantizedWeights signed(QuantizedWeights weights) {
        Quantization q = weights.quantization();
        boolean middle = q.format().kind() == NumberFormat.Kind.UNSIGNED
                && q.format().bits() == 8
                && Arrays.stream(q.zeroPoints()).allMatch(zero -> zero == UINT8_MIDDLE);
        if (!middle) return weights;
        int[] moved = Arrays.stream(weights.integers().values())
                .map(value -> value - UINT8_MIDDLE)
                .toArray();
        return new QuantizedWeights(
                new IntegerTensor(weights.integers().shape(), moved),
                new Quantization(NumberFormat.INT8, q.scales(), new int[q.scales().length], q.axis()));
    }

    private static void unsupported(Graph graph, Node node, String what, Problems problems) {
        problems.add(Problem.of(
                QuantizeProblem.QUANTIZED_UNSUPPORTED,
                Place.element(graph.name(), node.described()),
                what,
                "quantize the float network it was made of: systole quantize"));
    }
}
