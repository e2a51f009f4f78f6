package org.systole.formats;

import java.util.Objects;
import org.systole.tensor.NumberFormat;

/**
 * A number format: what is stored, how a real number becomes it, and in which arithmetic it is computed with.
 *
 * <p>{@code code = clip(round(x / scale) + zero)}, {@code real = scale * (code - zero)}; division and product in single
 * precision, as ONNX QuantizeLinear and DequantizeLinear have them. When the arithmetic is a floating-point format, the
 * stored number is first converted to it, then multiplied by the scale in it (seed 001, section 6.5: integers in memory,
 * bfloat16 in the array).
 *
 * @param grid the numbers at scale 1
 * @param rounding between neighbours
 * @param overflow beyond the largest
 * @param scaling where the scale comes from
 * @param granularity how many numbers share a scale
 * @param asymmetric whether there is a zero point; integers only
 * @param arithmetic what is computed with, or null for the stored integers themselves
 */
public record Format(
        Grid grid,
        Rounding rounding,
        Overflow overflow,
        Scaling scaling,
        Granularity granularity,
        boolean asymmetric,
        Floats arithmetic) {
    /** Single precision: everything stays what it is. */
    public static final Format FLOAT32 = cast(Floats.FLOAT32);

    /** Checks that the parts fit each other. */
    public Format {
        Objects.requireNonNull(rounding);
        Objects.requireNonNull(scaling);
        Objects.requireNonNull(granularity);
        if (asymmetric && !(grid instanceof Grid.Integers))
            throw new IllegalArgumentException(grid.name() + " has no zero point");
        if (overflow == Overflow.WRAP && !(grid instanceof Grid.Integers))
            throw new IllegalArgumentException(grid.name() + " does not wrap");
        if (overflow == Overflow.INFINITY && !(grid instanceof Floats))
            throw new IllegalArgumentException(grid.name() + " has no infinity");
    }

    /** Returns a format of a grid with a real scale for the whole tensor, rounded half to even, saturating. */
    public static Format of(Grid grid) {
        return new Format(grid, Rounding.HALF_EVEN, Overflow.SATURATE, Scaling.REAL, Granularity.TENSOR, false, null);
    }

    /** Returns a floating-point format without scale. */
    public static Format cast(Floats grid) {
        return new Format(grid, Rounding.HALF_EVEN, Overflow.SATURATE, Scaling.NONE, Granularity.TENSOR, false, null);
    }

    /** Returns symmetric signed integers, the most negative code left out. */
    public static Format symmetric(int bits) {
        return of(new Grid.Integers(bits, true, bits > 1));
    }

    /** Returns signed integers with a zero point. */
    public static Format asymmetric(int bits) {
        return new Format(
                new Grid.Integers(bits, true, false),
                Rounding.HALF_EVEN,
                Overflow.SATURATE,
                Scaling.REAL,
                Granularity.TENSOR,
                true,
                null);
    }

    /** Returns this with another granularity. */
    public Format per(Granularity other) {
        return new Format(grid, rounding, overflow, scaling, other, asymmetric, arithmetic);
    }

    /** Returns this with another scaling. */
    public Format scaled(Scaling other) {
        return new Format(grid, rounding, overflow, other, granularity, asymmetric, arithmetic);
    }

    /** Returns this with another rounding and overflow. */
    public Format with(Rounding otherRounding, Overflow otherOverflow) {
        return new Format(grid, otherRounding, otherOverflow, scaling, granularity, asymmetric, arithmetic);
    }

    /** Returns this computed with in a floating-point format. */
    public Format in(Floats other) {
        return new Format(grid, rounding, overflow, scaling, granularity, asymmetric, other);
    }

    /** Returns whether nothing is lost: single precision without a scale. */
    public boolean isExact() {
        return grid.equals(Floats.FLOAT32) && scaling.kind() == Scaling.Kind.NONE;
    }

    /** Returns how many bits a number takes in memory. */
    public int storedBits() {
        return grid.storedBits();
    }

    /** Returns what is stored, as cost models name it. */
    public NumberFormat stored() {
        return switch (grid) {
            case Grid.Integers g -> NumberFormat.integer(g.signed(), g.bits());
            case Grid.Binary _ -> new NumberFormat(NumberFormat.Kind.TERNARY, 1);
            case Grid.Levels g when g.signed() && g.count() == 3 -> new NumberFormat(NumberFormat.Kind.TERNARY, 2);
            case Grid.Levels g -> NumberFormat.integer(g.signed(), g.storedBits());
            case PowerSums g -> new NumberFormat(NumberFormat.Kind.POWER_OF_TWO, g.storedBits());
            case Floats g when g.equals(Floats.BFLOAT16) -> NumberFormat.BFLOAT16;
            case Floats g -> new NumberFormat(NumberFormat.Kind.FLOAT, g.storedBits());
        };
    }

    /** Returns what is computed with, as cost models name it. */
    public NumberFormat computed() {
        return arithmetic == null ? stored() : cast(arithmetic).stored();
    }

    /** Returns the code of a real number, zero point included. */
    public double code(float real, Fit fit) {
        double quotient = fit.scale() == 1 ? real : real / fit.scale();
        if (fit.zero() == 0) return grid.nearest(quotient, rounding, overflow);
        return grid.nearest(rounding.apply(quotient) + fit.zero(), rounding, overflow);
    }

    /** Returns the real number that a code stands for. */
    public float real(double code, Fit fit) {
        if (arithmetic == null) return (float) (code - fit.zero()) * fit.scale();
        double scale = arithmetic.nearest(fit.scale(), Rounding.HALF_EVEN, Overflow.SATURATE);
        double number = arithmetic.nearest(code - fit.zero(), Rounding.HALF_EVEN, Overflow.SATURATE);
        return (float) arithmetic.nearest(number * scale, Rounding.HALF_EVEN, Overflow.SATURATE);
    }

    /** Returns the number of this format that a real number becomes. */
    public float project(float real, Fit fit) {
        return isExact() ? real : real(code(real, fit), fit);
    }

    /** Returns the text that {@link Formats#parse} reads. */
    @Override
    public String toString() {
        return Formats.text(this);
    }
}
