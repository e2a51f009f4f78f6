package org.systole.precision;

import org.systole.formats.Format;

/** What weights become in a format. The same layer and format always give the same numbers. */
@FunctionalInterface
public interface Weights {
    /**
     * Weights and bias of a layer.
     *
     * @param values as many as the layer's weights, in their order
     * @param bias one for each output channel
     */
    record Given(float[] values, float[] bias) {}

    /** Returns the weights of a layer in a format. */
    Given of(Layered.Layer layer, Format format);
}
