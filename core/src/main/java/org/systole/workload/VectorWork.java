package org.systole.workload;

import java.util.Locale;
import java.util.Objects;

/**
 * Work that is not multiply-accumulates: what a vector, pooling or activation unit does.
 *
 * @param kind which unit can do it and what an operation is
 * @param node the node of the graph it comes from
 * @param op the operator's name, for people
 * @param operations elementary operations (for a pool, one for each tap of each output)
 * @param inputElements elements read, each computed operand once; of attached work the first operand is the layer's
 *     own fresh output, which never travels
 * @param parameterElements constant elements read (bias, scales, table rows); single numbers are part of the
 *     instruction and do not count
 * @param outputElements elements written; when a layer writes several maps and the work is on one of them, the others'
 *     elements pass by and count here and among those read
 */
public record VectorWork(
        Kind kind,
        String node,
        String op,
        long operations,
        long inputElements,
        long parameterElements,
        long outputElements) {
    /** Kinds of work, each with its own cost in hardware. */
    public enum Kind {
        /** Addition of a constant for each channel. */
        BIAS,
        /** Multiplication and addition for each channel: an unfolded batch normalization, a scale. */
        SCALE,
        /** Conversion between number formats: quantize, dequantize, requantize, cast. */
        CONVERT,
        /** Comparison with constants: ReLU, Clip, leaky ReLU. */
        CLAMP,
        /** A function of one value by table or polynomial: sigmoid, tanh, GELU, exp, sqrt, erf. */
        FUNCTION,
        /** Sum or difference of two tensors. */
        ADD,
        /** Product or quotient of two tensors. */
        MULTIPLY,
        /** Comparison or selection of two tensors: Max, Where, Equal. */
        COMPARE,
        /** Maximum over a window. */
        MAX_POOL,
        /** Mean over a window, global ones included. */
        AVERAGE_POOL,
        /** Sum, mean, maximum or arg-maximum over an axis. */
        REDUCE,
        /** Softmax over an axis; five operations an element: maximum, difference, exponential, sum, product. */
        SOFTMAX,
        /** Layer, instance, group or response normalization; every addition and multiplication of an element counts. */
        NORMALIZE,
        /** Interpolation. */
        RESIZE,
        /** Elements that change their place: transpose, concatenation that cannot be placed, pad, gather. */
        MOVE;

        /** Returns the name as files write it. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Checks the counts. */
    public VectorWork {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(node);
        Objects.requireNonNull(op);
        if (operations < 0 || inputElements < 0 || parameterElements < 0 || outputElements < 0)
            throw new IllegalArgumentException("negative count in the work of node '" + node + "'");
    }
}
