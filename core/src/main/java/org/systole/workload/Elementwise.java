package org.systole.workload;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.systole.graph.Node;
import org.systole.tensor.Shape;

/** Rules for operators whose every output element depends on the elements at its own place. */
final class Elementwise {
    /** With constants: comparison with them, which keeps what integers stand for. */
    private static final Set<String> CLAMPS =
            Set.of("Relu", "Clip", "LeakyRelu", "PRelu", "ThresholdedRelu", "Abs", "Neg", "Sign", "QLinearLeakyRelu");

    private static final Set<String> PRESERVING = Set.of("Relu", "Clip");

    private static final Set<String> FUNCTIONS = Set.of(
            "Sigmoid",
            "Tanh",
            "Erf",
            "Exp",
            "Log",
            "Sqrt",
            "Reciprocal",
            "Softplus",
            "Softsign",
            "Elu",
            "Selu",
            "Celu",
            "Gelu",
            "FastGelu",
            "QuickGelu",
            "HardSigmoid",
            "HardSwish",
            "Mish",
            "Swish",
            "Shrink",
            "Sin",
            "Cos",
            "Tan",
            "Asin",
            "Acos",
            "Atan",
            "Sinh",
            "Cosh",
            "Asinh",
            "Acosh",
            "Atanh",
            "Pow",
            "Mod",
            "QLinearSigmoid");

    private static final Set<String> CONVERSIONS = Set.of("Floor", "Ceil", "Round", "BitCast");

    private static final Set<String> COMPARISONS = Set.of(
            "Equal",
            "Greater",
            "GreaterOrEqual",
            "Less",
            "LessOrEqual",
            "And",
            "Or",
            "Xor",
            "Not",
            "Where",
            "IsNaN",
            "IsInf",
            "BitwiseAnd",
            "BitwiseOr",
            "BitwiseXor",
            "BitwiseNot",
            "QLinearWhere");

    /** With a constant, with computed operands only. */
    private static final Map<String, VectorWork.Kind[]> ARITHMETIC = Map.ofEntries(
            Map.entry("Add", kinds(VectorWork.Kind.BIAS, VectorWork.Kind.ADD)),
            Map.entry("Sub", kinds(VectorWork.Kind.BIAS, VectorWork.Kind.ADD)),
            Map.entry("Sum", kinds(VectorWork.Kind.BIAS, VectorWork.Kind.ADD)),
            Map.entry("Mean", kinds(VectorWork.Kind.SCALE, VectorWork.Kind.ADD)),
            Map.entry("QLinearAdd", kinds(VectorWork.Kind.BIAS, VectorWork.Kind.ADD)),
            Map.entry("Mul", kinds(VectorWork.Kind.SCALE, VectorWork.Kind.MULTIPLY)),
            Map.entry("Div", kinds(VectorWork.Kind.SCALE, VectorWork.Kind.MULTIPLY)),
            Map.entry("QLinearMul", kinds(VectorWork.Kind.SCALE, VectorWork.Kind.MULTIPLY)),
            Map.entry("BitShift", kinds(VectorWork.Kind.SCALE, VectorWork.Kind.MULTIPLY)),
            Map.entry("Max", kinds(VectorWork.Kind.CLAMP, VectorWork.Kind.COMPARE)),
            Map.entry("Min", kinds(VectorWork.Kind.CLAMP, VectorWork.Kind.COMPARE)));

    private static final Set<String> VIEWS = Set.of(
            "Reshape",
            "Squeeze",
            "Unsqueeze",
            "Flatten",
            "Identity",
            "Dropout",
            "MaxPool",
            "DequantizeLinear",
            "Transpose");

    private Elementwise() {}

    private static VectorWork.Kind[] kinds(VectorWork.Kind constant, VectorWork.Kind computed) {
        return new VectorWork.Kind[] {constant, computed};
    }

    /** Returns the kinds of work of an operator, with a constant and with computed operands only, if it is one. */
    private static Optional<VectorWork.Kind[]> kinds(String op) {
        if (ARITHMETIC.containsKey(op)) return Optional.of(ARITHMETIC.get(op));
        VectorWork.Kind one = CLAMPS.contains(op)
                ? VectorWork.Kind.CLAMP
                : FUNCTIONS.contains(op)
                        ? VectorWork.Kind.FUNCTION
                        : CONVERSIONS.contains(op)
                                ? VectorWork.Kind.CONVERT
                                : COMPARISONS.contains(op) ? VectorWork.Kind.COMPARE : null;
        return Optional.ofNullable(one).map(kind -> kinds(kind, kind));
    }

    /** Returns the names of all operators that {@link #lower} takes. */
    static List<String> operators() {
        return Stream.of(CLAMPS, FUNCTIONS, CONVERSIONS, COMPARISONS, ARITHMETIC.keySet())
                .flatMap(Set::stream)
                .sorted()
                .collect(Collectors.toList());
    }

    /** Returns whether the operator works on single elements. */
    static boolean isElementwise(String op) {
        return kinds(op).isPresent();
    }

    /** Returns whether a value passes through the operator as itself, or changed element by element. */
    static boolean isUnaryOrView(String op) {
        return VIEWS.contains(op) || CLAMPS.contains(op) || FUNCTIONS.contains(op) && !op.equals("Pow");
    }

    /** Lowers an elementwise node. */
    static void lower(Node node, Scope scope) {
        List<String> operands = operands(node, scope);
        if (operands.size() == 1 && Folding.fold(node, operands.getFirst(), scope)) return;
        VectorWork.Kind[] kinds = kinds(node.op()).orElseThrow();
        boolean alone = operands.size() == 1;
        VectorWork.Kind kind = kinds[alone ? 0 : 1];
        // a constant divided by a value is a function of the value
        if (alone && node.op().equals("Div") && scope.isConstant(node.input(0))) kind = VectorWork.Kind.FUNCTION;
        long outputs = scope.elements(node.output());
        long passes = kind == VectorWork.Kind.ADD || kind == VectorWork.Kind.MULTIPLY || kind == VectorWork.Kind.COMPARE
                ? Math.max(1, operands.size() - 1)
                : 1;
        long read = operands.stream().mapToLong(scope::elements).sum();
        var work =
                new VectorWork(kind, node.name(), node.op(), outputs * passes, read, parameters(node, scope), outputs);
        Fusion.Step step =
                PRESERVING.contains(node.op()) ? Fusion.Step.preserving(node, work) : Fusion.Step.of(node, work);
        Fusion.elementwise(scope, step, operands);
    }

    /** Lowers a node that multiplies two tensors element by element, whatever its name. */
    static void product(Node node, Scope scope) {
        List<String> operands = scope.computed(node);
        long n = scope.elements(node.output());
        long read = operands.stream().mapToLong(scope::elements).sum();
        VectorWork.Kind kind = operands.size() > 1 ? VectorWork.Kind.MULTIPLY : VectorWork.Kind.SCALE;
        var work = new VectorWork(kind, node.name(), node.op(), n, read, scope.parameters(node), n);
        Fusion.elementwise(scope, Fusion.Step.of(node, work), operands);
    }

    /** The operators of the QOperator family have scales and zero points between their operands. */
    private static List<String> operands(Node node, Scope scope) {
        if (!node.op().startsWith("QLinear")) return scope.computed(node);
        return switch (node.op()) {
            case "QLinearAdd", "QLinearMul" -> Fusion.computed(scope, node.input(0), node.input(3));
            case "QLinearWhere" -> Fusion.computed(scope, node.input(0), node.input(1), node.input(4));
            default -> Fusion.computed(scope, node.input(0));
        };
    }

    private static long parameters(Node node, Scope scope) {
        return node.op().startsWith("QLinear") ? 0 : scope.parameters(node);
    }

    /** Adds the function that an attribute of a fused operator names, on the fresh output of its layer. */
    static void activation(Node node, String function, Draft draft, long elements) {
        if (function == null || function.isEmpty()) return;
        VectorWork.Kind kind = kinds(function)
                .map(k -> k[0])
                .orElseThrow(() -> new Refusal(
                        "found the activation '" + function + "'", "use an activation that is an operator"));
        draft.work.add(new VectorWork(kind, node.name(), function, elements, elements, 0, elements));
    }

    /** Returns whether a constant has one element only, or one for each channel along an axis of a shape. */
    static boolean isPerChannel(Shape constant, Shape of, int axis) {
        if (constant.elements() == 1) return true;
        int offset = of.rank() - constant.rank();
        for (int i = 0; i < constant.rank(); i++)
            if (constant.extent(i) != (i + offset == axis ? of.extent(axis) : 1)) return false;
        return axis >= offset;
    }
}
