package org.systole.precision;

import org.systole.formats.Format;

/**
 * The formats of a layer.
 *
 * @param weights of its weights; without meaning where there are none
 * @param activations of its output. A symmetric format becomes its unsigned twin where calibration saw no negative number
 * @param sums of its sums before bias and clamp, as an analog-to-digital converter gives them; null for exact ones
 */
public record LayerFormats(Format weights, Format activations, Format sums) {
    /** Everything in single precision. */
    public static final LayerFormats FLOAT = of(Format.FLOAT32, Format.FLOAT32);

    /** Returns formats with exact sums. */
    public static LayerFormats of(Format weights, Format activations) {
        return new LayerFormats(weights, activations, null);
    }

    /** Returns this with other weights. */
    public LayerFormats weights(Format other) {
        return new LayerFormats(other, activations, sums);
    }

    /** Returns this with other activations. */
    public LayerFormats activations(Format other) {
        return new LayerFormats(weights, other, sums);
    }
}
