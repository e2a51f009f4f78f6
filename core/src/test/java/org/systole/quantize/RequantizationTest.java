package org.systole.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RequantizationTest {
    @Test
    void roundsTiesTowardsPlusInfinity() {
        var half = new Requantization(new int[] {1}, new int[] {1}, 0, -100, 100);
        assertEquals(2, half.apply(3, 0)); // 1.5
        assertEquals(-1, half.apply(-3, 0)); // -1.5
        assertEquals(1, half.apply(1, 0)); // 0.5
        assertEquals(0, half.apply(-1, 0)); // -0.5
    }

    @Test
    void addsTheZeroPointBeforeItClamps() {
        var relu = new Requantization(new int[] {1}, new int[] {0}, 10, 10, 20);
        assertEquals(10, relu.apply(-5, 0));
        assertEquals(15, relu.apply(5, 0));
        assertEquals(20, relu.apply(50, 0));
    }

    @Test
    void factorIsKeptToTheMultipliersWidth() {
        var random = new SplittableRandom(1);
        for (int i = 0; i < 10_000; i++) {
            double factor = Math.scalb(1 + random.nextDouble(), random.nextInt(-38, 14));
            var r = Requantization.of(new double[] {factor}, 0, -1, 1);
            double kept = Math.scalb((double) r.multipliers()[0], -r.shifts()[0]);
            assertTrue(
                    Math.abs(kept / factor - 1) <= Math.scalb(1.0, -Requantization.MULTIPLIER_BITS),
                    () -> "factor " + factor + " kept as " + kept);
        }
    }

    @Test
    void tinyAndZeroFactorsGiveZero() {
        assertEquals(0, Requantization.of(new double[] {0}, 0, -128, 127).apply(1L << 40, 0));
        assertEquals(0, Requantization.of(new double[] {1e-30}, 0, -128, 127).apply(1L << 40, 0));
        assertThrows(IllegalArgumentException.class, () -> Requantization.of(new double[] {9_000_000}, 0, -128, 127));
    }

    @Test
    void equalsExactArithmeticForAnyAccumulator() {
        var random = new SplittableRandom(2);
        for (int i = 0; i < 10_000; i++) {
            int multiplier = random.nextInt(1 << Requantization.MULTIPLIER_BITS);
            int shift = random.nextInt(63);
            long acc = random.nextLong() >> random.nextInt(2, 60);
            var r = new Requantization(new int[] {multiplier}, new int[] {shift}, 3, -32768, 32767);
            BigDecimal exact = new BigDecimal(BigInteger.valueOf(acc).multiply(BigInteger.valueOf(multiplier)))
                    .divide(new BigDecimal(BigInteger.ONE.shiftLeft(shift)));
            // half towards plus infinity is floor(x + 1/2)
            BigInteger rounded = exact.add(new BigDecimal("0.5"))
                    .setScale(0, RoundingMode.FLOOR)
                    .toBigInteger();
            BigInteger expected = rounded.add(BigInteger.valueOf(3))
                    .max(BigInteger.valueOf(-32768))
                    .min(BigInteger.valueOf(32767));
            assertEquals(expected.intValueExact(), r.apply(acc, 0));
        }
    }
}
