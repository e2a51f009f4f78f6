package org.systole.quantize;

import java.util.Optional;
import org.systole.formats.Fit;
import org.systole.formats.Fitting;
import org.systole.formats.Floats;
import org.systole.formats.Format;
import org.systole.formats.Granularity;
import org.systole.formats.Grid;
import org.systole.formats.Overflow;
import org.systole.formats.PowerSums;
import org.systole.formats.Rounding;
import org.systole.formats.Scaling;
import org.systole.tensor.NumberFormat;

/** Number formats as an integer network stores them: which integers there are, and where scales come from. */
public final class Codes {
    /** The widest codes that the kernels compute with. */
    private static final int MOST_BITS = 16;

    private Codes() {}

    /** Returns the format of plain integers: symmetric signed ones without the most negative code, or unsigned ones. */
    public static Format of(NumberFormat format) {
        return switch (format.kind()) {
            case SIGNED -> Format.symmetric(format.bits());
            case UNSIGNED -> Format.of(new Grid.Integers(format.bits(), false, false));
            default -> throw new IllegalArgumentException(format + " is not an integer format");
        };
    }

    /** Returns whether a format is integers with any scale, which may have zero points. */
    static boolean isPlain(Format format) {
        return format.grid() instanceof Grid.Integers && format.scaling().kind() == Scaling.Kind.REAL;
    }

    /** Returns the narrowest integers that hold every number of a grid. */
    static NumberFormat holding(Grid grid) {
        if (grid instanceof Grid.Integers g) return NumberFormat.integer(g.signed(), g.bits());
        long low = (long) grid.low(), high = (long) grid.high();
        int bits = AccumulatorBits.bits(low, high);
        return low < 0 ? NumberFormat.integer(true, bits) : NumberFormat.integer(false, Math.max(1, bits - 1));
    }

    /** Returns the grid where not every integer of {@link #holding} occurs, else null. */
    static Grid few(Grid grid) {
        return grid instanceof Grid.Integers ? null : grid;
    }

    /** Returns integers that stand for numbers by one scale, zero point 0. */
    static Quantization quantization(Format format, Fit fit) {
        return new Quantization(
                holding(format.grid()), new float[] {fit.scale()}, new int[] {0}, -1, few(format.grid()));
    }

    /**
     * Returns the quantization of a range in a format without zero point. Where nothing is negative, signed levels and fixed point
     * become their unsigned twins, as in a simulated run.
     */
    static Quantization symmetric(Format format, Range range) {
        Format used = range.low() < 0 ? format : twin(format);
        float[] ends = {Math.min(0, range.low()), Math.max(0, range.high())};
        return quantization(used, Fitting.MIN_MAX.fit(ends, used));
    }

    private static Format twin(Format format) {
        return switch (format.grid()) {
            case Grid.Integers g
            when g.signed() ->
                Format.of(new Grid.Integers(g.bits(), false, false)).scaled(format.scaling());
            case Grid.Levels g
            when g.signed() -> Format.of(new Grid.Levels(g.count(), false)).scaled(format.scaling());
            default -> format;
        };
    }

    /** Returns why an integer network cannot store weights in a format; empty when it can. */
    public static Optional<String> refusedWeights(Format format) {
        Optional<String> refused = refused(format);
        if (refused.isPresent()) return refused;
        if (format.grid() instanceof Grid.Levels g && !g.signed()
                || format.grid() instanceof Grid.Integers i && !i.signed())
            return Optional.of("weights without a sign cannot be negative; take the signed format");
        return Optional.empty();
    }

    /** Returns why an integer network cannot store activations in a format; empty when it can. */
    public static Optional<String> refusedActivations(Format format) {
        Optional<String> refused = refused(format);
        if (refused.isPresent()) return refused;
        if (format.granularity().kind() == Granularity.Kind.CHANNEL)
            return Optional.of("activations have one scale; a scale for each channel is for weights");
        return switch (format.grid()) {
            case PowerSums _ -> Optional.of("sums of powers of two are for weights");
            case Grid.Binary _ -> Optional.of("activations of an integer network need a 0; take levels3");
            case Grid.Integers g
            when g.bits() < 2 && g.signed() -> Optional.of("one signed bit is -1 and 0; take uint1, or levels3");
            default -> Optional.empty();
        };
    }

    private static Optional<String> refused(Format format) {
        if (format.grid() instanceof Floats || format.arithmetic() != null)
            return Optional.of("it is not computed with integers; 'systole strategies' simulates it");
        if (format.granularity().kind() == Granularity.Kind.GROUP)
            return Optional.of("scales of groups are not computed with; 'systole strategies' simulates them");
        if (format.rounding() != Rounding.HALF_EVEN || format.overflow() != Overflow.SATURATE)
            return Optional.of(
                    "weights and inputs are rounded half-even and saturated; 'systole strategies' simulates others");
        if (format.scaling().kind() == Scaling.Kind.NONE) return Optional.of("it has no scale");
        int bits = holding(format.grid()).bits();
        if (bits > MOST_BITS)
            return Optional.of(
                    "its codes are integers of " + bits + " bits, at most " + MOST_BITS + " are computed with");
        return Optional.empty();
    }
}
