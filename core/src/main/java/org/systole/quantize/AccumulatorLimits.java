package org.systole.quantize;

import java.util.ArrayList;

/** Puts the accumulators of a plan into an integer network. */
final class AccumulatorLimits {
    private AccumulatorLimits() {}

    /**
     * Returns the network with biases of the plan's width, and with a {@link LimitedLayer} in the place of each layer whose sums
     * are not proven to fit.
     */
    static IntegerNetwork apply(IntegerNetwork network, QuantizationSettings settings) {
        var nodes = new ArrayList<IntegerNode>();
        for (IntegerNode node : network.nodes()) {
            AccumulatorSettings limits = settings.layer(node.name()).accumulator();
            Quantization input = node.inputs().isEmpty()
                    ? null
                    : network.type(node.inputs().getFirst()).quantization();
            nodes.add(new IntegerNode(
                    node.name(), limited(node.op(), input, limits), node.inputs(), node.output(), node.nodes()));
        }
        return new IntegerNetwork(
                network.name(), network.inputs(), network.outputs(), nodes, network.types(), network.metadata());
    }

    private static IntegerOp limited(IntegerOp op, Quantization input, AccumulatorSettings limits) {
        IntegerOp layer = switch (op) {
            case IntegerOp.Convolution c ->
                new IntegerOp.Convolution(
                        c.weights(), c.weight(), limits.stored(c.bias()), c.groups(), c.window(), c.output());
            case IntegerOp.Dense d -> new IntegerOp.Dense(d.weights(), d.weight(), limits.stored(d.bias()), d.output());
            default -> null;
        };
        if (layer == null) return op;
        boolean fits = AccumulatorBits.proven(layer, input) <= limits.bits();
        return fits ? layer : new LimitedLayer(layer, limits.accumulator());
    }
}
