package org.systole.quantize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.systole.tensor.NumberFormat;
import org.systole.tensor.Shape;
import org.systole.tensor.Window;

/** The kernels against the definition, over random layers. */
class FastConvolutionPropertyTest {
    private static final long SEED = Long.getLong("test.seed", 20261120);

    @Test
    void equalsTheDefinition() {
        var random = new SplittableRandom(SEED);
        for (int i = 0; i < 400; i++) {
            Case c = Case.random(random);
            int zero = random.nextInt(-128, 128);
            IntegerTensor expected = IntegerDefinition.convolution(c.op, c.x, zero, c.output);
            assertTrue(ConvolutionKernel.suits(c.op, Quantization.perTensor(NumberFormat.INT8, 1, zero)));
            IntegerTensor got = ConvolutionKernel.of(c.op, Quantization.perTensor(NumberFormat.INT8, 1, zero))
                    .run(FastMap.of(c.x), zero, c.output)
                    .toTensor(c.output);
            assertArrayEquals(expected.values(), got.values(), "case " + i + " of seed " + SEED + ": " + c);
        }
    }

    @Test
    void equalsTheDefinitionAtAllWidthsAndWithWeightsThatHaveZeroPoints() {
        var random = new SplittableRandom(SEED);
        int wide = 0;
        for (int i = 0; i < 400; i++) {
            int bits = random.nextInt(1, 17), weightBits = random.nextInt(1, 17);
            Case c = Case.random(random, bits, weightBits);
            var format = new NumberFormat(NumberFormat.Kind.SIGNED, bits);
            Quantization input = Quantization.perTensor(format, 1, random.nextInt(-1 << bits - 1, 1 << bits - 1));
            IntegerTensor expected = IntegerDefinition.convolution(c.op, c.x, input.zeroPoints()[0], c.output);
            assertTrue(ConvolutionKernel.suits(c.op, input));
            ConvolutionKernel kernel = ConvolutionKernel.of(c.op, input);
            if (kernel instanceof WideConvolution) wide++;
            IntegerTensor got =
                    kernel.run(FastMap.of(c.x), input.zeroPoints()[0], c.output).toTensor(c.output);
            assertArrayEquals(
                    expected.values(),
                    got.values(),
                    "case " + i + " of seed " + SEED + ", " + bits + " and " + weightBits + " bits: " + c);
        }
        assertTrue(wide > 50 && wide < 350, wide + " of 400 cases in double precision");
    }

    @Test
    void sixteenBitsOver4608ProductsNeed44BitsAndAreExact() {
        var x = filled(Shape.of(1, 512, 3, 3), -32768);
        var w = filled(Shape.of(3, 512, 3, 3), 32767);
        w.values()[7] = 32766;
        var out = new Requantization(new int[] {1}, new int[] {24}, 0, Integer.MIN_VALUE, Integer.MAX_VALUE);
        Quantization input = Quantization.perTensor(NumberFormat.INT16, 1, 0);
        var op = new IntegerOp.Convolution(w, input, new long[] {0, 5, -9}, 1, Window.of(3, 3), out);
        Shape shape = Shape.of(1, 3, 1, 1);
        assertEquals(44, AccumulatorBits.proven(op, input));
        assertArrayEquals(
                IntegerDefinition.convolution(op, x, 0, shape).values(),
                ConvolutionKernel.of(op, input)
                        .run(FastMap.of(x), 0, shape)
                        .toTensor(shape)
                        .values());
    }

    @Test
    void sumsBeyondSinglePrecisionAreExact() {
        // 2048 channels of the largest products: 2^26 and more, of which single precision would lose the last bits
        var x = filled(Shape.of(1, 2048, 1, 3), -128);
        var w = filled(Shape.of(5, 2048, 1, 1), 127);
        w.values()[3] = 126;
        var out = new Requantization(new int[] {1}, new int[] {0}, 0, Integer.MIN_VALUE, Integer.MAX_VALUE);
        var op = new IntegerOp.Convolution(
                w,
                Quantization.perTensor(NumberFormat.INT8, 1, 0),
                new long[] {1, 2, 3, 4, 5},
                1,
                Window.of(1, 3),
                out);
        Shape shape = Shape.of(1, 5, 1, 3);
        assertArrayEquals(
                IntegerDefinition.convolution(op, x, 127, shape).values(),
                ConvolutionKernel.of(op, Quantization.perTensor(NumberFormat.INT8, 1, 127))
                        .run(FastMap.of(x), 127, shape)
                        .toTensor(shape)
                        .values());
    }

    @Test
    void denseLayersRunByTheSameKernel() {
        var random = new SplittableRandom(SEED);
        for (int i = 0; i < 50; i++) {
            int rows = random.nextInt(1, 7), depth = random.nextInt(1, 900), outputs = random.nextInt(1, 40);
            var op = new IntegerOp.Dense(
                    Case.tensor(random, Shape.of(outputs, depth), 127),
                    Quantization.perTensor(NumberFormat.INT8, 1, 0),
                    random.longs(outputs, -5000, 5000).toArray(),
                    Requantization.of(new double[] {0.001}, 3, -128, 127));
            var type = Quantization.perTensor(NumberFormat.INT8, 1, -7);
            Shape in = Shape.of(rows, depth), out = Shape.of(rows, outputs);
            var network = new IntegerNetwork(
                    "dense",
                    List.of("x"),
                    List.of("y"),
                    List.of(new IntegerNode("d", op, List.of("x"), "y", List.of())),
                    Map.of("x", new IntegerType(in, type), "y", new IntegerType(out, type)),
                    Map.of());
            IntegerTensor x = Case.tensor(random, in, 127);
            var run = new FastRun(network, (o, a, b, s) -> new float[0]);
            assertTrue(run.accelerated().contains("d"));
            assertArrayEquals(
                    IntegerDefinition.dense(op, x, -7, out).values(),
                    run.outputs(Map.of("x", x)).get("y").values());
        }
    }

    private static IntegerTensor filled(Shape shape, int value) {
        IntegerTensor t = IntegerTensor.zeros(shape);
        java.util.Arrays.fill(t.values(), value);
        return t;
    }

    private record Case(IntegerOp.Convolution op, IntegerTensor x, Shape output, String text) {
        static Case random(SplittableRandom r) {
            return random(r, 0, 0);
        }

        /** Weights and inputs of these widths, weights with zero points; 0: symmetric ones of 8 bits. */
        static Case random(SplittableRandom r, int bits, int weightBits) {
            boolean depthwise = r.nextInt(4) == 0;
            int groups = depthwise ? r.nextInt(1, 40) : r.nextInt(4) == 0 ? r.nextInt(1, 4) : 1;
            int c = depthwise ? 1 : r.nextInt(1, 70), k = depthwise ? groups : groups * r.nextInt(1, 45);
            int fy = r.nextInt(1, 4), fx = r.nextInt(1, 4), sy = r.nextInt(1, 4), sx = r.nextInt(1, 4);
            int dy = r.nextInt(1, 3), dx = r.nextInt(1, 3), pt = r.nextInt(0, 3), pl = r.nextInt(0, 3);
            int h = (fy - 1) * dy + 1 + r.nextInt(6), w = (fx - 1) * dx + 1 + r.nextInt(9), n = r.nextInt(1, 3);
            int oy = (h + pt + r.nextInt(2) - (fy - 1) * dy - 1) / sy + 1;
            int ox = (w + pl + r.nextInt(2) - (fx - 1) * dx - 1) / sx + 1;
            double range = bits == 0 ? 0.01 : Math.scalb(1.0, 8 - bits - weightBits);
            double[] factors = r.doubles(k, range / 10_000, range).toArray();
            boolean plain = weightBits == 0;
            var op = new IntegerOp.Convolution(
                    plain ? tensor(r, Shape.of(k, c, fy, fx), 127) : any(r, Shape.of(k, c, fy, fx), weightBits),
                    plain ? Quantization.perTensor(NumberFormat.INT8, 1, 0) : weights(r, k, weightBits),
                    r.longs(k, -100_000, 100_000).toArray(),
                    groups,
                    new Window(sy, sx, dy, dx, pt, pl, h, w),
                    Requantization.of(factors, r.nextInt(-128, 128), -128, 127));
            return new Case(
                    op,
                    plain ? tensor(r, Shape.of(n, groups * c, h, w), 127) : any(r, Shape.of(n, groups * c, h, w), bits),
                    Shape.of(n, k, oy, ox),
                    op.window() + " groups " + groups + " weights "
                            + op.weights().shape());
        }

        private static Quantization weights(SplittableRandom r, int k, int bits) {
            var format = new NumberFormat(NumberFormat.Kind.SIGNED, bits);
            float[] scales = new float[k];
            java.util.Arrays.fill(scales, 1);
            return new Quantization(
                    format, scales, r.ints(k, -1 << bits - 1, 1 << bits - 1).toArray(), 0);
        }

        private static IntegerTensor any(SplittableRandom r, Shape shape, int bits) {
            return new IntegerTensor(
                    shape,
                    r.ints(shape.elements(), -1 << bits - 1, 1 << bits - 1).toArray());
        }

        static IntegerTensor tensor(SplittableRandom r, Shape shape, int most) {
            return new IntegerTensor(
                    shape, r.ints(shape.elements(), -most, most + 1).toArray());
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
