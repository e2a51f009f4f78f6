package org.systole.quantize;

import java.util.HashSet;
import org.systole.graph.Graph;
import org.systole.graph.Node;
import org.systole.tensor.Tensor;

/**
 * How much memory the parameters of a network take.
 *
 * @param floatBytes the constants of the float network that its nodes read
 * @param integerBytes weights at their widths, biases in 32 bits, and a multiplier and shift for each scale (4 bytes)
 */
public record NetworkSize(long floatBytes, long integerBytes) {
    /** Bytes of a bias, and of a multiplier with its shift. */
    private static final int BYTES = 4;

    /** Returns the sizes of a float network and its integer network. */
    public static NetworkSize of(Graph graph, IntegerNetwork network) {
        long bits = 0;
        var recurrent = new HashSet<String>();
        for (IntegerNode node : network.nodes()) {
            // the outputs of a recurrent node share its weights
            if (node.op() instanceof Recurrence && !recurrent.add(node.nodes().getFirst())) continue;
            bits += bits(graph, network.type(node.output()).quantization(), node.op());
        }
        return new NetworkSize(floatBytes(graph), (bits + 7) / 8);
    }

    private static long bits(Graph graph, Quantization output, IntegerOp op) {
        return switch (op) {
            case LimitedLayer limited -> bits(graph, output, limited.layer());
            case IntegerOp.Convolution c -> bits(c.weights(), c.weight(), c.bias().length);
            case IntegerOp.Dense d -> bits(d.weights(), d.weight(), d.bias().length);
            case Recurrence r ->
                r.directions().stream()
                        .mapToLong(d -> bits(d.input(), d.inputType(), d.bias().length)
                                + bits(d.recurrent(), d.recurrentType(), d.inner().length))
                        .sum();
            case IntegerConstant c -> (long) c.value().values().length * output.storedBits();
            case IntegerOp.Float stays -> 8L * bytes(graph, stays.node());
            case IntegerOp.Lookup l -> (long) l.table().length * output.storedBits();
            default -> 0;
        };
    }

    private static long bits(IntegerTensor weights, Quantization weight, int outputs) {
        return (long) weights.values().length * weight.storedBits() + 8L * BYTES * (outputs + weight.scales().length);
    }

    private static long floatBytes(Graph graph) {
        return graph.constants().entrySet().stream()
                .filter(entry -> !graph.consumers(entry.getKey()).isEmpty())
                .mapToLong(entry -> bytes(entry.getValue()))
                .sum();
    }

    private static long bytes(Graph graph, Node node) {
        return node.inputs().stream()
                .flatMap(input -> graph.constant(input).stream())
                .mapToLong(NetworkSize::bytes)
                .sum();
    }

    private static long bytes(Tensor tensor) {
        return tensor.type().isFloat() ? tensor.type().bytes(tensor.elements()) : 0;
    }
}
