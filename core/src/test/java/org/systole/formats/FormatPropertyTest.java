package org.systole.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.systole.graph.Attributes;
import org.systole.graph.GraphBuilder;
import org.systole.onnx.FloatReference;
import org.systole.quantize.Quantization;
import org.systole.quantize.Range;
import org.systole.tensor.DataType;
import org.systole.tensor.NumberFormat;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/** Projection against outside definitions: ONNX Runtime's casts, Java's binary16, the decoded tables of FP8. */
class FormatPropertyTest {
    private static final long SEED = Long.getLong("test.seed", 20261120);

    /** TensorProto.DataType of the ONNX standard. */
    @ParameterizedTest
    @CsvSource({"e4m3, 17", "e5m2, 19", "fp16, 10", "bf16, 16"})
    void equalsTheCastsOfOnnxRuntime(String name, int onnxType) {
        Floats grid = (Floats) Formats.parse(name).grid();
        float[] numbers = numbers(grid, 20_000);
        var b = new GraphBuilder("cast");
        String x = b.input("x", DataType.FLOAT32, numbers.length);
        // binary16 and bfloat16 overflow to infinity in a cast; FP8 saturates by default
        String small = b.node("down", "Cast", List.of(x), Attributes.pairs("to", onnxType));
        b.output(b.node("up", "Cast", List.of(small), Attributes.pairs("to", 1)));
        Overflow overflow = onnxType < 17 ? Overflow.INFINITY : Overflow.SATURATE;
        try (var reference = FloatReference.of(b.build(), FloatReference.Options.PLAIN)) {
            float[] theirs = reference
                    .run(Map.of("x", Tensor.of(Shape.of(numbers.length), numbers)))
                    .values()
                    .iterator()
                    .next()
                    .toFloats();
            for (int i = 0; i < numbers.length; i++)
                assertEquals(
                        theirs[i],
                        (float) grid.nearest(numbers[i], Rounding.HALF_EVEN, overflow),
                        "number " + numbers[i] + ", seed " + SEED);
        }
    }

    /** The OCP tables: every one of 256 codes decodes to itself, and nothing lies between neighbours. */
    @ParameterizedTest
    @CsvSource({"e4m3, FLOAT8E4M3FN, 253", "e5m2, FLOAT8E5M2, 247"})
    void holdsTheTableOfEightBitFloats(String name, DataType type, int finite) {
        Floats grid = (Floats) Formats.parse(name).grid();
        byte[] codes = new byte[256];
        for (int i = 0; i < 256; i++) codes[i] = (byte) i;
        var segment = java.lang.foreign.MemorySegment.ofArray(codes);
        Tensor table = new Tensor(type, Shape.of(256), () -> segment);
        var values = new ArrayList<Double>();
        for (int i = 0; i < 256; i++) if (Double.isFinite(table.real(i))) values.add(table.real(i) + 0.0);
        values.sort(null);
        var distinct = values.stream().distinct().toList();
        assertEquals(finite, distinct.size());
        for (double value : distinct)
            assertEquals(value, grid.nearest(value, Rounding.HALF_EVEN, Overflow.SATURATE) + 0.0);
        for (int i = 1; i < distinct.size(); i++) {
            double third = distinct.get(i - 1) + (distinct.get(i) - distinct.get(i - 1)) / 3;
            assertEquals(distinct.get(i - 1), grid.nearest(third, Rounding.HALF_EVEN, Overflow.SATURATE) + 0.0);
            assertEquals(distinct.get(i), grid.nearest(third, Rounding.CEILING, Overflow.SATURATE) + 0.0);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 8, 12, 16})
    void asymmetricIntegersAreThoseOfTheIntegerReference(int bits) {
        Random random = new Random(SEED + bits);
        var format = new NumberFormat(NumberFormat.Kind.SIGNED, bits);
        for (int run = 0; run < 50; run++) {
            float low = -random.nextFloat() * 10, high = random.nextFloat() * 5;
            Quantization theirs = new Range(low, high).asymmetric(format);
            Format ours = Format.asymmetric(bits);
            Fit fit = Fitting.MIN_MAX.fit(new float[] {low, high}, ours);
            assertEquals(theirs.scales()[0], fit.scale());
            assertEquals(theirs.zeroPoints()[0], fit.zero());
            for (int i = 0; i < 200; i++) {
                float x = (random.nextFloat() - 0.5f) * 20;
                assertEquals(theirs.quantize(x, 0), (int) ours.code(x, fit), "number " + x + ", seed " + SEED);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "int2",
                "int5",
                "uint3",
                "ternary",
                "levels7",
                "ulevels6",
                "pot4",
                "pot3x2",
                "pot4x3",
                "e4m3",
                "e5m2",
                "binary",
                "int4:asymmetric"
            })
    void nearestIsNearestAndProjectionIsIdempotent(String name) {
        Format format = Formats.parse(name);
        Random random = new Random(SEED);
        for (int i = 0; i < 2000; i++) {
            double x = random.nextGaussian() * format.grid().high() * 0.6;
            double y = format.grid().nearest(x, Rounding.HALF_EVEN, Overflow.SATURATE);
            assertEquals(y, format.grid().nearest(y, Rounding.HALF_EVEN, Overflow.SATURATE));
            double below = format.grid().nearest(x, Rounding.FLOOR, Overflow.SATURATE);
            double above = format.grid().nearest(x, Rounding.CEILING, Overflow.SATURATE);
            assertTrue(Math.abs(x - y) <= Math.min(Math.abs(x - below), Math.abs(x - above)) + 1e-12, "number " + x);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"int3", "int4", "ternary", "binary", "pot4", "pot4x2", "fix6", "int4:asymmetric", "levels5"})
    void leastSquaresIsNeverWorseThanMinMax(String name) {
        Format format = Formats.parse(name);
        Random random = new Random(SEED);
        for (int run = 0; run < 20; run++) {
            float[] numbers = new float[200];
            for (int i = 0; i < numbers.length; i++) numbers[i] = (float) (random.nextGaussian() * Math.exp(run - 10));
            double wide = Projected.of(numbers, 1, format, Fitting.MIN_MAX).meanSquaredError(numbers);
            double best =
                    Projected.of(numbers, 1, format, Fitting.LEAST_SQUARES).meanSquaredError(numbers);
            assertTrue(best <= wide, best + " > " + wide + ", seed " + SEED);
        }
    }

    private static float[] numbers(Floats grid, int count) {
        Random random = new Random(SEED);
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            int exponent = random.nextInt(-grid.bias() - grid.mantissaBits() - 3, Math.min(grid.bias() + 3, 127));
            float x = Math.scalb(1 + random.nextFloat(), exponent);
            // ties are where roundings differ
            if (i % 3 == 0) x = Float.intBitsToFloat(Float.floatToIntBits(x) & -1 << 22 - grid.mantissaBits());
            numbers[i] = random.nextBoolean() ? x : -x;
        }
        numbers[0] = 0;
        return numbers;
    }
}
