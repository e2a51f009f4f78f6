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
     * @param scales of the weights' codes, one for each output channel, so that a bias can be rounded to the units of the sum as
     *     integer arithmetic has it; null where it is not
     */
    record Given(float[] values, float[] bias, float[] scales) {
        /** Creates weights whose bias is not rounded. */
        public Given(float[] values, float[] bias) {
            this(values, bias, null);
        }
    }

    /** Returns the weights of a layer in a format. */
    Given of(Layered.Layer layer, Format format);
}
