package org.systole.mapping;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.systole.cost.AcceleratorCosts;
import org.systole.cost.Cost;
import org.systole.cost.MemoryCosts;
import org.systole.hardware.Accelerator;
import org.systole.hardware.Memory;
import org.systole.workload.Layer;
import org.systole.workload.Operand;
import org.systole.workload.VectorWork;

/** The energy of the passes of one layer on a Systole core: its action counts times what an action costs. */
final class CoreEnergy {
    private final CoreTemplate core;
    private final Accelerator accelerator;
    private final AcceleratorCosts costs;
    private final CoreCounts counts;
    private final Map<CoreAction, Long> sums = new EnumMap<>(CoreAction.class);
    private long weightBeats;
    /** Rows of off-chip memory opened for constants, for maps read and for maps written. */
    private final long[] opened = new long[3];

    /** Words of inputs, weights and sums of the largest tiles. */
    private final long[] tiles = new long[3];

    private final List<EnergyPart> shares = new ArrayList<>();
    private final List<MemoryUse> uses = new ArrayList<>();

    CoreEnergy(CoreTemplate core, Accelerator accelerator, AcceleratorCosts costs) {
        this.core = core;
        this.accelerator = accelerator;
        this.costs = costs;
        this.counts = new CoreCounts(core);
    }

    /** Adds the actions of a pass. */
    void add(CoreNetwork.Step step) {
        counts.count(step.pass(), step.tiling(), step.places());
        for (CoreAction action : CoreAction.values()) sums.merge(action, counts.get(action), Long::sum);
        weightBeats += counts.constantBeats();
        opened[place(Operand.WEIGHT)] += counts.rows().constants();
        opened[place(Operand.INPUT)] += counts.rows().read();
        opened[place(Operand.OUTPUT)] += counts.rows().written();
        long[] words = new CoreMapper(core).words(step.pass(), step.tiling());
        for (int i = 0; i < words.length; i++) tiles[i] = Math.max(tiles[i], words[i]);
    }

    private double count(CoreAction action) {
        return sums.getOrDefault(action, 0L);
    }

    /** Adds the shares of the array's PEs and of leakage, and those of the memories. */
    void array(long macs, double cycles) {
        double bus = 8.0 * core.busBytes();
        double read = count(CoreAction.DRAM_READ), constants = weightBeats;
        use(Memory.Kind.DRAM, null, Operand.WEIGHT, constants * bus, 0, 0);
        use(Memory.Kind.DRAM, null, Operand.INPUT, (read - constants) * bus, 0, 0);
        use(Memory.Kind.DRAM, null, Operand.OUTPUT, 0, count(CoreAction.DRAM_WRITE) * bus, 0);
        double word = bus * core.inputBeats(), weights = bus * core.weightBeats();
        var sram = Memory.Kind.SRAM;
        use(
                sram,
                Operand.INPUT,
                Operand.INPUT,
                count(CoreAction.INPUT_READ) * word,
                count(CoreAction.INPUT_WRITE) * word,
                0);
        use(
                sram,
                Operand.WEIGHT,
                Operand.WEIGHT,
                count(CoreAction.WEIGHT_READ) * weights,
                count(CoreAction.WEIGHT_WRITE) * weights,
                0);
        double sum = (double) core.size() * accelerator.precision().partialSum().bits();
        use(
                sram,
                Operand.OUTPUT,
                Operand.OUTPUT,
                count(CoreAction.ACCUMULATOR_READ) * sum,
                count(CoreAction.ACCUMULATOR_WRITE) * sum,
                count(CoreAction.ACCUMULATOR_ACCUMULATE) * sum);
        registers(macs);
        double idle = Math.max(0, cycles * accelerator.array().pes() - macs);
        double seconds = cycles / (accelerator.clockMhz() * 1e6);
        shares.add(new EnergyPart("macs", macs, costs.macPj().times(macs)));
        shares.add(new EnergyPart("passing", macs, costs.passPj().times(macs)));
        shares.add(new EnergyPart("idle", idle, costs.idleMacPj().times(idle)));
        shares.add(new EnergyPart("leakage", seconds, costs.leakagePj(seconds)));
    }

    /** Adds the operations at write-back, those of the host left out. */
    void work(Layer layer, long host) {
        double operations = -host;
        Cost sum = Cost.none("nothing happens");
        for (VectorWork work : layer.work()) operations += work.operations();
        if (operations <= 0) return;
        double all = LayerCosts.operations(layer.work());
        for (VectorWork work : layer.work())
            sum = sum.plus(costs.vectorPj().get(work.kind()).times(work.operations() * operations / all));
        shares.add(new EnergyPart("post_processing", operations, sum));
    }

    private void use(Memory.Kind kind, Operand holds, Operand operand, double read, double written, double added) {
        Memory memory = accelerator.memories().stream()
                .filter(m -> m.kind() == kind && (holds == null || m.holds().equals(Set.of(holds))))
                .findFirst()
                .orElse(null);
        if (memory == null || read + written + added == 0) return;
        MemoryCosts each = costs.memory(memory.name());
        double bits = memory.widthBits(), r = read / bits, w = written / bits, a = added / bits;
        // both halves of a double buffer
        long tile = kind == Memory.Kind.SRAM ? 2 * tiles[place(holds)] * memory.widthBits() : 0;
        double rows = kind == Memory.Kind.DRAM ? opened[place(operand)] * 8.0 * core.rowBytes() / bits : 0;
        add(
                memory,
                operand,
                r,
                w,
                a,
                tile,
                each.readPj()
                        .times(r)
                        .plus(each.writePj().times(w))
                        .plus(each.accumulatePj().times(a))
                        .plus(each.openPj().times(rows)));
    }

    private static int place(Operand operand) {
        return switch (operand) {
            case INPUT -> 0;
            case WEIGHT -> 1;
            case OUTPUT -> 2;
        };
    }

    private void registers(long macs) {
        Memory memory = accelerator.memories().stream()
                .filter(m -> m.kind() == Memory.Kind.REGISTER)
                .findFirst()
                .orElse(null);
        if (memory == null) return;
        MemoryCosts each = costs.memory(memory.name());
        // each multiply-accumulate uses what its PE holds: a weight is read, a sum is read and written
        boolean holdSums = memory.holds().contains(Operand.OUTPUT);
        double writes = holdSums ? 0 : count(CoreAction.REGISTERS_WRITE);
        Cost used = (holdSums ? each.accumulatePj() : each.readPj())
                .times(macs)
                .plus(each.writePj().times(writes));
        if (holdSums) add(memory, Operand.OUTPUT, 0, 0, macs, 0, used);
        else add(memory, Operand.WEIGHT, macs, writes, 0, 0, used);
    }

    private void add(Memory memory, Operand operand, double read, double written, double added, long tile, Cost pj) {
        var none = new Accesses(memory.name(), operand, 0, 0, 0, 0, 0, 0, 0);
        uses.add(new MemoryUse(none, read, written, added, tile, pj));
        for (int i = 0; i < shares.size(); i++) {
            EnergyPart share = shares.get(i);
            if (!share.component().equals(memory.name())) continue;
            shares.set(
                    i,
                    new EnergyPart(
                            memory.name(),
                            share.count() + read + written + added,
                            share.pj().plus(pj)));
            return;
        }
        shares.add(new EnergyPart(memory.name(), read + written + added, pj));
    }

    List<EnergyPart> shares() {
        return shares;
    }

    List<MemoryUse> uses() {
        return uses;
    }

    double readBytes() {
        return count(CoreAction.DRAM_READ) * core.busBytes();
    }

    double writtenBytes() {
        return count(CoreAction.DRAM_WRITE) * core.busBytes();
    }
}
