package org.systole.quantize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.systole.formats.Accumulator;
import org.systole.formats.Overflow;
import org.systole.graph.Graph;
import org.systole.graph.NetworkBuilder;
import org.systole.tensor.NumberFormat;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;
import org.systole.tensor.Window;

/** Accumulators of limited width: worked examples, bounds that hold for random layers, and the way from a plan to the report. */
class LimitedAccumulatorTest {
    private static final long SEED = Long.getLong("test.seed", 20261120);
    private static final Requantization PLAIN =
            new Requantization(new int[] {1}, new int[] {0}, 0, Integer.MIN_VALUE, Integer.MAX_VALUE);

    private static IntegerOp.Dense dense(long bias, int... weights) {
        return new IntegerOp.Dense(
                new IntegerTensor(Shape.of(1, weights.length), weights),
                Quantization.perTensor(NumberFormat.INT8, 1, 0),
                new long[] {bias},
                PLAIN);
    }

    private static int run(IntegerOp layer, Overflow overflow, int bits, int... x) {
        Quantization q = Quantization.perTensor(NumberFormat.INT8, 1, 0);
        var type = new IntegerType(Shape.of(1, 1), q);
        var in = new Operands(List.of(new IntegerTensor(Shape.of(1, x.length), x)), List.of(q), type);
        return new LimitedLayer(layer, new Accumulator(bits, overflow))
                .define(in)
                .values()[0];
    }

    @Test
    void saturationKeepsWhatWasLostAndWrappingDoesNot() {
        // 8 bits: 100 + 10 * 10 = 200 saturates at 127, then - 100 = 27; wrapped it comes back to 100
        IntegerOp layer = dense(100, 10, -10);
        assertEquals(27, run(layer, Overflow.SATURATE, 8, 10, 10));
        assertEquals(100, run(layer, Overflow.WRAP, 8, 10, 10));
        // 100 + 100 = 200 = 200 - 256
        assertEquals(-56, run(layer, Overflow.WRAP, 8, 10, 0));
        assertEquals(200, run(layer, Overflow.SATURATE, 9, 10, 0));
    }

    @Test
    void withTheProvenWidthNothingOverflowsAndTheBitsAreThoseOfThePlainLayer() {
        var random = new SplittableRandom(SEED);
        for (int i = 0; i < 150; i++) {
            int bits = random.nextInt(2, 17), weightBits = random.nextInt(2, 17);
            int c = random.nextInt(1, 6), k = random.nextInt(1, 5), size = random.nextInt(1, 5);
            Quantization q = Quantization.perTensor(
                    new NumberFormat(NumberFormat.Kind.SIGNED, bits), 1, random.nextInt(-1 << bits - 1, 1 << bits - 1));
            var op = new IntegerOp.Convolution(
                    tensor(random, Shape.of(k, c, 3, 3), weightBits),
                    Quantization.perTensor(new NumberFormat(NumberFormat.Kind.SIGNED, weightBits), 1, 0),
                    random.longs(k, -1000, 1000).toArray(),
                    1,
                    new Window(1, 1, 1, 1, 1, 1, size, size),
                    Requantization.of(new double[] {Math.scalb(1.0, 4 - bits - weightBits)}, 0, -128, 127));
            IntegerTensor x = tensor(random, Shape.of(1, c, size, size), bits);
            Shape shape = Shape.of(1, k, size, size);
            int proven = AccumulatorBits.proven(op, q);
            assertTrue(AccumulatorBits.observed(op, x, q, shape) <= proven, "case " + i + " of seed " + SEED);
            var limited = new LimitedLayer(op, new Accumulator(proven, Overflow.SATURATE));
            assertEquals(0, limited.overflows(x, q.zeroPoints()[0], shape), "case " + i + " of seed " + SEED);
            var in = new Operands(
                    List.of(x), List.of(q), new IntegerType(shape, Quantization.perTensor(NumberFormat.INT8, 1, 0)));
            int[] plain = IntegerDefinition.convolution(op, x, q.zeroPoints()[0], shape)
                    .values();
            assertArrayEquals(plain, limited.define(in).values(), "case " + i + " of seed " + SEED);
        }
    }

    /** Inputs at the ends of their format, by the sign of the weights, reach the bound: it is not one bit too wide. */
    @Test
    void theProvenBoundIsReached() {
        var random = new SplittableRandom(SEED);
        for (int i = 0; i < 100; i++) {
            int depth = random.nextInt(1, 300), bits = random.nextInt(2, 17);
            var format = new NumberFormat(NumberFormat.Kind.SIGNED, bits);
            Quantization q = Quantization.perTensor(format, 1, 0);
            IntegerTensor w = tensor(random, Shape.of(1, depth), 8);
            var op = new IntegerOp.Dense(w, Quantization.perTensor(NumberFormat.INT8, 1, 0), new long[1], PLAIN);
            int most = 0;
            for (boolean positive : new boolean[] {true, false}) {
                int[] x = new int[depth];
                // the other products are left out: zero is an input too
                for (int c = 0; c < depth; c++) {
                    int end = w.values()[c] > 0 == positive ? q.high() : q.low();
                    x[c] = end;
                }
                most = Math.max(
                        most,
                        AccumulatorBits.observed(op, new IntegerTensor(Shape.of(1, depth), x), q, Shape.of(1, 1)));
            }
            assertEquals(AccumulatorBits.proven(op, q), most, "case " + i + " of seed " + SEED);
        }
    }

    private static IntegerTensor tensor(SplittableRandom r, Shape shape, int bits) {
        return new IntegerTensor(
                shape, r.ints(shape.elements(), -1 << bits - 1, 1 << bits - 1).toArray());
    }

    @Test
    void biasesOfEightBitsShareAShift() {
        var limits = new AccumulatorSettings(30, Overflow.SATURATE, 8);
        // 1000 / 8 = 125 fits 8 bits; -3 / 8 rounds to 0, 20 / 8 to 3
        assertArrayEquals(new long[] {1000, 0, 24}, limits.stored(new long[] {1000, -3, 20}));
        assertArrayEquals(new long[] {127, -128}, limits.stored(new long[] {127, -128}));
        // a dead channel's bias saturates alone: the others keep their bits
        assertArrayEquals(
                new long[] {(1L << 47) - 1, 7}, AccumulatorSettings.WIDE.stored(new long[] {Long.MAX_VALUE / 2, 7}));
    }

    @Test
    void aPlanWithNarrowAccumulatorsIsReportedNotSilent() {
        var n = new NetworkBuilder("net", 3);
        Graph graph = n.output(n.conv(n.input("x", 1, 8, 6, 6), 4, 3, 1, 1)).build();
        var samples = new ArrayList<Map<String, Tensor>>();
        var random = new SplittableRandom(SEED);
        for (int s = 0; s < 4; s++) {
            float[] values = new float[288];
            for (int i = 0; i < values.length; i++) values[i] = (float) random.nextGaussian();
            samples.add(Map.of("x", Tensor.of(Shape.of(1, 8, 6, 6), values)));
        }
        Ranges ranges = Calibration.minMax(graph, samples, 1);
        LayerSettings int8 = LayerSettings.of(NumberFormat.INT8, NumberFormat.INT8);
        IntegerNetwork wide = Quantizer.quantize(
                graph, ranges, QuantizationSettings.of(int8.with(new AccumulatorSettings(30, Overflow.SATURATE, 8))));
        assertInstanceOf(IntegerOp.Convolution.class, wide.nodes().getFirst().op());
        LayerFacts.Accumulator fits =
                LayerMeasurement.of(graph, wide, samples, 1, d -> {}).getLast().accumulator();
        assertEquals(0, fits.overflows());
        IntegerNetwork narrow = Quantizer.quantize(
                graph, ranges, QuantizationSettings.of(int8.with(new AccumulatorSettings(12, Overflow.WRAP, 12))));
        assertInstanceOf(LimitedLayer.class, narrow.nodes().getFirst().op());
        LayerFacts.Accumulator overflows = LayerMeasurement.of(graph, narrow, samples, 1, d -> {})
                .getLast()
                .accumulator();
        assertTrue(overflows.overflows() > 0);
        assertTrue(overflows.text().contains("12 wrap: " + overflows.overflows()), overflows.text());
        assertFalse(fits.text().contains("wrap"));
    }

    @Test
    void plansSayAccumulators() {
        var n = new NetworkBuilder("net", 3);
        Graph graph =
                n.output(n.name("c").conv(n.input("x", 1, 8, 6, 6), 4, 3, 1, 1)).build();
        String text = """
                systole: quantization/1
                accumulator: {bits: 30, bias_bits: 8}
                layers:
                  c:
                    accumulator: {overflow: wrap}
                """;
        Plan plan = PlanReader.read("plan", text.getBytes(java.nio.charset.StandardCharsets.UTF_8), graph);
        assertEquals(
                new AccumulatorSettings(30, Overflow.SATURATE, 8),
                plan.defaults().accumulator());
        assertEquals(
                new AccumulatorSettings(30, Overflow.WRAP, 8), plan.layer("c").accumulator());
        String written = PlanWriter.text(plan, Map.of("c", List.of()));
        assertEquals(plan, PlanReader.read("plan", written.getBytes(java.nio.charset.StandardCharsets.UTF_8), graph));
    }
}
