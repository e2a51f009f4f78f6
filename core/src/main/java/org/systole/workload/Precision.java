package org.systole.workload;

import org.systole.tensor.NumberFormat;

/**
 * The number formats of a layer's operands.
 *
 * @param input of the input in memory
 * @param weight of the weights in memory
 * @param output of the finished output in memory
 * @param partialSum of a partial sum
 */
public record Precision(NumberFormat input, NumberFormat weight, NumberFormat output, NumberFormat partialSum) {
    /** 8-bit operands with 32-bit sums. */
    public static final Precision INT8 =
            new Precision(NumberFormat.INT8, NumberFormat.INT8, NumberFormat.INT8, NumberFormat.INT32);
    /** 32-bit floats throughout. */
    public static final Precision FLOAT32 =
            new Precision(NumberFormat.FLOAT32, NumberFormat.FLOAT32, NumberFormat.FLOAT32, NumberFormat.FLOAT32);

    /** Returns the stored width of a finished operand in bits. */
    public int bits(Operand operand) {
        return switch (operand) {
            case INPUT -> input.bits();
            case WEIGHT -> weight.bits();
            case OUTPUT -> output.bits();
        };
    }
}
