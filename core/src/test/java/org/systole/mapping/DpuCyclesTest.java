package org.systole.mapping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.systole.hardware.Accelerator;
import org.systole.hardware.Accelerators;
import org.systole.house.Generated;
import org.systole.tensor.Window;
import org.systole.workload.Dimension;
import org.systole.workload.LoopNest;
import org.systole.workload.Lowering;
import org.systole.workload.MacLayer;
import org.systole.zoo.Zoo;

/**
 * Compute cycles of DPUs (golden/structural.md, 004): ceil(OH*OW/PP) * ceil(C/ICP) * ceil(K/OCP) * kh * kw, for depthwise layers
 * ceil(C/ICP) alone; from the general model on the shipped descriptions.
 */
class DpuCyclesTest {
    @Test
    void firstLayerOfResNet50() {
        var nest = LoopNest.of(1, 1, 64, 3, 112, 112, 7, 7, new Window(2, 2, 1, 1, 3, 3, 224, 224));
        assertEquals(921_984, steps("dpu-b1152", RandomCases.layer(nest)));
        assertEquals(614_656, steps("dpu-b1024", RandomCases.layer(nest)));
    }

    @Test
    void firstLayerOfMobileNet() {
        var nest = LoopNest.of(1, 1, 32, 3, 112, 112, 3, 3, new Window(2, 2, 1, 1, 0, 0, 224, 224));
        assertEquals(84_672, steps("dpu-b1152", RandomCases.layer(nest)));
        assertEquals(56_448, steps("dpu-b1024", RandomCases.layer(nest)));
    }

    @Test
    void wholeNetworksOnB1152AgainstB1024() {
        assertEquals(1.021, ratio("mobilenet-v1"), 0.0005);
        assertEquals(1.104, ratio("mobilenet-v2"), 0.0005);
        assertEquals(1.044, ratio("resnet-18"), 0.0005);
        assertEquals(0.972, ratio("resnet-50-v1"), 0.0005);
        assertEquals(0.952, ratio("yolov4-416"), 0.0005);
    }

    @Test
    void thePageShowsThem() {
        var first = RandomCases.layer(LoopNest.of(1, 1, 64, 3, 112, 112, 7, 7, new Window(2, 2, 1, 1, 3, 3, 224, 224)));
        var page = new StringBuilder("| DPU | figure | theirs | ours |\n|---|---|---:|---:|\n");
        page.append(row("B1152", "cycles, ResNet-50 v1 conv1", "921,984", "%,d", steps("dpu-b1152", first)));
        page.append(row("B1024", "cycles, ResNet-50 v1 conv1", "614,656", "%,d", steps("dpu-b1024", first)));
        String[][] networks = {
            {"mobilenet-v1", "1.021"},
            {"mobilenet-v2", "1.104"},
            {"resnet-18", "1.044"},
            {"resnet-50-v1", "0.972"},
            {"yolov4-416", "0.952"}
        };
        for (String[] n : networks)
            page.append(row("B1152 / B1024", "cycles, " + n[0] + ", ratio", n[1], "%.3f", ratio(n[0])));
        Generated.block("docs/models/witnesses.md", "dpu", page.toString());
    }

    private static String row(String dpu, String figure, String theirs, String format, Object ours) {
        return "| " + dpu + " | " + figure + " | " + theirs + " | " + String.format(Locale.ROOT, format, ours) + " |\n";
    }

    private static double ratio(String network) {
        var layers = Lowering.of(Zoo.graph(network)).macLayers();
        long b1152 = 0;
        long b1024 = 0;
        for (MacLayer layer : layers) {
            b1152 += steps("dpu-b1152", layer);
            b1024 += steps("dpu-b1024", layer);
        }
        return (double) b1152 / b1024;
    }

    /** The fewest temporal steps of any spatial unrolling that the mapper looks at. */
    private static long steps(String name, MacLayer layer) {
        Accelerator accelerator = Accelerators.load(name);
        var binding = new Binding(
                layer, accelerator, TestAccelerators.costs(accelerator), layer.precision(), Situation.ALONE);
        Map<String, List<Loop>> spatial = SpatialChoices.of(binding).getFirst();
        long steps = 1;
        for (Dimension d : Dimension.values()) {
            int unrolled = 1;
            for (List<Loop> loops : spatial.values())
                for (Loop loop : loops) if (loop.dimension() == d) unrolled *= loop.factor();
            steps *= Walk.ceilDiv(binding.extent(d), unrolled);
        }
        assertTrue(steps >= Bounds.peakCycles(layer, accelerator), layer.name());
        return steps;
    }
}
