package org.systole.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.systole.graph.operator.Folding;
import org.systole.graph.operator.NodeContext;
import org.systole.graph.operator.Operator;
import org.systole.graph.operator.Operators;
import org.systole.graph.operator.Refusal;
import org.systole.problem.Place;
import org.systole.problem.Problems;
import org.systole.tensor.Tensor;

/**
 * Takes nodes one after another, gives every value its type, computes what is constant and puts in the bodies of If
 * and Loop; what remains are the nodes of the finished graph.
 *
 * <p>A node that is refused leaves its outputs without a type; nodes behind it are passed over in silence but for
 * operators that are not supported, so that one pass names every cause and no consequence.
 */
final class Inference implements NodeContext.Values {
    /** Chains of results that wait to be computed are cut at this length, because computing one recurses. */
    private static final int DEEPEST = 64;

    final Map<String, ValueType> types = new LinkedHashMap<>();
    final Map<String, Tensor> constants = new LinkedHashMap<>();
    final List<Node> nodes = new ArrayList<>();
    final Map<String, Integer> opsets;
    final String file;
    final Problems problems;

    /** Declared types, trusted only where a shape depends on data. */
    Map<String, ValueType> hints = Map.of();

    /** Whether a value that nothing provides is reported here; sorting has done so for nodes that were sorted. */
    boolean reportsUndefined = true;

    private final Set<String> untyped = new HashSet<>();
    private final Set<String> reserved = new HashSet<>();
    private final Set<String> nodeNames = new HashSet<>();
    private final FreeNames freeValues = new FreeNames();
    private final FreeNames freeNodes = new FreeNames();
    private final Map<String, Integer> depths = new HashMap<>();
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final ControlFlow control = new ControlFlow(this);
    private final Sequences sequences = new Sequences(this);

    Inference(Map<String, Integer> opsets, String file, Problems problems) {
        this.opsets = opsets;
        this.file = file;
        this.problems = problems;
    }

    @Override
    public ValueType type(String value) {
        return types.get(value);
    }

    @Override
    public Tensor constant(String value) {
        return constants.get(value);
    }

    void input(String name, ValueType type) {
        types.put(name, type);
    }

    void constant(String name, Tensor tensor) {
        constants.put(name, tensor);
        types.put(name, new ValueType(tensor.type(), tensor.shape()));
    }

    /** Returns whether a value was provided, be its type known or not. */
    boolean isDefined(String value) {
        return types.containsKey(value) || untyped.contains(value) || sequences.contains(value);
    }

    /** Returns whether a value is a sequence of tensors. */
    boolean isSequence(String value) {
        return sequences.contains(value);
    }

    /** Returns whether a node of that name was taken. */
    boolean hasNode(String name) {
        return nodeNames.contains(name);
    }

    /** Returns a value name that is free, and reserves it. */
    String fresh(String wanted) {
        String name = freeValues.find(wanted, value -> isDefined(value) || reserved.contains(value));
        reserved.add(name);
        return name;
    }

    /** Keeps a value name from being given away by {@link #fresh}. */
    void reserve(String value) {
        reserved.add(value);
    }

    /** Returns a node name that is free, and reserves it. */
    String freshNode(String wanted) {
        String name = freeNodes.find(wanted, nodeNames::contains);
        nodeNames.add(name);
        return name;
    }

    /** Takes a node and all that comes of it. */
    void add(Node node) {
        take(node);
        while (!tasks.isEmpty()) tasks.pop().run();
    }

    /** Puts work in front of all that waits; the first of several must be pushed last. */
    void push(Runnable task) {
        tasks.push(task);
    }

    void take(Node node) {
        Optional<Operator> operator = Operators.find(node.domain(), node.op());
        if (ControlFlow.isControl(node)) {
            if (inputsKnown(node)) guarded(node, () -> control.take(node));
            else leaveUntyped(node);
        } else if (sequences.handles(node)) {
            if (inputsKnown(node)) guarded(node, () -> sequences.take(node));
            else leaveUntyped(node);
        } else if (operator.isEmpty()) {
            refuse(
                    node,
                    GraphProblem.UNSUPPORTED_OPERATOR,
                    "operator " + name(node) + " is not supported",
                    "replace it by operators that 'systole supported-ops' lists");
        } else if (inputsKnown(node)) {
            guarded(node, () -> infer(node, operator.get()));
        } else {
            leaveUntyped(node);
        }
    }

    private static String name(Node node) {
        return node.domain().isEmpty() ? node.op() : node.op() + " of domain " + node.domain();
    }

    void guarded(Node node, Runnable work) {
        try {
            work.run();
        } catch (Refusal refusal) {
            refuse(node, refusal.code(), refusal.getMessage(), refusal.fix());
        } catch (Attributes.AttributeTypeException wrong) {
            refuse(
                    node,
                    GraphProblem.ATTRIBUTE_TYPE,
                    wrong.getMessage(),
                    "give the attribute the type that the operator's page of the standard states");
        } catch (ArithmeticException overflow) {
            refuse(node, GraphProblem.TOO_LARGE, "its sizes are too large to be counted", "give smaller shapes");
        }
    }

    /** Reports a node; its outputs stay without a type. */
    void refuse(Node node, GraphProblem code, String message, String fix) {
        problems.add(code, Place.element(file, node.described()), message, fix);
        leaveUntyped(node);
    }

    private void leaveUntyped(Node node) {
        for (String output : node.outputs()) if (!output.isEmpty() && !types.containsKey(output)) untyped.add(output);
    }

    private boolean inputsKnown(Node node) {
        boolean known = true;
        for (String input : node.inputs()) {
            if (input.isEmpty() || types.containsKey(input) || sequences.contains(input)) continue;
            known = false;
            if (untyped.contains(input) || !reportsUndefined) continue;
            problems.add(
                    GraphProblem.UNDEFINED_VALUE,
                    Place.element(file, node.described()),
                    "consumes '" + input + "', which nothing before it provides",
                    "add an input, a constant or a node that gives '" + input + "'");
        }
        return known;
    }

    int opset(String domain) {
        String key = domain.equals("ai.onnx") ? "" : domain;
        return opsets.getOrDefault(key, key.isEmpty() ? opsets.getOrDefault("ai.onnx", 1) : 1);
    }

    private void infer(Node node, Operator operator) {
        var context = new NodeContext(node, opset(node.domain()), this);
        checkSignature(context, operator);
        for (String input : node.inputs()) if (sequences.contains(input)) throw Sequences.notATensor(context, input);
        applyRule(context, operator);
        for (int i = 0; i < node.outputs().size(); i++)
            if (!node.outputs().get(i).isEmpty() && context.outputType(i) == null)
                throw context.fail(GraphProblem.OUTPUT_COUNT, "output " + i + " does not exist in this form");
        if (!folded(context, operator)) keep(context);
    }

    private void applyRule(NodeContext context, Operator operator) {
        try {
            operator.rule().infer(context);
        } catch (Refusal refusal) {
            List<String> outputs = context.node().outputs();
            boolean declared = outputs.stream().allMatch(output -> output.isEmpty() || hints.containsKey(output));
            if (refusal.code() != GraphProblem.DATA_DEPENDENT || !declared) throw refusal;
            for (int i = 0; i < outputs.size(); i++) {
                ValueType hint = hints.get(outputs.get(i));
                if (hint != null) context.output(i, hint.dataType(), hint.shape());
            }
        }
    }

    private void checkSignature(NodeContext context, Operator operator) {
        Node node = context.node();
        if (context.opset() < operator.since() || context.opset() > operator.until())
            throw context.fail(
                    GraphProblem.OPSET,
                    "operator " + name(node) + " exists in operator sets " + range(operator) + ", the model declares "
                            + context.opset(),
                    "correct the declared operator set version, or export the model again");
        int given = node.inputs().size();
        while (given > 0 && node.inputs().get(given - 1).isEmpty()) given--;
        if (given < operator.fewestInputs() || given > operator.mostInputs())
            throw context.fail(
                    GraphProblem.INPUT_COUNT,
                    "has " + given + " inputs, expected "
                            + (operator.fewestInputs() == operator.mostInputs()
                                    ? "" + operator.fewestInputs()
                                    : operator.mostInputs() == Operator.ANY
                                            ? "at least " + operator.fewestInputs()
                                            : operator.fewestInputs() + " to " + operator.mostInputs()),
                    "connect the inputs as the operator's page of the standard says");
        if (node.outputs().isEmpty() || node.outputs().size() > operator.mostOutputs())
            throw context.fail(
                    GraphProblem.OUTPUT_COUNT,
                    "has " + node.outputs().size() + " outputs, expected 1"
                            + (operator.mostOutputs() > 1 ? " to " + operator.mostOutputs() : ""),
                    "connect the outputs as the operator's page of the standard says");
    }

    private static String range(Operator operator) {
        return operator.until() == Operator.NEWEST
                ? "from " + operator.since() + " on"
                : operator.since() + " to " + operator.until();
    }

    private boolean folded(NodeContext context, Operator operator) {
        if (!Folding.possible(operator, context)) return false;
        int depth = 1;
        for (String input : context.node().inputs()) depth = Math.max(depth, 1 + depths.getOrDefault(input, 0));
        boolean eager = depth > DEEPEST;
        var results = new LinkedHashMap<String, Tensor>();
        for (int i = 0; i < context.outputs(); i++) {
            String output = context.node().outputs().get(i);
            if (output.isEmpty()) continue;
            Tensor result = Folding.fold(operator, context, i, eager);
            if (result == null) return false;
            results.put(output, result);
        }
        for (var result : results.entrySet()) {
            constant(result.getKey(), result.getValue());
            depths.put(result.getKey(), eager ? 0 : depth);
        }
        return true;
    }

    private void keep(NodeContext context) {
        Node node = context.node();
        for (int i = 0; i < node.outputs().size(); i++)
            if (!node.outputs().get(i).isEmpty()) types.put(node.outputs().get(i), context.outputType(i));
        nodes.add(node);
        nodeNames.add(node.name());
    }

    /** Returns the graph of what was taken; constants that nothing uses are left out. */
    Graph finish(String name, List<String> inputs, List<String> outputs, Map<String, String> metadata) {
        var used = new HashSet<String>(outputs);
        for (Node node : nodes) used.addAll(node.inputs());
        var keptConstants = new LinkedHashMap<String, Tensor>();
        constants.forEach((value, tensor) -> {
            if (used.contains(value)) keptConstants.put(value, tensor);
        });
        var kept = new LinkedHashSet<String>(inputs);
        kept.addAll(keptConstants.keySet());
        for (Node node : nodes) kept.addAll(node.outputs());
        var keptTypes = new LinkedHashMap<String, ValueType>();
        for (String value : kept) if (types.containsKey(value)) keptTypes.put(value, types.get(value));
        return new Graph(name, inputs, outputs, nodes, keptTypes, keptConstants, opsets, metadata);
    }
}
