package org.systole.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.systole.graph.Attributes;
import org.systole.graph.Graph;
import org.systole.graph.Node;
import org.systole.graph.ValueType;
import org.systole.onnx.proto.Onnx.GraphProto;
import org.systole.onnx.proto.Onnx.NodeProto;
import org.systole.onnx.proto.Onnx.SparseTensorProto;
import org.systole.onnx.proto.Onnx.TensorProto;
import org.systole.onnx.proto.Onnx.ValueInfoProto;
import org.systole.tensor.Tensor;

/** Reads a graph and, inside its nodes, the bodies of If, Loop and Scan. */
final class GraphReader {
    private final ReadContext context;
    private final Map<String, Integer> opsets;
    private final TensorReader tensors;
    private final SparseReader sparse;
    private final AttributeReader attributes;
    private final Set<String> nodeNames = new HashSet<>();
    private final Map<String, Integer> lastSuffix = new HashMap<>();

    GraphReader(ReadContext context, Map<String, Integer> opsets) {
        this.context = context;
        this.opsets = opsets;
        this.tensors = new TensorReader(context);
        this.sparse = new SparseReader(context, tensors);
        this.attributes = new AttributeReader(context, tensors, sparse, this::body);
    }

    /**
     * What a graph consists of, before anything is inferred.
     *
     * @param inputs as declared, constants left out
     * @param outputs names
     * @param nodes in the order of the file, constants left out
     * @param constants initializers and the values of Constant nodes
     */
    record Parts(List<ValueInfoProto> inputs, List<String> outputs, List<Node> nodes, Map<String, Tensor> constants) {}

    /**
     * Reads a graph; problems go to the context.
     *
     * @param nodes the graph's nodes, functions replaced
     * @param within what the graph stands in, ending in a comma and a space; empty for the model's own
     */
    Parts read(GraphProto graph, List<NodeProto> nodes, String within) {
        var constants = new LinkedHashMap<String, Tensor>();
        var claimed = new HashSet<String>();
        for (TensorProto tensor : graph.getInitializerList()) {
            if (context.isFull()) break;
            String place = within + "initializer '" + Names.clean(tensor.getName()) + "'";
            String name = claim(tensor.getName(), place, claimed);
            tensors.read(tensor, place).ifPresent(t -> constants.put(name, t));
        }
        for (SparseTensorProto tensor : graph.getSparseInitializerList()) {
            String place = within + "sparse initializer '"
                    + Names.clean(tensor.getValues().getName()) + "'";
            String name = claim(tensor.getValues().getName(), place, claimed);
            sparse.read(tensor, place).ifPresent(t -> constants.put(name, t));
        }
        var read = new ArrayList<Node>();
        Set<String> given = givenNames(nodes);
        for (int i = 0; i < nodes.size() && !context.isFull(); i++)
            node(nodes.get(i), i, within, given, read, constants);
        return new Parts(inputs(graph, within, claimed), outputs(graph, within), read, constants);
    }

    private String claim(String raw, String place, Set<String> claimed) {
        String name = Names.clean(raw);
        if (name.isEmpty()) bad(OnnxProblem.NAMELESS, place, "it has no name");
        else if (!claimed.add(name)) bad(OnnxProblem.DUPLICATE, place, "the name is given twice");
        return name;
    }

    private List<ValueInfoProto> inputs(GraphProto graph, String within, Set<String> initializers) {
        var inputs = new ArrayList<ValueInfoProto>();
        var names = new HashSet<String>();
        for (ValueInfoProto input : graph.getInputList()) {
            String name = claim(input.getName(), within + "input '" + Names.clean(input.getName()) + "'", names);
            // Before version 4 of the format every initializer had to be an input, too.
            if (!initializers.contains(name)) inputs.add(input);
        }
        return inputs;
    }

    private List<String> outputs(GraphProto graph, String within) {
        var outputs = new LinkedHashSet<String>();
        for (ValueInfoProto output : graph.getOutputList())
            claim(output.getName(), within + "output '" + Names.clean(output.getName()) + "'", outputs);
        return new ArrayList<>(outputs);
    }

    private static Set<String> givenNames(List<NodeProto> nodes) {
        var given = new HashSet<String>();
        for (NodeProto node : nodes) if (!node.getName().isEmpty()) given.add(Names.clean(node.getName()));
        return given;
    }

    private void node(
            NodeProto proto,
            int index,
            String within,
            Set<String> given,
            List<Node> nodes,
            Map<String, Tensor> constants) {
        String op = Names.clean(proto.getOpType());
        String domain = Opsets.domain(proto.getDomain());
        if (op.isEmpty()) {
            String shown = proto.getName().isEmpty() ? "" : " " + Names.quote(proto.getName());
            bad(OnnxProblem.NAMELESS, within + "node[" + index + "]" + shown, "the node has no operator");
            return;
        }
        String name = nodeName(proto, op, index, given);
        var node = new Node(
                name, domain, op, cleaned(proto.getInputList()), cleaned(proto.getOutputList()), Attributes.NONE);
        String place = within + node.described();
        var values = attributes.read(proto, place);
        if (domain.isEmpty() && op.equals("Constant")) constant(node, values, place, constants);
        else nodes.add(new Node(name, domain, op, node.inputs(), node.outputs(), values));
    }

    private void constant(Node node, Attributes values, String place, Map<String, Tensor> constants) {
        Optional<Tensor> tensor = ConstantNodes.value(node, values, place, context);
        if (tensor.isPresent() && constants.putIfAbsent(node.output(), tensor.get()) != null)
            bad(OnnxProblem.DUPLICATE, place, "its output '" + node.output() + "' is a constant already");
    }

    private String nodeName(NodeProto proto, String op, int index, Set<String> given) {
        String wanted = Names.clean(proto.getName());
        if (wanted.isEmpty()) {
            wanted = op + "_" + index;
            while (given.contains(wanted)) wanted += "_";
        } else if (nodeNames.contains(wanted)) {
            context.note("several nodes are named '" + wanted + "'; the later ones got a number");
        }
        String name = wanted;
        while (!nodeNames.add(name)) name = wanted + "_" + lastSuffix.merge(wanted, 2, (last, first) -> last + 1);
        return name;
    }

    private static List<String> cleaned(List<String> names) {
        var cleaned = new ArrayList<String>(names.size());
        for (String name : names) cleaned.add(Names.clean(name));
        return cleaned;
    }

    private Graph body(GraphProto graph, String place) {
        Parts parts = read(graph, graph.getNodeList(), place + ", ");
        var types = new LinkedHashMap<String, ValueType>();
        for (ValueInfoProto input : parts.inputs())
            ValueTypes.fixed(input).ifPresent(type -> types.put(Names.clean(input.getName()), type));
        List<String> inputs = parts.inputs().stream()
                .map(input -> Names.clean(input.getName()))
                .toList();
        return new Graph(
                Names.clean(graph.getName()),
                inputs,
                parts.outputs(),
                parts.nodes(),
                types,
                parts.constants(),
                opsets,
                Map.of());
    }

    /** Reads the tensors of a graph that is not used, for what they say about files. */
    void checkOnly(GraphProto graph, String within) {
        read(graph, graph.getNodeList(), within);
    }

    private void bad(OnnxProblem code, String place, String message) {
        context.problem(code, place, message, "export the model again");
    }
}
