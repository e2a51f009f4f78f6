package org.systole.graph.operator;

import org.systole.graph.GraphProblem;
import org.systole.tensor.DataType;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/** Operators that make tensors from shapes, attributes and scalars. */
final class GeneratingShapes {
    private GeneratingShapes() {}

    static void register(Registry registry) {
        registry.op("Constant", 1).inputs(0).folds(GeneratingValues::constant).rule(GeneratingShapes::constant);
        registry.op("ConstantOfShape", 9)
                .folds(GeneratingValues::constantOfShape)
                .rule(GeneratingShapes::constantOfShape);
        registry.op("Shape", 1).foldsByShape(GeneratingValues::shape).rule(GeneratingShapes::shape);
        registry.op("Size", 1).foldsByShape(GeneratingValues::size).rule(n -> n.output(0, DataType.INT64));
        registry.op("Range", 11).inputs(3).folds(GeneratingValues::range).rule(GeneratingShapes::range);
        registry.op("OneHot", 9).inputs(3).rule(GeneratingShapes::oneHot);
        registry.op("EyeLike", 9).foldsByShape(GeneratingValues::eyeLike).rule(GeneratingShapes::eyeLike);
        for (String name : new String[] {"RandomNormalLike", "RandomUniformLike"})
            registry.op(name, 1).rule(n -> n.output(0, OnnxTypes.attribute(n, "dtype", n.dataType(0)), n.shape(0)));
        for (String name : new String[] {"RandomNormal", "RandomUniform"})
            registry.op(name, 1).inputs(0).rule(GeneratingShapes::random);
        registry.op("Bernoulli", 15).rule(n -> n.output(0, OnnxTypes.attribute(n, "dtype", n.dataType(0)), n.shape(0)));
    }

    private static void constant(NodeContext n) {
        Tensor value = GeneratingValues.constant(n, 0);
        n.output(0, value.type(), value.shape());
    }

    private static void constantOfShape(NodeContext n) {
        Tensor value = n.attributes().tensor("value");
        n.output(0, value == null ? DataType.FLOAT32 : value.type(), n.longs(0));
    }

    private static void shape(NodeContext n) {
        n.output(0, DataType.INT64, GeneratingValues.shapePart(n).length);
    }

    private static void range(NodeContext n) {
        for (int i = 0; i < 3; i++) if (n.constant(i) == null) n.longs(i);
        n.output(0, n.dataType(0), GeneratingValues.rangeLength(n));
    }

    private static void oneHot(NodeContext n) {
        Shape indices = n.shape(0);
        Tensor depth = n.constant(1);
        if (depth == null) n.longs(1);
        n.requireShape(depth.elements() == 1, "the depth must be one number");
        int axis = n.axis(n.attributes().integer("axis", -1), indices.rank() + 1);
        long[] extents = new long[indices.rank() + 1];
        for (int i = 0; i < extents.length; i++)
            extents[i] = i == axis ? (long) depth.real(0) : indices.extent(i < axis ? i : i - 1);
        n.output(0, n.dataType(2), extents);
    }

    private static void eyeLike(NodeContext n) {
        n.output(0, OnnxTypes.attribute(n, "dtype", n.dataType(0)), n.rank(0, 2));
    }

    private static void random(NodeContext n) {
        long[] shape = n.attributes().integers("shape", null);
        if (shape == null) throw n.fail(GraphProblem.ATTRIBUTE_VALUE, "attribute 'shape' is missing");
        n.output(0, OnnxTypes.attribute(n, "dtype", DataType.FLOAT32), shape);
    }
}
