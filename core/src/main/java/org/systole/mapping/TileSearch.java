package org.systole.mapping;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.systole.cost.AcceleratorCosts;
import org.systole.hardware.Accelerator;
import org.systole.workload.MacLayer;
import org.systole.workload.Operand;

/**
 * Searches the macro-tiles of one layer: every program of {@link TiledMapper} has a bound below its cost, in closed form; the
 * programs are costed in the order of their bounds until no bound is better than the best cost.
 */
final class TileSearch {
    private final Binding binding;
    private final TileTiming timing;
    private final Objective objective;
    private final Estimate whole;
    private final double wholeBits;
    private final double wholePj;
    private final double pjPerBit;
    private final double pjPerCycle;

    /** A program and a bound of its cost: by the objective, then cycles. */
    private record Bounded(TileProgram program, double bound, double cycles) {}

    /** The outcome of a search. */
    record Found(TileProgram program, SearchVerdict verdict) {}

    /** Creates the search; the binding {@link Binding#reloads}. */
    TileSearch(Binding binding, TileTiming timing, Objective objective) {
        this.binding = binding;
        this.timing = timing;
        this.objective = objective;
        // The layer as one tile, whatever fits: cutting it adds transfers to its own, and takes none away.
        TileProgram one = new TileProgram(binding.nest, TiledMapper.always(binding.nest));
        this.whole = TileLayers.estimate(binding, timing, one);
        this.wholeBits = dramBits(one);
        double seconds = whole.cycles().total() / (binding.accelerator.clockMhz() * 1e6);
        double pes = binding.accelerator.array().pes();
        this.pjPerBit = pjPerBit();
        this.pjPerCycle =
                Binding.known(binding.costs.leakagePj(seconds)) / whole.cycles().total()
                        + pes * Binding.known(binding.costs.idleMacPj());
        this.wholePj = Binding.known(whole.energyPj()) - whole.cycles().total() * pjPerCycle;
    }

    private double pjPerBit() {
        var dram = binding.accelerator.hierarchy(Operand.INPUT).getFirst();
        return Binding.known(binding.costs.memory(dram.name()).readPj()) / dram.widthBits();
    }

    /** Returns the best program, or nothing when none fits; ends at a value of {@link System#nanoTime} with the best so far. */
    Optional<Found> search(long deadlineNanos) {
        List<Bounded> programs = new ArrayList<>();
        for (TileProgram program : new TiledMapper(binding.accelerator).programs(binding.nest))
            programs.add(bounded(program));
        programs.sort(Comparator.comparingDouble(Bounded::bound).thenComparingDouble(Bounded::cycles));
        TileProgram best = null;
        double[] least = {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY};
        long evaluated = 0;
        boolean late = false;
        for (Bounded next : programs) {
            if (next.bound > least[0] || late) break;
            double[] score = score(next.program);
            evaluated++;
            if (score[0] < least[0] || score[0] == least[0] && score[1] < least[1]) {
                best = next.program;
                least = score;
            }
            late = deadlineNanos != Long.MAX_VALUE && System.nanoTime() - deadlineNanos >= 0;
        }
        if (best == null) return Optional.empty();
        var kind = late ? SearchVerdict.Kind.DEADLINE : SearchVerdict.Kind.BEST_FOUND;
        return Optional.of(new Found(best, new SearchVerdict(kind, evaluated, programs.size())));
    }

    private Bounded bounded(TileProgram program) {
        double steps = binding.layer.steps();
        double cycles = steps * timing.cycles(program).total() + whole.cycles().vector();
        double more = steps * (dramBits(program) - wholeBits);
        double energy = wholePj + more * pjPerBit + cycles * pjPerCycle;
        double bits = whole.dramReadBits() + whole.dramWriteBits() + more;
        return new Bounded(
                program,
                switch (objective) {
                    case LATENCY -> cycles;
                    case ENERGY -> energy;
                    case EDP -> cycles * energy;
                    case DRAM -> bits;
                },
                cycles);
    }

    /** Returns the bits that a step moves in at least: the elements of each operand, once for every loop that repeats them. */
    private double dramBits(TileProgram program) {
        var nest = binding.nest;
        double weights = (double) nest.elements(Operand.WEIGHT) * binding.bits(Operand.WEIGHT);
        double inputs = (double) nest.elements(Operand.INPUT) * binding.bits(Operand.INPUT);
        double repeatWeights = 1;
        double repeatInputs = 1;
        for (Loop loop : program.outer()) {
            if (!Operand.WEIGHT.isRelevant(loop.dimension())) repeatWeights *= loop.factor();
            if (!Operand.INPUT.isRelevant(loop.dimension())) repeatInputs *= loop.factor();
        }
        return weights * repeatWeights + inputs * repeatInputs;
    }

    private double[] score(TileProgram program) {
        Estimate estimate = TileLayers.estimate(binding, timing, program);
        double cycles = estimate.cycles().total();
        double energy = Binding.known(estimate.energyPj());
        double bits = estimate.dramReadBits() + estimate.dramWriteBits();
        return switch (objective) {
            case LATENCY -> new double[] {cycles, energy};
            case ENERGY -> new double[] {energy, cycles};
            case EDP -> new double[] {cycles * energy, cycles};
            case DRAM -> new double[] {bits, cycles};
        };
    }

    /** Returns a layer bound to hardware that walks macro-tiles. */
    static Binding binding(MacLayer layer, Accelerator accelerator, AcceleratorCosts costs) {
        var precision = Precisions.effective(layer.precision(), accelerator);
        return new Binding(layer, accelerator, costs, precision, Situation.ALONE, true);
    }
}
