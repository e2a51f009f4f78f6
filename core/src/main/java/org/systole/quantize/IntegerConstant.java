package org.systole.quantize;

/**
 * A constant operand, quantized as an activation is: {@code y = value}. It makes sums, products and matrix products with
 * constants the same operations as those with computed operands.
 *
 * @param value stored integers
 */
public record IntegerConstant(IntegerTensor value) implements DefinedOp {
    @Override
    public IntegerTensor define(Operands in) {
        return value;
    }
}
