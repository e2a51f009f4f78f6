package org.systole.graph.operator;

import java.util.Arrays;
import org.systole.graph.GraphProblem;
import org.systole.tensor.DataType;
import org.systole.tensor.Shape;

/**
 * Operators that ONNX Runtime's quantizer and optimizer write (domain com.microsoft).
 *
 * <p>Source: docs/ContribOperators.md of microsoft/onnxruntime.
 */
final class ContributedShapes {
    private ContributedShapes() {}

    static void register(Registry registry) {
        quantizedElementwise(registry);
        quantizedOthers(registry);
        fused(registry);
        transformers(registry);
    }

    private static void quantizedElementwise(Registry registry) {
        for (String name : new String[] {"QLinearAdd", "QLinearMul"})
            registry.microsoft(name)
                    .inputs(7, 8)
                    .rule(n -> n.output(0, n.dataType(0), Extents.broadcast(n, n.shape(0), n.shape(3))));
        for (String name : new String[] {"QLinearSigmoid", "QLinearLeakyRelu", "QLinearSoftmax"})
            registry.microsoft(name).inputs(4, 5).rule(ElementwiseShapes::same);
        registry.microsoft("QLinearWhere")
                .inputs(9)
                .rule(n -> n.output(
                        0,
                        n.dataType(1),
                        Extents.broadcast(n, Extents.broadcast(n, n.shape(0), n.shape(1)), n.shape(4))));
    }

    private static void quantizedOthers(Registry registry) {
        registry.microsoft("QLinearConcat").inputs(5, Operator.ANY).rule(ContributedShapes::concat);
        registry.microsoft("QLinearAveragePool").inputs(4, 5).rule(n -> channels(n, false));
        registry.microsoft("QLinearGlobalAveragePool").inputs(5).rule(n -> channels(n, true));
        registry.microsoft("QLinearReduceMean").inputs(4, 5).rule(ContributedShapes::reduceMean);
        registry.microsoft("QGemm").inputs(6, 9).rule(ContributedShapes::gemm);
        registry.microsoft("MatMulIntegerToFloat")
                .inputs(4, 7)
                .rule(n -> n.output(0, n.dataType(2), MatrixShapes.product(n, n.shape(0), n.shape(1))));
        registry.microsoft("DynamicQuantizeMatMul")
                .inputs(3, 5)
                .rule(n -> n.output(0, n.dataType(0), MatrixShapes.product(n, n.shape(0), n.shape(1))));
    }

    private static void fused(Registry registry) {
        registry.microsoft("Gelu").rule(ElementwiseShapes::same);
        registry.microsoft("QuickGelu").rule(ElementwiseShapes::same);
        registry.microsoft("FastGelu").inputs(1, 2).rule(ElementwiseShapes::same);
        registry.microsoft("BiasGelu").inputs(2).rule(ElementwiseShapes::same);
        registry.microsoft("FusedGemm").inputs(2, 3).rule(n -> n.output(0, n.dataType(0), MatrixShapes.gemm(n, 0, 1)));
        registry.microsoft("FusedMatMul").inputs(2).rule(ContributedShapes::fusedMatMul);
        registry.microsoft("TransposeMatMul").inputs(2).rule(ContributedShapes::fusedMatMul);
    }

    private static void transformers(Registry registry) {
        registry.microsoft("SkipLayerNormalization").inputs(3, 5).outputs(4).rule(ContributedShapes::skipNormalization);
        registry.microsoft("SkipSimplifiedLayerNormalization")
                .inputs(3, 4)
                .outputs(4)
                .rule(ContributedShapes::skipNormalization);
        registry.microsoft("EmbedLayerNormalization").inputs(7, 9).outputs(3).rule(ContributedShapes::embed);
        registry.microsoft("Attention")
                .inputs(2, 7)
                .outputs(1)
                .notes("without past states")
                .rule(ContributedShapes::attention);
        // Written by ONNX Runtime's optimizer into the standard's own domain.
        registry.op("SimplifiedLayerNormalization", 1).inputs(2).outputs(2).rule(ElementwiseShapes::same);
    }

    private static void concat(NodeContext n) {
        int axis = n.axis(n.attributes().integer("axis", 1), n.shape(2).rank());
        n.output(0, n.dataType(2), SlicingShapes.joined(n, axis, 2, 3));
    }

    /** Pooling with an attribute that says where the channels stand. */
    private static void channels(NodeContext n, boolean global) {
        if (n.attributes().integer("channels_last", 0) == 0) {
            n.output(0, n.dataType(0), global ? PoolingShapes.global(n, 0) : PoolingShapes.pooled(n, 0));
            return;
        }
        if (!global) throw n.fail(GraphProblem.UNSUPPORTED_VARIANT, "channels_last is not supported for windows");
        int[] extents = n.rankAtLeast(0, 3).extents();
        Arrays.fill(extents, 1, extents.length - 1, 1);
        n.output(0, n.dataType(0), Shape.of(extents));
    }

    private static void reduceMean(NodeContext n) {
        Shape input = n.shape(0);
        long[] axes = n.attributes().integers("axes", new long[0]);
        boolean[] reduced = new boolean[input.rank()];
        if (axes.length == 0) Arrays.fill(reduced, true);
        for (long axis : axes) reduced[n.axis(axis, input.rank())] = true;
        boolean keep = n.attributes().integer("keepdims", 1) != 0;
        n.output(0, n.dataType(0), ReductionShapes.without(input, reduced, keep));
    }

    /** Without an output scale the result is float. */
    private static void gemm(NodeContext n) {
        DataType type = n.has(7) ? n.has(8) ? n.dataType(8) : n.dataType(0) : DataType.FLOAT32;
        n.output(0, type, MatrixShapes.gemm(n, 0, 3));
    }

    private static void fusedMatMul(NodeContext n) {
        Shape a = turned(n, 0, "transA", "transBatchA");
        Shape b = turned(n, 1, "transB", "transBatchB");
        n.output(0, n.dataType(0), MatrixShapes.product(n, a, b));
    }

    /** Moves the first axis behind the batch axes if asked to, then swaps the last two if asked to. */
    private static Shape turned(NodeContext n, int input, String swap, String batch) {
        Shape shape = n.shape(input);
        if (shape.rank() < 2) return shape;
        if (n.attributes().integer(batch, 0) != 0) {
            int[] extents = shape.extents();
            int first = extents[0];
            System.arraycopy(extents, 1, extents, 0, extents.length - 2);
            extents[extents.length - 2] = first;
            shape = Shape.of(extents);
        }
        if (n.attributes().integer(swap, 0) == 0) return shape;
        return shape.with(-1, shape.extent(-2)).with(-2, shape.extent(-1));
    }

    /** Outputs: normalized, mean, inverse standard deviation, sum of input and skip. */
    private static void skipNormalization(NodeContext n) {
        Shape input = n.rankAtLeast(0, 2);
        n.output(0, n.dataType(0), input);
        for (int i = 1; i < 3; i++) n.output(i, DataType.FLOAT32, input.with(-1, 1));
        n.output(3, n.dataType(0), input);
    }

    /** Inputs: ids, segment ids, word, position and segment embeddings, gamma, beta, mask, position ids. */
    private static void embed(NodeContext n) {
        Shape ids = n.rank(0, 2);
        Shape words = n.rank(2, 2);
        n.output(0, n.dataType(2), ids.extent(0), ids.extent(1), words.extent(1));
        n.output(1, DataType.INT32, ids.extent(0));
        n.output(2, n.dataType(2), ids.extent(0), ids.extent(1), words.extent(1));
    }

    /** Input {@code B L I}, packed weights {@code I 3*H}, bias {@code 3*H}. */
    private static void attention(NodeContext n) {
        Shape input = n.rank(0, 3);
        Shape weights = n.rank(1, 2);
        n.requireShape(
                weights.extent(0) == input.extent(2),
                "input " + input + " and weights " + weights + " do not multiply");
        if (n.has(4)) throw n.fail(GraphProblem.UNSUPPORTED_VARIANT, "past states are not supported");
        long[] sizes = n.attributes().integers("qkv_hidden_sizes", null);
        long width = sizes != null && sizes.length == 3 ? sizes[2] : weights.extent(1) / 3;
        n.output(0, n.dataType(0), input.extent(0), input.extent(1), width);
    }
}
