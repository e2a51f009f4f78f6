package org.systole.cost;

import org.systole.units.Certainty;

/**
 * What a circuit is made in, beyond its node.
 *
 * @param kind of the technology
 * @param energyGap what the energy of custom silicon is multiplied with
 * @param source where the gap comes from
 */
record Medium(Technology.Kind kind, double energyGap, String source) {
    private static final String NO_AREA =
            "area in square millimetres has no meaning on an FPGA: it is counted in blocks";
    private static final String NO_LEAKAGE = "the static power of an FPGA belongs to the whole device: no source";
    private static final String NOT_PUBLISHED = "the process is not published";

    /** The gaps between FPGAs and custom silicon: the rows of {@code fpga.csv}. */
    static final class Gaps {
        private final Csv table = Csv.read("fpga.csv");

        /** Returns what general logic of a technology is made in. */
        Medium logic(Technology technology) {
            return of(technology, "logic");
        }

        /** Returns what multipliers and memory blocks of a technology are made in. */
        Medium hardBlocks(Technology technology) {
            return of(technology, "hard_blocks");
        }

        private Medium of(Technology technology, String part) {
            if (technology.kind() != Technology.Kind.FPGA) return new Medium(technology.kind(), 1, "");
            int row = table.find("part", part);
            return new Medium(
                    technology.kind(), table.number(row, "energy_factor"), "fpga.csv: " + table.text(row, "source"));
        }
    }

    /** Returns an energy in this medium, given that in custom silicon. */
    Cost energy(Cost cost) {
        return switch (kind) {
            case CMOS -> cost;
            case FPGA -> cost.times(energyGap).atBest(Certainty.EXTRAPOLATED, source);
            case UNKNOWN -> Cost.unknown(NOT_PUBLISHED);
        };
    }

    /** Returns an area in this medium. */
    Cost area(Cost cost) {
        return switch (kind) {
            case CMOS -> cost;
            case FPGA -> Cost.unknown(NO_AREA);
            case UNKNOWN -> Cost.unknown(NOT_PUBLISHED);
        };
    }

    /** Returns a leakage in this medium. */
    Cost leakage(Cost cost) {
        return switch (kind) {
            case CMOS -> cost;
            case FPGA -> Cost.unknown(NO_LEAKAGE);
            case UNKNOWN -> Cost.unknown(NOT_PUBLISHED);
        };
    }

    /** Returns a component in this medium. */
    Component component(Component part) {
        return new Component(energy(part.energyPj()), area(part.areaUm2()), leakage(part.leakageMw()));
    }
}
