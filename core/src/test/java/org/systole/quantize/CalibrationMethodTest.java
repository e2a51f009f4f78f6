package org.systole.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.systole.formats.Formats;
import org.systole.tensor.NumberFormat;

/** Histograms and the ranges chosen from them, against sorting and against all ranges of a finer search. */
class CalibrationMethodTest {
    private static final long SEED = Long.getLong("test.seed", 20261120);

    private static float[] heavyTailed(SplittableRandom random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            double x = random.nextGaussian();
            values[i] = (float) (i % 3 == 0 ? Math.max(0, x) : x * Math.exp(0.7 * random.nextGaussian()));
        }
        return values;
    }

    @Test
    void aHistogramDependsOnTheNumbersAndNotOnTheirOrder() {
        var random = new SplittableRandom(SEED);
        float[] values = heavyTailed(random, 5000);
        var all = new Histogram();
        all.add(values);
        var parts = new Histogram();
        float[] sorted = values.clone();
        Arrays.sort(sorted);
        for (int i = 0; i < 50; i++) parts.add(Arrays.copyOfRange(sorted, 100 * i, 100 * (i + 1)));
        assertEquals(all.width(), parts.width());
        assertEquals(5000, parts.total());
        for (int bin = 0; bin < 2 * Histogram.SIDE; bin++) assertEquals(all.count(bin), parts.count(bin), "bin " + bin);
        for (double share : new double[] {0.001, 0.1, 0.5, 0.9, 0.999})
            assertEquals(
                    sorted[(int) (share * 5000)],
                    all.quantile(share),
                    all.width() + 1e-9,
                    "quantile " + share + " by sorting");
    }

    @Test
    void percentilesCutHalfOfTheRestOnEachSide() {
        var random = new SplittableRandom(SEED);
        var seen = new ValueStatistics();
        float[] values = new float[200_000];
        for (int i = 0; i < values.length; i++) values[i] = (float) random.nextDouble(-1, 1);
        seen.add(values);
        var settings = new ActivationSettings(NumberFormat.INT8, CalibrationMethod.PERCENTILE, 90, false);
        Range range = CalibrationMethod.PERCENTILE.range(seen, settings);
        assertEquals(-0.9, range.low(), 0.006, "5 % of -1 to 1 on each side");
        assertEquals(0.9, range.high(), 0.006);
    }

    @Test
    void movingAveragesFollowTheirDefinition() {
        var seen = new ValueStatistics();
        seen.add(new float[] {-1, 4});
        seen.add(new float[] {-3, 14});
        // -1 + 0.1 (-3 + 1), 4 + 0.1 (14 - 4)
        Range range = CalibrationMethod.MOVING.range(seen, ActivationSettings.of(NumberFormat.INT8));
        assertEquals(-1.2f, range.low(), 1e-6);
        assertEquals(5f, range.high(), 1e-6);
    }

    @Test
    void squaredErrorIsNearTheBestOfAllSymmetricCuts() {
        var random = new SplittableRandom(SEED);
        for (int bits = 3; bits <= 8; bits++) {
            float[] values = heavyTailed(random, 20_000);
            var seen = new ValueStatistics();
            seen.add(values);
            var settings = ActivationSettings.of(new NumberFormat(NumberFormat.Kind.SIGNED, bits))
                    .with(CalibrationMethod.MSE);
            double ours = error(values, settings.quantization(CalibrationMethod.MSE.range(seen, settings)));
            double best = Double.POSITIVE_INFINITY;
            for (int step = 1; step <= 300; step++) {
                Range cut =
                        new Range(seen.range().low() * step / 300, seen.range().high() * step / 300);
                best = Math.min(best, error(values, settings.quantization(cut)));
            }
            assertTrue(ours <= 1.05 * best, bits + " bits: " + ours + ", best of 300 cuts " + best);
        }
    }

    private static double error(float[] values, Quantization q) {
        double sum = 0;
        for (float x : values) {
            double e = x - (double) q.dequantize(q.quantize(x, 0), 0);
            sum += e * e;
        }
        return sum;
    }

    @Test
    void entropyLeavesOutlyingNumbersAndKeepsEvenOnes() {
        var random = new SplittableRandom(SEED);
        float[] values = new float[100_000];
        for (int i = 0; i < values.length; i++) values[i] = (float) random.nextGaussian();
        values[0] = 60;
        var seen = new ValueStatistics();
        seen.add(values);
        var settings = ActivationSettings.of(NumberFormat.INT8).with(CalibrationMethod.ENTROPY);
        Range range = CalibrationMethod.ENTROPY.range(seen, settings);
        assertTrue(
                range.high() < 15 && range.high() > 2.5, "one number of 100,000 at 60 standard deviations: " + range);
        for (int i = 0; i < values.length; i++) values[i] = (float) random.nextDouble(0, 1);
        var even = new ValueStatistics();
        even.add(values);
        assertTrue(CalibrationMethod.ENTROPY.range(even, settings).high() > 0.95, "evenly spread numbers are all kept");
    }

    /** Behind a ReLU levels15 is 15 unsigned levels: searched as ulevels15 is, not as 7. */
    @Test
    void entropyCountsAllLevelsOfUnsignedTwins() {
        var random = new SplittableRandom(SEED);
        float[] values = new float[50_000];
        for (int i = 0; i < values.length; i++) values[i] = (float) Math.max(0, random.nextGaussian());
        var seen = new ValueStatistics();
        seen.add(values);
        var signed = new ActivationSettings(Formats.parse("levels15"), CalibrationMethod.ENTROPY, 100, false);
        var unsigned = new ActivationSettings(Formats.parse("ulevels15"), CalibrationMethod.ENTROPY, 100, false);
        Range range = CalibrationMethod.ENTROPY.range(seen, signed);
        assertEquals(CalibrationMethod.ENTROPY.range(seen, unsigned), range);
        var seven = new ActivationSettings(Formats.parse("ulevels7"), CalibrationMethod.ENTROPY, 100, false);
        assertTrue(CalibrationMethod.ENTROPY.range(seen, seven).high() < range.high(), range.toString());
    }

    @Test
    void constantAndEmptyValuesHaveARange() {
        var zeros = new ValueStatistics();
        zeros.add(new float[10]);
        var ones = new ValueStatistics();
        ones.add(new float[] {3, 3, 3});
        for (CalibrationMethod method : CalibrationMethod.values()) {
            var settings = ActivationSettings.of(NumberFormat.INT8).with(method);
            assertEquals(new Range(0, 0), method.range(zeros, settings), method.toString());
            assertEquals(
                    3f,
                    settings.quantization(method.range(ones, settings))
                            .dequantize(
                                    settings.quantization(method.range(ones, settings))
                                            .quantize(3, 0),
                                    0),
                    1e-5,
                    method + ": a constant is exact");
        }
    }
}
