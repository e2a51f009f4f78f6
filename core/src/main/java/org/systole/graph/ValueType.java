package org.systole.graph;

import java.util.Objects;
import org.systole.tensor.DataType;
import org.systole.tensor.Shape;

/**
 * The type of a value: element type and shape, both known.
 *
 * @param dataType element type
 * @param shape extents, outermost first
 */
public record ValueType(DataType dataType, Shape shape) {
    /** Checks that both are there. */
    public ValueType {
        Objects.requireNonNull(dataType);
        Objects.requireNonNull(shape);
    }

    @Override
    public String toString() {
        return dataType + " " + shape;
    }
}
