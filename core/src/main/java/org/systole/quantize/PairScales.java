package org.systole.quantize;

import java.util.Arrays;
import org.systole.graph.Graph;
import org.systole.graph.Node;
import org.systole.problem.Problems;
import org.systole.tensor.DataType;
import org.systole.tensor.NumberFormat;
import org.systole.tensor.Tensor;

/** Scales and zero points of QuantizeLinear and DequantizeLinear. */
final class PairScales {
    private PairScales() {}

    /** Returns what a node says of its integers; null after a problem was added. */
    static Quantization of(Graph graph, Node node, Problems problems) {
        if (graph.constant(node.input(1)).isEmpty()
                || node.hasInput(2) && graph.constant(node.input(2)).isEmpty()) {
            problems.add(
                    ImportRefusals.unsupported(graph, node, "its scale or zero point is computed, not a constant"));
            return null;
        }
        if (node.attributes().integer("block_size", 0) != 0) {
            problems.add(ImportRefusals.unsupported(graph, node, "it has a scale for each block"));
            return null;
        }
        boolean makes = node.op().equals("QuantizeLinear");
        NumberFormat format = format(integerType(graph, node, makes));
        if (format == null) {
            problems.add(ImportRefusals.unsupported(
                    graph, node, "integers of type " + integerType(graph, node, makes) + " are not read"));
            return null;
        }
        float[] scales = graph.constant(node.input(1)).get().toFloats();
        for (float scale : scales)
            if (!(scale > 0) || Float.isInfinite(scale)) {
                problems.add(ImportRefusals.badScale(graph, node, "its scale is " + scale));
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

    /** Returns unsigned weights that fill 8 or 16 bits as signed ones: the same numbers, as hardware keeps them. */
    static QuantizedWeights signed(QuantizedWeights weights) {
        Quantization q = weights.quantization(), twin = signed(q);
        if (twin == q) return weights;
        int middle = 1 << q.format().bits() - 1;
        int[] moved = Arrays.stream(weights.integers().values())
                .map(value -> value - middle)
                .toArray();
        return new QuantizedWeights(new IntegerTensor(weights.integers().shape(), moved), twin);
    }

    /** Returns the signed twin of unsigned integers that fill 8 or 16 bits: all of them less by half the range; else the same. */
    static Quantization signed(Quantization q) {
        int bits = q.format().bits();
        boolean fills =
                q.format().kind() == NumberFormat.Kind.UNSIGNED && (bits == 8 || bits == 16) && q.grid() == null;
        if (!fills) return q;
        int[] zeros = Arrays.stream(q.zeroPoints())
                .map(zero -> zero - (1 << bits - 1))
                .toArray();
        return new Quantization(new NumberFormat(NumberFormat.Kind.SIGNED, bits), q.scales(), zeros, q.axis());
    }
}
