package org.systole.cost;

import org.systole.units.Certainty;

/**
 * Wires across the chip: half the side of a square of the accelerator's area, at the energy per bit and millimetre of
 * the {@code wire} row of {@code components.csv}. The row holds for 1 V and is not scaled with the node.
 */
final class Wires {
    private final Cost perMillimetre;

    /** Reads the row. */
    Wires() {
        Csv table = Csv.read("components.csv");
        perMillimetre =
                Cost.tabulated(table.number(table.find("component", "wire"), "energy_pj"), "components.csv: wire");
    }

    /** Returns the energy of moving a bit half across an accelerator of that area. */
    Cost pjPerBit(Technology technology, Cost areaMm2) {
        if (technology.kind() != Technology.Kind.CMOS || !areaMm2.isKnown())
            return Cost.unknown("no length of the wires: the area is unknown");
        return perMillimetre
                .times(Math.sqrt(areaMm2.value()) / 2)
                .atBest(Certainty.EXTRAPOLATED, "over half the side of the accelerator's area");
    }
}
