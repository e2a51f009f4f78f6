package org.systole.compile;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.systole.quantize.IntegerNetwork;
import org.systole.quantize.IntegerNode;
import org.systole.quantize.IntegerOp;
import org.systole.tensor.Shape;

/** Multiply-accumulates of an integer network by node, padding taps included, as is usual when networks are compared. */
public final class NetworkMacs {
    private NetworkMacs() {}

    /** Returns the multiply-accumulates of each node, in order; 0 for nodes that have none. */
    public static Map<String, Long> of(IntegerNetwork network) {
        var macs = new LinkedHashMap<String, Long>();
        for (IntegerNode node : network.nodes()) macs.put(node.name(), of(network, node));
        return macs;
    }

    /** Returns the sum over some nodes. */
    public static long sum(IntegerNetwork network, List<IntegerNode> nodes) {
        return nodes.stream().mapToLong(node -> of(network, node)).sum();
    }

    private static long of(IntegerNetwork network, IntegerNode node) {
        Shape output = network.type(node.output()).shape();
        return switch (node.op()) {
            case IntegerOp.Convolution op ->
                output.elements()
                        * op.weights().shape().elements()
                        / op.weights().shape().extent(0);
            case IntegerOp.Dense op -> output.elements() * op.weights().shape().extent(1);
            case IntegerOp.MatrixProduct op ->
                output.elements()
                        * network.type(node.inputs().getFirst()).shape().extent(-1);
            default -> 0;
        };
    }
}
