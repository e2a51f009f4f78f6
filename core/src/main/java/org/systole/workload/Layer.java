package org.systole.workload;

import java.util.List;

/** A step of a workload: reads feature maps, writes one or more. */
public sealed interface Layer permits MacLayer, VectorLayer {
    /** Returns a name that is unique in the workload. */
    String name();

    /**
     * Returns the names of the feature maps that the layer reads: the nest's input first, then a computed weight
     * operand, then the other operands of attached work; a map that is two of them stands there twice.
     *
     * <p>Each was written by an earlier layer or comes from outside, with one exception: a recurrent layer reads the
     * state that it, or its partner of the same node, wrote one step before.
     */
    List<String> reads();

    /** Returns the names of the feature maps that the layer writes; no other layer writes them. */
    List<String> writes();

    /** Returns the work that is not multiply-accumulates, in the order in which it happens. */
    List<VectorWork> work();

    /** Returns the names of all nodes of the graph that this layer stands for. */
    List<String> nodes();
}
