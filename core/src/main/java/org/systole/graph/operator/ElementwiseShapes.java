package org.systole.graph.operator;

import org.systole.graph.GraphProblem;
import org.systole.tensor.DataType;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/** Operators that work on each element by itself, with broadcasting. */
final class ElementwiseShapes {
    private ElementwiseShapes() {}

    static void register(Registry registry) {
        unary(registry);
        binary(registry);
        comparisons(registry);
        registry.op("PRelu", 1).inputs(2).rule(ElementwiseShapes::prelu);
        registry.op("Clip", 1).inputs(1, 3).folds(ElementwiseValues::clip).rule(ElementwiseShapes::clip);
        registry.op("Where", 9).inputs(3).folds(ElementwiseValues::where).rule(ElementwiseShapes::where);
        registry.op("Cast", 1).folds(ElementwiseValues::cast).rule(ElementwiseShapes::cast);
        registry.op("CastLike", 15)
                .inputs(2)
                .folds(ElementwiseValues::cast)
                .rule(n -> n.output(0, n.dataType(1), n.shape(0)));
        registry.op("BitCast", 26).rule(ElementwiseShapes::bitCast);
    }

    private static void unary(Registry registry) {
        for (String name : new String[] {
            "Abs", "Ceil", "Exp", "Floor", "Log", "Neg", "Reciprocal", "Sqrt", "Relu", "Sigmoid", "Tanh"
        }) registry.op(name, 1).folds(ElementwiseValues::unary).rule(ElementwiseShapes::same);
        for (String name : new String[] {"Erf", "Sign"})
            registry.op(name, 9).folds(ElementwiseValues::unary).rule(ElementwiseShapes::same);
        registry.op("Round", 11).folds(ElementwiseValues::unary).rule(ElementwiseShapes::same);
        for (String name : new String[] {"Sin", "Cos", "Tan", "Asin", "Acos", "Atan"})
            registry.op(name, 7).folds(ElementwiseValues::unary).rule(ElementwiseShapes::same);
        for (String name : new String[] {"Sinh", "Cosh", "Asinh", "Acosh", "Atanh"})
            registry.op(name, 9).rule(ElementwiseShapes::same);
        for (String name : new String[] {"Elu", "HardSigmoid", "LeakyRelu", "Selu", "Softplus", "Softsign"})
            registry.op(name, 1).rule(ElementwiseShapes::same);
        registry.op("ThresholdedRelu", 10).rule(ElementwiseShapes::same);
        registry.op("Shrink", 9).rule(ElementwiseShapes::same);
        registry.op("Celu", 12).rule(ElementwiseShapes::same);
        registry.op("HardSwish", 14).rule(ElementwiseShapes::same);
        registry.op("Mish", 18).rule(ElementwiseShapes::same);
        registry.op("Gelu", 20).rule(ElementwiseShapes::same);
        registry.op("Swish", 24).rule(ElementwiseShapes::same);
        registry.op("BitwiseNot", 18).rule(ElementwiseShapes::same);
        registry.op("Not", 1).folds(ElementwiseValues::unary).rule(ElementwiseShapes::same);
        registry.op("IsNaN", 9).folds(ElementwiseValues::unary).rule(ElementwiseShapes::truth);
        registry.op("IsInf", 10).folds(ElementwiseValues::isInf).rule(ElementwiseShapes::truth);
        registry.op("Identity", 1).folds(LayoutValues::identity).rule(ElementwiseShapes::same);
    }

    private static void binary(Registry registry) {
        for (String name : new String[] {"Add", "Sub", "Mul", "Div", "Pow"})
            registry.op(name, 7).inputs(2).folds(ElementwiseValues::binary).rule(ElementwiseShapes::broadcast);
        registry.op("Mod", 10).inputs(2).folds(ElementwiseValues::binary).rule(ElementwiseShapes::broadcast);
        for (String name : new String[] {"Max", "Min", "Sum"})
            registry.op(name, 1)
                    .inputs(1, Operator.ANY)
                    .folds(ElementwiseValues::variadic)
                    .rule(ElementwiseShapes::broadcast);
        registry.op("Mean", 1).inputs(1, Operator.ANY).rule(ElementwiseShapes::broadcast);
        registry.op("BitShift", 11).inputs(2).rule(ElementwiseShapes::broadcast);
        for (String name : new String[] {"BitwiseAnd", "BitwiseOr", "BitwiseXor"})
            registry.op(name, 18).inputs(2).rule(ElementwiseShapes::broadcast);
    }

    private static void comparisons(Registry registry) {
        for (String name : new String[] {"And", "Or", "Xor", "Equal", "Greater", "Less"})
            registry.op(name, 7).inputs(2).folds(ElementwiseValues::comparison).rule(ElementwiseShapes::compare);
        for (String name : new String[] {"GreaterOrEqual", "LessOrEqual"})
            registry.op(name, 12).inputs(2).folds(ElementwiseValues::comparison).rule(ElementwiseShapes::compare);
    }

    /** The output has the type and shape of the first input. */
    static void same(NodeContext n) {
        n.output(0, n.dataType(0), n.shape(0));
    }

    /** The bounds are one number each. */
    private static void clip(NodeContext n) {
        for (int i = 1; i < n.inputs(); i++)
            if (n.has(i))
                n.requireShape(
                        n.shape(i).elements() == 1,
                        "bound '" + n.node().input(i) + "' is " + n.shape(i) + ", expected one number");
        same(n);
    }

    private static void truth(NodeContext n) {
        n.output(0, DataType.BOOL, n.shape(0));
    }

    /** All inputs broadcast; the element type is the first one's. */
    static void broadcast(NodeContext n) {
        n.output(0, n.dataType(0), broadcastAll(n, !n.node().op().equals("Pow")));
    }

    private static void compare(NodeContext n) {
        n.output(0, DataType.BOOL, broadcastAll(n, true));
    }

    private static Shape broadcastAll(NodeContext n, boolean sameType) {
        Shape shape = n.shape(0);
        for (int i = 1; i < n.inputs(); i++) {
            if (sameType) requireSameType(n, 0, i);
            shape = Extents.broadcast(n, shape, n.shape(i));
        }
        return shape;
    }

    /** Checks that two inputs have one element type. */
    static void requireSameType(NodeContext n, int a, int b) {
        if (n.dataType(a) != n.dataType(b))
            throw n.fail(
                    GraphProblem.TYPE,
                    "inputs '" + n.node().input(a) + "' (" + n.dataType(a) + ") and '"
                            + n.node().input(b) + "' (" + n.dataType(b) + ") have different element types");
    }

    /** The slope broadcasts to the input, never the other way round. */
    private static void prelu(NodeContext n) {
        Shape x = n.shape(0);
        Shape slope = n.shape(1);
        // PyTorch and Keras exports before opset 9 give one slope per channel as a vector of C.
        boolean perChannel = slope.rank() == 1 && x.rank() >= 2 && slope.extent(0) == x.extent(1);
        if (!perChannel)
            n.requireShape(
                    Extents.broadcast(n, x, slope).equals(x), "slope " + slope + " does not broadcast to input " + x);
        n.output(0, n.dataType(0), x);
    }

    private static void where(NodeContext n) {
        if (n.dataType(0) != DataType.BOOL)
            throw n.fail(GraphProblem.TYPE, "the condition is " + n.dataType(0) + ", expected BOOL");
        requireSameType(n, 1, 2);
        n.output(0, n.dataType(1), Extents.broadcast(n, Extents.broadcast(n, n.shape(0), n.shape(1)), n.shape(2)));
    }

    private static void cast(NodeContext n) {
        n.output(0, OnnxTypes.attribute(n, "to", null), n.shape(0));
    }

    private static void bitCast(NodeContext n) {
        DataType to = OnnxTypes.attribute(n, "to", null);
        if (to.bits() != n.dataType(0).bits())
            throw n.fail(GraphProblem.TYPE, "cannot reinterpret " + n.dataType(0) + " as " + to + ": widths differ");
        n.output(0, to, n.shape(0));
    }

    /** Returns whether two constants are the same; used by rules that need it on scalars. */
    static boolean isTrue(Tensor scalar) {
        return scalar.elements() == 1 && scalar.integer(0) != 0;
    }
}
