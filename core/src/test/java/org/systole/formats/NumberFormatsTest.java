package org.systole.formats;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.systole.problem.SystoleException;

class NumberFormatsTest {
    /** ONNX and QONNX (IntQuant's table of rounding modes, qonnx@cc2ec17) on the ties and between them. */
    @ParameterizedTest
    @CsvSource({
        "HALF_EVEN,         -2, -2, -1,  0, 0, 1,  2, 2",
        "HALF_UP,           -2, -1, -1,  0, 1, 1,  2, 3",
        "HALF_AWAY,         -3, -2, -1, -1, 1, 1,  2, 3",
        "HALF_TOWARDS_ZERO, -2, -1, -1,  0, 0, 1,  1, 2",
        "FLOOR,             -3, -2, -2, -1, 0, 0,  1, 2",
        "CEILING,           -2, -1, -1,  0, 1, 1,  2, 3",
        "TOWARDS_ZERO,      -2, -1, -1,  0, 0, 0,  1, 2",
        "AWAY_FROM_ZERO,    -3, -2, -2, -1, 1, 1,  2, 3"
    })
    void rounds(Rounding rounding, int a, int b, int c, int d, int e, int f, int g, int h) {
        double[] numbers = {-2.5, -1.5, -1.2, -0.5, 0.5, 0.7, 1.5, 2.5};
        // -1.2 and 0.7 are no ties
        double[] rounded = new double[8];
        for (int i = 0; i < 8; i++) rounded[i] = rounding.apply(numbers[i]) + 0.0;
        assertArrayEquals(new double[] {a, b, c, d, e, f, g, h}, rounded);
    }

    @Test
    void theLargestNumberBelowAHalfGoesDown() {
        assertEquals(0, Rounding.HALF_UP.apply(0.49999999999999994));
        assertEquals(4503599627370497.0, Rounding.HALF_UP.apply(4503599627370497.0));
    }

    @ParameterizedTest
    @CsvSource({
        "int8,      -127, 127, 8",
        "int8:full, -128, 127, 8",
        "int1,      -1,   0,   1",
        "int16,     -32767, 32767, 16",
        "uint4,     0,    15,  4",
        "uint16,    0, 65535,  16",
        "fix8,      -128, 127, 8",
        "q3.4,      -128, 127, 8",
        "binary,    -1,   1,   1",
        "ternary,   -1,   1,   2",
        "levels5,   -2,   2,   3",
        "levels7,   -3,   3,   3",
        "levels15,  -7,   7,   4",
        "ulevels7,  0,    6,   3",
        "pot4,      -64,  64,  4",
        "pot4x2,    -128, 128, 8",
        "pot3x3,    -12,  12,  9",
        "e4m3,      -448, 448, 8",
        "e5m2,      -57344, 57344, 8",
        "fp16,      -65504, 65504, 16"
    })
    void ranges(String name, double low, double high, int bits) {
        Format format = Formats.parse(name);
        assertEquals(low, format.grid().low());
        assertEquals(high, format.grid().high());
        assertEquals(bits, format.storedBits());
        assertEquals(name, format.toString());
    }

    /** Q3.4 counts sixteenths: 1.03 * 16 = 16.48 becomes 16; 9 is beyond 127/16 and saturates, or wraps to 144 - 256. */
    @Test
    void fixedPointHasAGivenPoint() {
        Format q34 = Formats.parse("q3.4");
        Fit fit = Fitting.MIN_MAX.fit(new float[] {5}, q34);
        assertEquals(1 / 16f, fit.scale());
        assertEquals(1f, q34.project(1.03f, fit));
        assertEquals(127 / 16f, q34.project(9, fit));
        assertEquals(-112 / 16f, Formats.parse("q3.4:wrap").project(9, fit));
        assertEquals(1f, Formats.parse("q3.4:floor").project(1.06f, fit));
        assertEquals(-8f, Formats.parse("q3.4:wrap").project(8, fit));
    }

    @Test
    void powersOfTwoAreTheNextAboveTheRange() {
        // 5 / 127 = 0.039 lies between 1/32 and 1/16
        assertEquals(
                1 / 16f,
                Fitting.MIN_MAX.fit(new float[] {5, -1}, Formats.parse("fix8")).scale());
        assertEquals(
                1 / 32f,
                Fitting.MIN_MAX.fit(new float[] {-4}, Formats.parse("fix8")).scale());
    }

    /** Sign and two exponent bits: 0, +-1, +-2, +-4; 3 is as far from 2 as from 4 and goes to the even index, 4's is 3, 2's 2. */
    @Test
    void sumsOfPowersOfTwo() {
        var one = new PowerSums(1, 3);
        assertArrayEquals(new double[] {-4, -2, -1, 0, 1, 2, 4}, one.values());
        assertEquals(2, one.nearest(3, Rounding.HALF_EVEN, Overflow.SATURATE));
        assertEquals(-2, one.nearest(-3, Rounding.HALF_EVEN, Overflow.SATURATE));
        assertEquals(4, one.nearest(3, Rounding.HALF_UP, Overflow.SATURATE));
        assertEquals(2, one.nearest(3.9, Rounding.FLOOR, Overflow.SATURATE));
        var two = new PowerSums(2, 4);
        // 11 = 8 + 2 + 1 has three bits; 10 = 8 + 2 and 12 = 8 + 4 are as near
        assertEquals(10, two.nearest(10.9, Rounding.HALF_EVEN, Overflow.SATURATE));
        for (double value : two.values()) assertTrue(PowerSums.fewestTerms((long) value) <= 2, "value " + value);
        assertEquals(3, PowerSums.fewestTerms(11));
        assertEquals(2, PowerSums.fewestTerms(7));
    }

    @Test
    void binaryHasNoZero() {
        Format binary = Formats.parse("binary");
        assertEquals(1, binary.code(0, Fit.UNIT));
        assertEquals(-1, binary.code(-1e-9f, Fit.UNIT));
        // of +-a numbers the least-squares scale is the mean magnitude (Rastegari et al. 2016, XNOR-Net)
        float[] numbers = {0.1f, -0.5f, 0.3f, -0.7f};
        assertEquals(0.4, Fitting.LEAST_SQUARES.fit(numbers, binary).scale(), 1e-6);
    }

    @Test
    void memoryAndArithmeticHaveWidthsOfTheirOwn() {
        Format format = Formats.parse("int6:in-bf16");
        assertEquals(6, format.storedBits());
        assertEquals("bf16", format.computed().toString());
        assertEquals("int6", format.stored().toString());
        // scale 0.01 is 0.010009765625 in bfloat16; 25 times it is 0.250244140625, in bfloat16 0.25
        assertEquals(0.25f, format.project(0.25f, new Fit(0.01f, 0)));
        assertEquals(0.25f, format.project(0.251f, new Fit(0.01f, 0)));
    }

    /** 2^15 * 2^15 * 4608 is 2^42.17: with sign 44 bits. */
    @Test
    void accumulators() {
        Format full = Formats.parse("int16:full");
        assertEquals(44, Accumulator.provenBits(full, full, 4608));
        assertEquals(20, Accumulator.provenBits(Formats.parse("uint8"), Formats.parse("int8"), 16));
        assertEquals(
                12, Accumulator.provenBits(Formats.parse("uint8"), new int[] {3, -4, 1, 0}, 2, new long[] {100, -200}));
        var saturating = new Accumulator(8, Overflow.SATURATE);
        assertEquals(127, saturating.hold(200));
        assertEquals(-128, saturating.hold(-129));
        var wrapping = new Accumulator(8, Overflow.WRAP);
        assertEquals(-56, wrapping.hold(200));
        assertEquals(127, wrapping.hold(-129));
        assertEquals(5, new Accumulator(48, Overflow.WRAP).hold(5 + (1L << 48)));
    }

    @Test
    void granularity() {
        float[] rows = {1, 2, 4, 8, 10, 20, 40, 80};
        assertEquals(
                1, Projected.of(rows, 2, Formats.parse("int8"), Fitting.MIN_MAX).fits().length);
        assertEquals(
                80 / 127f,
                Projected.of(rows, 2, Formats.parse("int8"), Fitting.MIN_MAX)
                        .fit(0)
                        .scale());
        var channels = Projected.of(rows, 2, Formats.parse("int8:channel"), Fitting.MIN_MAX);
        assertEquals(8 / 127f, channels.fit(3).scale());
        assertEquals(80 / 127f, channels.fit(4).scale());
        var groups = Projected.of(rows, 2, Formats.parse("int8:group3"), Fitting.MIN_MAX);
        assertEquals(4, groups.fits().length);
        assertEquals(4 / 127f, groups.fit(2).scale());
        assertEquals(8 / 127f, groups.fit(3).scale());
        assertEquals(40 / 127f, groups.fit(6).scale());
        assertEquals(80 / 127f, groups.fit(7).scale());
        assertEquals(8 * 8 + 4 * 32, groups.storedBits());
    }

    @Test
    void products() {
        assertEquals("8x4 multiply", product("int8", "int4"));
        assertEquals("9x8 multiply", product("int8:asymmetric", "int8"));
        assertEquals("8 gates", product("uint8", "ternary"));
        assertEquals("1 xnor", product("binary", "binary"));
        // 8 bits shifted by up to 6 places
        assertEquals("1 shift 14", product("int8", "pot4"));
        assertEquals("2 shift 14, 1 add", product("int8", "pot4x2"));
        assertEquals("fp multiply 16", product("int8:in-bf16", "int8:in-bf16"));
    }

    private static String product(String activation, String weight) {
        return Product.of(Formats.parse(activation), Formats.parse(weight)).text();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "int0",
                "int25",
                "int",
                "levels4",
                "pot9",
                "pot4x4",
                "ternary:wrap",
                "int8:infinity",
                "bf16:wrap",
                "q8",
                "int8:groupx",
                "binary:asymmetric",
                "",
                "int99999999999"
            })
    void refusesWhatIsNoFormat(String name) {
        var refused = assertThrows(SystoleException.class, () -> Formats.parse(name));
        assertEquals("E4501", refused.problems().getFirst().code().code());
    }

    @Test
    void refusesWeightsThatAreNoNumbers() {
        var refused = assertThrows(
                SystoleException.class,
                () -> Projected.of(new float[] {1, Float.NaN}, 1, Formats.parse("int8"), Fitting.MIN_MAX));
        assertEquals("E4502", refused.problems().getFirst().code().code());
    }
}
