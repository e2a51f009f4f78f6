package org.systole.cost;

import java.util.Objects;

/**
 * A part of an accelerator with its share of the area and of the leakage.
 *
 * @param name the memory's or unit's name; {@code array} for the PEs: multiply-accumulators and the registers that
 *     pass operands on
 * @param instances how many there are, at least 1
 * @param areaMm2 area of one, in square millimetres
 * @param leakageMw static power of one, in mW
 */
public record AreaPart(String name, int instances, Cost areaMm2, Cost leakageMw) {
    /** Checks the count. */
    public AreaPart {
        Objects.requireNonNull(name);
        Objects.requireNonNull(areaMm2);
        Objects.requireNonNull(leakageMw);
        if (instances < 1) throw new IllegalArgumentException("part '" + name + "' has no instance");
    }

    /** Returns the area of all instances. */
    public Cost totalAreaMm2() {
        return areaMm2.times(instances);
    }

    /** Returns the static power of all instances. */
    public Cost totalLeakageMw() {
        return leakageMw.times(instances);
    }
}
