package org.systole.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.systole.graph.Node;
import org.systole.tensor.NumberFormat;

/**
 * Decides where work goes: onto the fresh output of the layer that writes its operand, or into a layer of its own.
 *
 * <p>Work can be attached to a layer only while nobody else needs that layer's output as it is. So nothing else can
 * depend on that layer yet, and letting it wait for the other operands of the work never makes a circle.
 */
final class Fusion {
    private static final Set<String> QUANTIZERS = Set.of("QuantizeLinear", "Quant", "IntQuant", "BipolarQuant");

    private Fusion() {}

    /**
     * Work that a group of nodes does on a value.
     *
     * @param nodes the nodes, of which the last one gives the result
     * @param result the resulting value
     * @param work what happens
     * @param preserving whether integers stay what they stand for (maximum, relu, moved elements)
     */
    record Step(List<Node> nodes, String result, VectorWork work, boolean preserving) {
        static Step of(Node node, VectorWork work) {
            return new Step(List.of(node), node.output(), work, false);
        }

        static Step preserving(Node node, VectorWork work) {
            return new Step(List.of(node), node.output(), work, true);
        }

        Node last() {
            return nodes.getLast();
        }
    }

    /** Attaches work on single elements where possible, preferring the layer that comes last; else adds a layer. */
    static void elementwise(Scope scope, Step step, List<String> operands) {
        String host = host(scope, step, operands);
        if (host == null) {
            layer(scope, step, operands);
            return;
        }
        List<String> others = operands.stream().filter(v -> !v.equals(host)).toList();
        attach(scope, step, host, others);
    }

    /** Returns the operand onto whose layer the work goes, or null. */
    private static String host(Scope scope, Step step, List<String> operands) {
        String best = null;
        for (String operand : operands) {
            if (scope.elements(operand) != scope.elements(step.result())) continue;
            if (!canAttach(scope, step, operand, operands.size() == 1)) continue;
            if (best == null || rank(scope, operand) >= rank(scope, best)) best = operand;
        }
        return best;
    }

    /** Layers of multiply-accumulates before others, later ones before earlier ones. */
    private static long rank(Scope scope, String operand) {
        long rank = 0;
        for (Draft writer : scope.site(operand).writers())
            rank = Math.max(rank, writer.index + (writer.isMac() ? 1L << 32 : 0));
        return rank;
    }

    /** Returns whether the work could go onto the layers that write an operand. */
    static boolean canAttach(Scope scope, Step step, String operand, boolean alone) {
        View view = scope.view(operand);
        Site.State state = view.site().state;
        boolean open = state == Site.State.OPEN || alone && state == Site.State.UNARY;
        return open && view.whole() && scope.onlyFor(operand, Set.copyOf(step.nodes()));
    }

    /** Attaches work to the layers that write {@code host}. */
    static void attach(Scope scope, Step step, String host, List<String> others) {
        View view = scope.view(host);
        Site site = view.site();
        NumberFormat format = step.preserving() && view.scaling() != null ? site.format : scope.format(step.result());
        var reads = new ArrayList<Site>();
        for (String other : others) reads.add(readable(scope, other));
        absorb(site, step, step.work(), format, reads, scope.elements(step.result()));
        site.name = step.result();
        scope.define(step.result(), view.scaled(step.preserving() ? view.scaling() : null));
        step.nodes().forEach(scope::claim);
    }

    private static void absorb(
            Site site, Step step, VectorWork work, NumberFormat format, List<Site> reads, long elements) {
        if (site.writer != null) {
            site.writer.work.add(beside(work, site));
            site.writer.reads.addAll(reads);
            for (Node node : step.nodes()) site.writer.nodes.add(node.name());
        }
        long before = 0;
        for (Site part : site.parts) {
            long after = before + part.elements;
            absorb(part, step, share(work, before, after, site.elements), format, reads, part.elements);
            before = after;
        }
        site.format = format;
        site.elements = elements;
    }

    /** Work on one of several outputs of a layer: the elements of the others pass by, without an operation. */
    private static VectorWork beside(VectorWork w, Site site) {
        long others = 0;
        for (Site output : site.writer.writes) if (output != site) others += output.elements;
        return new VectorWork(
                w.kind(),
                w.node(),
                w.op(),
                w.operations(),
                w.inputElements() + others,
                w.parameterElements(),
                w.outputElements() + others);
    }

    /** Returns the share of work that falls on elements {@code from} to {@code to} of {@code all}; the shares add up. */
    private static VectorWork share(VectorWork w, long from, long to, long all) {
        return new VectorWork(
                w.kind(),
                w.node(),
                w.op(),
                share(w.operations(), from, to, all),
                share(w.inputElements(), from, to, all),
                share(w.parameterElements(), from, to, all),
                share(w.outputElements(), from, to, all));
    }

    private static long share(long count, long from, long to, long all) {
        double one = (double) count / all;
        return (to == all ? count : (long) (one * to)) - (from == 0 ? 0 : (long) (one * from));
    }

    /** Adds a layer for the work; dequantizes operands first where the work is done on real numbers. */
    static Draft layer(Scope scope, Step step, List<String> operands) {
        Draft draft = scope.vector(step.last(), step.last().name());
        draft.nodes.clear();
        for (Node node : step.nodes()) {
            draft.nodes.add(node.name());
            scope.claim(node);
        }
        View first = operands.isEmpty() ? null : scope.view(operands.getFirst());
        boolean keeps = step.preserving() && first != null && first.scaling() != null;
        boolean converts = step.work().kind() == VectorWork.Kind.CONVERT;
        if (!keeps && !converts && !requantized(scope, step.result())) dequantize(scope, draft, operands);
        for (String operand : operands) draft.reads.add(readable(scope, operand));
        draft.work.add(step.work());
        NumberFormat format = keeps ? first.site().format : scope.format(step.result());
        Site site = Site.written(step.result(), scope.elements(step.result()), format, Site.State.OPEN, draft);
        scope.define(step.result(), View.of(site).scaled(keeps ? first.scaling() : null));
        return draft;
    }

    private static void dequantize(Scope scope, Draft draft, List<String> operands) {
        for (String operand : operands) {
            if (scope.view(operand).scaling() == null) continue;
            long n = scope.elements(operand);
            draft.work.add(new VectorWork(
                    VectorWork.Kind.CONVERT, draft.nodes.iterator().next(), "DequantizeLinear", n, n, 0, n));
        }
    }

    /** Returns whether a value is quantized before anything but work on its elements happens to it. */
    static boolean requantized(Scope scope, String value) {
        String at = value;
        for (int hops = 0; hops < 8; hops++) {
            if (scope.graph.isOutput(at)) return false;
            List<Node> users = scope.users(at);
            if (!users.isEmpty() && users.stream().allMatch(n -> QUANTIZERS.contains(n.op()))) return true;
            if (users.size() != 1 || !Elementwise.isUnaryOrView(users.getFirst().op())) return false;
            at = users.getFirst().output();
        }
        return false;
    }

    /** Returns the map to read a value from. */
    static Site readable(Scope scope, String value) {
        return scope.site(value);
    }

    /** Returns a map for an output of a layer, and makes the value known. */
    static Site output(Scope scope, Draft draft, String value, Site.State state) {
        Site site = Site.written(value, scope.elements(value), scope.format(value), state, draft);
        scope.define(value, View.of(site));
        return site;
    }

    /** Returns a list of the values, without those that are constant or left out. */
    static List<String> computed(Scope scope, String... values) {
        var list = new ArrayList<String>();
        for (String v : values) if (!v.isEmpty() && !scope.isConstant(v) && !list.contains(v)) list.add(v);
        return list;
    }
}
