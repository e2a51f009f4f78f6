package org.systole.formats;

import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;

/**
 * Numbers that were given a format.
 *
 * @param format theirs
 * @param values what they became, row-major by channel; as many as there were
 * @param codes what is stored; integers for all but floating-point formats
 * @param fits one for each block of numbers that share a scale
 * @param block how many consecutive numbers of a channel (or of all) share a fit
 * @param channel how many numbers a channel has
 */
public record Projected(Format format, float[] values, double[] codes, Fit[] fits, int block, int channel) {
    /**
     * Returns numbers in a format, each rounded by itself.
     *
     * @param numbers row-major, channel by channel; not written to
     * @param channels how many channels there are
     * @param fitting how scales are chosen
     * @throws SystoleException {@link FormatProblem#NOT_FINITE}
     */
    public static Projected of(float[] numbers, int channels, Format format, Fitting fitting) {
        for (float x : numbers)
            if (!Float.isFinite(x))
                throw new SystoleException(Problem.of(
                        FormatProblem.NOT_FINITE,
                        Place.element(format.toString(), "weights"),
                        "a weight is " + x,
                        "train or export the model again"));
        int channel = numbers.length / Math.max(1, channels);
        int block = Math.max(1, format.granularity().block(channel, channels));
        int outer = format.granularity().kind() == Granularity.Kind.TENSOR ? numbers.length : channel;
        int blocks = outer == 0 ? 0 : Math.ceilDiv(outer, block) * (numbers.length / outer);
        var projected =
                new Projected(format, numbers.clone(), new double[numbers.length], new Fit[blocks], block, channel);
        int b = 0;
        for (int start = 0; start < numbers.length; start += outer)
            for (int from = start; from < start + outer; from += block)
                projected.fits[b++] = fitting.fit(numbers, from, Math.min(from + block, start + outer), format);
        for (int i = 0; i < numbers.length; i++) projected.set(i, numbers[i]);
        return projected;
    }

    /** Returns the fit of a number. */
    public Fit fit(int index) {
        if (format.granularity().kind() != Granularity.Kind.GROUP) return fits[index / block];
        return fits[index / channel * Math.ceilDiv(channel, block) + index % channel / block];
    }

    /** Rounds a number into a place. */
    void set(int index, float number) {
        Fit fit = fit(index);
        codes[index] = format.isExact() ? number : format.code(number, fit);
        values[index] = format.project(number, fit);
    }

    /** Returns the codes of an integral grid. */
    public int[] integers() {
        if (!format.grid().isIntegral()) throw new IllegalStateException(format + " has no integer codes");
        int[] integers = new int[codes.length];
        for (int i = 0; i < integers.length; i++) integers[i] = (int) codes[i];
        return integers;
    }

    /** Returns how many bits the codes and their scales (32 bits) and zero points (their width) take in memory. */
    public long storedBits() {
        boolean scaled = Float.isNaN(format.scaling().given());
        int perFit = !scaled
                ? 0
                : (format.scaling().kind() == Scaling.Kind.POWER_OF_TWO ? 8 : 32)
                        + (format.asymmetric() ? format.storedBits() : 0);
        return (long) codes.length * format.storedBits() + (long) fits.length * perFit;
    }

    /** Returns the mean squared difference from the numbers they were. */
    public double meanSquaredError(float[] numbers) {
        double sum = 0;
        for (int i = 0; i < numbers.length; i++)
            sum += ((double) values[i] - numbers[i]) * ((double) values[i] - numbers[i]);
        return numbers.length == 0 ? 0 : sum / numbers.length;
    }
}
