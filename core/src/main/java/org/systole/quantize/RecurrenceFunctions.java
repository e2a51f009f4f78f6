package org.systole.quantize;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import org.systole.graph.Attributes;
import org.systole.graph.Node;

/** The functions of recurrent nodes, with ONNX's names and defaults, as tables. */
final class RecurrenceFunctions {
    private RecurrenceFunctions() {}

    /** Returns the names of the functions of one direction after another, as the node lists or implies them. */
    static List<String> names(Node node) {
        Object given = node.attributes().get("activations");
        var names = new ArrayList<String>();
        if (given instanceof List<?> list)
            for (Object name : list) names.add(String.valueOf(name).toLowerCase(Locale.ROOT));
        else if (given instanceof String[] array) for (String name : array) names.add(name.toLowerCase(Locale.ROOT));
        int each = each(node);
        int directions = node.attributes().text("direction", "forward").equalsIgnoreCase("bidirectional") ? 2 : 1;
        for (int i = names.size(); i < each * directions; i++)
            names.add(!node.op().equals("RNN") && i % each == 0 ? "sigmoid" : "tanh");
        return names;
    }

    /** Returns how many functions a direction lists. */
    private static int each(Node node) {
        return switch (node.op()) {
            case "LSTM" -> 3;
            case "GRU" -> 2;
            default -> 1;
        };
    }

    /** Returns whether a function stays within -1 to 1. */
    static boolean isBounded(String name) {
        return List.of("sigmoid", "tanh", "hardsigmoid", "softsign").contains(name);
    }

    static boolean isKnown(String name) {
        return isBounded(name)
                || List.of("relu", "leakyrelu", "thresholdedrelu", "affine", "scaledtanh", "elu", "softplus")
                        .contains(name);
    }

    /** Returns the table of each gate of a direction, then for an LSTM that of the state. */
    static List<InterpolatedTable> tables(Node node, int direction, int gateFraction) {
        List<String> names = names(node);
        int each = each(node), first = direction * each;
        var tables = new ArrayList<InterpolatedTable>();
        for (int i = first; i < first + each; i++) tables.add(table(node, names, i, gateFraction));
        InterpolatedTable gate = tables.getFirst();
        return switch (node.op()) {
            case "LSTM" -> List.of(gate, gate, gate, tables.get(1), tables.get(2));
            case "GRU" -> List.of(gate, gate, tables.get(1));
            default -> List.of(gate);
        };
    }

    private static InterpolatedTable table(Node node, List<String> names, int index, int gateFraction) {
        Attributes a = node.attributes();
        float alpha = parameter(a.reals("activation_alpha", null), names, index, true);
        float beta = parameter(a.reals("activation_beta", null), names, index, false);
        String name = names.get(index);
        int fraction = isBounded(name) ? Recurrence.STATE_FRACTION : gateFraction;
        return InterpolatedTable.of(function(name, alpha, beta), gateFraction, fraction);
    }

    /** Functions take their parameters from the attribute in order, those without parameters none. */
    private static float parameter(float[] given, List<String> names, int index, boolean alpha) {
        int position = 0;
        for (String before : names.subList(0, index)) if (hasParameter(before, alpha)) position++;
        String name = names.get(index);
        if (given != null && hasParameter(name, alpha) && position < given.length) return given[position];
        return switch (name) {
            case "leakyrelu" -> 0.01f;
            case "hardsigmoid" -> alpha ? 0.2f : 0.5f;
            case "affine" -> alpha ? 1 : 0;
            default -> 1;
        };
    }

    private static boolean hasParameter(String name, boolean alpha) {
        return switch (name) {
            case "leakyrelu", "thresholdedrelu", "elu" -> alpha;
            case "affine", "scaledtanh", "hardsigmoid" -> true;
            default -> false;
        };
    }

    private static DoubleUnaryOperator function(String name, double alpha, double beta) {
        return switch (name) {
            case "sigmoid" -> x -> 1 / (1 + StrictMath.exp(-x));
            case "tanh" -> StrictMath::tanh;
            case "hardsigmoid" -> x -> Math.clamp(alpha * x + beta, 0, 1);
            case "softsign" -> x -> x / (1 + Math.abs(x));
            case "relu" -> x -> Math.max(0, x);
            case "leakyrelu" -> x -> x < 0 ? alpha * x : x;
            case "thresholdedrelu" -> x -> x >= alpha ? x : 0;
            case "affine" -> x -> alpha * x + beta;
            case "scaledtanh" -> x -> alpha * StrictMath.tanh(beta * x);
            case "elu" -> x -> x < 0 ? alpha * StrictMath.expm1(x) : x;
            case "softplus" -> x -> StrictMath.log1p(StrictMath.exp(-Math.abs(x))) + Math.max(x, 0);
            default -> throw new IllegalArgumentException(name);
        };
    }
}
