package org.systole.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.systole.graph.Graph;
import org.systole.graph.NetworkBuilder;
import org.systole.tensor.NumberFormat;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

class LayerMeasurementTest {
    private static final Shape SHAPE = Shape.of(1, 4, 8, 8);

    private static Graph convolution() {
        var n = new NetworkBuilder("net", 11);
        return n.output(n.name("c").conv(n.input("x", 1, 4, 8, 8), 8, 3, 1, 1)).build();
    }

    /** All integers that 8 bits hold, once: they calibrate to a scale of 1. */
    private static Tensor integers() {
        float[] values = new float[256];
        for (int i = 0; i < values.length; i++) values[i] = i - 128;
        return Tensor.of(SHAPE, values);
    }

    private static Tensor noise(double deviation) {
        var random = new SplittableRandom(7);
        float[] values = new float[256];
        for (int i = 0; i < values.length; i++) values[i] = (float) (deviation * random.nextGaussian());
        return Tensor.of(SHAPE, values);
    }

    private static List<LayerFacts> facts(
            Graph graph, QuantizationSettings settings, Tensor calibration, Tensor... samples) {
        IntegerNetwork network =
                Quantizer.quantize(graph, Calibration.minMax(graph, List.of(Map.of("x", calibration)), 1), settings);
        var given = Arrays.stream(samples).map(s -> Map.of("x", s)).toList();
        return LayerMeasurement.of(graph, network, given, 1, done -> {});
    }

    @Test
    void whatIntegersHoldIsExact() {
        var n = new NetworkBuilder("net", 11);
        Graph graph = n.output(n.name("pool").maxPool(n.input("x", 1, 4, 8, 8), 2, 2, 0))
                .build();
        for (LayerFacts layer : facts(graph, QuantizationSettings.INT8, integers(), integers())) {
            assertEquals(Double.POSITIVE_INFINITY, layer.sqnrDb(), layer.name());
            assertEquals("exact", layer.sqnr());
            assertEquals(0, layer.saturated());
            assertEquals(layer.name().equals("x") ? 256 : 64, layer.elements());
        }
    }

    /** Zeros become zeros: no signal, but no noise either. */
    @Test
    void zerosAreExact() {
        LayerFacts input = facts(convolution(), QuantizationSettings.INT8, integers(), noise(0))
                .getFirst();
        assertEquals("exact", input.sqnr());
    }

    @Test
    void numbersBeyondTheIntegersSaturate() {
        Tensor wide = noise(128);
        int beyond = 0;
        for (float x : wide.toFloats()) if (x < -128.5 || x > 127.5) beyond++;
        LayerFacts input = facts(convolution(), QuantizationSettings.INT8, integers(), wide)
                .getFirst();
        assertTrue(beyond > 20, beyond + " of 256");
        assertEquals(beyond, input.saturated());
        assertEquals(256, input.elements());
    }

    /** A bit is worth 6.02 dB where the noise is that of rounding. */
    @Test
    void fewerBitsAreMoreNoise() {
        var four = new NumberFormat(NumberFormat.Kind.SIGNED, 4);
        List<LayerFacts> wide = facts(convolution(), QuantizationSettings.INT8, noise(1), noise(1));
        List<LayerFacts> narrow =
                facts(convolution(), QuantizationSettings.of(four, NumberFormat.INT8), noise(1), noise(1));
        assertEquals(wide.getFirst().sqnrDb(), narrow.getFirst().sqnrDb(), "the input keeps its 8 bits");
        assertEquals(4 * 6.02, wide.getLast().sqnrDb() - narrow.getLast().sqnrDb(), 6);
    }

    @Test
    void whatWasNotMeasuredHasNoSignalToNoise() {
        for (LayerFacts layer : facts(convolution(), QuantizationSettings.INT8, integers())) {
            assertTrue(Double.isNaN(layer.sqnrDb()), layer.name());
            assertEquals("", layer.sqnr());
        }
    }
}
