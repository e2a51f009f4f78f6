package org.systole.graph;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.systole.graph.operator.NodeContext;
import org.systole.graph.operator.Operators;
import org.systole.tensor.DataType;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/**
 * Replaces If and Loop whose conditions are constant, and Scan, by copies of their bodies.
 *
 * <p>Values of a body get new names where theirs are taken. Bodies are put in one copy after another as work of the
 * inference, so that a condition computed by one iteration is known before the next.
 */
final class ControlFlow {
    /** More nodes than this never come of unrolling. */
    static final int MOST_UNROLLED = 50_000;

    private final Inference inference;
    private int unrolled;

    ControlFlow(Inference inference) {
        this.inference = inference;
    }

    static boolean isControl(Node node) {
        boolean standard = node.domain().isEmpty() || node.domain().equals("ai.onnx");
        return standard
                && (node.op().equals("If")
                        || node.op().equals("Loop")
                        || node.op().equals("Scan"));
    }

    void take(Node node) {
        switch (node.op()) {
            case "If" -> branch(node);
            case "Loop" -> loop(node);
            default -> scan(node);
        }
    }

    private NodeContext context(Node node) {
        return new NodeContext(node, inference.opset(node.domain()), inference);
    }

    private Graph body(Node node, String attribute) {
        Graph body = node.attributes().graph(attribute);
        if (body == null)
            throw context(node).fail(GraphProblem.ATTRIBUTE_VALUE, "attribute '" + attribute + "' is missing");
        return body;
    }

    private void branch(Node node) {
        Graph then = body(node, "then_branch");
        Graph otherwise = body(node, "else_branch");
        Tensor condition = context(node).constant(0);
        if (condition == null || condition.elements() != 1) {
            reportUnsupported(then);
            reportUnsupported(otherwise);
            throw context(node)
                    .fail(
                            GraphProblem.CONTROL_FLOW,
                            "the condition '" + node.input(0) + "' is not one constant; which branch runs is known only"
                                    + " when the network runs");
        }
        boolean first = condition.integer(0) != 0;
        Graph body = first ? then : otherwise;
        if (body.outputs().size() != node.outputs().size())
            throw context(node)
                    .fail(
                            GraphProblem.OUTPUT_COUNT,
                            "the branch has " + body.outputs().size() + " outputs, the node "
                                    + node.outputs().size());
        inline(node, first ? "then" : "else", body, Map.of(), node.outputs(), () -> {});
    }

    /** Names what is not supported in a body that is not put in, so that all of it is reported in one pass. */
    private void reportUnsupported(Graph body) {
        for (Node node : body.nodes()) {
            if (!isControl(node)
                    && Operators.find(node.domain(), node.op()).isEmpty()
                    && !Sequences.OPERATORS.contains(node.op()))
                inference.refuse(
                        node,
                        GraphProblem.UNSUPPORTED_OPERATOR,
                        "operator " + node.op() + " is not supported",
                        "replace it by operators that 'systole supported-ops' lists");
            for (String attribute : node.attributes().names())
                if (node.attributes().get(attribute) instanceof Graph inner) reportUnsupported(inner);
        }
    }

    /**
     * Schedules a copy of a body.
     *
     * @param node the node it stands for
     * @param label told apart from other copies of the same node
     * @param body nodes in any order
     * @param inputs names, outside, of the body's inputs
     * @param outputs names that the body's outputs get outside; an empty one is not wanted
     * @param then runs when the copy is in
     */
    private void inline(
            Node node, String label, Graph body, Map<String, String> inputs, List<String> outputs, Runnable then) {
        countUnrolled(node, body, 1);
        var copy = new BodyCopy(inference, node.name() + "/" + label, body, inputs, outputs);
        List<Node> nodes = copy.nodes();
        inference.push(then);
        for (Node next : nodes.reversed()) inference.push(() -> inference.take(next));
    }

    /** Every copy counts as a node at least, so that a loop without nodes ends, too. */
    private void countUnrolled(Node node, Graph body, long copies) {
        long size = Math.max(1, body.nodes().size());
        if (copies > (MOST_UNROLLED - unrolled) / size)
            throw context(node)
                    .fail(
                            GraphProblem.UNROLLING,
                            "unrolling gives more than " + MOST_UNROLLED + " nodes",
                            "export the model without the loop, or with fewer iterations");
        unrolled += (int) (copies * size);
    }

    private static boolean isTrue(Tensor condition) {
        return condition != null && condition.elements() == 1 && condition.integer(0) != 0;
    }

    /** Returns whether the body hands its condition on, so that the trip count alone says how often it runs. */
    private static boolean keepsCondition(Graph body) {
        String condition = body.outputs().getFirst();
        for (Node node : body.nodes())
            if (node.outputs().contains(condition) && node.op().equals("Identity")) condition = node.input(0);
        return condition.equals(body.inputs().get(1)) || body.constants().containsKey(condition);
    }

    private void loop(Node node) {
        NodeContext context = context(node);
        Graph body = body(node, "body");
        long trips = Long.MAX_VALUE;
        if (context.has(0)) {
            if (context.constant(0) == null) {
                reportUnsupported(body);
                throw context.fail(GraphProblem.CONTROL_FLOW, "the trip count '" + node.input(0) + "' is not constant");
            }
            trips = context.longValue(0);
        }
        int carried = Math.max(0, node.inputs().size() - 2);
        if (body.inputs().size() != carried + 2
                || body.outputs().size() != node.outputs().size() + 1
                || node.outputs().size() < carried)
            throw context.fail(
                    GraphProblem.INPUT_COUNT,
                    "the body has " + body.inputs().size() + " inputs and "
                            + body.outputs().size()
                            + " outputs, expected " + (carried + 2) + " and "
                            + (Math.max(carried, node.outputs().size()) + 1));
        if (keepsCondition(body) && (!context.has(1) || isTrue(context.constant(1)))) {
            int before = unrolled;
            countUnrolled(node, body, Math.max(0, trips));
            unrolled = before; // counted again copy by copy
        }
        var state = new ArrayList<String>();
        for (int i = 0; i < carried; i++) state.add(node.input(i + 2));
        var scans = new ArrayList<List<String>>();
        for (int i = carried; i < node.outputs().size(); i++) scans.add(new ArrayList<>());
        new Iterations(node, body, trips, scans).next(0, node.input(1), state);
    }

    /** The iterations of one Loop. */
    private final class Iterations {
        private final Node node;
        private final Graph body;
        private final long trips;
        private final List<List<String>> scans;

        Iterations(Node node, Graph body, long trips, List<List<String>> scans) {
            this.node = node;
            this.body = body;
            this.trips = trips;
            this.scans = scans;
        }

        void next(long iteration, String condition, List<String> state) {
            if (iteration >= trips || !holds(condition)) {
                end(state);
                return;
            }
            String label = Long.toString(iteration);
            String prefix = node.name() + "/" + label;
            var inputs = new HashMap<String, String>();
            inputs.put(body.inputs().get(0), constant(prefix + "/iteration", Tensor.of(Shape.of(), iteration)));
            inputs.put(body.inputs().get(1), condition.isEmpty() ? truth(prefix) : condition);
            for (int i = 0; i < state.size(); i++) inputs.put(body.inputs().get(i + 2), state.get(i));
            var outputs = new ArrayList<String>();
            for (int i = 0; i < body.outputs().size(); i++)
                outputs.add(inference.fresh(prefix + "/" + body.outputs().get(i)));
            inline(
                    node,
                    label,
                    body,
                    inputs,
                    outputs,
                    () -> inference.guarded(node, () -> {
                        for (int i = 0; i < scans.size(); i++) scans.get(i).add(outputs.get(1 + state.size() + i));
                        next(iteration + 1, outputs.getFirst(), outputs.subList(1, 1 + state.size()));
                    }));
        }

        private boolean holds(String condition) {
            if (condition.isEmpty()) return true;
            Tensor value = inference.constant(condition);
            if (value != null && value.elements() == 1) return value.integer(0) != 0;
            if (inference.type(condition) == null) return false; // its cause has been reported
            throw context(node)
                    .fail(GraphProblem.CONTROL_FLOW, "the condition '" + condition + "' is not one constant");
        }

        private String truth(String prefix) {
            return constant(prefix + "/condition", Booleans.TRUE);
        }

        private void end(List<String> state) {
            var last = new ArrayList<Node>();
            for (int i = 0; i < state.size(); i++)
                identity(
                        last,
                        node.name() + "/out" + i,
                        state.get(i),
                        node.outputs().get(i));
            for (int i = 0; i < scans.size(); i++)
                stack(last, node, scans.get(i), node.outputs().get(state.size() + i), 0);
            for (Node next : last.reversed()) inference.push(() -> inference.take(next));
        }
    }

    private String constant(String name, Tensor tensor) {
        String fresh = inference.fresh(name);
        inference.constant(fresh, tensor);
        return fresh;
    }

    private void identity(List<Node> nodes, String name, String from, String to) {
        if (!to.isEmpty())
            nodes.add(new Node(inference.freshNode(name), "", "Identity", List.of(from), List.of(to), Attributes.NONE));
    }

    /** Puts the parts of a scan output together: each gets a new axis, and they are concatenated along it. */
    private void stack(List<Node> nodes, Node node, List<String> parts, String output, int axis) {
        if (output.isEmpty()) return;
        if (parts.isEmpty())
            throw context(node)
                    .fail(
                            GraphProblem.UNSUPPORTED_VARIANT,
                            "the loop runs 0 times, so that its scan output '" + output + "' is empty");
        var stacked = new ArrayList<String>();
        for (String part : parts) {
            String value = inference.fresh(part + "/stacked");
            boolean attribute = inference.opset("") < 13;
            List<String> inputs = attribute
                    ? List.of(part)
                    : List.of(part, constant(part + "/axis", Tensor.of(Shape.of(1), (long) axis)));
            Attributes attributes = attribute ? Attributes.pairs("axes", new int[] {axis}) : Attributes.NONE;
            nodes.add(new Node(inference.freshNode(value), "", "Unsqueeze", inputs, List.of(value), attributes));
            stacked.add(value);
        }
        nodes.add(new Node(
                inference.freshNode(node.name() + "/stack"),
                "",
                "Concat",
                stacked,
                List.of(output),
                Attributes.pairs("axis", axis)));
    }

    /** Scan of opset 9 and later: state first, then sequences, each cut along its axis. */
    private void scan(Node node) {
        NodeContext context = context(node);
        if (context.opset() < 9) throw context.fail(GraphProblem.UNSUPPORTED_VARIANT, "Scan before opset 9");
        Graph body = body(node, "body");
        int sequences = (int) node.attributes().integer("num_scan_inputs", 0);
        int states = node.inputs().size() - sequences;
        int scanned = node.outputs().size() - states;
        if (sequences < 1
                || states < 0
                || scanned < 0
                || body.inputs().size() != node.inputs().size()
                || body.outputs().size() != node.outputs().size())
            throw context.fail(GraphProblem.INPUT_COUNT, "the body's inputs and outputs do not fit the node's");
        new Scans(context, body, states, sequences, scanned)
                .next(0, new ArrayList<>(node.inputs().subList(0, states)));
    }

    /** The iterations of one Scan. */
    private final class Scans {
        private final NodeContext context;
        private final Node node;
        private final Graph body;
        private final int states;
        private final int sequences;
        private final long[] axes;
        private final long[] outAxes;
        private final long[] directions;
        private final long[] outDirections;
        private final int length;
        private final List<List<String>> scans = new ArrayList<>();

        Scans(NodeContext context, Graph body, int states, int sequences, int scanned) {
            this.context = context;
            this.node = context.node();
            this.body = body;
            this.states = states;
            this.sequences = sequences;
            this.axes = list("scan_input_axes", sequences);
            this.directions = list("scan_input_directions", sequences);
            this.outAxes = list("scan_output_axes", scanned);
            this.outDirections = list("scan_output_directions", scanned);
            for (int i = 0; i < scanned; i++) scans.add(new ArrayList<>());
            Shape first = context.rankAtLeast(states, 1);
            this.length = first.extent(context.axis(axes[0], first.rank()));
        }

        private long[] list(String name, int count) {
            long[] list = node.attributes().integers(name, new long[count]);
            context.requireAttribute(
                    list.length == count, name + " has " + list.length + " entries, expected " + count);
            return list;
        }

        void next(int iteration, List<String> state) {
            if (iteration == length) {
                end(state);
                return;
            }
            String label = Integer.toString(iteration);
            String prefix = node.name() + "/" + label;
            var inputs = new LinkedHashMap<String, String>();
            for (int i = 0; i < states; i++) inputs.put(body.inputs().get(i), state.get(i));
            var picks = new ArrayList<Node>();
            for (int i = 0; i < sequences; i++)
                inputs.put(body.inputs().get(states + i), pick(picks, prefix, i, iteration));
            var outputs = new ArrayList<String>();
            for (String output : body.outputs()) outputs.add(inference.fresh(prefix + "/" + output));
            inline(
                    node,
                    label,
                    body,
                    inputs,
                    outputs,
                    () -> inference.guarded(node, () -> {
                        for (int i = 0; i < scans.size(); i++) scans.get(i).add(outputs.get(states + i));
                        next(iteration + 1, outputs.subList(0, states));
                    }));
            for (Node pick : picks.reversed()) inference.push(() -> inference.take(pick));
        }

        private String pick(List<Node> picks, String prefix, int sequence, int iteration) {
            String from = node.input(states + sequence);
            String value = inference.fresh(prefix + "/" + from);
            long at = directions[sequence] == 0 ? iteration : length - 1L - iteration;
            String index = constant(value + "/index", Tensor.of(Shape.of(), at));
            Attributes attributes = Attributes.pairs("axis", axes[sequence]);
            picks.add(new Node(
                    inference.freshNode(value), "", "Gather", List.of(from, index), List.of(value), attributes));
            return value;
        }

        private void end(List<String> state) {
            var last = new ArrayList<Node>();
            for (int i = 0; i < states; i++)
                identity(
                        last,
                        node.name() + "/out" + i,
                        state.get(i),
                        node.outputs().get(i));
            for (int i = 0; i < scans.size(); i++) {
                List<String> parts =
                        outDirections[i] == 0 ? scans.get(i) : scans.get(i).reversed();
                stack(last, node, parts, node.outputs().get(states + i), (int) outAxes[i]);
            }
            for (Node next : last.reversed()) inference.push(() -> inference.take(next));
        }
    }

    /** Constants for conditions. */
    private static final class Booleans {
        static final Tensor TRUE = new Tensor(
                DataType.BOOL,
                Shape.of(),
                () -> MemorySegment.ofArray(new byte[] {1}).asReadOnly());

        private Booleans() {}
    }
}
