package org.systole.workload;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.systole.graph.Node;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/**
 * Rules for nodes that put maps side by side or cut them apart.
 *
 * <p>Elements lie side by side along the outermost axis that is not 1, and along the channels (axis 1 of three or more):
 * a layer writes its channels anywhere in a larger map, and reads any range of channels.
 */
final class Joining {
    private Joining() {}

    /** Returns whether ranges along an axis can be placed and read without copying. */
    static boolean sideBySide(Shape shape, int axis) {
        if (shape.rank() >= 3 && axis == 1) return true;
        for (int i = 0; i < axis; i++) if (shape.extent(i) != 1) return false;
        return true;
    }

    private static int axis(Node node, Scope scope, int otherwise) {
        int axis = (int) node.attributes().integer("axis", otherwise);
        return axis < 0 ? axis + scope.shape(node.output()).rank() : axis;
    }

    static void concat(Node node, Scope scope) {
        List<String> inputs = node.op().equals("QLinearConcat") ? quantizedInputs(node) : node.inputs();
        inputs = inputs.stream()
                .filter(v -> !v.isEmpty() && scope.elements(v) > 0)
                .toList();
        if (inputs.size() == 1 && !scope.isConstant(inputs.getFirst())) {
            View view = scope.view(inputs.getFirst());
            scope.alias(node, inputs.getFirst(), node.output(), view);
            scope.free(node, "another view of the same elements");
            return;
        }
        boolean[] placed = new boolean[inputs.size()];
        boolean open = true;
        boolean sideBySide = sideBySide(scope.shape(node.output()), axis(node, scope, 1));
        for (int i = 0; i < placed.length; i++) {
            placed[i] = sideBySide && inputs.indexOf(inputs.get(i)) == i && canPlace(inputs.get(i), scope);
            open &= placed[i]
                    && scope.onlyFor(inputs.get(i), Set.of(node))
                    && scope.site(inputs.get(i)).state != Site.State.CLOSED;
        }
        int axis = axis(node, scope, 1);
        boolean known = sideBySide && (!none(placed) || together(inputs, 0, axis, scope) > 1);
        if (known) join(node, scope, inputs, placed, open);
        else Movement.move(node, scope);
    }

    /**
     * Returns how many inputs from one on are, in this order, all parts of one map that stands alone: what a dense block
     * joined before. Then that map is a part as a whole, and nothing is copied. 0 otherwise.
     */
    private static int together(List<String> inputs, int from, int axis, Scope scope) {
        if (scope.isConstant(inputs.get(from))) return 0;
        Site outermost = scope.site(inputs.get(from)).outermost();
        if (outermost.parts.isEmpty() || outermost.axis != axis) return 0;
        Set<Site> wanted = new HashSet<>();
        for (String input : inputs) if (!scope.isConstant(input)) wanted.add(scope.site(input));
        List<Site> pieces = new ArrayList<>();
        cut(outermost, wanted, pieces);
        if (from + pieces.size() > inputs.size()) return 0;
        for (int i = 0; i < pieces.size(); i++) {
            String input = inputs.get(from + i);
            if (scope.isConstant(input)) return 0;
            View view = scope.view(input);
            if (view.site() != pieces.get(i) || !view.whole() || view.scattered()) return 0;
        }
        return pieces.size();
    }

    private static void cut(Site site, Set<Site> wanted, List<Site> pieces) {
        var open = new ArrayDeque<>(List.of(site));
        while (!open.isEmpty()) {
            Site next = open.pop();
            if (wanted.contains(next) || next.parts.isEmpty()) pieces.add(next);
            else next.parts.reversed().forEach(open::push);
        }
    }

    private static boolean none(boolean[] flags) {
        for (boolean flag : flags) if (flag) return false;
        return true;
    }

    private static List<String> quantizedInputs(Node node) {
        var values = new ArrayList<String>();
        for (int i = 2; i < node.inputs().size(); i += 3) values.add(node.input(i));
        return values;
    }

    /** A part is placed when it is a whole map that a layer writes in its natural order, and stands nowhere else yet. */
    private static boolean canPlace(String value, Scope scope) {
        if (scope.isConstant(value)) return false;
        View view = scope.view(value);
        boolean written = view.site().writer != null || !view.site().parts.isEmpty();
        return written && view.whole() && !view.scattered() && view.pads() == null && view.site().home == null;
    }

    private static void join(Node node, Scope scope, List<String> inputs, boolean[] placed, boolean open) {
        var parts = new ArrayList<Site>();
        Draft copy = null;
        View first = null;
        boolean sameScaling = true;
        int axis = axis(node, scope, 1);
        for (int i = 0; i < placed.length; i++) {
            String value = inputs.get(i);
            int known = placed[i] ? 1 : together(inputs, i, axis, scope);
            if (known == 0) {
                if (copy == null) copy = scope.vector(node, node.name());
                parts.add(copied(node, scope, value, i, copy));
                sameScaling = false;
                continue;
            }
            for (int j = i; j < i + known; j++) {
                View view = scope.view(inputs.get(j));
                if (first == null) first = view;
                sameScaling &= view.scaling() != null && view.scaling().sameAs(first.scaling());
            }
            Site part = scope.site(value).outermost();
            if (!open) part.close();
            parts.add(part);
            i += known - 1;
        }
        var format = sameScaling ? first.site().format : scope.format(node.output());
        if (first.scaling() != null && !sameScaling) format = first.site().format;
        Site joined = Site.joined(node.output(), format, open ? Site.State.UNARY : Site.State.CLOSED, parts);
        joined.axis = axis;
        boolean renamed = inputs.stream()
                .anyMatch(v -> !scope.isConstant(v) && scope.view(v).renamed());
        View view = renamed ? View.of(joined).reshaped() : View.of(joined);
        scope.define(node.output(), view.scaled(sameScaling ? first.scaling() : null));
        if (copy == null) scope.free(node, "its inputs are written side by side");
        else scope.claim(node);
    }

    private static Site copied(Node node, Scope scope, String value, int index, Draft copy) {
        long n = scope.elements(value);
        boolean constant = scope.isConstant(value);
        if (!constant) {
            scope.site(value).close();
            copy.reads.add(scope.site(value));
        }
        copy.work.add(
                new VectorWork(VectorWork.Kind.MOVE, node.name(), node.op(), n, constant ? 0 : n, constant ? n : 0, n));
        var format = constant ? scope.format(value) : scope.site(value).format;
        return Site.written(node.output() + "/part" + index, n, format, Site.State.CLOSED, copy);
    }

    /** Cuts: the layer before writes the pieces apart, or they are ranges of its map, or they are copied. */
    static void split(Node node, Scope scope) {
        String input = node.input(0);
        int axis = axisOfInput(node, scope);
        View view = scope.view(input);
        Site site = view.site();
        List<String> outputs = node.outputs().stream().filter(v -> !v.isEmpty()).toList();
        boolean apart = scope.onlyFor(input, Set.of(node))
                && site.state == Site.State.OPEN
                && view.whole()
                && site.fromOneMacLayer()
                && site.writer.writes.size() == 1
                && outputs.stream().mapToLong(scope::elements).sum() == site.elements;
        if (apart) {
            apart(node, scope, view, outputs);
        } else if (sideBySide(scope.shape(input), axis) && !view.scattered()) {
            scope.site(input).close();
            for (String output : outputs) scope.define(output, view.part());
            scope.free(node, "ranges of the same map");
        } else Movement.move(node, scope);
    }

    private static int axisOfInput(Node node, Scope scope) {
        int axis = (int) node.attributes().integer("axis", 0);
        return axis < 0 ? axis + scope.shape(node.input(0)).rank() : axis;
    }

    private static void apart(Node node, Scope scope, View view, List<String> outputs) {
        Draft writer = view.site().writer;
        writer.writes.clear();
        for (String output : outputs) {
            Site piece = Site.written(output, scope.elements(output), view.site().format, Site.State.UNARY, writer);
            scope.define(output, new View(piece, true, true, view.scattered(), view.scaling(), null));
        }
        scope.free(node, "the output of '" + writer.name + "' is written apart");
    }

    /** A range along one axis is part of the map; other slices are copied. */
    static void slice(Node node, Scope scope) {
        Shape from = scope.shape(node.input(0));
        Shape to = scope.shape(node.output());
        if (from.equals(to) && steps(node, scope)) {
            Movement.view(node, scope);
            return;
        }
        range(node, scope, from, to, steps(node, scope));
    }

    private static boolean steps(Node node, Scope scope) {
        Tensor steps = scope.tensor(node, 4);
        return !node.hasInput(4)
                || steps != null && Arrays.stream(steps.toLongs()).allMatch(s -> s == 1);
    }

    private static void range(Node node, Scope scope, Shape from, Shape to, boolean contiguous) {
        int cut = -1;
        boolean one = contiguous && from.rank() == to.rank();
        for (int i = 0; one && i < from.rank(); i++) {
            if (from.extent(i) == to.extent(i)) continue;
            one = cut < 0;
            cut = i;
        }
        View view = scope.view(node.input(0));
        if (!one || cut < 0 || !sideBySide(from, cut) || view.scattered()) {
            Movement.move(node, scope);
            return;
        }
        scope.alias(node, node.input(0), node.output(), view.part());
        view.site().close();
        scope.free(node, "a range of the same map");
    }

    /** One index, or neighbouring ones, on an outer axis: part of the map. Tables and other picks are copied. */
    static void gather(Node node, Scope scope) {
        Tensor indices = scope.tensor(node, 1);
        if (indices == null || scope.isConstant(node.input(0))) {
            Movement.move(node, scope);
            return;
        }
        Shape from = scope.shape(node.input(0));
        int axis = (int) node.attributes().integer("axis", 0);
        int at = axis < 0 ? axis + from.rank() : axis;
        boolean neighbours = true;
        for (long i = 1; i < indices.elements(); i++) neighbours &= indices.integer(i) == indices.integer(i - 1) + 1;
        View view = scope.view(node.input(0));
        if (!neighbours || !sideBySide(from, at) || view.scattered()) {
            Movement.move(node, scope);
            return;
        }
        boolean all = indices.elements() == from.extent(at);
        scope.alias(node, node.input(0), node.output(), all ? view : view.part());
        view.site().close();
        scope.free(node, all ? "another view of the same elements" : "a range of the same map");
    }
}
