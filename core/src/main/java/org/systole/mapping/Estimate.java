package org.systole.mapping;

import java.util.List;
import java.util.Map;
import org.systole.cost.Cost;

/**
 * What a mapping costs, all of it.
 *
 * @param misfits a sentence for each memory whose tiles do not fit; such an estimate must not be used
 * @param cycles where the cycles go
 * @param memories accesses by memory and operand
 * @param energy the shares of the energy
 * @param dramReadBits bits read off the chip, padding included
 * @param dramWriteBits bits written off the chip
 * @param busy cycles that each port, link and unit is busy
 */
record Estimate(
        List<String> misfits,
        CycleParts cycles,
        List<MemoryUse> memories,
        List<EnergyPart> energy,
        double dramReadBits,
        double dramWriteBits,
        Map<String, Double> busy) {
    /** Returns the energy in pJ. */
    Cost energyPj() {
        return Costs.sum(energy.stream().map(EnergyPart::pj).toList());
    }
}
