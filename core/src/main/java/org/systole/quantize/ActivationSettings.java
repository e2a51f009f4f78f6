package org.systole.quantize;

import java.util.Objects;
import org.systole.tensor.NumberFormat;

/**
 * What a plan says of a layer's output.
 *
 * @param format the integers' format
 * @param method how the range is chosen from what calibration saw
 * @param percentile the share of values, in percent, that {@link CalibrationMethod#PERCENTILE} keeps within the range
 * @param symmetric whether the zero point is 0
 */
public record ActivationSettings(NumberFormat format, CalibrationMethod method, double percentile, boolean symmetric) {
    /** What percentile calibration keeps unless told otherwise. */
    public static final double PERCENTILE = 99.99;

    /** Checks that no part is missing. */
    public ActivationSettings {
        Objects.requireNonNull(format);
        Objects.requireNonNull(method);
    }

    /** Returns asymmetric activations by minimum and maximum. */
    public static ActivationSettings of(NumberFormat format) {
        return new ActivationSettings(format, CalibrationMethod.MINMAX, PERCENTILE, false);
    }

    /** Returns the same with another format. */
    public ActivationSettings with(NumberFormat other) {
        return new ActivationSettings(other, method, percentile, symmetric);
    }

    /** Returns the same with another method. */
    public ActivationSettings with(CalibrationMethod other) {
        return new ActivationSettings(format, other, percentile, symmetric);
    }

    /** Returns the quantization of a range. */
    public Quantization quantization(Range range) {
        return symmetric ? range.symmetric(format) : range.asymmetric(format);
    }
}
