package org.systole.onnx;

import java.util.List;
import java.util.stream.Collectors;
import org.systole.tensor.DataType;

/**
 * An input as the file declares it.
 *
 * @param name fit to be shown
 * @param type its element type
 * @param extents outermost first; null when not even the rank is declared
 */
record DeclaredInput(String name, DataType type, List<Extent> extents) {
    /**
     * A size.
     *
     * @param value at least 1, or 0 when it is open
     * @param symbol the name of an open size, or the empty string
     */
    record Extent(long value, String symbol) {
        boolean open() {
            return value == 0;
        }

        @Override
        public String toString() {
            if (!open()) return Long.toString(value);
            return symbol.isEmpty() ? "?" : symbol;
        }
    }

    /** Returns the shape with names for what is open. */
    String shown() {
        if (extents == null) return "of unknown rank";
        return extents.stream().map(Extent::toString).collect(Collectors.joining(", ", "[", "]"));
    }
}
