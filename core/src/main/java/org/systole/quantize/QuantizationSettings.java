package org.systole.quantize;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.systole.tensor.NumberFormat;

/**
 * With which numbers a network is quantized.
 *
 * @param defaults what holds for every layer that is not named
 * @param layers what holds for single layers, by node name; an input of the network counts as a layer
 * @param method how weights become integers
 * @param offsets for single layers what is added to each output channel before its bias is rounded (bias correction)
 */
public record QuantizationSettings(
        LayerSettings defaults, Map<String, LayerSettings> layers, WeightMethod method, Map<String, float[]> offsets) {
    /** 8 bits throughout. */
    public static final QuantizationSettings INT8 = of(NumberFormat.INT8, NumberFormat.INT8);

    /** Copies the maps. */
    public QuantizationSettings {
        Objects.requireNonNull(defaults);
        layers = Collections.unmodifiableMap(new LinkedHashMap<>(layers));
        Objects.requireNonNull(method);
        offsets = Map.copyOf(offsets);
    }

    /** Returns settings with the same widths for all layers. */
    public static QuantizationSettings of(NumberFormat weights, NumberFormat activations) {
        return of(LayerSettings.of(weights, activations));
    }

    /**
     * Returns what a network is quantized with where only widths are said: signed weights by largest magnitude, activations with zero
     * points by {@link CalibrationMethod#USUAL}. One for all commands, so that the same data give the same integers.
     *
     * @param weights bits of weights
     * @param activations bits of activations
     */
    public static QuantizationSettings usual(int weights, int activations) {
        return of(LayerSettings.usual(weights, activations));
    }

    /** Returns the same settings for all layers. */
    public static QuantizationSettings of(LayerSettings defaults) {
        return new QuantizationSettings(defaults, Map.of(), WeightMethods.STANDARD, Map.of());
    }

    /** Returns the same with other settings for one layer. */
    public QuantizationSettings with(String layer, LayerSettings settings) {
        var copy = new LinkedHashMap<>(layers);
        copy.put(layer, settings);
        return new QuantizationSettings(defaults, copy, method, offsets);
    }

    /** Returns the same with another method for weights. */
    public QuantizationSettings with(WeightMethod other) {
        return new QuantizationSettings(defaults, layers, other, offsets);
    }

    /** Returns the same with offsets for single layers. */
    public QuantizationSettings withOffsets(Map<String, float[]> corrections) {
        return new QuantizationSettings(defaults, layers, method, corrections);
    }

    /** Returns what holds for a layer. */
    public LayerSettings layer(String name) {
        return layers.getOrDefault(name, defaults);
    }

    /** Returns the format of a layer's output. */
    public NumberFormat activationsOf(String layer) {
        return layer(layer).activations().format();
    }
}
