package org.systole.quantize;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * How a network is to be quantized: what {@code plan.yaml} says.
 *
 * @param defaults what holds for layers that are not named
 * @param layers what holds for single layers, by node name; an input of the network counts as a layer
 * @param steps what happens beside rounding to nearest
 */
public record Plan(LayerSettings defaults, Map<String, LayerSettings> layers, Steps steps) {
    /**
     * What happens beside rounding to nearest; all of it uses calibration samples only, never labels.
     *
     * @param equalize whether scales of channels are evened out between layers first (cross-layer equalization)
     * @param correctBias whether the mean error of each output channel is taken from its bias
     * @param learnRounding whether each weight's rounding up or down is learned layer by layer
     * @param seed of everything random
     */
    public record Steps(boolean equalize, boolean correctBias, boolean learnRounding, long seed) {
        /** Rounding to nearest only. */
        public static final Steps NONE = new Steps(false, false, false, 1);
    }

    /** Copies the map. */
    public Plan {
        Objects.requireNonNull(defaults);
        layers = Collections.unmodifiableMap(new LinkedHashMap<>(layers));
        Objects.requireNonNull(steps);
    }

    /** Returns a plan that holds for every layer. */
    public static Plan of(LayerSettings defaults) {
        return new Plan(defaults, Map.of(), Steps.NONE);
    }

    /** Returns the same plan with other steps. */
    public Plan with(Steps other) {
        return new Plan(defaults, layers, other);
    }

    /** Returns the same plan with other settings for one layer. */
    public Plan with(String layer, LayerSettings settings) {
        var copy = new LinkedHashMap<>(layers);
        copy.put(layer, settings);
        return new Plan(defaults, copy, steps);
    }

    /** Returns what holds for a layer. */
    public LayerSettings layer(String name) {
        return layers.getOrDefault(name, defaults);
    }

    /** Returns the settings of this plan with weights rounded to nearest. */
    public QuantizationSettings settings() {
        return new QuantizationSettings(defaults, layers, WeightMethods.STANDARD, Map.of());
    }
}
