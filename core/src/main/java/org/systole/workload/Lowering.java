package org.systole.workload;

import java.util.List;
import java.util.Optional;
import org.systole.graph.Attributes.AttributeTypeException;
import org.systole.graph.Graph;
import org.systole.graph.Node;
import org.systole.problem.Place;
import org.systole.problem.SystoleException;

/**
 * Turns a graph into a workload: layers as loop nests, the work between them, and what costs nothing.
 *
 * <p>Every node of the graph ends in the {@link Layer#nodes} of a layer or in {@link Workload#free} with the reason. A
 * node stands in one layer, except operators that become several (recurrent ones, attention, transposed convolutions,
 * work on a map that several layers write), which stand in each of those. The rules are in {@code
 * docs/models/workload.md}.
 */
public final class Lowering {
    private final Scope scope;
    private final Regions regions;

    private Lowering(Graph graph) {
        this.scope = new Scope(graph);
        this.regions = new Regions(scope, graph);
    }

    /**
     * Returns the workload of a graph.
     *
     * @param graph with the type of every value known; what depends on constants alone should be folded, except the
     *     dequantization of weights, which says how wide they are
     * @throws SystoleException with every node that cannot be lowered, or whose types are not known
     */
    public static Workload of(Graph graph) {
        var lowering = new Lowering(graph);
        for (String input : graph.inputs()) lowering.input(input);
        lowering.scope.problems.throwIfAny();
        for (Node node : graph.nodes()) lowering.lower(node);
        lowering.dequantizeOutputs();
        lowering.scope.problems.throwIfAny();
        return Assembly.of(lowering.scope);
    }

    private void input(String input) {
        Place place = Place.element(scope.graph.name(), "input '" + input + "'");
        try {
            scope.input(input);
        } catch (Refusal e) {
            scope.problems.add(WorkloadProblem.VARIANT, place, e.getMessage(), e.fix());
        } catch (ArithmeticException e) {
            scope.problems.add(
                    WorkloadProblem.TOO_LARGE,
                    place,
                    "input '" + input + "' has more than 2^50 elements",
                    "give it a smaller shape");
        } catch (IllegalArgumentException e) {
            scope.problems.add(WorkloadProblem.NO_TYPE, place, e.getMessage(), "give the input a type and a shape");
        }
    }

    private void lower(Node node) {
        if (scope.isClaimed(node)) return;
        if (!scope.liveness.isUsed(node)) {
            scope.free(node, "no result of the network depends on it");
            return;
        }
        if (scope.liveness.isConstant(node)) {
            scope.free(node, "known before the network runs");
            return;
        }
        if (!hasTypes(node)) return;
        try {
            if (isEmpty(node)) empty(node);
            else if (!region(node)) rule(node);
        } catch (Refusal e) {
            scope.refuse(node, WorkloadProblem.VARIANT, node.described() + ": " + e.getMessage(), e.fix());
        } catch (AttributeTypeException e) {
            scope.refuse(
                    node,
                    WorkloadProblem.VARIANT,
                    node.described() + ": " + e.getMessage(),
                    "give the attribute the type that ONNX defines");
        } catch (ArithmeticException e) {
            scope.refuse(
                    node,
                    WorkloadProblem.TOO_LARGE,
                    node.described()
                            + " has a loop bound above 2147483647, more than 2^50 elements or more than 2^63 operations",
                    "use a smaller batch, or check the model's shapes");
        }
    }

    private void rule(Node node) {
        LoweringRules.Rule rule = LoweringRules.of(node);
        if (rule != null) {
            rule.lower(node, scope);
            return;
        }
        String op = node.domain().isEmpty() ? node.op() : node.domain() + "." + node.op();
        scope.refuse(
                node,
                WorkloadProblem.NO_RULE,
                "found the operator " + op + ", which cannot be expressed as loop nests or vector work",
                "replace the operator by supported ones when exporting the model");
    }

    /** Returns whether all types of a node are known; reports the first that is not. */
    private boolean hasTypes(Node node) {
        for (List<String> values : List.of(node.inputs(), node.outputs()))
            for (String value : values) {
                if (value.isEmpty() || scope.graph.types().containsKey(value)) continue;
                scope.problems.add(
                        WorkloadProblem.NO_TYPE,
                        Place.element(scope.graph.name(), node.described()),
                        "the type of value '" + value + "' is not known, but is needed to count the work of "
                                + node.described(),
                        "give the network's symbolic dimensions by name");
                scope.claim(node);
                return false;
            }
        return true;
    }

    private boolean isEmpty(Node node) {
        return node.outputs().stream().allMatch(v -> v.isEmpty() || scope.elements(v) == 0);
    }

    private void empty(Node node) {
        for (String output : node.outputs())
            if (!output.isEmpty()) scope.define(output, View.of(Site.external(output, 0, scope.format(output))));
        scope.free(node, "its result has no elements");
    }

    /** Looks for a function that several nodes spell out and that begins with this one. */
    private boolean region(Node node) {
        for (String input : scope.computed(node)) {
            Optional<Regions.Region> region = regions.at(input, node);
            if (region.isEmpty()) continue;
            regions.lower(region.get());
            return true;
        }
        return false;
    }

    /** A result is wanted as real numbers even where it reached the output as integers. */
    private void dequantizeOutputs() {
        for (String output : scope.graph.outputs()) {
            if (scope.isConstant(output) || !scope.problems.isEmpty()) continue;
            View view = scope.view(output);
            if (view.scaling() == null) continue;
            Node producer = scope.graph.producer(output).orElseThrow();
            Draft draft = scope.vector(producer, output + "/dequantize");
            draft.nodes.clear();
            draft.reads.add(view.site());
            long n = scope.elements(output);
            draft.work.add(Products.work(VectorWork.Kind.CONVERT, producer, "DequantizeLinear", n, n, 0));
            Fusion.output(scope, draft, output, Site.State.CLOSED);
        }
    }
}
