package org.systole.quantize;

import org.systole.tensor.Shape;

/** How the weights of a layer become integers: scales and roundings, and which integers are used at all. */
@FunctionalInterface
public interface WeightMethod {
    /**
     * Returns the integers of a layer's weights.
     *
     * @param layer the layer's name
     * @param values the weights, batch normalization folded in; one row for each output channel, finite
     * @param shape their shape; its first axis counts output channels
     * @param settings what the plan says of them
     */
    QuantizedWeights quantize(String layer, float[] values, Shape shape, WeightSettings settings);
}
