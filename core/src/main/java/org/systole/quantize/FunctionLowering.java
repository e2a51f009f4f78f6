package org.systole.quantize;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import org.systole.graph.Node;

/**
 * Several nodes that together are one function of one value, as GELU written with Erf or SiLU with Sigmoid: one table, so
 * that nothing between is rounded.
 */
final class FunctionLowering {
    /** The widest input that gets a table. */
    static final int TABLE_BITS = 16;

    /** Scales that differ by less are the same but for rounding in single precision. */
    private static final double SAME = 1e-6;

    private final Lowering lowering;
    private final Set<String> tried = new LinkedHashSet<>();

    FunctionLowering(Lowering lowering) {
        this.lowering = lowering;
    }

    /** A value as a function of the root, and the nodes that compute it. */
    private record Expression(DoubleUnaryOperator function, Set<Node> nodes) {}

    /** Adds the functions of the node's input that take at least two nodes; returns whether the node is in one. */
    boolean lower(Node node) {
        List<String> inputs =
                lowering.parts().computed(node).stream().distinct().toList();
        if (inputs.size() != 1 || !lowering.isNarrow(inputs.getFirst())) return false;
        String root = inputs.getFirst();
        if (lowering.quantization(root).format().bits() > TABLE_BITS || !tried.add(root)) return false;
        Map<String, Expression> expressions = closure(root);
        for (var entry : expressions.entrySet()) {
            Expression expression = entry.getValue();
            if (entry.getKey().equals(root) || expression.nodes().size() < 2) continue;
            if (escapes(entry.getKey(), expressions)) table(root, entry.getKey(), expression);
        }
        return lowering.parts().isDone(node);
    }

    /** Returns every value that is a function of the root alone, in the graph's order. */
    private Map<String, Expression> closure(String root) {
        var found = new LinkedHashMap<String, Expression>();
        found.put(root, new Expression(x -> x, Set.of()));
        for (Node node : lowering.graph().nodes()) {
            if (node.outputs().size() != 1
                    || lowering.parts().isDone(node)
                    || lowering.parts().isConstant(node)) continue;
            List<String> computed = lowering.parts().computed(node);
            if (computed.isEmpty() || !found.keySet().containsAll(computed)) continue;
            // what a model quantizes is rounded there
            if (computed.stream().anyMatch(input -> !input.equals(root) && isFixed(input))) continue;
            if (!lowering.shape(node.output()).equals(lowering.shape(root))) continue;
            DoubleUnaryOperator function = ElementExpressions.of(
                    node, input -> found.containsKey(input) ? found.get(input).function() : null, lowering);
            if (function == null) continue;
            var nodes = new LinkedHashSet<Node>();
            for (String input : computed) nodes.addAll(found.get(input).nodes());
            nodes.add(node);
            found.put(node.output(), new Expression(function, nodes));
        }
        return found;
    }

    /** Returns whether somebody reads a value who is no function of the root. */
    private boolean escapes(String value, Map<String, Expression> expressions) {
        return lowering.graph().isOutput(value)
                || isFixed(value)
                || lowering.graph().consumers(value).stream()
                        .anyMatch(reader -> !expressions.containsKey(reader.output()));
    }

    private boolean isFixed(String value) {
        return lowering.ranges().fixed(value) != null;
    }

    /** Adds a node that is a function of its only computed input; returns whether it is one. */
    boolean single(Node node) {
        List<String> inputs =
                lowering.parts().computed(node).stream().distinct().toList();
        if (inputs.size() != 1 || node.outputs().size() != 1 || !lowering.isNarrow(inputs.getFirst())) return false;
        String root = inputs.getFirst();
        if (!lowering.shape(node.output()).equals(lowering.shape(root)) || scaled(node, root)) {
            return lowering.parts().isDone(node);
        }
        DoubleUnaryOperator function =
                ElementExpressions.of(node, input -> input.equals(root) ? x -> x : null, lowering);
        if (function == null) return false;
        table(root, node.output(), new Expression(function, Set.of(node)));
        return true;
    }

    /** Adds a product with a positive number as another scale of the same integers; returns whether it is one. */
    private boolean scaled(Node node, String root) {
        boolean division = node.op().equals("Div") && node.input(0).equals(root);
        if (!node.op().equals("Mul") && !division) return false;
        double number =
                lowering.scalar(node.input(node.input(0).equals(root) ? 1 : 0)).orElse(-1.0);
        Quantization x = lowering.quantization(root);
        float scale = (float) (division ? x.scales()[0] / number : x.scales()[0] * number);
        if (!(number > 0) || !(scale >= Float.MIN_NORMAL) || Float.isInfinite(scale)) return false;
        Quantization y = x.scaled(scale), given = lowering.ranges().fixed(node.output());
        if (given != null) {
            if (!given.scaled(scale).sameAs(y) || Math.abs(given.scales()[0] / scale - 1) > SAME) return false;
            y = given;
        } else if (!lowering.settings().activationsOf(node.name()).equals(x.format())
                || !lowering.settings().layer(node.name()).activations().isPlain()) return false;
        lowering.parts().type(node.output(), lowering.shape(node.output()), y);
        return lowering.add(new IntegerOp.Rescale(Lowering.scaling(y, 1)), node, List.of(root));
    }

    private void table(String root, String value, Expression expression) {
        var nodes = new ArrayList<>(expression.nodes());
        Node last = nodes.getLast();
        Quantization y = lowering.output(last, value);
        int[] table = table(lowering.quantization(root), y, expression.function());
        lowering.parts().add(new IntegerOp.Lookup(name(nodes), table), last, List.of(root), value, nodes);
    }

    /** Returns the outputs for all inputs of a format, made in double precision and quantized once. */
    static int[] table(Quantization x, Quantization y, DoubleUnaryOperator function) {
        int[] table = new int[x.high() - x.low() + 1];
        for (int i = 0; i < table.length; i++) {
            double real = (i + x.low() - x.zeroPoints()[0]) * (double) x.scales()[0];
            table[i] = y.quantize((float) function.applyAsDouble(real), 0);
        }
        return table;
    }

    private static String name(List<Node> nodes) {
        return String.join(" ", nodes.stream().map(Node::op).toList());
    }
}
