package org.systole.explore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.systole.cost.AcceleratorCosts;
import org.systole.cost.CostTables;
import org.systole.hardware.Accelerator;
import org.systole.mapping.HardwareSweep;
import org.systole.mapping.MapperSettings;
import org.systole.problem.Parallel;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;
import org.systole.workload.MacLayer;
import org.systole.workload.Workload;

/**
 * Every combination of a study's accelerators with bandwidths, for one layer: the mapper maps the layer once on each
 * accelerator, and each design is costed completely under that mapping. Nothing is journaled: to cost a design again takes less
 * than to look it up. What stays is the front of latency, energy and area.
 */
public final class LayerSweep {
    private final Study study;
    private final Workload workload;
    private final String layer;
    private final Ranges ranges;
    private final MapperSettings settings;
    private final CostTables tables = CostTables.read();

    /**
     * What varies beside the study's parameters, and what must hold.
     *
     * @param rates bandwidths; a study's accelerators have them all
     * @param mostAreaMm2 designs with more do not count as valid
     * @param mostPowerW likewise
     */
    public record Ranges(List<HardwareSweep.Rate> rates, double mostAreaMm2, double mostPowerW) {
        /** Copies the list. */
        public Ranges {
            rates = List.copyOf(rates);
        }
    }

    /**
     * A design.
     *
     * @param point of the study
     * @param bitsPerCycle the bandwidths
     */
    public record Design(
            DesignPoint point,
            List<Integer> bitsPerCycle,
            double cycles,
            double latencyMs,
            double energyMj,
            double areaMm2) {
        /** Returns the mean power of the layer. */
        public double powerW() {
            return energyMj / latencyMs;
        }
    }

    /**
     * What came of it.
     *
     * @param accelerators combinations of the study's parameters that satisfy its rules
     * @param refused those of them that cannot be built, on which nothing fits, or whose area is limited and not known
     * @param designs all combinations, refused ones as well
     * @param valid those that were costed and satisfy the limits
     * @param front of least latency, energy and area; of equal designs the one of least bandwidths
     */
    public record Swept(long accelerators, long refused, long designs, long valid, List<Design> front) {}

    /** One accelerator's share; {@code why} is there for some that are refused. */
    private record Part(
            boolean isRefused, Optional<SystoleException> why, long designs, long valid, List<Design> best) {
        static Part costed(long designs, long valid, List<Design> best) {
            return new Part(false, Optional.empty(), designs, valid, best);
        }
    }

    /**
     * Creates a sweep.
     *
     * @param study gives accelerators; its objectives and constraints have no say
     * @param workload the study's model, lowered
     * @param layer the name of one with multiply-accumulates
     * @param settings what the mapper does on each accelerator
     */
    public LayerSweep(Study study, Workload workload, String layer, Ranges ranges, MapperSettings settings) {
        this.study = study;
        this.workload = workload;
        this.layer = layer;
        this.ranges = ranges;
        this.settings = settings.withThreads(1);
    }

    /**
     * Costs all designs; the result does not depend on the number of threads.
     *
     * @throws SystoleException when no accelerator can be mapped: that of the first one that says why, or E7005
     * @throws IllegalArgumentException when an accelerator has no such bandwidth
     */
    public Swept run(int threads) {
        var wanted = new ArrayList<DesignPoint>();
        for (long i = 0; i < study.space().size(); i++) {
            DesignPoint point = study.space().at(i);
            if (study.space().broken(point).isEmpty()) wanted.add(point);
        }
        List<Part> parts = Parallel.map(threads, wanted, this::sweep);
        if (parts.stream().allMatch(Part::isRefused))
            throw parts.stream()
                    .flatMap(part -> part.why().stream())
                    .findFirst()
                    .orElseGet(this::nothing);
        return new Swept(
                wanted.size(),
                parts.stream().filter(Part::isRefused).count(),
                parts.stream().mapToLong(Part::designs).sum(),
                parts.stream().mapToLong(Part::valid).sum(),
                front(parts));
    }

    private SystoleException nothing() {
        return new SystoleException(Problem.of(
                ExploreProblem.NO_POINT,
                Place.NONE,
                "no accelerator of the study can run layer '" + layer + "' with a known area",
                "loosen a rule, widen a parameter, or leave out the limit of the area"));
    }

    private Part refused(Optional<SystoleException> why) {
        return new Part(true, why, combinations(), 0, List.of());
    }

    private long combinations() {
        long product = 1;
        for (var rate : ranges.rates())
            product = Math.multiplyExact(product, (long) rate.bitsPerCycle().size());
        return product;
    }

    private Part sweep(DesignPoint point) {
        try {
            Accelerator accelerator = AnalyticalPoints.accelerator(study, point);
            Workload costed = workload.withPrecision(accelerator.precision(), accelerator.operandBits());
            MacLayer one = costed.macLayers().stream()
                    .filter(l -> l.name().equals(layer))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no layer '" + layer + "'"));
            AcceleratorCosts costs = tables.costs(accelerator);
            return HardwareSweep.of(one, accelerator, costs, settings, ranges.rates())
                    .map(sweep -> cost(point, accelerator, costs, sweep))
                    .orElseGet(() -> refused(Optional.empty()));
        } catch (SystoleException e) {
            return refused(Optional.of(e));
        }
    }

    private Part cost(DesignPoint point, Accelerator accelerator, AcceleratorCosts costs, HardwareSweep sweep) {
        var best = new Staircase();
        double area = costs.totalAreaMm2().isKnown() ? costs.totalAreaMm2().value() : Double.NaN;
        if (area > ranges.mostAreaMm2()) return Part.costed(sweep.designs(), 0, List.of());
        // what is not known satisfies no limit
        if (Double.isNaN(area) && ranges.mostAreaMm2() < Double.POSITIVE_INFINITY) return refused(Optional.empty());
        double most = ranges.mostPowerW() * 1e9;
        long[] valid = new long[1];
        sweep.run((index, cycles, pj) -> {
            double milliseconds = cycles / accelerator.clockMhz() / 1e3;
            // pJ in a ms are nW
            if (pj > most * milliseconds) return;
            valid[0]++;
            best.add(milliseconds, pj, cycles, index);
        });
        return Part.costed(sweep.designs(), valid[0], best.designs(point, area));
    }

    /** The front of latency and energy of one accelerator: short, in the order of latency. */
    private final class Staircase {
        private final List<double[]> steps = new ArrayList<>();
        private final List<int[]> indices = new ArrayList<>();

        void add(double milliseconds, double pj, double cycles, int[] index) {
            for (int i = 0; i < steps.size(); i++) {
                double[] step = steps.get(i);
                if (step[0] > milliseconds || step[1] > pj) continue;
                // of equal designs the one of least bandwidths, in whatever order they come
                if (step[0] == milliseconds && step[1] == pj && Arrays.compare(index, indices.get(i)) < 0)
                    indices.set(i, index.clone());
                return;
            }
            for (int i = steps.size() - 1; i >= 0; i--)
                if (milliseconds <= steps.get(i)[0] && pj <= steps.get(i)[1]) {
                    steps.remove(i);
                    indices.remove(i);
                }
            steps.add(new double[] {milliseconds, pj, cycles});
            indices.add(index.clone());
        }

        List<Design> designs(DesignPoint point, double area) {
            var designs = new ArrayList<Design>();
            for (int i = 0; i < steps.size(); i++) {
                int[] index = indices.get(i);
                var bits = new ArrayList<Integer>();
                for (int r = 0; r < ranges.rates().size(); r++)
                    bits.add(ranges.rates().get(r).bitsPerCycle().get(index[r]));
                double[] step = steps.get(i);
                designs.add(new Design(point, List.copyOf(bits), step[2], step[0], step[1] / 1e9, area));
            }
            return designs;
        }
    }

    private static List<Design> front(List<Part> parts) {
        var front = new ArrayList<Design>();
        for (Part part : parts)
            for (Design design : part.best()) {
                if (front.stream().anyMatch(d -> covers(d, design))) continue;
                front.removeIf(d -> covers(design, d));
                front.add(design);
            }
        return front;
    }

    /** Whether one is at least as good in everything; an unknown area is as good as any. */
    private static boolean covers(Design one, Design other) {
        return one.latencyMs() <= other.latencyMs()
                && one.energyMj() <= other.energyMj()
                && !(one.areaMm2() > other.areaMm2());
    }
}
