package org.systole.workload;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.stream.Collectors;
import org.systole.graph.Graph;
import org.systole.graph.Node;

/**
 * Functions that exporters spell out in several nodes: a value goes several ways through elementwise nodes (and, for
 * normalizations, through sums over one set of axes) and comes together again as one value.
 *
 * <p>Such a region is one function of its input: swish is {@code x * sigmoid(x)}, GELU is five nodes around an
 * {@code Erf}, layer normalization nine. Found by growing the set of nodes that depend on nothing but the input and
 * constants, in the order of the graph, until exactly one of its values is needed outside.
 */
final class Regions {
    private static final int LARGEST = 24;
    private static final Set<String> SUMS =
            Set.of("ReduceMean", "ReduceSum", "ReduceMax", "ReduceL2", "ReduceSumSquare", "GlobalAveragePool");
    private static final Set<String> QUANTIZERS = Set.of("QuantizeLinear", "DequantizeLinear");
    private static final Set<String> ROOTS = Set.of("Sqrt", "Pow", "ReduceL2", "Reciprocal");

    private final Scope scope;
    private final Map<Node, Integer> order = new IdentityHashMap<>();

    Regions(Scope scope, Graph graph) {
        this.scope = scope;
        for (Node node : graph.nodes()) order.put(node, order.size());
    }

    /**
     * A function of one value.
     *
     * @param nodes in the order of the graph; the last one gives the result
     * @param input the value
     * @param kind what kind of work it is: a function, a softmax or a normalization
     * @param name for people
     */
    record Region(List<Node> nodes, String input, VectorWork.Kind kind, String name) {
        Node last() {
            return nodes.getLast();
        }
    }

    /** Returns the region that begins at a value and that a node is part of, if there is one. */
    Optional<Region> at(String input, Node node) {
        if (scope.users(input).size() < 2 || !fits(node, Set.of(input))) return Optional.empty();
        var inside = new LinkedHashSet<Node>();
        Set<String> values = new HashSet<>(Set.of(input));
        var queue = new PriorityQueue<Node>(Comparator.comparing(order::get));
        queue.addAll(from(scope.users(input), node));
        Optional<Region> first = Optional.empty();
        while (!queue.isEmpty() && inside.size() < LARGEST) {
            Node next = queue.poll();
            if (inside.contains(next) || scope.isClaimed(next) || !fits(next, values)) continue;
            inside.add(next);
            values.addAll(next.outputs());
            List<Node> users = scope.users(next.output());
            queue.addAll(users.subList(0, Math.min(users.size(), LARGEST)));
            Set<Node> cone = cone(next, inside);
            boolean reconverges = cone.stream().anyMatch(n -> scope.computed(n).size() > 1);
            if (reconverges && cone.contains(node) && isClosed(cone, next)) {
                Optional<Region> region = region(cone, input, next);
                if (region.isPresent() && whole(region.get())) return region;
                if (first.isEmpty()) first = region;
            }
        }
        return first;
    }

    /** Returns the users from a node on: those before it were looked at when they came. */
    private List<Node> from(List<Node> users, Node node) {
        int start = Collections.binarySearch(users, node, Comparator.comparing(order::get));
        return start < 0 ? List.of() : users.subList(start, Math.min(users.size(), start + LARGEST));
    }

    /** Returns whether a region can go onto the layer before it: it takes all that its input is used for. */
    private boolean whole(Region region) {
        boolean all = region.nodes().containsAll(scope.users(region.input()));
        return all || region.kind() != VectorWork.Kind.FUNCTION;
    }

    /** Returns the nodes that a node depends on, itself included, in the order of the graph. */
    private static Set<Node> cone(Node node, Set<Node> inside) {
        Set<String> needed = new HashSet<>();
        var cone = new ArrayList<Node>();
        needed.add(node.output());
        for (Node each : List.copyOf(inside).reversed())
            if (needed.contains(each.output())) {
                cone.add(each);
                needed.addAll(each.inputs());
            }
        return new LinkedHashSet<>(cone.reversed());
    }

    private boolean fits(Node node, Set<String> values) {
        if (node.outputs().size() != 1) return false;
        boolean known =
                Elementwise.isElementwise(node.op()) || SUMS.contains(node.op()) || QUANTIZERS.contains(node.op());
        return known && values.containsAll(scope.computed(node));
    }

    /** Returns whether no value but that of the last node is used outside. */
    private boolean isClosed(Set<Node> inside, Node last) {
        for (Node node : inside) if (node != last && !scope.onlyFor(node.output(), inside)) return false;
        return true;
    }

    private Optional<Region> region(Set<Node> inside, String input, Node last) {
        if (scope.elements(last.output()) != scope.elements(input)) return Optional.empty();
        boolean sums = inside.stream().anyMatch(n -> SUMS.contains(n.op()));
        if (!sums && !inside.stream().allMatch(this::scalarConstants)) return Optional.empty();
        Set<String> ops = inside.stream().map(Node::op).collect(Collectors.toSet());
        if (sums && ops.contains("Exp") && ops.contains("Div"))
            return Optional.of(new Region(List.copyOf(inside), input, VectorWork.Kind.SOFTMAX, "Softmax"));
        if (sums && ops.stream().noneMatch(ROOTS::contains)) return Optional.empty();
        List<Node> nodes = new ArrayList<>(inside);
        extend(nodes, sums);
        VectorWork.Kind kind = sums ? VectorWork.Kind.NORMALIZE : VectorWork.Kind.FUNCTION;
        return Optional.of(new Region(List.copyOf(nodes), input, kind, name(nodes, sums)));
    }

    /** Factors and terms that follow belong to the function: the half of GELU, the scale and shift of a norm. */
    private void extend(List<Node> nodes, boolean sums) {
        while (nodes.size() < LARGEST) {
            Node last = nodes.getLast();
            List<Node> users = scope.users(last.output());
            if (users.size() != 1 || scope.graph.isOutput(last.output())) return;
            Node next = users.getFirst();
            boolean affine = Set.of("Mul", "Add", "Div", "Sub").contains(next.op())
                    && scope.computed(next).size() == 1
                    && next.inputs().stream().distinct().count() == 2;
            if (!affine || scope.elements(next.output()) != scope.elements(last.output())) return;
            if (!sums && !scalarConstants(next)) return;
            nodes.add(next);
        }
    }

    private boolean scalarConstants(Node node) {
        if (QUANTIZERS.contains(node.op())) return true;
        return node.inputs().stream().allMatch(v -> v.isEmpty() || !scope.isConstant(v) || scope.elements(v) == 1);
    }

    private static String name(List<Node> nodes, boolean sums) {
        List<String> ops = nodes.stream()
                .map(Node::op)
                .filter(op -> !QUANTIZERS.contains(op))
                .sorted()
                .toList();
        long means = ops.stream().filter(SUMS::contains).count();
        if (sums)
            return ops.contains("ReduceL2") ? "LpNormalization" : means > 1 ? "LayerNormalization" : "RMSNormalization";
        if (ops.equals(List.of("Mul", "Sigmoid"))) return "Swish";
        if (ops.contains("Erf")) return "Gelu";
        if (ops.contains("Softplus") && ops.contains("Tanh")) return "Mish";
        if (ops.contains("Tanh") && ops.size() > 4) return "Gelu";
        if (ops.contains("HardSigmoid") || ops.contains("Clip") || ops.contains("Min")) return "HardSwish";
        return String.join("+", nodes.stream().map(Node::op).toList());
    }

    /** Lowers a region. */
    void lower(Region region) {
        long n = scope.elements(region.input());
        long perElement = switch (region.kind()) {
            case SOFTMAX -> Normalizations.SOFTMAX;
            case NORMALIZE -> region.name().equals("LayerNormalization") ? Normalizations.LAYER : Normalizations.RMS;
            default -> 1;
        };
        long parameters = region.kind() == VectorWork.Kind.NORMALIZE
                ? region.nodes().stream()
                        .filter(node -> !SUMS.contains(node.op()))
                        .mapToLong(scope::parameters)
                        .sum()
                : 0;
        var work = new VectorWork(region.kind(), region.last().name(), region.name(), n * perElement, n, parameters, n);
        var step = new Fusion.Step(region.nodes(), region.last().output(), work, false);
        if (region.kind() == VectorWork.Kind.FUNCTION) Fusion.elementwise(scope, step, List.of(region.input()));
        else {
            scope.site(region.input()).close();
            Fusion.layer(scope, step, List.of(region.input()));
        }
    }
}
