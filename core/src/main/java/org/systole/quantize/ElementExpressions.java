package org.systole.quantize;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import org.systole.graph.Node;

/** Element-wise nodes as functions of one root, constants of one number included. */
final class ElementExpressions {
    private ElementExpressions() {}

    /**
     * Returns what a node computes as a function of the root, or null when it is no function of it alone.
     *
     * @param known the function of the root that an input is; null for other inputs
     */
    static DoubleUnaryOperator of(Node node, Function<String, DoubleUnaryOperator> known, Lowering lowering) {
        if (node.op().equals("Clip") || node.op().equals("Relu")) {
            float[] bounds = FusedLayer.clamp(lowering.graph(), node);
            DoubleUnaryOperator inner = known.apply(node.input(0));
            return bounds == null || inner == null ? null : x -> clamped(inner.applyAsDouble(x), bounds);
        }
        Optional<DoubleUnaryOperator> unary = ElementFunctions.of(lowering.graph(), node);
        if (unary.isPresent()) {
            DoubleUnaryOperator inner = known.apply(node.input(0));
            return inner == null ? null : inner.andThen(unary.get());
        }
        DoubleBinaryOperator binary = binary(node.op());
        if (binary == null) return null;
        List<DoubleUnaryOperator> operands = operands(node, known, lowering);
        if (operands == null) return null;
        DoubleUnaryOperator all = operands.getFirst();
        for (DoubleUnaryOperator next : operands.subList(1, operands.size())) {
            DoubleUnaryOperator before = all;
            all = x -> binary.applyAsDouble(before.applyAsDouble(x), next.applyAsDouble(x));
        }
        return all;
    }

    private static double clamped(double x, float[] bounds) {
        return Math.min(bounds[1], Math.max(bounds[0], x));
    }

    private static List<DoubleUnaryOperator> operands(
            Node node, Function<String, DoubleUnaryOperator> known, Lowering lowering) {
        var operands = new ArrayList<DoubleUnaryOperator>();
        for (String input : node.inputs()) {
            DoubleUnaryOperator function = known.apply(input);
            Optional<Double> constant = lowering.scalar(input);
            if (function == null && constant.isEmpty()) return null;
            double value = constant.orElse(0.0);
            operands.add(function != null ? function : x -> value);
        }
        return operands.isEmpty() ? null : operands;
    }

    /** Returns whether an operator works element by element, so that it may be part of a function of one value. */
    static boolean isKnown(String op) {
        return op.equals("Clip") || op.equals("Relu") || ElementFunctions.isKnown(op) || binary(op) != null;
    }

    private static DoubleBinaryOperator binary(String op) {
        return switch (op) {
            case "Add", "Sum" -> Double::sum;
            case "Sub" -> (a, b) -> a - b;
            case "Mul" -> (a, b) -> a * b;
            case "Div" -> (a, b) -> a / b;
            case "Max" -> Math::max;
            case "Min" -> Math::min;
            case "Pow" -> StrictMath::pow;
            case "PRelu" -> (a, slope) -> a < 0 ? a * slope : a;
            default -> null;
        };
    }
}
