package org.systole.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.systole.formats.Grid;
import org.systole.tensor.NumberFormat;
import org.systole.tensor.Shape;

/** Against every accumulator or pair of integers, one by one: what single precision makes of it and what the integers make. */
class AgreeingScalesTest {
    private static Quantization quantization(double scale, int zero) {
        return Quantization.perTensor(NumberFormat.INT8, (float) scale, zero);
    }

    /** ONNX Runtime's requantization: the product in single precision, half to even. */
    private static int single(long accumulator, float factor, Quantization y) {
        double rounded = Math.rint((float) accumulator * factor) + y.zeroPoints()[0];
        return (int) Math.clamp(rounded, y.low(), y.high());
    }

    @Test
    void everyAccumulatorOfALayerRoundsAlike() {
        var random = new SplittableRandom(7);
        int raised = 0;
        for (int trial = 0; trial < 60; trial++) {
            Quantization x = quantization(0.01 + random.nextDouble(), random.nextInt(-128, 128));
            int[] integers = new int[40];
            for (int i = 0; i < integers.length; i++) integers[i] = random.nextInt(-127, 128);
            var before = new QuantizedWeights(
                    new IntegerTensor(Shape.of(1, 40), integers),
                    new Quantization(
                            NumberFormat.INT8, new float[] {0.001f + (float) random.nextDouble()}, new int[1], 0));
            float w = before.scale(0);
            Quantization y = quantization(x.scales()[0] * w * (200 + 2000 * random.nextDouble()), -128);
            float[] bias = {0};
            float agreed = AgreeingScales.weights(before, bias, x, y, y.low(), y.high())
                    .scale(0);
            if (agreed != w) raised++;
            assertTrue(agreed >= w && agreed <= w * 1.0003, w + " raised to " + agreed);
            float factor = AgreeingScales.factor(x.scales()[0], agreed, y.scales()[0]);
            var integer = Requantization.of(new double[] {factor}, -128, -128, 127);
            long least = 0, most = 0;
            for (int weight : integers) {
                long one = (long) weight * (-128 - x.zeroPoints()[0]),
                        other = (long) weight * (127 - x.zeroPoints()[0]);
                least += Math.min(one, other);
                most += Math.max(one, other);
            }
            for (long acc = least; acc <= most; acc++)
                assertEquals(single(acc, factor, y), integer.apply(acc, 0), "trial " + trial + ", sum " + acc);
        }
        assertTrue(raised > 10, raised + " of 60 scales needed it");
    }

    @Test
    void everyPairOfASumRoundsAlike() {
        var random = new SplittableRandom(8);
        int differed = 0;
        for (int trial = 0; trial < 20; trial++) {
            Quantization a = quantization(0.01 + random.nextDouble(), random.nextInt(-128, 128));
            Quantization b = quantization(a.scales()[0] * (0.3 + random.nextDouble()), random.nextInt(-128, 128));
            // scales in short ratios make many ties: the worst case
            if (trial % 4 == 0) b = quantization(a.scales()[0], b.zeroPoints()[0]);
            Quantization y = quantization(2 * a.scales()[0], -128);
            differed += differing(a, b, y) > 0 ? 1 : 0;
            Quantization agreed = AgreeingScales.sum(a, b, 1, y, y.low(), y.high());
            assertTrue(agreed.scales()[0] <= y.scales()[0] * 1.002, "raised to " + agreed.scales()[0]);
            assertEquals(0, differing(a, b, agreed), "trial " + trial);
        }
        assertTrue(differed >= 5, differed + " of 20 differed before");
    }

    /** Returns how many pairs differ between the integers and the standard's operators in single precision. */
    private static int differing(Quantization a, Quantization b, Quantization y) {
        double left = a.scales()[0] / (double) y.scales()[0], right = b.scales()[0] / (double) y.scales()[0];
        int shift = Requantization.MULTIPLIER_BITS - 2 - Math.getExponent(Math.max(left, right));
        long l = Math.round(Math.scalb(left, shift)), r = Math.round(Math.scalb(right, shift));
        int count = 0;
        for (int i = -128; i < 128; i++)
            for (int j = -128; j < 128; j++) {
                long sum = (i - a.zeroPoints()[0]) * l + (j - b.zeroPoints()[0]) * r;
                long ours = Math.clamp((sum + (1L << shift - 1) >> shift) + y.zeroPoints()[0], -128, 127);
                if (ours != y.quantize(a.dequantize(i, 0) + b.dequantize(j, 0), 0)) count++;
            }
        return count;
    }

    @Test
    void everyIntegerInAnotherScaleRoundsAlike() {
        int differed = 0;
        for (int share = 1; share < 64; share++) {
            // ranges of which one is a multiple of a 64th of the other
            Quantization x = quantization(0.03, -5), y = quantization(0.03 * 64 / share, 7);
            Quantization agreed = AgreeingScales.rescaled(List.of(x, quantization(0.017, 0)), y);
            assertEquals(0, differing(x, agreed), "share " + share);
            differed += differing(x, y);
        }
        assertTrue(differed > 0, "short ratios make ties");
    }

    @Test
    void anotherScaleKeepsItsLevelsAndItsPowerOfTwo() {
        Quantization x = quantization(0.03, -5);
        var format = new NumberFormat(NumberFormat.Kind.SIGNED, 4);
        var levels = new Quantization(format, new float[] {0.12f}, new int[1], -1, new Grid.Levels(15, true));
        assertEquals("levels15", AgreeingScales.rescaled(List.of(x), levels).name());
        var power = Quantization.perTensor(NumberFormat.INT8, 0.0625f, 0);
        // a ratio of 5 to 2 has ties, which would raise any other scale
        Quantization from = quantization(0.15625, 0);
        assertEquals(0.0625f, AgreeingScales.rescaled(List.of(from), power).scales()[0]);
    }

    /** Returns how many integers differ between multiplier and shift and the standard's operators. */
    private static int differing(Quantization x, Quantization y) {
        var scaled = Lowering.scaling(y, x.scales()[0] / (double) y.scales()[0]);
        int count = 0;
        for (int i = -128; i < 128; i++)
            if (scaled.apply(i - x.zeroPoints()[0], 0) != y.quantize(x.dequantize(i, 0), 0)) count++;
        return count;
    }

    @Test
    void everySumOfAMeanRoundsAlike() {
        var random = new SplittableRandom(9);
        for (int trial = 0; trial < 30; trial++) {
            int taps = random.nextInt(4, 65);
            Quantization x = quantization(0.01 + random.nextDouble(), random.nextInt(-128, 128));
            Quantization y =
                    AgreeingScales.mean(x, quantization(x.scales()[0] * (0.4 + random.nextDouble()), -3), taps);
            float factor = AgreeingScales.meanFactor(x.scales()[0], y.scales()[0], taps);
            var integer = Requantization.of(new double[] {factor}, -3, -128, 127);
            int zero = x.zeroPoints()[0];
            for (int acc = taps * (-128 - zero); acc <= taps * (127 - zero); acc++)
                assertEquals(single(acc, factor, y), integer.apply(acc, 0), "trial " + trial + ", sum " + acc);
        }
    }
}
