package org.systole.cost;

import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.systole.workload.VectorWork;

/**
 * What the actions and parts of one accelerator cost; every kind of action has an entry, if only an unknown one.
 *
 * <p>Energy of a run = sum over actions of count times pJ, plus {@link #totalLeakageMw} times the time. In pJ:
 * 1 mW over 1 ns is 1 pJ.
 *
 * @param technology name of the tables
 * @param memories by the memory's name, in the accelerator's order, one instance
 * @param macPj a multiply-accumulate at the accelerator's precision: multiplier and adder, without any register
 * @param passPj moving operands from PE to PE during one multiply-accumulate, for those operands that no per-PE memory
 *     holds; zero for an array that broadcasts
 * @param idleMacPj a cycle in which a PE does nothing, beyond leakage
 * @param vectorPj one elementary operation, for each kind, on the first unit that can do it
 * @param linkPjPerBit by the link's name, moving a bit over it
 * @param leakageMw static power of all logic (PEs and units), without memories
 * @param peAreaMm2 area of one PE, without the memories it holds
 * @param parts everything on the chip that has area or leaks: PEs, memories, units
 */
public record AcceleratorCosts(
        String technology,
        Map<String, MemoryCosts> memories,
        Cost macPj,
        Cost passPj,
        Cost idleMacPj,
        Map<VectorWork.Kind, Cost> vectorPj,
        Map<String, Cost> linkPjPerBit,
        Cost leakageMw,
        Cost peAreaMm2,
        List<AreaPart> parts) {
    /** Copies the collections, keeping their order, and checks that every kind of vector work has an entry. */
    public AcceleratorCosts {
        Objects.requireNonNull(technology);
        memories = Collections.unmodifiableMap(new LinkedHashMap<>(memories));
        Objects.requireNonNull(macPj);
        Objects.requireNonNull(passPj);
        Objects.requireNonNull(idleMacPj);
        var kinds = new EnumMap<VectorWork.Kind, Cost>(VectorWork.Kind.class);
        kinds.putAll(vectorPj);
        for (VectorWork.Kind kind : VectorWork.Kind.values())
            if (!kinds.containsKey(kind)) throw new IllegalArgumentException("no cost for " + kind);
        vectorPj = Collections.unmodifiableMap(kinds);
        linkPjPerBit = Collections.unmodifiableMap(new LinkedHashMap<>(linkPjPerBit));
        Objects.requireNonNull(leakageMw);
        Objects.requireNonNull(peAreaMm2);
        parts = List.copyOf(parts);
    }

    /**
     * Returns the costs of one memory.
     *
     * @throws IllegalArgumentException when the accelerator has no memory of that name
     */
    public MemoryCosts memory(String name) {
        MemoryCosts costs = memories.get(name);
        if (costs == null) throw new IllegalArgumentException("no memory '" + name + "'");
        return costs;
    }

    /** Returns the area of the accelerator in square millimetres: all parts, without wiring, pads and the host. */
    public Cost totalAreaMm2() {
        return parts.stream().map(AreaPart::totalAreaMm2).reduce(Cost::plus).orElseThrow();
    }

    /** Returns the static power of the accelerator in mW: all parts, off-chip memory and host excluded. */
    public Cost totalLeakageMw() {
        return parts.stream().map(AreaPart::totalLeakageMw).reduce(Cost::plus).orElseThrow();
    }

    /** Returns the leakage energy in pJ over a time in seconds: 1 mW for 1 s is 1e9 pJ. */
    public Cost leakagePj(double seconds) {
        return totalLeakageMw().times(1e9 * seconds);
    }
}
