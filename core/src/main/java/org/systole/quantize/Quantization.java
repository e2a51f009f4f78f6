package org.systole.quantize;

import java.util.Arrays;
import java.util.Objects;
import org.systole.formats.Grid;
import org.systole.tensor.NumberFormat;

/**
 * How the integers of a tensor stand for real numbers: {@code real = scale * (integer - zeroPoint)}.
 *
 * @param format width and signedness of the stored integers
 * @param scales one scale, or one for each index of {@code axis}; finite and above zero
 * @param zeroPoints as many as scales; the integer that stands for 0, always within the format
 * @param axis the axis that scales belong to, or -1 for one scale in all
 * @param grid the only integers that occur: -1 and +1 of binary weights, a number of levels, sums of powers of two; null where
 *     every integer of the format may. Kernels compute with the integers whatever the grid; hardware that has no
 *     multiplier, memories and costs look at it
 */
public record Quantization(NumberFormat format, float[] scales, int[] zeroPoints, int axis, Grid grid) {
    /** Checks the scales. The arrays are not copied and must not be written to. */
    public Quantization {
        Objects.requireNonNull(format);
        if (grid != null && (!grid.isIntegral() || grid.low() < low(format) || grid.high() > high(format)))
            throw new IllegalArgumentException(grid.name() + " is not stored in " + format);
        if (scales.length == 0 || scales.length != zeroPoints.length || (axis < 0 && scales.length != 1))
            throw new IllegalArgumentException(
                    scales.length + " scales, " + zeroPoints.length + " zero points, axis " + axis);
        for (float scale : scales)
            if (!(scale > 0) || Float.isInfinite(scale))
                throw new IllegalArgumentException("scale " + scale + " is not finite and above zero");
    }

    /** Creates a quantization in which every integer of the format may occur. */
    public Quantization(NumberFormat format, float[] scales, int[] zeroPoints, int axis) {
        this(format, scales, zeroPoints, axis, null);
    }

    /** Returns the same integers with other scales. */
    public Quantization scaled(float... others) {
        return new Quantization(format, others, zeroPoints, axis, grid);
    }

    /** Returns the name of what is stored: {@code int8}, {@code ternary}, {@code ulevels15}, {@code pot4x2}. */
    public String name() {
        return grid == null ? format.toString() : grid.name();
    }

    /** Returns how many bits a number takes in memory; for sums of powers of two those of signs and exponents. */
    public int storedBits() {
        return grid == null ? format.bits() : grid.storedBits();
    }

    /** Returns a quantization with one scale for the whole tensor. */
    public static Quantization perTensor(NumberFormat format, float scale, int zeroPoint) {
        return new Quantization(format, new float[] {scale}, new int[] {zeroPoint}, -1);
    }

    /** Returns whether the integers stand for the same numbers. */
    public boolean sameAs(Quantization other) {
        return format.equals(other.format)
                && axis == other.axis
                && Objects.equals(grid, other.grid)
                && Arrays.equals(scales, other.scales)
                && Arrays.equals(zeroPoints, other.zeroPoints);
    }

    /** Returns the smallest integer that occurs. */
    public int low() {
        return grid == null ? low(format) : (int) grid.low();
    }

    /** Returns the largest integer that occurs. */
    public int high() {
        return grid == null ? high(format) : (int) grid.high();
    }

    /** Returns the bits in two's complement that hold every integer that occurs: 9 for {@code uint8}. */
    public int signedBits() {
        return 1
                + Math.max(
                        32 - Integer.numberOfLeadingZeros(high()),
                        32 - Integer.numberOfLeadingZeros(~Math.min(-1, low())));
    }

    /** Returns the smallest integer of an integer format of at most 32 bits. */
    public static int low(NumberFormat format) {
        return switch (format.kind()) {
            case SIGNED -> -(1 << format.bits() - 1);
            case UNSIGNED -> 0;
            default -> throw new IllegalArgumentException(format + " is not an integer format");
        };
    }

    /** Returns the largest integer of a signed format of at most 32 bits or an unsigned one of at most 31. */
    public static int high(NumberFormat format) {
        return switch (format.kind()) {
            case SIGNED -> (int) ((1L << format.bits() - 1) - 1);
            case UNSIGNED -> (int) ((1L << format.bits()) - 1);
            default -> throw new IllegalArgumentException(format + " is not an integer format");
        };
    }

    /**
     * Returns the integer for a real number: divided in single precision, rounded half to even, saturated. This is
     * what ONNX {@code QuantizeLinear} does. NaN becomes the zero point.
     *
     * @param channel index along {@code axis}; ignored when there is one scale
     */
    public int quantize(float real, int channel) {
        int c = axis < 0 ? 0 : channel;
        if (Float.isNaN(real)) return zeroPoints[c];
        double rounded = Math.rint(real / scales[c]) + zeroPoints[c];
        return (int) Math.clamp(rounded, low(), high());
    }

    /** Returns the real number that an integer stands for. */
    public float dequantize(int integer, int channel) {
        int c = axis < 0 ? 0 : channel;
        return (integer - zeroPoints[c]) * scales[c];
    }
}
