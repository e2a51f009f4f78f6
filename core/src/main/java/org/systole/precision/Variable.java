package org.systole.precision;

import java.util.List;
import org.systole.formats.Format;

/**
 * Something that is chosen: the format of a layer's weights or of its output.
 *
 * @param layer the layer's name; an input of the network counts as a layer
 * @param part what gets the format
 * @param options formats, the cheapest first, the most precise last; at least one
 */
public record Variable(String layer, Part part, List<Format> options) {
    /** What gets the format. */
    public enum Part {
        /** The weights. */
        WEIGHTS,
        /** The output. */
        ACTIVATIONS
    }

    /** Copies the list. */
    public Variable {
        options = List.copyOf(options);
        if (options.isEmpty()) throw new IllegalArgumentException("no format to choose for " + layer);
    }

    /** Returns the assignment with an option of this. */
    Assignment put(Assignment assignment, int option) {
        LayerFormats formats = assignment.of(layer);
        Format format = options.get(option);
        return assignment.with(layer, part == Part.WEIGHTS ? formats.weights(format) : formats.activations(format));
    }

    @Override
    public String toString() {
        return layer + (part == Part.WEIGHTS ? " weights" : " output");
    }
}
