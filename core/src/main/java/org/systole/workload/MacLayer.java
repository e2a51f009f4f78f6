package org.systole.workload;

import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * A layer of multiply-accumulates with the work attached to its output.
 *
 * @param name unique in the workload
 * @param kind what it is in the network
 * @param nest the loops, of one step
 * @param precision the number formats
 * @param steps how many times the nest runs one after another because each run needs the result of the one before
 *     (time steps of a recurrent product); 1 for all others. The weights are the same in every step.
 * @param constantWeights whether the weight operand is a constant; false for a product of two computed matrices
 * @param reads feature maps read, the nest's own input first
 * @param writes feature maps written
 * @param work what happens to the output before it is written back, for all steps together
 * @param nodes the nodes of the graph
 */
public record MacLayer(
        String name,
        Kind kind,
        LoopNest nest,
        Precision precision,
        int steps,
        boolean constantWeights,
        List<String> reads,
        List<String> writes,
        List<VectorWork> work,
        List<String> nodes)
        implements Layer {
    /** What a layer is in the network. */
    public enum Kind {
        /** Convolution with one group. */
        CONVOLUTION,
        /** Convolution with several groups, more than one channel each. */
        GROUPED,
        /** Convolution with one input channel a group. */
        DEPTHWISE,
        /** Product with a constant matrix. */
        DENSE,
        /** Product of two computed matrices. */
        MATRIX,
        /** The part of a recurrent operator that waits for the step before. */
        RECURRENT;

        /** Returns the name as files write it. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Copies the lists. */
    public MacLayer {
        Objects.requireNonNull(name);
        Objects.requireNonNull(kind);
        Objects.requireNonNull(nest);
        Objects.requireNonNull(precision);
        if (steps < 1) throw new IllegalArgumentException("steps must be at least 1, got " + steps);
        reads = List.copyOf(reads);
        writes = List.copyOf(writes);
        work = List.copyOf(work);
        nodes = List.copyOf(nodes);
    }

    /** Returns the multiply-accumulates of all steps. */
    public long macs() {
        return Math.multiplyExact(nest.macs(), steps);
    }

    /** Returns this layer with other number formats. */
    public MacLayer with(Precision other) {
        return new MacLayer(name, kind, nest, other, steps, constantWeights, reads, writes, work, nodes);
    }
}
