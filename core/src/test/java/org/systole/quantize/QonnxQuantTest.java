package org.systole.quantize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.systole.graph.Attributes;
import org.systole.graph.Graph;
import org.systole.graph.GraphBuilder;
import org.systole.onnx.FloatReference;
import org.systole.problem.Problems;
import org.systole.tensor.DataType;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/** Quant, BipolarQuant and Trunc: by hand from the operators' pages of QONNX, and against ONNX Runtime on random numbers. */
class QonnxQuantTest {
    private static final String DOMAIN = "qonnx.custom_op.general";

    private static Graph graph(String op, Attributes attributes, int elements, float... operands) {
        var b = new GraphBuilder("q", 13).opset(DOMAIN, 1);
        var inputs = new ArrayList<String>(List.of(b.input("x", DataType.FLOAT32, elements)));
        for (float operand : operands) inputs.add(b.constant(Tensor.of(Shape.of(), operand)));
        return b.output(b.node("y", DOMAIN, op, inputs, attributes, 1).getFirst())
                .build();
    }

    private static float[] defined(Graph graph, float[] x) {
        var problems = new Problems();
        QonnxQuant quant = QonnxQuant.of(graph, graph.nodes().getFirst(), problems);
        problems.throwIfAny();
        float[] y = new float[x.length];
        for (int i = 0; i < y.length; i++) y[i] = quant.apply(x[i], 0);
        return y;
    }

    private static float[] theirs(Graph graph, float[] x) {
        try (var reference = FloatReference.of(graph, FloatReference.Options.PLAIN)) {
            return reference
                    .run(Map.of("x", Tensor.of(Shape.of(x.length), x)))
                    .get("y")
                    .toFloats();
        }
    }

    /** The table of rounding modes in QONNX's page of IntQuant, at scale 1. */
    @ParameterizedTest
    @CsvSource({
        "ROUND,      6  2  2  1  1 -1 -1 -2 -2 -6",
        "HALF_EVEN,  6  2  2  1  1 -1 -1 -2 -2 -6",
        "CEIL,       6  3  2  2  1 -1 -1 -1 -2 -5",
        "FLOOR,      5  2  1  1  1 -1 -2 -2 -3 -6",
        "UP,         6  3  2  2  1 -1 -2 -2 -3 -6",
        "DOWN,       5  2  1  1  1 -1 -1 -1 -2 -5",
        "HALF_UP,    6  3  2  1  1 -1 -1 -2 -3 -6",
        "HALF_DOWN,  5  2  2  1  1 -1 -1 -2 -2 -5",
        "round,      6  2  2  1  1 -1 -1 -2 -2 -6"
    })
    void roundingModes(String mode, String expected) {
        float[] x = {5.5f, 2.5f, 1.6f, 1.1f, 1.0f, -1.0f, -1.1f, -1.6f, -2.5f, -5.5f};
        String[] each = expected.trim().split(" +");
        float[] wanted = new float[x.length];
        for (int i = 0; i < wanted.length; i++) wanted[i] = Float.parseFloat(each[i]);
        Graph graph =
                graph("Quant", Attributes.pairs("signed", 1L, "narrow", 0L, "rounding_mode", mode), x.length, 1, 0, 8);
        assertArrayEquals(wanted, defined(graph, x));
        assertArrayEquals(wanted, theirs(graph, x));
    }

    @ParameterizedTest
    @CsvSource({
        // signed, narrow, bits, zero, smallest, largest
        "1, 0, 8, 0, -128, 127",
        "1, 1, 8, 0, -127, 127",
        "0, 0, 8, 0, 0, 255",
        "0, 1, 8, 0, 0, 254",
        "1, 0, 2, 0, -2, 1",
        "1, 1, 2, 0, -1, 1",
        "0, 0, 1, 0, 0, 1",
        "1, 0, 1, 0, -1, 1",
        "0, 0, 4, 3, -3, 12",
        "1, 0, 16, 0, -32768, 32767"
    })
    void ranges(long signed, long narrow, float bits, float zero, float least, float most) {
        float[] x = {-1e6f, 1e6f};
        Graph graph = graph("Quant", Attributes.pairs("signed", signed, "narrow", narrow), 2, 0.5f, zero, bits);
        assertArrayEquals(new float[] {least / 2, most / 2}, defined(graph, x));
        assertArrayEquals(new float[] {least / 2, most / 2}, theirs(graph, x));
    }

    /** 2^31 - 1 is no number of single precision: the bound rounds to 2^31, which is no integer of 32 bits. */
    @Test
    void constantsOf32BitsSaturate() {
        Graph graph = graph("Quant", Attributes.pairs("signed", 1L), 2, 1e-9f, 0, 32);
        QonnxQuant quant = QonnxQuant.of(graph, graph.nodes().getFirst(), new Problems());
        int[] integers = quant.integers(Tensor.of(Shape.of(2), 3f, -3f)).values();
        assertArrayEquals(new int[] {Integer.MAX_VALUE, Integer.MIN_VALUE}, integers);
    }

    @Test
    void bipolar() {
        float[] x = {-0.1f, 0, 0.1f, -7, 7}, wanted = {-0.25f, 0.25f, 0.25f, -0.25f, 0.25f};
        Graph graph = graph("BipolarQuant", Attributes.NONE, x.length, 0.25f);
        assertArrayEquals(wanted, defined(graph, x));
        assertArrayEquals(wanted, theirs(graph, x));
    }

    /** From 6 to 4 bits: integers 13, 14, 15, 16 at scale 0.5 are divided by 4 and rounded down; the scale stays. */
    @Test
    void truncationOfVersion1() {
        float[] x = {6.5f, 7, 7.5f, 8, -6.5f}, wanted = {1.5f, 1.5f, 1.5f, 2, -2};
        Graph graph = graph("Trunc", Attributes.NONE, x.length, 0.5f, 0, 6, 4);
        assertArrayEquals(wanted, defined(graph, x));
        assertArrayEquals(wanted, theirs(graph, x));
    }

    /** The output's scale is 4 times the input's, so the integers are divided by 4, and clamped to 3 signed bits. */
    @Test
    void truncationOfVersion2() {
        float[] x = {6.5f, 7, 7.5f, 8, -6.5f}, wanted = {6, 6, 6, 6, -8};
        Graph graph = graph("Trunc", Attributes.pairs("signed", 1L), x.length, 0.5f, 0, 6, 2, 3);
        assertArrayEquals(wanted, defined(graph, x));
        assertArrayEquals(wanted, theirs(graph, x));
    }

    @Test
    void randomNumbersAgainstOnnxRuntime() {
        String[] modes = {"ROUND", "CEIL", "FLOOR", "UP", "DOWN", "HALF_UP", "HALF_DOWN"};
        for (int seed = 0; seed < 60; seed++) {
            var random = new SplittableRandom(seed);
            int bits = random.nextInt(1, 17);
            boolean signed = random.nextBoolean();
            float zero = signed ? 0 : random.nextInt(1 << bits);
            float scale =
                    random.nextBoolean() ? (float) Math.scalb(1.0, random.nextInt(-6, 3)) : random.nextFloat() + 0.01f;
            float[] x = new float[500];
            // halves of the scale are frequent, so that ties are
            for (int i = 0; i < x.length; i++)
                x[i] = random.nextBoolean()
                        ? (float) random.nextGaussian() * scale * (1 << Math.min(bits, 10))
                        : scale * random.nextInt(-600, 600) / 2;
            Attributes attributes = Attributes.pairs(
                    "signed",
                    signed ? 1L : 0L,
                    "narrow",
                    bits > 1 && zero < (1 << bits) - 1 && random.nextBoolean() ? 1L : 0L,
                    "rounding_mode",
                    modes[random.nextInt(modes.length)]);
            Graph graph = random.nextInt(4) == 0
                    ? graph("Trunc", attributes, x.length, scale, zero, bits + random.nextInt(8), bits)
                    : graph("Quant", attributes, x.length, scale, zero, bits);
            float[] ours = defined(graph, x), theirs = theirs(graph, x);
            for (int i = 0; i < x.length; i++)
                assertEquals(theirs[i], ours[i], 0f, "seed " + seed + ", " + graph.nodes() + " of " + x[i]);
        }
    }
}
