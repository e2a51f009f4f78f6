package org.systole.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.systole.explore.LayerSweep.Design;
import org.systole.explore.LayerSweep.Ranges;
import org.systole.mapping.HardwareSweep.Rate;
import org.systole.mapping.MapperSettings;
import org.systole.mapping.Objective;
import org.systole.problem.SystoleException;
import org.systole.workload.Lowering;
import org.systole.workload.Workload;
import org.systole.zoo.Zoo;

/** A sweep finds the front that evaluating each of its designs by itself finds. */
class LayerSweepTest {
    private static final String ACCELERATOR = """
            systole: accelerator/1
            extends: systolic-16
            name: variant
            clock_mhz: 250
            array:
              preload: {cycles: ${rows}}
              axes:
                - {name: rows, size: ${rows}}
            memories:
              - name: dram
                ports: [{name: bus, bits_per_cycle: 64}]
              - {name: buffer, size_kib: ${buffer_kib}}
            """;

    private static final MapperSettings SETTINGS =
            MapperSettings.DEFAULT.with(Objective.LATENCY).withBudget(200).withKeepMaps(false);

    private static Study study(String accelerator) {
        return Studies.over(
                        new Parameter("rows", List.of(2.0, 8.0, 16.0), List.of()),
                        new Parameter("buffer_kib", List.of(0.01, 16.0, 64.0), List.of()))
                .describing(accelerator)
                .minimizing("latency_ms")
                .study();
    }

    private static Workload lenet() {
        return Lowering.of(Zoo.graph("lenet-5"));
    }

    private static LayerSweep.Swept sweep(Ranges ranges, int threads) {
        String layer = lenet().macLayers().get(1).name();
        return new LayerSweep(study(ACCELERATOR), lenet(), layer, ranges, SETTINGS).run(threads);
    }

    @Test
    void theFrontIsThatOfAllDesigns() {
        var bus = new Rate(
                "dram.bus",
                IntStream.rangeClosed(1, 12).map(i -> 24 * i).boxed().toList());
        var all = new Ranges(List.of(bus), Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
        LayerSweep.Swept swept = sweep(all, 1);
        assertEquals(swept, sweep(all, 3));
        assertEquals(9, swept.accelerators());
        assertEquals(3, swept.refused(), "no layer fits 10 bytes");
        assertEquals(108, swept.designs());
        assertEquals(72, swept.valid());

        // one by one: a sweep of one design each
        var each = new ArrayList<Design>();
        for (int bits : bus.bitsPerCycle()) {
            var one = new Ranges(List.of(new Rate("dram.bus", List.of(bits))), 1e9, 1e9);
            each.addAll(sweep(one, 2).front());
        }
        var best = each.stream()
                .filter(d -> each.stream().noneMatch(o -> better(o, d)))
                .map(d -> List.of(d.latencyMs(), d.energyMj(), d.areaMm2()))
                .distinct()
                .sorted((a, b) -> java.util.Arrays.compare(
                        a.stream().mapToDouble(x -> x).toArray(),
                        b.stream().mapToDouble(x -> x).toArray()))
                .toList();
        var found = swept.front().stream()
                .map(d -> List.of(d.latencyMs(), d.energyMj(), d.areaMm2()))
                .sorted((a, b) -> java.util.Arrays.compare(
                        a.stream().mapToDouble(x -> x).toArray(),
                        b.stream().mapToDouble(x -> x).toArray()))
                .toList();
        assertEquals(best, found);
    }

    private static boolean better(Design a, Design b) {
        boolean asGood = a.latencyMs() <= b.latencyMs() && a.energyMj() <= b.energyMj() && a.areaMm2() <= b.areaMm2();
        return asGood && (a.latencyMs() < b.latencyMs() || a.energyMj() < b.energyMj() || a.areaMm2() < b.areaMm2());
    }

    /** A network of one layer, evaluated as explorations evaluate points, with the mapping that the sweep's accelerator had. */
    @Test
    void aDesignAtItsOwnBandwidthIsThatOfAnExploration() {
        var swept = sweep(new Ranges(List.of(), 1e9, 1e9), 2);
        String layer = lenet().macLayers().get(1).name();
        var points = new AnalyticalPoints(study(ACCELERATOR), lenet(), Optional.empty(), "hash", SETTINGS, "build");
        assertTrue(!swept.front().isEmpty());
        for (Design design : swept.front()) {
            var cost = points.detail(design.point()).cost().layers().stream()
                    .filter(l -> l.name().equals(layer))
                    .findFirst()
                    .orElseThrow();
            assertEquals(cost.cycles().total(), design.cycles(), design.cycles() * 1e-9);
            double pj = cost.energy().stream()
                    .mapToDouble(e -> e.pj().isKnown() ? e.pj().value() : 0)
                    .sum();
            assertEquals(pj / 1e9, design.energyMj(), design.energyMj() * 1e-9);
        }
    }

    @Test
    void limitsAreKept() {
        var bus = new Rate("dram.bus", List.of(8, 16, 64, 256, 1024));
        var free = sweep(new Ranges(List.of(bus), 1e9, 1e9), 1);
        double area = free.front().stream()
                .mapToDouble(Design::areaMm2)
                .sorted()
                .skip(free.front().size() / 2)
                .findFirst()
                .orElseThrow();
        double power = free.front().stream()
                .mapToDouble(Design::powerW)
                .sorted()
                .skip(free.front().size() / 2)
                .findFirst()
                .orElseThrow();
        var limited = sweep(new Ranges(List.of(bus), area, power), 1);
        assertTrue(limited.valid() > 0 && limited.valid() < free.valid());
        for (Design d : limited.front()) assertTrue(d.areaMm2() <= area && d.powerW() <= power * (1 + 1e-12));
        assertEquals(30, free.valid());
    }

    @Test
    void whereNothingCanBeMappedTheFirstReasonIsTold() {
        var all = new Ranges(List.of(), Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
        String layer = lenet().macLayers().get(1).name();
        var broken = new LayerSweep(
                study(ACCELERATOR.replace("clock_mhz: 250", "clock_mhz: -1")), lenet(), layer, all, SETTINGS);
        var why = assertThrows(SystoleException.class, () -> broken.run(2));
        assertTrue(why.problems().getFirst().code().code().startsWith("E2"), why.getMessage());
        var tight = new LayerSweep(study(ACCELERATOR.replace("${buffer_kib}", "0.01")), lenet(), layer, all, SETTINGS);
        var nothing = assertThrows(SystoleException.class, () -> tight.run(2));
        assertEquals("E2106", nothing.problems().getFirst().code().code());
    }

    /** FPGAs have no square millimetres, and what is not known satisfies no limit. */
    @Test
    void anUnknownAreaSatisfiesNoLimit() {
        String layer = lenet().macLayers().get(1).name();
        Study unknown = study(ACCELERATOR.replace("clock_mhz: 250", "clock_mhz: 250\ntechnology: fpga-16nm"));
        var free = new Ranges(List.of(), Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
        var swept = new LayerSweep(unknown, lenet(), layer, free, SETTINGS).run(2);
        assertTrue(swept.valid() > 0 && Double.isNaN(swept.front().getFirst().areaMm2()), swept::toString);
        var limited = new LayerSweep(unknown, lenet(), layer, new Ranges(List.of(), 1e9, 1e9), SETTINGS);
        assertThrows(SystoleException.class, () -> limited.run(2));
    }
}
