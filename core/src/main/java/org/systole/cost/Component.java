package org.systole.cost;

import java.util.Optional;
import org.systole.units.Certainty;

/**
 * A piece of logic.
 *
 * @param energyPj of one operation
 * @param areaUm2 in square micrometres
 * @param leakageMw static power
 */
record Component(Cost energyPj, Cost areaUm2, Cost leakageMw) {
    /** Nothing at all. */
    static final Component NOTHING = new Component(Cost.none(""), Cost.none(""), Cost.none(""));

    /** Returns a component of which nothing is known. */
    static Component unknown(String reason) {
        Cost cost = Cost.unknown(reason);
        return new Component(cost, cost, cost);
    }

    /** Returns both together, each doing one operation. */
    Component plus(Component other) {
        return new Component(
                energyPj.plus(other.energyPj), areaUm2.plus(other.areaUm2), leakageMw.plus(other.leakageMw));
    }

    /** Returns so many of it, each doing one operation. */
    Component times(double count) {
        return new Component(energyPj.times(count), areaUm2.times(count), leakageMw.times(count));
    }

    /** Returns it at best as certain as given. */
    Component atBest(Certainty limit, String note) {
        return new Component(energyPj.atBest(limit, note), areaUm2.atBest(limit, note), leakageMw.atBest(limit, note));
    }

    /** Returns it with another area in square millimetres, if one is given. */
    Component withArea(Optional<Cost> areaMm2) {
        return areaMm2.map(area -> new Component(energyPj, area.times(1e6), leakageMw))
                .orElse(this);
    }

    /** Returns the area in square millimetres. */
    Cost areaMm2() {
        return areaUm2.times(1e-6);
    }
}
