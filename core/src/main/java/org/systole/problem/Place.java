package org.systole.problem;

import java.util.Objects;

/**
 * Where a problem lies: a position in a text file, an element of a model, or both.
 *
 * @param file the file as the user named it, or the empty string when there is none
 * @param line the line from 1, or 0 when unknown
 * @param column the column from 1, or 0 when unknown
 * @param element the element inside the file, for example {@code memories.scratchpad.size_kib} or
 *     {@code node 'conv1' (Conv)}; empty when there is none
 */
public record Place(String file, int line, int column, String element) {
    /** A problem that has no place of its own. */
    public static final Place NONE = new Place("", 0, 0, "");

    /** Checks that no part is missing. */
    public Place {
        Objects.requireNonNull(file);
        Objects.requireNonNull(element);
        if (line < 0 || column < 0) throw new IllegalArgumentException("negative position " + line + ":" + column);
    }

    /** Returns a place that is a whole file. */
    public static Place file(String file) {
        return new Place(file, 0, 0, "");
    }

    /** Returns a place that is an element inside a file without line numbers, such as a model. */
    public static Place element(String file, String element) {
        return new Place(file, 0, 0, element);
    }

    /** Returns {@code file:line:column}, as far as known. */
    public String position() {
        if (line == 0) return file;
        return column == 0 ? file + ":" + line : file + ":" + line + ":" + column;
    }

    @Override
    public String toString() {
        String position = position();
        if (element.isEmpty()) return position;
        return position.isEmpty() ? element : position + "  " + element;
    }
}
