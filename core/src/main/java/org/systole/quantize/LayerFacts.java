package org.systole.quantize;

import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.systole.formats.Overflow;

/**
 * What quantization did to one layer.
 *
 * @param name the layer's name; the input's for an input of the network
 * @param kind the operation, for people
 * @param value name of the value that it computes
 * @param nodes the nodes of the float network that it stands for
 * @param weights format and count of its weights; null without weights
 * @param output what the output's integers stand for
 * @param sqnrDb signal to quantization noise of the output in dB: power of the float value over power of the difference, errors
 *     of all layers before it included; infinite when nothing differs, NaN when nothing was measured
 * @param range smallest and largest float value that was measured
 * @param elements how many output elements were measured
 * @param saturated how many of them lie outside what the integers can represent, by more than half a unit
 * @param accumulator widths of its accumulator; null without one
 * @param before float values that were measured
 * @param after what the integers stand for, on the same samples
 * @param reason why the layer stays float; empty when it does not
 */
public record LayerFacts(
        String name,
        String kind,
        String value,
        List<String> nodes,
        Weights weights,
        Quantization output,
        double sqnrDb,
        Range range,
        long elements,
        long saturated,
        Accumulator accumulator,
        Histogram before,
        Histogram after,
        String reason) {
    /**
     * Weights of a layer.
     *
     * @param format name of what is stored, such as {@code int8} or {@code ternary}
     * @param bits width of a weight in memory
     * @param count how many
     * @param scales how many scales
     */
    public record Weights(String format, int bits, long count, int scales) {}

    /**
     * Widths of an accumulator in bits.
     *
     * @param provenBits hold every partial sum for any input
     * @param observedBits held the sums on the measured samples
     * @param heldBits width that the plan gives it, where that is narrower than proven; else 0
     * @param overflow what it does with sums that do not fit; null where all do
     * @param overflows how many sums of the measured samples did not fit on the way
     */
    public record Accumulator(int provenBits, int observedBits, int heldBits, Overflow overflow, long overflows) {
        /** Returns the widths in words: {@code 21 of 24}, and what overflowed. */
        public String text() {
            String bits = observedBits + " of " + provenBits;
            return overflow == null ? bits : bits + ", " + heldBits + " " + overflow + ": " + overflows;
        }
    }

    /** Copies the list. */
    public LayerFacts {
        nodes = List.copyOf(nodes);
    }

    /** Returns the signal to noise in words: decibels without their unit, {@code exact}, or nothing when it was not measured. */
    public String sqnr() {
        if (Double.isNaN(sqnrDb)) return "";
        return sqnrDb == Double.POSITIVE_INFINITY ? "exact" : String.format(Locale.ROOT, "%.1f", sqnrDb);
    }

    /** Returns the smallest real number that the output's integers represent. */
    public double lowest() {
        return output.dequantize(output.low(), 0);
    }

    /** Returns the largest real number that the output's integers represent. */
    public double highest() {
        return output.dequantize(output.high(), 0);
    }

    /** Returns the proven width of the accumulator, if there is one. */
    public OptionalInt provenBits() {
        return accumulator == null ? OptionalInt.empty() : OptionalInt.of(accumulator.provenBits());
    }
}
