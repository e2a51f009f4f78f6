package org.systole.graph.operator;

import java.util.Arrays;
import org.systole.tensor.DataType;
import org.systole.tensor.Shape;

/** Normalizations, and Softmax and its relatives. */
final class NormalizationShapes {
    private NormalizationShapes() {}

    static void register(Registry registry) {
        registry.op("BatchNormalization", 1).inputs(5).outputs(5).rule(NormalizationShapes::batch);
        registry.op("InstanceNormalization", 1).inputs(3).rule(NormalizationShapes::perChannel);
        registry.op("GroupNormalization", 18).inputs(3).rule(NormalizationShapes::group);
        registry.op("LayerNormalization", 1)
                .notes("part of the standard since opset 17; ONNX Runtime's optimizer writes it into earlier ones")
                .inputs(2, 3)
                .outputs(3)
                .rule(NormalizationShapes::layer);
        registry.op("RMSNormalization", 23).inputs(2).rule(ElementwiseShapes::same);
        registry.op("LRN", 1).rule(NormalizationShapes::local);
        registry.op("LpNormalization", 1).rule(n -> alongAxis(n, -1));
        registry.op("MeanVarianceNormalization", 9).rule(ElementwiseShapes::same);
        for (String name : new String[] {"Softmax", "LogSoftmax", "Hardmax"})
            registry.op(name, 1).rule(n -> alongAxis(n, n.opset() < 13 ? 1 : -1));
    }

    /** In training mode or before opset 14 there are more outputs: running statistics, of the shape of the scale. */
    private static void batch(NodeContext n) {
        perChannel(n);
        for (int i = 1; i < n.outputs(); i++) n.output(i, n.dataType(Math.min(i + 2, 4)), n.shape(1));
    }

    private static void perChannel(NodeContext n) {
        Shape input = n.rankAtLeast(0, 1);
        int channels = input.rank() < 2 ? 1 : input.extent(1);
        for (int i = 1; i < n.inputs(); i++)
            n.requireShape(
                    n.shape(i).elements() == channels,
                    "input '" + n.node().input(i) + "' is " + n.shape(i) + ", expected one number for each of the "
                            + channels + " channels");
        n.output(0, n.dataType(0), input);
    }

    private static void group(NodeContext n) {
        Shape input = n.rankAtLeast(0, 2);
        long groups = n.attributes().integer("num_groups", 0);
        n.requireAttribute(
                groups >= 1 && input.extent(1) % groups == 0,
                "num_groups " + groups + " does not divide the " + input.extent(1) + " channels");
        // Opset 18 has one scale per group, opset 21 and later one per channel.
        long expected = n.opset() < 21 ? groups : input.extent(1);
        n.requireShape(
                n.shape(1).elements() == expected,
                "the scale is " + n.shape(1) + ", expected " + expected + " numbers");
        n.output(0, n.dataType(0), input);
    }

    private static void layer(NodeContext n) {
        Shape input = n.shape(0);
        int axis = n.axis(n.attributes().integer("axis", -1), input.rank());
        n.output(0, n.dataType(0), input);
        int[] statistics = input.extents();
        Arrays.fill(statistics, axis, statistics.length, 1);
        DataType type = OnnxTypes.attribute(n, "stash_type", DataType.FLOAT32);
        for (int i = 1; i < n.outputs(); i++) n.output(i, type, Shape.of(statistics));
    }

    private static void local(NodeContext n) {
        n.rankAtLeast(0, 2);
        long size = n.attributes().integer("size", 0);
        n.requireAttribute(size >= 1, "size is " + size + ", expected at least 1");
        ElementwiseShapes.same(n);
    }

    private static void alongAxis(NodeContext n, long usual) {
        Shape input = n.shape(0);
        long axis = n.attributes().integer("axis", usual);
        // Before opset 13 the input is seen as a matrix, so that the axis may equal the rank.
        if (input.rank() > 0 && !(n.opset() < 13 && axis == input.rank())) n.axis(axis, input.rank());
        n.output(0, n.dataType(0), input);
    }
}
