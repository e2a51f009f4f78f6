package org.systole.quantize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
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
            assertTrue(FastConvolution.suits(c.op, Quantization.perTensor(NumberFormat.INT8, 1, zero)));
            IntegerTensor got = FastConvolution.of(c.op)
                    .run(FastMap.of(c.x), zero, c.output)
                    .toTensor(c.output);
            assertArrayEquals(expected.values(), got.values(), "case " + i + " of seed " + SEED + ": " + c);
        }
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
                FastConvolution.of(op)
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
            boolean depthwise = r.nextInt(4) == 0;
            int groups = depthwise ? r.nextInt(1, 40) : r.nextInt(4) == 0 ? r.nextInt(1, 4) : 1;
            int c = depthwise ? 1 : r.nextInt(1, 70), k = depthwise ? groups : groups * r.nextInt(1, 45);
            int fy = r.nextInt(1, 4), fx = r.nextInt(1, 4), sy = r.nextInt(1, 4), sx = r.nextInt(1, 4);
            int dy = r.nextInt(1, 3), dx = r.nextInt(1, 3), pt = r.nextInt(0, 3), pl = r.nextInt(0, 3);
            int h = (fy - 1) * dy + 1 + r.nextInt(6), w = (fx - 1) * dx + 1 + r.nextInt(9), n = r.nextInt(1, 3);
            int oy = (h + pt + r.nextInt(2) - (fy - 1) * dy - 1) / sy + 1;
            int ox = (w + pl + r.nextInt(2) - (fx - 1) * dx - 1) / sx + 1;
            double[] factors = r.doubles(k, 1e-6, 0.01).toArray();
            var op = new IntegerOp.Convolution(
                    tensor(r, Shape.of(k, c, fy, fx), 127),
                    Quantization.perTensor(NumberFormat.INT8, 1, 0),
                    r.longs(k, -100_000, 100_000).toArray(),
                    groups,
                    new Window(sy, sx, dy, dx, pt, pl, h, w),
                    Requantization.of(factors, r.nextInt(-128, 128), -128, 127));
            return new Case(
                    op,
                    tensor(r, Shape.of(n, groups * c, h, w), 127),
                    Shape.of(n, k, oy, ox),
                    op.window() + " groups " + groups + " weights "
                            + op.weights().shape());
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
