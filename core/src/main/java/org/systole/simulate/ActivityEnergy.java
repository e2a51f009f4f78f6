package org.systole.simulate;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.systole.cost.AcceleratorCosts;
import org.systole.cost.Cost;
import org.systole.cost.MemoryCosts;
import org.systole.hardware.Accelerator;
import org.systole.hardware.Memory;
import org.systole.simulate.Activity.Part;
import org.systole.workload.Operand;
import org.systole.workload.VectorWork;

/**
 * The energy of an activity with the cost tables of an accelerator.
 *
 * <p>A memory's energy is its words times the cost of an access of its width; a part of the core that the description does
 * not name (parameter and residual memory) has none, and the list says so. PEs are counted as the analytical model does:
 * the network's multiply-accumulates, and what is left of the array's cycles as idle.
 */
public final class ActivityEnergy {
    /**
     * A share of the energy.
     *
     * @param component name of the memory or of the part
     * @param count how many actions: words, multiply-accumulates, operations; seconds for leakage
     * @param pj the energy in picojoules
     */
    public record Share(String component, double count, Cost pj) {}

    private final Activity activity;
    private final Accelerator accelerator;
    private final AcceleratorCosts costs;
    private final List<Share> shares = new ArrayList<>();

    private ActivityEnergy(Activity activity, Accelerator accelerator, AcceleratorCosts costs) {
        this.activity = activity;
        this.accelerator = accelerator;
        this.costs = costs;
    }

    /**
     * Returns the shares of the energy of a run.
     *
     * @param activity what happened
     * @param macs the network's multiply-accumulates on the array
     * @param accelerator the core's description
     * @param costs its costs
     */
    public static List<Share> of(Activity activity, long macs, Accelerator accelerator, AcceleratorCosts costs) {
        var energy = new ActivityEnergy(activity, accelerator, costs);
        for (Part part : Part.values()) energy.part(part, macs);
        double seconds = activity.cycles() / (accelerator.clockMhz() * 1e6);
        energy.shares.add(new Share("leakage", seconds, costs.leakagePj(seconds)));
        return List.copyOf(energy.shares);
    }

    /** Returns the sum: a lower bound when something has no known cost. */
    public static Cost total(List<Share> shares) {
        return shares.stream().map(Share::pj).reduce(Cost::plus).orElseThrow();
    }

    private void part(Part part, long macs) {
        switch (part) {
            case DRAM -> memory(part, Memory.Kind.DRAM, null);
            case INPUT -> memory(part, Memory.Kind.SRAM, Operand.INPUT);
            case WEIGHT -> memory(part, Memory.Kind.SRAM, Operand.WEIGHT);
            case ACCUMULATOR -> memory(part, Memory.Kind.SRAM, Operand.OUTPUT);
            case REGISTERS -> registers(macs);
            case PARAMETER, RESIDUAL -> {}
            case ARRAY -> array(macs);
            case POST_PROCESSING -> lanes();
        }
    }

    private Memory find(Memory.Kind kind, Operand operand) {
        return accelerator.memories().stream()
                .filter(m -> m.kind() == kind && (operand == null || m.holds().equals(Set.of(operand))))
                .findFirst()
                .orElse(null);
    }

    private void memory(Part part, Memory.Kind kind, Operand operand) {
        Memory memory = find(kind, operand);
        if (memory == null) return;
        MemoryCosts each = costs.memory(memory.name());
        double words = 0;
        Cost sum = Cost.none("nothing happens");
        for (Activity.Count count : activity.counts()) {
            if (count.part() != part || count.count() == 0) continue;
            double accesses = (double) count.count() * count.bits() / memory.widthBits();
            // an opening is counted in words of the row, but moves none
            if (!count.action().equals("open")) words += accesses;
            Cost cost = switch (count.action()) {
                case "read" -> each.readPj();
                case "write" -> each.writePj();
                case "open" -> each.openPj();
                default -> each.accumulatePj();
            };
            sum = sum.plus(cost.times(accesses));
        }
        shares.add(new Share(memory.name(), words, sum));
    }

    private void registers(long macs) {
        Memory memory = accelerator.memories().stream()
                .filter(m -> m.kind() == Memory.Kind.REGISTER)
                .findFirst()
                .orElse(null);
        if (memory == null) return;
        MemoryCosts each = costs.memory(memory.name());
        // each multiply-accumulate uses what its PE holds: a weight is read, a sum is read and written
        boolean sums = memory.holds().contains(Operand.OUTPUT);
        double writes = sums ? 0 : activity.count(Part.REGISTERS, "write");
        Cost used = (sums ? each.accumulatePj() : each.readPj()).times(macs);
        shares.add(
                new Share(memory.name(), macs + writes, used.plus(each.writePj().times(writes))));
    }

    private void array(long macs) {
        double idle = (double) activity.cycles() * accelerator.array().pes() - macs;
        shares.add(new Share("macs", macs, costs.macPj().times(macs)));
        shares.add(new Share("passing", macs, costs.passPj().times(macs)));
        shares.add(new Share("idle", idle, costs.idleMacPj().times(idle)));
    }

    private void lanes() {
        double scaled = activity.count(Part.POST_PROCESSING, "scale");
        double added = activity.count(Part.POST_PROCESSING, "add"),
                pooled = activity.count(Part.POST_PROCESSING, "pool");
        Cost each = costs.vectorPj()
                .get(VectorWork.Kind.BIAS)
                .plus(costs.vectorPj().get(VectorWork.Kind.CONVERT))
                .plus(costs.vectorPj().get(VectorWork.Kind.CLAMP));
        Cost sum = each.times(scaled);
        if (added > 0) sum = sum.plus(costs.vectorPj().get(VectorWork.Kind.ADD).times(added));
        if (pooled > 0)
            sum = sum.plus(costs.vectorPj().get(VectorWork.Kind.MAX_POOL).times(pooled));
        shares.add(new Share("post_processing", scaled + added + pooled, sum));
    }
}
