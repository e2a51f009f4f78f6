package org.systole.quantize;

import java.util.Objects;
import org.systole.formats.Format;
import org.systole.tensor.NumberFormat;

/**
 * What a plan says of a layer's weights.
 *
 * @param codes which numbers are stored, at scale 1, and whether scales are powers of two
 * @param scaling how a scale is chosen
 * @param perTensor whether the layer has one scale; else one for each output channel
 * @param asymmetric whether there are zero points, for plain integers; else they are 0 and the most negative integer is left out
 */
public record WeightSettings(Format codes, Scaling scaling, boolean perTensor, boolean asymmetric) {
    /** How a scale of weights is chosen. */
    public enum Scaling {
        /** The largest magnitude is just representable. */
        MINMAX,
        /** The scale with the smallest mean squared error. */
        MSE
    }

    /** Checks that no part is missing. */
    public WeightSettings {
        codes = Format.of(codes.grid()).scaled(codes.scaling());
        asymmetric &= Codes.isPlain(codes);
        Objects.requireNonNull(scaling);
    }

    /** Creates settings of plain integers. */
    public WeightSettings(NumberFormat format, Scaling scaling, boolean perTensor, boolean asymmetric) {
        this(Codes.of(format), scaling, perTensor, asymmetric);
    }

    /** Returns symmetric weights with a scale for each output channel by their largest magnitude. */
    public static WeightSettings of(NumberFormat format) {
        return new WeightSettings(format, Scaling.MINMAX, false, false);
    }

    /** Returns the integers that hold the codes. */
    public NumberFormat format() {
        return Codes.holding(codes.grid());
    }

    /** Returns what codes stand for, one scale for each output channel, no zero points. */
    public Quantization quantization(float[] scales) {
        return new Quantization(format(), scales, new int[scales.length], 0, Codes.few(codes.grid()));
    }

    /** Returns whether codes are plain integers with any scale. */
    public boolean isPlain() {
        return Codes.isPlain(codes);
    }

    /** Returns the same with another format of plain integers. */
    public WeightSettings with(NumberFormat other) {
        return with(Codes.of(other));
    }

    /** Returns the same with another format. */
    public WeightSettings with(Format other) {
        return new WeightSettings(other, scaling, perTensor, asymmetric);
    }
}
