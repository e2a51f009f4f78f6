package org.systole.workload;

import java.util.ArrayList;
import java.util.List;
import org.systole.graph.Node;
import org.systole.tensor.NumberFormat;
import org.systole.tensor.Shape;

/**
 * Rules for recurrent operators. What multiplies the input is one product over all time steps; what multiplies the
 * state is a product for each step that waits for the one before. Each direction has its own.
 */
final class Recurrence {
    private Recurrence() {}

    /** The extents of a recurrent operator. */
    private record Extents(int steps, int batch, int inputs, int hidden, int gates, int directions) {
        long states() {
            return (long) steps * batch * hidden;
        }
    }

    /**
     * One direction of an operator.
     *
     * @param quantized the input as integers, when the operator quantizes it at run time; null otherwise
     */
    private record Direction(Node node, Scope scope, Extents e, String name, Site quantized) {
        /** Returns how inputs are stored. */
        NumberFormat format() {
            return quantized == null ? scope.storedFormat(node.input(0)) : quantized.format;
        }

        /** Returns how states are stored: like inputs, but as real numbers where the weights are real. */
        NumberFormat stateFormat() {
            boolean real =
                    quantized == null && scope.storedFormat(node.input(2)).isFloat();
            return real ? scope.format(node.input(0)) : format();
        }
    }

    static void lower(Node node, Scope scope) {
        Extents e = extents(node, scope);
        List<Site> states = new ArrayList<>();
        List<Site> cells = new ArrayList<>();
        boolean cell = node.op().endsWith("LSTM") && isUsed(node, scope, 2);
        Site quantized = node.op().equals("DynamicQuantizeLSTM")
                ? Matrices.quantized(node, scope, scope.elements(node.input(0)))
                : null;
        for (int i = 0; i < e.directions(); i++) {
            String suffix = e.directions() == 1 ? "" : i == 0 ? "/forward" : "/backward";
            direction(new Direction(node, scope, e, suffix, quantized), states, cells, cell);
        }
        outputs(node, scope, e, states);
        if (cell)
            scope.define(node.outputs().get(2), View.of(join(node.outputs().get(2), cells)));
    }

    private static Extents extents(Node node, Scope scope) {
        boolean dynamic = node.op().equals("DynamicQuantizeLSTM");
        Shape x = scope.shape(node.input(0));
        boolean batchFirst = node.attributes().integer("layout", 0) == 1;
        Shape r = scope.shape(node.input(2));
        int hidden = dynamic ? r.extent(1) : r.extent(2);
        int gates = (dynamic ? r.extent(2) : r.extent(1)) / hidden;
        return new Extents(
                x.extent(batchFirst ? 1 : 0), x.extent(batchFirst ? 0 : 1), x.extent(2), hidden, gates, r.extent(0));
    }

    private static boolean isUsed(Node node, Scope scope, int output) {
        if (output >= node.outputs().size() || node.outputs().get(output).isEmpty()) return false;
        String value = node.outputs().get(output);
        return scope.graph.isOutput(value) || !scope.users(value).isEmpty();
    }

    private static void direction(Direction d, List<Site> states, List<Site> cells, boolean cell) {
        boolean sequence = isUsed(d.node, d.scope, 0);
        String value = d.node.outputs().get(sequence ? 0 : 1);
        if (value.isEmpty()) value = d.node.name() + "/state";
        long elements = sequence ? d.e.states() : (long) d.e.batch * d.e.hidden;
        Site gates = input(d);
        boolean coupled = d.node.op().equals("GRU") && d.node.attributes().integer("linear_before_reset", 0) == 0;
        NumberFormat format = d.stateFormat();
        Draft last;
        Draft first = null;
        if (coupled) {
            first = recurrent(d, "/gates", d.e.gates - 1, format);
            first.reads.add(gates);
            gateWork(first, d, d.e.gates - 1);
            // reset times state, the other gate
            Site reset =
                    Site.written(d.node.name() + d.name + "/reset", 2 * d.e.states(), format, Site.State.CLOSED, first);
            work(first, d, VectorWork.Kind.MULTIPLY, 1, 2);
            last = recurrent(d, "/candidate", 1, format);
            last.reads.add(reset);
        } else {
            last = recurrent(d, "/recurrent", d.e.gates, format);
        }
        Site state = Site.written(value + d.name, elements, format, Site.State.CLOSED, last);
        feedBack(first == null ? last : first, state);
        last.reads.add(gates);
        finish(last, d, coupled);
        initial(first == null ? last : first, d, 5);
        if (d.node.op().endsWith("LSTM")) initial(last, d, 6);
        states.add(state);
        if (cell) {
            String name = d.node.outputs().get(2) + d.name;
            cells.add(Site.written(name, (long) d.e.batch * d.e.hidden, format, Site.State.CLOSED, last));
        }
    }

    /** The state of the step before is the first thing that a recurrent product reads. */
    private static void feedBack(Draft draft, Site state) {
        var others = List.copyOf(draft.reads);
        draft.reads.clear();
        draft.reads.add(state);
        draft.reads.addAll(others);
        draft.feedback.add(state);
    }

    private static void initial(Draft draft, Direction d, int input) {
        if (d.scope.isComputed(d.node, input)) Products.read(d.scope, draft, d.node.input(input));
    }

    /** The product of the inputs of all time steps with the input weights, and the bias. */
    private static Site input(Direction d) {
        Extents e = d.e;
        int rows = Math.multiplyExact(e.steps, e.batch);
        int columns = Math.multiplyExact(e.gates, e.hidden);
        LoopNest nest = LoopNest.matrix(rows, columns, e.inputs);
        String name = d.node.name() + d.name + "/input";
        boolean constant = d.scope.isConstant(d.node.input(1));
        var product = new Draft.Product(
                MacLayer.Kind.DENSE, nest, d.format(), d.scope.storedFormat(d.node.input(1)), 1, constant, -2);
        nest.macs();
        Draft draft = d.scope.mac(d.node, name, product);
        if (d.quantized == null) Products.read(d.scope, draft, d.node.input(0));
        else draft.reads.add(d.quantized);
        if (!constant) Products.read(d.scope, draft, d.node.input(1));
        long n = (long) rows * columns;
        if (d.node.hasInput(3)) draft.work.add(Products.work(VectorWork.Kind.BIAS, d.node, "bias", n, n, columns));
        return Site.written(name, n, d.scope.format(d.node.input(0)), Site.State.CLOSED, draft);
    }

    private static Draft recurrent(Direction d, String suffix, int gates, NumberFormat format) {
        Extents e = d.e;
        LoopNest nest = LoopNest.matrix(e.batch, Math.multiplyExact(gates, e.hidden), e.hidden);
        boolean constant = d.scope.isConstant(d.node.input(2));
        var product = new Draft.Product(
                MacLayer.Kind.RECURRENT, nest, format, d.scope.storedFormat(d.node.input(2)), e.steps, constant, -2);
        Math.multiplyExact(nest.macs(), (long) e.steps);
        Draft draft = d.scope.mac(d.node, d.node.name() + d.name + suffix, product);
        if (!constant) Products.read(d.scope, draft, d.node.input(2));
        return draft;
    }

    /** Adds the input's share to so many gates, and applies their functions. */
    private static void gateWork(Draft draft, Direction d, int gates) {
        work(draft, d, VectorWork.Kind.ADD, gates, 2 * gates);
        work(draft, d, VectorWork.Kind.FUNCTION, gates, gates);
    }

    private static void finish(Draft draft, Direction d, boolean coupled) {
        boolean linear = d.node.op().equals("GRU") && !coupled;
        if (linear && d.node.hasInput(3)) {
            long n = d.e.states();
            draft.work.add(new VectorWork(VectorWork.Kind.BIAS, d.node.name(), "bias", n, n, d.e.hidden, n));
        }
        switch (d.node.op()) {
            case "GRU" -> {
                // the candidate; with the linear form also the two gates and the product with the reset gate
                gateWork(draft, d, coupled ? 1 : 3);
                if (linear) work(draft, d, VectorWork.Kind.MULTIPLY, 1, 1);
                // state = (1 - z) * candidate + z * state before = candidate + z * (state before - candidate)
                work(draft, d, VectorWork.Kind.ADD, 2, 3);
                work(draft, d, VectorWork.Kind.MULTIPLY, 1, 1);
            }
            case "RNN" -> gateWork(draft, d, 1);
            default -> {
                // the state of each step is quantized anew
                if (d.quantized != null) work(draft, d, VectorWork.Kind.CONVERT, 1, 1);
                if (d.node.hasInput(7)) {
                    work(draft, d, VectorWork.Kind.MULTIPLY, 3, 3);
                    work(draft, d, VectorWork.Kind.ADD, 3, 3);
                }
                gateWork(draft, d, 4);
                // cell = f * cell before + i * candidate; state = o * tanh(cell)
                work(draft, d, VectorWork.Kind.MULTIPLY, 3, 4);
                work(draft, d, VectorWork.Kind.ADD, 1, 1);
                work(draft, d, VectorWork.Kind.FUNCTION, 1, 1);
            }
        }
    }

    /**
     * Adds work of so many operations and operands for each state of each step. An operand is the fresh value that the
     * work goes on with, or comes from memory: the input's share, the state or cell of the step before. What one gate
     * hands to the next within a step never leaves the unit.
     */
    private static void work(Draft draft, Direction d, VectorWork.Kind kind, int operations, int operands) {
        long n = d.e.states();
        draft.work.add(new VectorWork(
                kind, d.node.name(), d.node.op() + " gates", n * operations, n * operands, 0, n * operations));
    }

    /** The last state is part of the sequence of states where that is written, otherwise it is what is written. */
    private static void outputs(Node node, Scope scope, Extents e, List<Site> states) {
        boolean sequence = isUsed(node, scope, 0);
        String name = node.outputs().get(sequence ? 0 : 1);
        Site all = join(name.isEmpty() ? node.name() + "/state" : name, states);
        if (sequence) scope.define(node.outputs().get(0), View.of(all));
        if (isUsed(node, scope, 1)) {
            View view = View.of(all);
            scope.define(node.outputs().get(1), sequence && e.steps > 1 ? view.part() : view);
        }
    }

    private static Site join(String name, List<Site> parts) {
        if (parts.size() == 1) {
            parts.getFirst().name = name;
            return parts.getFirst();
        }
        return Site.joined(name, parts.getFirst().format, Site.State.CLOSED, parts);
    }
}
