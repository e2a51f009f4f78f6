package org.systole.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** Who produces and who consumes each value. */
final class Links {
    private Links() {}

    static Map<String, Node> producers(List<Node> nodes) {
        var producers = new HashMap<String, Node>();
        for (Node node : nodes) for (String output : node.outputs()) if (!output.isEmpty()) producers.put(output, node);
        return producers;
    }

    static Map<String, List<Node>> consumers(List<Node> nodes) {
        var consumers = new HashMap<String, List<Node>>();
        for (Node node : nodes)
            for (String input : new LinkedHashSet<>(node.inputs()))
                if (!input.isEmpty())
                    consumers.computeIfAbsent(input, key -> new ArrayList<>()).add(node);
        return consumers;
    }
}
