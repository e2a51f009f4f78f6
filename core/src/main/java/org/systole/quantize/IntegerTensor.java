package org.systole.quantize;

import java.util.Objects;
import org.systole.tensor.Shape;

/**
 * A tensor of integers, one {@code int} an element, row-major.
 *
 * @param shape extents, outermost first; feature maps are N, C, then space
 * @param values the elements; not copied, and not written to after it is handed on
 */
public record IntegerTensor(Shape shape, int[] values) {
    /** Checks the count. */
    public IntegerTensor {
        Objects.requireNonNull(shape);
        if (shape.elements() != values.length)
            throw new IllegalArgumentException(
                    "shape " + shape + " holds " + shape.elements() + ", not " + values.length);
    }

    /** Returns a tensor of zeros. */
    public static IntegerTensor zeros(Shape shape) {
        return new IntegerTensor(shape, new int[Math.toIntExact(shape.elements())]);
    }
}
