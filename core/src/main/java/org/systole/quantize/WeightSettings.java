package org.systole.quantize;

import java.util.Objects;
import org.systole.tensor.NumberFormat;

/**
 * What a plan says of a layer's weights.
 *
 * @param format the stored integers' format
 * @param scaling how a scale is chosen
 * @param perTensor whether the layer has one scale; else one for each output channel
 * @param asymmetric whether there are zero points; else they are 0 and the most negative integer is left out
 */
public record WeightSettings(NumberFormat format, Scaling scaling, boolean perTensor, boolean asymmetric) {
    /** How a scale of weights is chosen. */
    public enum Scaling {
        /** The largest magnitude is just representable. */
        MINMAX,
        /** The scale with the smallest mean squared error. */
        MSE
    }

    /** Checks that no part is missing. */
    public WeightSettings {
        Objects.requireNonNull(format);
        Objects.requireNonNull(scaling);
    }

    /** Returns symmetric weights with a scale for each output channel by their largest magnitude. */
    public static WeightSettings of(NumberFormat format) {
        return new WeightSettings(format, Scaling.MINMAX, false, false);
    }

    /** Returns the same with another format. */
    public WeightSettings with(NumberFormat other) {
        return new WeightSettings(other, scaling, perTensor, asymmetric);
    }
}
