package org.systole.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A copy of the body of an If, Loop or Scan whose values have names of their own. */
final class BodyCopy {
    private final Inference inference;
    private final String prefix;
    private final Graph body;
    private final Map<String, String> names = new HashMap<>();
    private final List<Node> nodes = new ArrayList<>();

    /**
     * Copies a body.
     *
     * @param prefix put before names that are taken
     * @param inputs names, outside, of the body's inputs
     * @param outputs names that the body's outputs get; an empty one is not wanted
     */
    BodyCopy(Inference inference, String prefix, Graph body, Map<String, String> inputs, List<String> outputs) {
        this.inference = inference;
        this.prefix = prefix;
        this.body = body;
        names.putAll(inputs);
        body.constants().forEach((name, tensor) -> {
            String fresh = rename(name);
            inference.constant(fresh, tensor);
        });
        var produced = new HashSet<String>();
        for (Node node : body.nodes()) produced.addAll(node.outputs());
        bindOutputs(outputs, produced);
        var available = new HashSet<String>(names.keySet());
        available.removeAll(produced);
        List<Node> sorted = TopologicalOrder.sort(
                body.nodes(),
                name -> available.contains(name) || inference.isDefined(name) && !produced.contains(name),
                inference.file,
                inference.problems);
        for (Node node : sorted) nodes.add(copy(node));
        for (int i = 0; i < outputs.size(); i++) forward(i, outputs.get(i), produced);
    }

    /** Returns the nodes of the copy, sorted. */
    List<Node> nodes() {
        return nodes;
    }

    /** A value that the body produces takes the outer name at once; the first of several outer names wins. */
    private void bindOutputs(List<String> outputs, Set<String> produced) {
        for (int i = 0; i < outputs.size(); i++) {
            String inner = body.outputs().get(i);
            if (!outputs.get(i).isEmpty() && produced.contains(inner)) names.putIfAbsent(inner, outputs.get(i));
        }
    }

    /** An output that the body does not produce, or hands out twice, is passed on by an Identity. */
    private void forward(int index, String outer, Set<String> produced) {
        String inner = body.outputs().get(index);
        if (outer.isEmpty() || produced.contains(inner) && names.get(inner).equals(outer)) return;
        String from = names.getOrDefault(inner, inner);
        nodes.add(new Node(
                inference.freshNode(prefix + "/" + inner),
                "",
                "Identity",
                List.of(from),
                List.of(outer),
                Attributes.NONE));
    }

    private String rename(String name) {
        return names.computeIfAbsent(name, key -> inference.isDefined(key) ? inference.fresh(prefix + "/" + key) : key);
    }

    private Node copy(Node node) {
        var inputs = new ArrayList<String>();
        for (String input : node.inputs()) inputs.add(names.getOrDefault(input, input));
        var outputs = new ArrayList<String>();
        for (String output : node.outputs()) outputs.add(output.isEmpty() ? output : reserve(rename(output)));
        String name = inference.freshNode(inference.hasNode(node.name()) ? prefix + "/" + node.name() : node.name());
        return new Node(name, node.domain(), node.op(), inputs, outputs, renamed(node.attributes()));
    }

    private String reserve(String name) {
        inference.reserve(name);
        return name;
    }

    /** Bodies inside the body capture names too. */
    private Attributes renamed(Attributes attributes) {
        var changed = new LinkedHashMap<String, Object>();
        boolean any = false;
        for (String name : attributes.names()) {
            Object value = attributes.get(name);
            if (value instanceof Graph inner) {
                value = captured(inner);
                any = true;
            }
            changed.put(name, value);
        }
        return any ? Attributes.of(changed) : attributes;
    }

    private Graph captured(Graph inner) {
        var own = new HashSet<String>(inner.inputs());
        own.addAll(inner.constants().keySet());
        for (Node node : inner.nodes()) own.addAll(node.outputs());
        var copies = new ArrayList<Node>();
        for (Node node : inner.nodes()) {
            var inputs = new ArrayList<String>();
            for (String input : node.inputs()) inputs.add(outer(input, own));
            copies.add(new Node(
                    node.name(), node.domain(), node.op(), inputs, node.outputs(), renamed(node.attributes())));
        }
        var outputs = new ArrayList<String>();
        for (String output : inner.outputs()) outputs.add(outer(output, own));
        return new Graph(
                inner.name(),
                inner.inputs(),
                outputs,
                copies,
                inner.types(),
                inner.constants(),
                inner.opsets(),
                inner.metadata());
    }

    private String outer(String name, Set<String> own) {
        return own.contains(name) ? name : names.getOrDefault(name, name);
    }
}
