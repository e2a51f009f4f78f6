package org.systole.mapping;

import java.util.List;
import org.systole.cost.Cost;

/** Sums of costs. */
final class Costs {
    private Costs() {}

    /** Returns the sum: incomplete when some are unknown, unknown when all are, zero when there are none. */
    static Cost sum(List<Cost> costs) {
        return costs.stream().reduce(Cost::plus).orElse(Cost.none("nothing happens"));
    }
}
