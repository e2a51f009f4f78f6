package org.systole.zoo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

class RandomParametersTest {
    private static final Shape SHAPE = Shape.of(64, 32, 3, 3);

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, 42, Long.MIN_VALUE})
    void bellShapedNumbersHaveTheirMeanAndDeviation(long seed) {
        float[] numbers = RandomParameters.normal(seed, "w", SHAPE, 0.5, 0.1).toFloats();
        assertEquals(0.5, mean(numbers, x -> x), 0.003);
        assertEquals(0.1, Math.sqrt(mean(numbers, x -> (x - 0.5) * (x - 0.5))), 0.003);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, 42, Long.MIN_VALUE})
    void evenlySpreadNumbersStayInside(long seed) {
        float[] numbers = RandomParameters.uniform(seed, "w", SHAPE, 1, 0.25).toFloats();
        for (float x : numbers) assertTrue(x >= 0.75f && x <= 1.25f);
        assertEquals(1, mean(numbers, x -> x), 0.005);
        assertEquals(0.25 * 0.25 / 3, mean(numbers, x -> (x - 1) * (x - 1)), 0.001);
    }

    @Test
    void everyCentredRowSumsToZero() {
        float[] numbers = RandomParameters.centred(3, "w", SHAPE, 0.2).toFloats();
        int row = 32 * 9;
        for (int r = 0; r < 64; r++) {
            double sum = 0;
            for (int i = 0; i < row; i++) sum += numbers[r * row + i];
            assertEquals(0, sum, 1e-5);
        }
        assertEquals(0.2 * 0.2 * (row - 1) / row, mean(numbers, x -> x * x), 0.001);
    }

    /** Computed apart from this code. A change of these numbers changes every result that was ever computed with the zoo's parameters. */
    @Test
    void theNumbersNeverChange() {
        Tensor numbers = RandomParameters.normal(1, "conv1.weight", Shape.of(2, 2), 0, 1);
        assertArrayEquals(PINNED, numbers.toFloats());
    }

    private static final float[] PINNED = {0.46581107f, -1.5426606f, -1.1968637f, 0.017020274f};

    @Test
    void marginalsKnowTheMomentsOfCommonActivations() {
        Marginal normal = Marginal.normal(0, 1);
        assertEquals(0, normal.mean(), 1e-9);
        assertEquals(1, normal.variance(), 1e-9);
        // E[max(x, 0)] = 1/√(2π), E[max(x, 0)²] = 1/2.
        Marginal rectified = normal.map(x -> Math.max(0, x));
        assertEquals(1 / Math.sqrt(2 * Math.PI), rectified.mean(), 1e-3);
        assertEquals(0.5, rectified.square(), 1e-3);
        // Independent: variances add, the largest of two has mean 1/√π.
        assertEquals(2, normal.with(normal, Double::sum).variance(), 0.02);
        assertEquals(1 / Math.sqrt(Math.PI), normal.largestOf(2).mean(), 0.02);
        assertEquals(1.485, normal.largestOf(9).mean(), 0.05);
        assertEquals(0.25, normal.meanOf(4).variance(), 1e-9);
        assertEquals(
                0.3, Marginal.normal(0, 0).mixedWith(Marginal.normal(1, 0), 0.3).mean(), 0.01);
    }

    private static double mean(float[] numbers, DoubleUnaryOperator function) {
        double sum = 0;
        for (float x : numbers) sum += function.applyAsDouble(x);
        return sum / numbers.length;
    }
}
