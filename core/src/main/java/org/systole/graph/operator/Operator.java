package org.systole.graph.operator;

import org.systole.tensor.Tensor;

/**
 * An operator as the registry knows it.
 *
 * @param domain its domain; empty for the ONNX standard's own
 * @param name its name
 * @param since the first operator set version that has it
 * @param until the last operator set version that has it
 * @param fewestInputs inputs it needs at least
 * @param mostInputs inputs it takes at most
 * @param mostOutputs outputs it gives at most
 * @param rule gives its outputs their types
 * @param evaluator computes it on constants; null when it is never folded
 * @param byShape whether the evaluator needs only the shapes of the inputs, not their elements
 * @param notes what is supported of it, for people; empty when all of it is
 */
public record Operator(
        String domain,
        String name,
        int since,
        int until,
        int fewestInputs,
        int mostInputs,
        int mostOutputs,
        TypeRule rule,
        Evaluator evaluator,
        boolean byShape,
        String notes) {
    /** As many as the node has. */
    public static final int ANY = Integer.MAX_VALUE;

    /** The last operator set version there is no end before. */
    public static final int NEWEST = Integer.MAX_VALUE;

    /** Gives the outputs of a node their types. */
    @FunctionalInterface
    public interface TypeRule {
        /**
         * Sets the type of every output.
         *
         * @throws Refusal when the node is invalid or not supported in this form
         */
        void infer(NodeContext node);
    }

    /** Computes one output of a node whose needed inputs are constant. */
    @FunctionalInterface
    public interface Evaluator {
        /**
         * Returns the elements of an output, or null when it cannot be computed here.
         *
         * @param node all given inputs are constant; the types of the outputs are set
         * @param output index of the output
         */
        Tensor evaluate(NodeContext node, int output);
    }
}
