package org.systole.quantize;

import java.util.Objects;
import org.systole.formats.Format;
import org.systole.tensor.NumberFormat;

/**
 * What a plan says of a layer's output.
 *
 * @param codes which numbers are stored, at scale 1, and whether the scale is a power of two. Signed levels and fixed point are
 *     unsigned where calibration saw nothing negative
 * @param method how the range is chosen from what calibration saw
 * @param percentile the share of values, in percent, that {@link CalibrationMethod#PERCENTILE} keeps within the range
 * @param symmetric whether the zero point is 0; always for other codes than plain integers
 */
public record ActivationSettings(Format codes, CalibrationMethod method, double percentile, boolean symmetric) {
    /** What percentile calibration keeps unless told otherwise. */
    public static final double PERCENTILE = 99.99;

    /** Checks that no part is missing. */
    public ActivationSettings {
        codes = Format.of(codes.grid()).scaled(codes.scaling());
        symmetric |= !Codes.isPlain(codes);
        Objects.requireNonNull(method);
    }

    /** Creates settings of plain integers. */
    public ActivationSettings(NumberFormat format, CalibrationMethod method, double percentile, boolean symmetric) {
        this(Codes.of(format), method, percentile, symmetric);
    }

    /** Returns asymmetric activations by minimum and maximum. */
    public static ActivationSettings of(NumberFormat format) {
        return new ActivationSettings(format, CalibrationMethod.MINMAX, PERCENTILE, false);
    }

    /** Returns the integers that hold the codes. */
    public NumberFormat format() {
        return Codes.holding(codes.grid());
    }

    /** Returns whether codes are plain integers with any scale. */
    public boolean isPlain() {
        return Codes.isPlain(codes);
    }

    /** Returns the same with another format of plain integers. */
    public ActivationSettings with(NumberFormat other) {
        return with(Codes.of(other));
    }

    /** Returns the same with another format. */
    public ActivationSettings with(Format other) {
        return new ActivationSettings(other, method, percentile, symmetric);
    }

    /** Returns the same with another method. */
    public ActivationSettings with(CalibrationMethod other) {
        return new ActivationSettings(codes, other, percentile, symmetric);
    }

    /** Returns the quantization of a range. */
    public Quantization quantization(Range range) {
        if (!isPlain()) return Codes.symmetric(codes, range);
        return symmetric ? range.symmetric(format()) : range.asymmetric(format());
    }
}
