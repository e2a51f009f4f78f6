package org.systole.quantize;

import java.util.List;
import java.util.Objects;

/**
 * One operation of an integer network.
 *
 * @param name unique in the network; the name of the layer it came from
 * @param op what it computes
 * @param inputs names of the computed values it reads, in the operation's order
 * @param output name of the value it writes
 * @param nodes the nodes of the float graph that it stands for
 */
public record IntegerNode(String name, IntegerOp op, List<String> inputs, String output, List<String> nodes) {
    /** Copies the lists. */
    public IntegerNode {
        Objects.requireNonNull(name);
        Objects.requireNonNull(op);
        inputs = List.copyOf(inputs);
        Objects.requireNonNull(output);
        nodes = List.copyOf(nodes);
    }
}
