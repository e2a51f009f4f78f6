package org.systole.mapping;

import java.util.Objects;
import org.systole.cost.Cost;

/**
 * A share of a layer's energy.
 *
 * @param component name of the memory, link or unit; {@code macs}, {@code passing}, {@code idle} and {@code leakage} for
 *     the array's own shares
 * @param count how many actions: words for memories, bits for links, operations for units, MACs, seconds for leakage
 * @param pj the energy in picojoules
 */
public record EnergyPart(String component, double count, Cost pj) {
    /** Checks that no part is missing. */
    public EnergyPart {
        Objects.requireNonNull(component);
        Objects.requireNonNull(pj);
    }
}
