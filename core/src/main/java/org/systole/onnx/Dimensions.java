package org.systole.onnx;

import java.util.List;
import java.util.Optional;
import org.systole.tensor.DataType;
import org.systole.tensor.Shape;

/** Checks the dimensions that a file claims, before anything of their size is made. */
final class Dimensions {
    /** More dimensions than any operator of the standard takes. */
    static final int MOST = 64;

    private Dimensions() {}

    /** Returns the shape; otherwise adds a problem and returns nothing. */
    static Optional<Shape> read(List<Long> dims, DataType type, String place, ReadContext context) {
        String fault = fault(dims, type);
        if (fault == null)
            return Optional.of(Shape.of(dims.stream().mapToInt(Long::intValue).toArray()));
        context.problem(OnnxProblem.DIMENSIONS, place, fault, "export the model again");
        return Optional.empty();
    }

    /** Returns what is wrong with dimensions, or null. */
    static String fault(List<Long> dims, DataType type) {
        if (dims.size() > MOST) return dims.size() + " dimensions; at most " + MOST + " are accepted";
        for (int axis = 0; axis < dims.size(); axis++) {
            long extent = dims.get(axis);
            if (extent < 0) return "dimension " + axis + " is " + extent + ", which is negative";
            if (extent > Integer.MAX_VALUE)
                return "dimension " + axis + " is " + extent + ", at most 2147483647 is possible";
        }
        try {
            long elements = 1;
            for (long extent : dims) if (extent != 0) elements = Math.multiplyExact(elements, extent);
            type.bytes(elements);
            return null;
        } catch (ArithmeticException e) {
            return "the number of elements of " + text(dims) + " overflows";
        }
    }

    private static String text(List<Long> dims) {
        return String.join("x", dims.stream().map(String::valueOf).toList());
    }
}
