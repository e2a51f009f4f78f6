package org.systole.quantize;

import java.util.Objects;
import org.systole.tensor.NumberFormat;

/**
 * What a plan says of one layer.
 *
 * @param weights of its weights; without meaning for a layer that has none
 * @param activations of its output
 * @param accumulator of its sums; without meaning for a layer that has no weights
 */
public record LayerSettings(WeightSettings weights, ActivationSettings activations, AccumulatorSettings accumulator) {
    /** Checks that both are there. */
    public LayerSettings {
        Objects.requireNonNull(weights);
        Objects.requireNonNull(activations);
        Objects.requireNonNull(accumulator);
    }

    /** Creates settings with the widest accumulator. */
    public LayerSettings(WeightSettings weights, ActivationSettings activations) {
        this(weights, activations, AccumulatorSettings.WIDE);
    }

    /** Returns the same with another accumulator. */
    public LayerSettings with(AccumulatorSettings other) {
        return new LayerSettings(weights, activations, other);
    }

    /** Returns what holds where only bits are said; see {@link QuantizationSettings#usual}. */
    public static LayerSettings usual(int weights, int activations) {
        return new LayerSettings(
                WeightSettings.of(signed(weights)),
                ActivationSettings.of(signed(activations)).with(CalibrationMethod.USUAL));
    }

    private static NumberFormat signed(int bits) {
        return new NumberFormat(NumberFormat.Kind.SIGNED, bits);
    }

    /** Returns weights by largest magnitude and activations by minimum and maximum in these formats. */
    public static LayerSettings of(NumberFormat weights, NumberFormat activations) {
        return new LayerSettings(WeightSettings.of(weights), ActivationSettings.of(activations));
    }

    /** Returns the same with other formats. */
    public LayerSettings with(NumberFormat weightFormat, NumberFormat activationFormat) {
        return new LayerSettings(weights.with(weightFormat), activations.with(activationFormat), accumulator);
    }
}
