package org.systole.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.systole.graph.operator.NodeContext;
import org.systole.graph.operator.Refusal;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/**
 * Replaces sequences by the tensors they hold, which works because loops are unrolled: every position is constant.
 *
 * <p>Scripted models collect results in a list and stack it at the end; exporters write Split as SplitToSequence and
 * SequenceAt. A sequence is a list of value names here and leaves no node behind.
 */
final class Sequences {
    /** The operators that are replaced. */
    static final Set<String> OPERATORS = Set.of(
            "SequenceEmpty",
            "SequenceConstruct",
            "SequenceInsert",
            "SequenceErase",
            "SequenceAt",
            "SequenceLength",
            "SplitToSequence",
            "ConcatFromSequence");

    private final Inference inference;
    private final Map<String, List<String>> sequences = new HashMap<>();

    Sequences(Inference inference) {
        this.inference = inference;
    }

    /** Returns whether a value is a sequence. */
    boolean contains(String value) {
        return sequences.containsKey(value);
    }

    /** Returns whether a node makes or uses sequences. */
    boolean handles(Node node) {
        boolean standard = node.domain().isEmpty() || node.domain().equals("ai.onnx");
        if (!standard) return false;
        return OPERATORS.contains(node.op()) || node.op().equals("Identity") && contains(node.input(0));
    }

    /** Takes a node that {@link #handles} accepted and whose inputs are known. */
    void take(Node node) {
        var context = new NodeContext(node, inference.opset(node.domain()), inference);
        switch (node.op()) {
            case "SequenceEmpty" -> define(node, List.of());
            case "SequenceConstruct" -> define(node, node.inputs());
            case "Identity" -> define(node, sequence(context));
            case "SequenceInsert" -> insert(context);
            case "SequenceErase" -> erase(context);
            case "SequenceAt" -> at(context);
            case "SequenceLength" ->
                inference.constant(node.output(), Tensor.of(Shape.of(), (long)
                        sequence(context).size()));
            case "SplitToSequence" -> split(context);
            default -> concat(context);
        }
    }

    private void define(Node node, List<String> values) {
        sequences.put(node.output(), List.copyOf(values));
    }

    private List<String> sequence(NodeContext context) {
        List<String> values = sequences.get(context.node().input(0));
        if (values == null)
            throw context.fail(GraphProblem.TYPE, "input '" + context.node().input(0) + "' is not a sequence");
        return values;
    }

    /** Positions count from the end when negative; {@code most} is one past the last where something is put in. */
    private static int position(NodeContext context, int input, int size, int most) {
        long position = context.longValue(input);
        long from = position < 0 ? position + size : position;
        context.requireShape(
                from >= 0 && from <= most, "position " + position + " is outside a sequence of " + size + " tensors");
        return (int) from;
    }

    private void insert(NodeContext context) {
        var values = new ArrayList<>(sequence(context));
        int at = context.has(2) ? position(context, 2, values.size(), values.size()) : values.size();
        values.add(at, context.node().input(1));
        define(context.node(), values);
    }

    private void erase(NodeContext context) {
        var values = new ArrayList<>(sequence(context));
        context.requireShape(!values.isEmpty(), "the sequence is empty");
        values.remove(context.has(1) ? position(context, 1, values.size(), values.size() - 1) : values.size() - 1);
        define(context.node(), values);
    }

    private void at(NodeContext context) {
        List<String> values = sequence(context);
        String value = values.get(position(context, 1, values.size(), values.size() - 1));
        Node node = context.node();
        emit(List.of(new Node(node.name(), "", "Identity", List.of(value), node.outputs(), Attributes.NONE)));
    }

    /** Parts of the stated lengths, of one stated length with a shorter last one, or of one element each. */
    private void split(NodeContext context) {
        Node node = context.node();
        Shape input = context.rankAtLeast(0, 1);
        int axis = context.axis(node.attributes().integer("axis", 0), input.rank());
        // The standard heeds keepdims only without lengths; ONNX Runtime also with the length 1, and exporters rely on
        // it.
        boolean single = !context.has(1) || context.shape(1).rank() == 0 && context.longValue(1) == 1;
        long[] lengths = single
                ? parts(context, input.extent(axis), 1)
                : context.shape(1).rank() == 0
                        ? parts(context, input.extent(axis), context.longValue(1))
                        : context.longs(1);
        boolean squeezed = single && node.attributes().integer("keepdims", 1) == 0;
        var nodes = new ArrayList<Node>();
        var parts = new ArrayList<String>();
        for (int i = 0; i < lengths.length; i++) parts.add(inference.fresh(node.output() + "/" + i));
        nodes.add(withList(node.name(), "Split", node.input(0), parts, "split", lengths, "axis", axis));
        if (squeezed) {
            for (int i = 0; i < lengths.length; i++) {
                String whole = parts.get(i);
                parts.set(i, inference.fresh(whole + "/squeezed"));
                nodes.add(withList(parts.get(i), "Squeeze", whole, List.of(parts.get(i)), "axes", new long[] {axis}));
            }
        }
        define(node, parts);
        emit(nodes);
    }

    private static long[] parts(NodeContext context, int extent, long length) {
        context.requireShape(length > 0, "splits into parts of " + length + " elements");
        long count = Math.ceilDiv(extent, length);
        if (count > ControlFlow.MOST_UNROLLED)
            throw context.fail(GraphProblem.UNROLLING, "splits into " + count + " tensors");
        long[] parts = new long[(int) count];
        Arrays.fill(parts, length);
        if (count > 0) parts[parts.length - 1] = extent - length * (count - 1);
        return parts;
    }

    private void concat(NodeContext context) {
        Node node = context.node();
        List<String> values = sequence(context);
        context.requireShape(!values.isEmpty(), "the sequence is empty");
        context.requireAttribute(node.attributes().has("axis"), "attribute 'axis' is missing");
        long axis = node.attributes().integer("axis", 0);
        var nodes = new ArrayList<Node>();
        var parts = new ArrayList<>(values);
        if (node.attributes().integer("new_axis", 0) != 0) {
            for (int i = 0; i < parts.size(); i++) {
                String part = inference.fresh(node.output() + "/" + i);
                nodes.add(withList(part, "Unsqueeze", values.get(i), List.of(part), "axes", new long[] {axis}));
                parts.set(i, part);
            }
        }
        nodes.add(new Node(node.name(), "", "Concat", parts, node.outputs(), Attributes.pairs("axis", axis)));
        emit(nodes);
    }

    /** Makes a node whose list is an attribute before opset 13 and a second input from then on. */
    private Node withList(
            String name, String op, String input, List<String> outputs, String list, long[] values, Object... rest) {
        var attributes = new ArrayList<Object>(Arrays.asList(rest));
        var inputs = new ArrayList<>(List.of(input));
        if (inference.opset("") < 13) {
            attributes.add(list);
            attributes.add(values);
        } else {
            String constant = inference.fresh(name + "/" + list);
            inference.constant(constant, Tensor.of(Shape.of(values.length), values));
            inputs.add(constant);
        }
        String unique = inference.hasNode(name) ? inference.freshNode(name) : name;
        return new Node(unique, "", op, inputs, outputs, Attributes.pairs(attributes.toArray()));
    }

    private void emit(List<Node> nodes) {
        for (Node node : nodes.reversed()) inference.push(() -> inference.take(node));
    }

    /** Returns a refusal for an operator that cannot take a sequence. */
    static Refusal notATensor(NodeContext context, String value) {
        return context.fail(GraphProblem.TYPE, "input '" + value + "' is a sequence, expected a tensor");
    }
}
