package org.systole.quantize;

import java.util.List;
import org.systole.tensor.Shape;

/**
 * What one operation of an integer network is given.
 *
 * @param tensors the operands, in the operation's order
 * @param quantizations what their integers stand for
 * @param output type of the result
 */
public record Operands(List<IntegerTensor> tensors, List<Quantization> quantizations, IntegerType output) {
    /** Copies the lists. */
    public Operands {
        tensors = List.copyOf(tensors);
        quantizations = List.copyOf(quantizations);
    }

    /** Returns the stored integers of an operand. */
    int[] values(int operand) {
        return tensors.get(operand).values();
    }

    /** Returns the shape of an operand. */
    Shape shape(int operand) {
        return tensors.get(operand).shape();
    }

    /** Returns the zero point of an operand. */
    int zero(int operand) {
        return quantizations.get(operand).zeroPoints()[0];
    }

    /** Returns the result with these integers. */
    IntegerTensor result(int[] values) {
        return new IntegerTensor(output.shape(), values);
    }
}
