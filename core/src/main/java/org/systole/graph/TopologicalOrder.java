package org.systole.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.systole.problem.Place;
import org.systole.problem.Problems;

/**
 * Puts nodes in an order in which every value is produced before it is consumed.
 *
 * <p>Kahn's algorithm; among the nodes that could come next, the one that stood first in the file does, so that a
 * graph which is already in order keeps it. Linear up to the logarithm of the queue, without recursion. The values
 * that the bodies of If, Loop and Scan capture from outside count as inputs of their node.
 */
public final class TopologicalOrder {
    private final List<Node> nodes;
    private final String file;
    private final Problems problems;
    private final Map<String, Integer> producer = new HashMap<>();
    private final int[] missing;
    private final List<List<Integer>> successors = new ArrayList<>();

    private TopologicalOrder(List<Node> nodes, String file, Problems problems) {
        this.nodes = nodes;
        this.file = file;
        this.problems = problems;
        this.missing = new int[nodes.size()];
    }

    /**
     * Returns the nodes in order.
     *
     * @param nodes in any order
     * @param available values that are there before any node runs: inputs, constants, for a body also the values
     *     around it
     * @param file the file to name in problems
     * @param problems receives values produced twice, values never produced, and cycles
     * @return all nodes when nothing is wrong; without those on or behind a cycle otherwise
     */
    public static List<Node> sort(List<Node> nodes, Predicate<String> available, String file, Problems problems) {
        var order = new TopologicalOrder(nodes, file, problems);
        order.collectProducers(available);
        order.collectEdges(available);
        List<Node> sorted = order.sorted();
        if (sorted.size() < nodes.size()) order.reportCycle();
        return sorted;
    }

    /**
     * Returns the names that a node consumes, those captured by its bodies included, each once.
     *
     * @param node any node
     */
    public static Set<String> consumed(Node node) {
        var names = new LinkedHashSet<String>();
        for (String input : node.inputs()) if (!input.isEmpty()) names.add(input);
        for (String name : node.attributes().names())
            if (node.attributes().get(name) instanceof Graph body) names.addAll(captured(body));
        return names;
    }

    /**
     * Returns the values that a body uses and does not define, in the order of their first use.
     *
     * @param body a graph attribute; bodies inside it count too
     */
    public static Set<String> captured(Graph body) {
        var captured = new LinkedHashSet<String>();
        var defined = new LinkedHashSet<>(body.inputs());
        defined.addAll(body.constants().keySet());
        for (Node node : body.nodes()) defined.addAll(node.outputs());
        for (Node node : body.nodes())
            for (String name : consumed(node)) if (!defined.contains(name)) captured.add(name);
        for (String name : body.outputs()) if (!defined.contains(name)) captured.add(name);
        return captured;
    }

    private void collectProducers(Predicate<String> available) {
        for (int i = 0; i < nodes.size(); i++) {
            successors.add(new ArrayList<>(2));
            for (String output : nodes.get(i).outputs()) {
                if (output.isEmpty()) continue;
                Integer other = producer.putIfAbsent(output, i);
                if (other != null || available.test(output)) {
                    String by = other == null
                            ? "an input or a constant"
                            : nodes.get(other).described();
                    problems.add(
                            GraphProblem.DUPLICATE_VALUE,
                            place(i),
                            "value '" + output + "' is also provided by " + by,
                            "give every value one producer and a name of its own");
                }
            }
        }
    }

    private void collectEdges(Predicate<String> available) {
        for (int i = 0; i < nodes.size(); i++) {
            for (String input : consumed(nodes.get(i))) {
                Integer from = producer.get(input);
                if (from != null && !available.test(input)) {
                    successors.get(from).add(i);
                    missing[i]++;
                } else if (from == null && !available.test(input)) {
                    problems.add(
                            GraphProblem.UNDEFINED_VALUE,
                            place(i),
                            "consumes '" + input + "', which nothing provides",
                            "add an input, a constant or a node that gives '" + input + "'");
                }
            }
        }
    }

    private List<Node> sorted() {
        var ready = new PriorityQueue<Integer>();
        for (int i = 0; i < missing.length; i++) if (missing[i] == 0) ready.add(i);
        var sorted = new ArrayList<Node>(nodes.size());
        while (!ready.isEmpty()) {
            int next = ready.remove();
            sorted.add(nodes.get(next));
            for (int successor : successors.get(next)) if (--missing[successor] == 0) ready.add(successor);
        }
        return sorted;
    }

    /** Walks backwards from a node that never became ready until a node comes again: that is a cycle. */
    private void reportCycle() {
        var remaining = new TreeSet<Integer>();
        for (int i = 0; i < missing.length; i++) if (missing[i] > 0) remaining.add(i);
        var predecessor = new HashMap<Integer, Integer>();
        for (int i : remaining) for (int to : successors.get(i)) predecessor.putIfAbsent(to, i);
        var path = new LinkedHashSet<Integer>();
        int at = remaining.first();
        while (path.add(at)) at = predecessor.get(at);
        var indices = new ArrayList<Integer>(path);
        List<Integer> cycle = new ArrayList<>(
                indices.subList(indices.indexOf(at), indices.size()).reversed());
        Collections.rotate(cycle, -cycle.indexOf(Collections.min(cycle)));
        List<String> names =
                cycle.stream().map(i -> "'" + nodes.get(i).name() + "'").toList();
        String shown = names.size() <= 6
                ? String.join(" -> ", names)
                : String.join(" -> ", names.subList(0, 6)) + " -> ... (" + names.size() + " nodes)";
        problems.add(
                GraphProblem.CYCLE,
                place(cycle.getFirst()),
                "is part of a cycle: " + shown,
                "remove the cycle; recurrence is expressed with Loop, Scan, LSTM, GRU or RNN");
    }

    private Place place(int index) {
        return Place.element(file, nodes.get(index).described());
    }
}
