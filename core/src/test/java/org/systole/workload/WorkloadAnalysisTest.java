package org.systole.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.systole.graph.Convolution;
import org.systole.graph.NetworkBuilder;
import org.systole.tensor.NumberFormat;
import org.systole.zoo.Zoo;

class WorkloadAnalysisTest {
    /**
     * The layers of ResNet-50 v1 that do not fit memories of 1 and 2 MiB, and the traffic of all layers with 8-bit
     * numbers: seed 004, section 4.2.4 (RAINBOW), recomputed in {@code structural.md}: filter, whole input and output of
     * each layer, layers counted from 1 in the order of the network, shortcut behind its block.
     */
    @Test
    void resNet50HasTheLayersOfRainbow() {
        Workload w = Lowering.of(Zoo.graph("resnet-50-v1"));
        Map<Integer, Long> large = new TreeMap<>();
        long all = 0;
        int number = 0;
        for (MacLayer layer : w.macLayers()) {
            number++;
            long size = layer.nest().elements(Operand.WEIGHT)
                    + w.maps().get(layer.reads().getFirst()).elements()
                    + layer.nest().elements(Operand.OUTPUT);
            all += size;
            if (size > 2 << 20 || number == 15 || number == 28) large.put(number, size);
        }
        assertEquals(
                Map.of(
                        15, 1_335_296L,
                        28, 1_126_400L,
                        45, 2_409_472L,
                        47, 2_398_208L,
                        49, 2_409_472L,
                        52, 2_409_472L),
                large);
        assertEquals(46_228_648, all);
    }

    @Test
    void countsByHand() {
        NetworkBuilder net = Lowered.network();
        String x = net.input("x", 1, 3, 8, 8);
        String a = net.name("a").conv(x, Convolution.of(4, 3).same().withBias());
        String r = net.relu(a);
        String b = net.name("b").conv(r, Convolution.of(4, 1).stride(2));
        String c = net.name("c").conv(r, Convolution.of(4, 3).same());
        String up = net.name("up").upsample(b, 2);
        net.output(net.name("sum").add(c, up));
        Workload w = Lowered.of(net).withPrecision(Precision.INT8);
        WorkloadAnalysis analysis = WorkloadAnalysis.of(w);
        WorkloadAnalysis.Row first = analysis.rows().getFirst();
        assertEquals(4 * 3 * 9 * 64, first.macs());
        assertEquals(4 * 3 * 9 * 8 + 4 * 32, first.weightBits());
        assertEquals(3 * 64 * 8, first.readBits());
        assertEquals(4 * 64 * 8, first.writeBits());
        // bias, requantization, relu
        assertEquals(3 * 4 * 64, first.vectorOperations());
        double bytes = 3 * 64 + 4 * 64 + 4 * 3 * 9 + 4 * 4;
        assertEquals((2.0 * 4 * 3 * 9 * 64 + 3 * 4 * 64) / bytes, first.operationsPerByte(), 1e-9);
        WorkloadAnalysis.Row strided = analysis.rows().get(1);
        assertEquals("b", strided.name());
        // one by one with stride 2 touches a quarter
        assertEquals(4 * 16 * 8, strided.readBits());
        assertEquals((3 * 64 + 4 * 64) * 8, analysis.borderBits());
        // x dies with a; then relu, b and up are alive when up is written, relu, up and sum when the sum is
        assertEquals(3 * 4 * 64 * 8, analysis.peakMapBits());
        assertEquals(4 * 64 * 8, analysis.largestMapBits());
        assertTrue(analysis.layerByLayerBits() > analysis.trafficBits());
    }

    @Test
    void equalLayersHaveEqualKeys() {
        Workload w = Lowering.of(Zoo.graph("resnet-34"));
        long different = w.layers().stream().map(LayerKey::of).distinct().count();
        long texts = w.layers().stream()
                .map(layer -> LayerKey.of(layer).canonical())
                .distinct()
                .count();
        assertEquals(different, texts);
        assertEquals(37, w.layers().size());
        // stem; two of the first stage; entry, its second, shortcut with the sum, inner first and second of three
        // more; the last one of all with the pool; dense
        assertEquals(1 + 2 + 3 * 5 + 1 + 1, different);
        LayerKey narrow = LayerKey.of(w.withPrecision(Precision.INT8).layers().getFirst());
        assertNotEquals(LayerKey.of(w.layers().getFirst()), narrow);
    }

    @Test
    void aFloatModelSaysThatItIsCostedAtOtherWidths() {
        NetworkBuilder net = Lowered.network();
        String x = net.input("x", 1, 3, 8, 8);
        String a = net.relu(net.conv(x, Convolution.of(4, 3).withBias()));
        net.output(a);
        Workload w = Lowered.of(net);
        Workload narrow = w.withPrecision(Precision.INT8);
        assertEquals(List.of("float model costed at int8 with int32 sums"), narrow.notes());
        MacLayer layer = narrow.macLayers().getFirst();
        assertEquals(Precision.INT8, layer.precision());
        assertEquals(List.of("bias", "convert", "clamp"), Lowered.work(layer));
        narrow.maps().values().forEach(map -> assertEquals(NumberFormat.INT8, map.format()));
        assertEquals(narrow, narrow.withPrecision(Precision.INT8));
        var half = new Precision(
                NumberFormat.BFLOAT16, NumberFormat.BFLOAT16, NumberFormat.BFLOAT16, NumberFormat.FLOAT32);
        assertEquals(
                List.of("bias", "clamp"),
                Lowered.work(w.withPrecision(half).macLayers().getFirst()));
    }

    @Test
    void anIntegerModelOnAFloatingPointMachineSaysSo() {
        NetworkBuilder net = Lowered.network();
        String x = net.input("x", 1, 3, 8, 8);
        net.output(net.relu(net.conv(x, Convolution.of(4, 3).withBias())));
        Workload narrow = Lowered.of(net).withPrecision(Precision.INT8);
        var half = new Precision(
                NumberFormat.BFLOAT16, NumberFormat.BFLOAT16, NumberFormat.BFLOAT16, NumberFormat.FLOAT32);
        Workload wide = narrow.withPrecision(half, List.of(16));
        assertEquals("int8 model costed at bf16 with fp32 sums", wide.notes().getLast());
        assertEquals(half, wide.macLayers().getFirst().precision());
        wide.maps().values().forEach(map -> assertEquals(NumberFormat.BFLOAT16, map.format()));
        assertEquals(narrow, narrow.withPrecision(Precision.INT8, List.of(8, 16)));
        assertEquals(
                narrow.macLayers(),
                Lowered.of(net).withPrecision(Precision.INT8, List.of(8)).macLayers());
    }
}
