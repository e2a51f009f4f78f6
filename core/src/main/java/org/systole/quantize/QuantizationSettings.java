package org.systole.quantize;

import java.util.Map;
import org.systole.tensor.NumberFormat;

/**
 * With which widths a network is quantized.
 *
 * @param weights format of weights, unless the layer says otherwise
 * @param activations format of activations, unless the layer says otherwise
 * @param layerWeights format of the weights of single layers, by node name
 * @param layerActivations format of the outputs of single layers, by node name
 */
public record QuantizationSettings(
        NumberFormat weights,
        NumberFormat activations,
        Map<String, NumberFormat> layerWeights,
        Map<String, NumberFormat> layerActivations) {
    /** 8 bits throughout. */
    public static final QuantizationSettings INT8 = of(NumberFormat.INT8, NumberFormat.INT8);

    /** Copies the maps. */
    public QuantizationSettings {
        layerWeights = Map.copyOf(layerWeights);
        layerActivations = Map.copyOf(layerActivations);
    }

    /** Returns settings with the same widths for all layers. */
    public static QuantizationSettings of(NumberFormat weights, NumberFormat activations) {
        return new QuantizationSettings(weights, activations, Map.of(), Map.of());
    }

    /** Returns the format of a layer's weights. */
    public NumberFormat weightsOf(String layer) {
        return layerWeights.getOrDefault(layer, weights);
    }

    /** Returns the format of a layer's output. */
    public NumberFormat activationsOf(String layer) {
        return layerActivations.getOrDefault(layer, activations);
    }
}
