package org.systole.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.systole.cost.CostTables;
import org.systole.graph.Graph;
import org.systole.graph.NetworkBuilder;
import org.systole.hardware.Accelerator;
import org.systole.hardware.AcceleratorReader;
import org.systole.hardware.Accelerators;
import org.systole.mapping.MapperSettings;
import org.systole.mapping.Objective;
import org.systole.precision.Layered;
import org.systole.precision.PrecisionChoice;
import org.systole.problem.SystoleException;
import org.systole.quantize.Calibration;
import org.systole.quantize.Ranges;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;
import org.systole.workload.Lowering;
import org.systole.workload.Workload;

/** Energy and time of choices of widths: nothing is evaluated twice, and an array with narrow operands spends less on them. */
class PrecisionCostsTest {
    private static Accelerator accelerator(String widths) {
        String text = "systole: accelerator/1\nname: widths\nextends: gemmini-16\noperand_bits: " + widths + "\n";
        return new AcceleratorReader(Accelerators.SOURCES).read("widths", text.getBytes(StandardCharsets.UTF_8));
    }

    private static Graph graph() {
        var n = new NetworkBuilder("three", 3);
        String x = n.input("x", 1, 8, 12, 12);
        x = n.relu(n.conv(x, 16, 3, 1, 1));
        x = n.relu(n.conv(x, 16, 3, 1, 1));
        return n.output(n.conv(x, 8, 1, 1, 0)).build();
    }

    private static PrecisionCosts costs(Graph graph, Layered network, Accelerator accelerator, int... widths) {
        Workload workload = Lowering.of(graph).withPrecision(accelerator.precision(), accelerator.operandBits());
        return new PrecisionCosts(
                workload,
                network,
                PrecisionChoice.integers(network, widths),
                accelerator,
                CostTables.read().costs(accelerator),
                MapperSettings.DEFAULT.with(Objective.ENERGY).withBudget(2000));
    }

    private static Layered layered(Graph graph) {
        float[] values = new float[8 * 144];
        for (int i = 0; i < values.length; i++) values[i] = (float) Math.sin(i);
        var sample = java.util.Map.of("x", Tensor.of(Shape.of(1, 8, 12, 12), values));
        Ranges ranges = Calibration.minMax(graph, List.of(sample), 1);
        return Layered.of(graph, ranges);
    }

    @Test
    void aChangedWidthEvaluatesItsLayerAndItsReadersOnly() {
        Graph graph = graph();
        Layered network = layered(graph);
        PrecisionCosts costs = costs(graph, network, accelerator("[4, 8]"), 4, 8);
        var variables = PrecisionChoice.integers(network, 4, 8);
        assertEquals(7, variables.size(), "the input, weights and output of three layers");
        var energy = costs.energyPj();
        int[] wide = {1, 1, 1, 1, 1, 1, 1}, narrow = new int[7];
        double most = energy.of(wide);
        assertEquals(3, costs.evaluations());
        energy.of(wide);
        costs.seconds().of(wide);
        assertEquals(3, costs.evaluations(), "known");
        // weights of the second layer: it alone; its output: it and its reader
        energy.of(new int[] {1, 1, 1, 0, 1, 1, 1});
        assertEquals(4, costs.evaluations());
        energy.of(new int[] {1, 1, 1, 1, 0, 1, 1});
        assertEquals(6, costs.evaluations());
        assertTrue(energy.of(narrow) < 0.95 * most, energy.of(narrow) + " of " + most);
        for (int n = 0; n < 128; n++)
            energy.of(new int[] {n & 1, n >> 1 & 1, n >> 2 & 1, n >> 3 & 1, n >> 4 & 1, n >> 5 & 1, n >> 6 & 1});
        assertTrue(costs.evaluations() <= 3 * 8, "each layer once for each combination of three formats");
    }

    @Test
    void anArrayOfOneWidthCostsTheSame() {
        Graph graph = graph();
        PrecisionCosts costs = costs(graph, layered(graph), accelerator("[8]"), 4, 8);
        double most = costs.energyPj().of(new int[] {1, 1, 1, 1, 1, 1, 1});
        assertEquals(most, costs.energyPj().of(new int[7]));
        assertEquals(3, costs.evaluations());
    }

    @Test
    void widerThanTheArrayIsRefused() {
        Graph graph = graph();
        var refused =
                assertThrows(SystoleException.class, () -> costs(graph, layered(graph), accelerator("[8]"), 8, 16));
        assertEquals(
                "the choice holds int16:channel, the array computes with at most 8 bits",
                refused.problems().getFirst().message().replace("int16:asymmetric", "int16:channel"));
    }
}
