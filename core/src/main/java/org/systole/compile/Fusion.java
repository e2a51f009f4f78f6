package org.systole.compile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.systole.compile.Instruction.Pool;
import org.systole.mapping.CorePass;
import org.systole.mapping.CoreTiming;
import org.systole.quantize.Requantization;

/**
 * Lets a pass do at its write-back what the next one would only copy its result for: add a residual, look up a function, pool.
 *
 * <p>A copying pass is taken into the one that writes what it copies, when nobody else reads that, when the order at
 * write-back allows it (add, then look up, then pool), and when the tiles of both together are not estimated to take longer
 * than those of each. Of a sum's two operands the one that is computed later takes the other as its residual.
 */
final class Fusion {
    private final Passes passes;
    private final CoreConfig config;
    private final List<Pass> list;
    private final Map<Pass, Tiling> tilings = new IdentityHashMap<>();

    Fusion(Passes passes, CoreConfig config) {
        this.passes = passes;
        this.config = config;
        this.list = new ArrayList<>(passes.passes());
    }

    /**
     * Fuses what can be, and returns the tiling of every pass that is left.
     *
     * @throws org.systole.problem.SystoleException E5003 when not even the smallest tile of a pass fits
     */
    Map<Pass, Tiling> fuse() {
        for (int i = 1; i < list.size(); ) if (!fuse(i)) i++;
        passes.replace(list);
        var timing = new CoreTiming(CoreMappings.template(config));
        var known = new HashMap<CorePass, Tiling>();
        for (Pass pass : list) {
            Tiling estimated = tilings.computeIfAbsent(pass, p -> Tiling.of(p, config));
            CorePass model = CoreMappings.pass(pass, passes, config);
            tilings.put(
                    pass,
                    known.computeIfAbsent(model.named(""), same -> estimated.refined(pass, config, same, timing)));
        }
        return tilings;
    }

    /** Takes pass {@code i} into an earlier one; returns whether that was done. */
    private boolean fuse(int i) {
        Pass copy = list.get(i);
        if (!copies(copy)) return false;
        int from = producer(copy.parts().getFirst().input());
        int other =
                copy.finish().residual() == null ? -1 : producer(copy.finish().residual());
        boolean swap = other > from;
        int at = swap ? other : from;
        if (at < 0) return false;
        Pass before = list.get(at);
        Optional<Pass> fused = swap ? fused(before, swapped(copy)) : fused(before, copy);
        if (fused.isEmpty() || reads(before.result()) != 1 || !pays(before, copy, fused.get())) return false;
        list.set(at, fused.get());
        list.remove(i);
        return true;
    }

    /** Returns whether a pass only copies one map, so that all its work is at write-back. */
    private static boolean copies(Pass pass) {
        if (pass.parts().size() != 1) return false;
        Pass.Part part = pass.parts().getFirst();
        Requantization unit = pass.output();
        return part.diagonal()
                && part.filterY() == 1
                && part.filterX() == 1
                && !pass.finish().isPlain()
                && Arrays.stream(part.weights()).allMatch(w -> w == 1)
                && Arrays.stream(pass.bias()).allMatch(b -> b == 0)
                && unit.multipliers().length == 1
                && unit.multipliers()[0] == 1
                && unit.shifts()[0] == 0
                && unit.zero() == part.zero();
    }

    private int producer(String value) {
        for (int i = 0; i < list.size(); i++) if (list.get(i).result().equals(value)) return i;
        return -1;
    }

    /** Returns how often a map is read, by the host too. */
    private long reads(String value) {
        long count = passes.results().values().stream().filter(value::equals).count();
        for (Pass pass : list)
            count += DramPlan.reads(pass).stream().filter(value::equals).count();
        return count;
    }

    /** Returns a sum with its operands in the other order. */
    private static Pass swapped(Pass sum) {
        Pass.Part own = sum.parts().getFirst();
        Pass.Finish f = sum.finish();
        var part =
                new Pass.Part(f.residual(), f.residualZero(), own.channels(), own.weights(), true, 1, 1, own.window());
        var finish = new Pass.Finish(
                own.input(),
                own.zero(),
                f.right(),
                f.left(),
                f.sumShift(),
                f.sumZero(),
                f.low(),
                f.high(),
                f.pool(),
                f.poolY(),
                f.poolX(),
                f.poolWindow(),
                f.outputY(),
                f.outputX(),
                f.average(),
                f.table());
        return new Pass(
                sum.name(),
                List.of(part),
                sum.outputs(),
                sum.accumulatorY(),
                sum.accumulatorX(),
                sum.bias(),
                sum.output(),
                finish,
                sum.result(),
                sum.nodes());
    }

    /** Returns one pass that does both, or nothing when write-back has no such order. */
    private Optional<Pass> fused(Pass before, Pass copy) {
        Pass.Finish a = before.finish(), b = copy.finish();
        if (a.pool() != Pool.NONE) return Optional.empty();
        if (b.residual() != null && (!a.isPlain() || !isWhole(a) || b.residual().equals(before.result())))
            return Optional.empty();
        if (b.table() != null && a.table() != null) return Optional.empty();
        // sums and averages subtract the zero point that values have at write-back, before a table
        boolean subtracts = b.residual() != null || b.pool() == Pool.AVERAGE;
        if (subtracts && copy.parts().getFirst().zero() != zero(before)) return Optional.empty();
        boolean adds = b.residual() != null;
        Pass.Finish source = adds ? b : a;
        var finish = new Pass.Finish(
                source.residual(),
                source.residualZero(),
                source.left(),
                source.right(),
                source.sumShift(),
                source.sumZero(),
                source.low(),
                source.high(),
                b.pool(),
                b.poolY(),
                b.poolX(),
                b.poolWindow(),
                b.outputY(),
                b.outputX(),
                b.average(),
                b.table() != null ? b.table() : a.table());
        var nodes = new ArrayList<>(before.nodes());
        nodes.addAll(copy.nodes());
        return Optional.of(new Pass(
                before.name(),
                before.parts(),
                before.outputs(),
                before.accumulatorY(),
                before.accumulatorX(),
                before.bias(),
                before.output(),
                finish,
                copy.result(),
                List.copyOf(nodes)));
    }

    /** Returns the zero point that a pass's sums have at write-back. */
    private static int zero(Pass pass) {
        return pass.finish().residual() == null
                ? pass.output().zero()
                : pass.finish().sumZero();
    }

    /** Returns whether the bounds are those of the core's format: before a sum values are clamped to nothing narrower. */
    private boolean isWhole(Pass.Finish finish) {
        int most = (1 << config.inputBits() - 1) - 1;
        return finish.low() <= -most - 1 && finish.high() >= most;
    }

    private boolean pays(Pass before, Pass copy, Pass fused) {
        Optional<Tiling> together = Tiling.find(fused, config);
        if (together.isEmpty()) return false;
        double apart = cycles(before) + cycles(copy);
        if (together.get().cycles() > apart) return false;
        tilings.put(fused, together.get());
        return true;
    }

    private double cycles(Pass pass) {
        Tiling known = tilings.get(pass);
        if (known == null) {
            known = Tiling.find(pass, config).orElse(null);
            if (known != null) tilings.put(pass, known);
        }
        return known == null ? Double.POSITIVE_INFINITY : known.cycles();
    }
}
