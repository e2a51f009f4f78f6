package org.systole.quantize;

import java.util.Objects;
import org.systole.tensor.Shape;

/**
 * The type of a value of an integer network.
 *
 * @param shape extents, outermost first
 * @param quantization what the integers stand for
 */
public record IntegerType(Shape shape, Quantization quantization) {
    /** Checks that both are there. */
    public IntegerType {
        Objects.requireNonNull(shape);
        Objects.requireNonNull(quantization);
    }
}
