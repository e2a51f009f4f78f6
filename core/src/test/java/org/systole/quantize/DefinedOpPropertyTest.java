package org.systole.quantize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.systole.tensor.NumberFormat;
import org.systole.tensor.Shape;

/** Operations with definitions of their own, over random shapes, widths and seeds. */
class DefinedOpPropertyTest {
    private static final long SEED = Long.getLong("test.seed", 20261120);

    @Test
    void recurrencesByKernelEqualTheirDefinition() {
        var random = new SplittableRandom(SEED);
        for (int i = 0; i < 150; i++) {
            RandomRecurrence c = RandomRecurrence.of(random);
            assertArrayEquals(
                    c.op().define(c.in()).values(), c.op().fast(c.in()).values(), "case " + i + " of seed " + SEED);
        }
    }

    @Test
    void aBatchFirstRecurrenceIsTheTimeFirstOneTransposed() {
        var random = new SplittableRandom(SEED);
        for (int i = 0; i < 40; i++) {
            RandomRecurrence c = RandomRecurrence.of(random);
            IntegerTensor y = c.op().define(c.in());
            RandomRecurrence other = c.otherLayout();
            IntegerTensor z = other.op().define(other.in());
            assertArrayEquals(
                    y.values(), RandomRecurrence.turned(z, c.op()).values(), "case " + i + " of seed " + SEED);
        }
    }

    /** The probabilities of a row add up to one within the rounding of the outputs. */
    @Test
    void softmaxIsWithinOneUnitOfTheRealFunction() {
        var random = new SplittableRandom(SEED);
        for (int i = 0; i < 200; i++) {
            int bits = random.nextInt(2, 17), length = random.nextInt(1, 200), outer = random.nextInt(1, 4);
            Quantization x = Quantization.perTensor(
                    new NumberFormat(NumberFormat.Kind.SIGNED, bits), (float) Math.exp(random.nextDouble(-9, 1)), 0);
            Quantization y = Quantization.perTensor(NumberFormat.INT8, 1 / 255f, -128);
            var type = new IntegerType(Shape.of(outer, length), y);
            int[] values =
                    random.ints((long) outer * length, x.low(), x.high() + 1).toArray();
            var in = new Operands(List.of(new IntegerTensor(type.shape(), values)), List.of(x), type);
            int[] got = Softmax.of(1, x, y).define(in).values();
            for (int row = 0; row < outer; row++) {
                double most = Double.NEGATIVE_INFINITY, sum = 0;
                for (int c = 0; c < length; c++)
                    most = Math.max(most, values[row * length + c] * (double) x.scales()[0]);
                for (int c = 0; c < length; c++)
                    sum += Math.exp(values[row * length + c] * (double) x.scales()[0] - most);
                for (int c = 0; c < length; c++) {
                    double p = Math.exp(values[row * length + c] * (double) x.scales()[0] - most) / sum;
                    assertEquals(p * 255 - 128, got[row * length + c], 0.51, "case " + i + " of seed " + SEED);
                }
            }
        }
    }

    @Test
    void normalizationIsWithinOneUnitOfTheRealFunction() {
        var random = new SplittableRandom(SEED);
        for (int i = 0; i < 200; i++) {
            int bits = random.nextInt(2, 17), count = random.nextInt(2, 600), most = 1 << bits - 1;
            int fraction = bits <= 8 ? 8 : 6;
            int[] values = random.ints(2L * count, -most, most).toArray();
            var op = new Normalization(
                    count, 1, true, fraction, 0, new int[] {1 << 20}, new long[] {0}, new int[] {31}, 0, -32768, 32767);
            Quantization q = Quantization.perTensor(NumberFormat.INT16, 1, 0);
            var type = new IntegerType(Shape.of(2, count), q);
            var in = new Operands(List.of(new IntegerTensor(type.shape(), values)), List.of(q), type);
            int[] got = op.define(in).values();
            for (int block = 0; block < 2; block++) {
                double mean = 0, variance = 0;
                for (int c = 0; c < count; c++) mean += values[block * count + c] / (double) count;
                for (int c = 0; c < count; c++) variance += Math.pow(values[block * count + c] - mean, 2) / count;
                if (variance == 0) continue;
                for (int c = 0; c < count; c++) {
                    // 2^-16 * 2^20 / 2^31: a unit is 2^-5 of a deviation
                    double real = (values[block * count + c] - mean) / Math.sqrt(variance) * 32;
                    assertEquals(real, got[block * count + c], 0.6, "case " + i + " of seed " + SEED);
                }
            }
        }
    }

    @Test
    void rootsAreWhole() {
        var random = new SplittableRandom(SEED);
        for (int i = 0; i < 2000; i++) {
            long v = random.nextLong(1L << random.nextInt(1, 63));
            assertEquals(BigInteger.valueOf(v).sqrt().longValueExact(), Normalization.root(v));
        }
    }

    @Test
    void interpolatedTablesFollowTheirFunction() {
        var table = InterpolatedTable.of(Math::tanh, 11, 15);
        for (int x = Short.MIN_VALUE; x <= Short.MAX_VALUE; x++)
            // straight lines over 1/16: a 128th of the square of 1/16 times the second derivative, at most 0.77
            assertEquals(Math.tanh(x / 2048.0), table.apply(x) / 32768.0, 0.0004);
        assertEquals(32767, table.apply(Short.MAX_VALUE));
    }

    @Test
    void reductionsOfAllAxesAndOfSingleOnesAgree() {
        var random = new SplittableRandom(SEED);
        for (int i = 0; i < 50; i++) {
            Shape shape = Shape.of(random.nextInt(1, 5), random.nextInt(1, 6), random.nextInt(1, 7));
            Quantization q = Quantization.perTensor(NumberFormat.INT8, 1, random.nextInt(-128, 128));
            var x = new IntegerTensor(
                    shape, random.ints(shape.elements(), -128, 128).toArray());
            var identity = new Requantization(new int[] {1}, new int[] {0}, 0, Integer.MIN_VALUE, Integer.MAX_VALUE);
            long expected = 0;
            for (int value : x.values()) expected += value - q.zeroPoints()[0];
            var steps = new ArrayList<IntegerTensor>(List.of(x));
            for (int axis = 0; axis < 3; axis++) {
                Shape to = steps.getLast().shape().with(axis, 1);
                int zero = axis == 0 ? q.zeroPoints()[0] : 0;
                steps.add(new Reduction(Reduction.Kind.SUM, new int[] {axis}, identity)
                        .define(new Operands(
                                List.of(steps.getLast()),
                                List.of(Quantization.perTensor(NumberFormat.INT8, 1, zero)),
                                new IntegerType(to, q))));
            }
            assertArrayEquals(new int[] {(int) expected}, steps.getLast().values());
        }
    }
}
