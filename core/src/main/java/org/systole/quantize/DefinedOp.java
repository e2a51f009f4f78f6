package org.systole.quantize;

/**
 * An operation of an integer network that brings its own definition: recurrences, normalizations, softmax and what else is
 * not a layer of a feature map. Each stands in a file of its own.
 */
public sealed interface DefinedOp extends IntegerOp
        permits IntegerConstant,
                LimitedLayer,
                Softmax,
                Normalization,
                Reduction,
                Rearrangement,
                Interpolation,
                Recurrence {
    /**
     * Returns the output by plain loops: what every bit must be.
     *
     * @param in the operands in the operation's order, and the type of the output
     */
    IntegerTensor define(Operands in);

    /**
     * Returns the same bits faster, where there is a faster way.
     *
     * @param in as for {@link #define}
     */
    default IntegerTensor fast(Operands in) {
        return define(in);
    }
}
