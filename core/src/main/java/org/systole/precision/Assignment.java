package org.systole.precision;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which formats each layer has.
 *
 * @param defaults of layers that are not named
 * @param layers of single layers, by name; an input of the network counts as a layer
 */
public record Assignment(LayerFormats defaults, Map<String, LayerFormats> layers) {
    /** Copies the map, in the order of names. */
    public Assignment {
        layers = Collections.unmodifiableMap(new TreeMap<>(layers));
    }

    /** Returns the same formats for all layers. */
    public static Assignment of(LayerFormats all) {
        return new Assignment(all, Map.of());
    }

    /** Returns the formats of a layer. */
    public LayerFormats of(String layer) {
        return layers.getOrDefault(layer, defaults);
    }

    /** Returns this with other formats for a layer. */
    public Assignment with(String layer, LayerFormats formats) {
        var copy = new TreeMap<>(layers);
        copy.put(layer, formats);
        return new Assignment(defaults, copy);
    }
}
