package org.systole.cost;

import static org.systole.units.Certainty.EXTRAPOLATED;
import static org.systole.units.Certainty.INCOMPLETE;
import static org.systole.units.Certainty.TABULATED;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The off-chip memories that have published figures: the rows of {@code dram.csv}. */
public final class Dram {
    private final Map<String, Row> rows = new LinkedHashMap<>();

    /**
     * One off-chip memory.
     *
     * @param name what descriptions call it, for example {@code LPDDR4-3200}
     * @param busBits width of its bus, or NaN when the source gives none
     * @param bandwidthGbS peak bandwidth in 1e9 bytes a second, or NaN
     * @param pjPerBit energy of moving a bit; unknown where no source was found
     * @param rowPjPerBit energy of opening and closing a row, for each bit of the row; zero where {@code pjPerBit} contains it
     * @param idleMw power while nothing is moved, or NaN; not part of the accelerator's costs
     */
    public record Row(
            String name, double busBits, double bandwidthGbS, Cost pjPerBit, Cost rowPjPerBit, double idleMw) {}

    private Dram() {
        Csv table = Csv.read("dram.csv");
        var energies = new LinkedHashMap<String, Cost>();
        var openings = new LinkedHashMap<String, Cost>();
        for (int i = 0; i < table.size(); i++) {
            energies.put(table.text(i, "name"), energy(table, i));
            openings.put(table.text(i, "name"), opening(table, i));
        }
        for (int i = 0; i < table.size(); i++) {
            String name = table.text(i, "name");
            rows.put(
                    name,
                    new Row(
                            name,
                            table.number(i, "bus_bits"),
                            table.number(i, "bandwidth_gb_s"),
                            energyOrInstead(energies, energies, name, table.text(i, "instead")),
                            energyOrInstead(energies, openings, name, table.text(i, "instead")),
                            table.number(i, "idle_mw")));
        }
    }

    /** Rows that are derived from the currents of the core leave I/O, termination and refresh out: a lower bound. */
    private static Cost energy(Csv table, int row) {
        double energy = table.number(row, "energy_pj_per_bit");
        String name = table.text(row, "name");
        String source = "dram.csv: " + name + ": " + table.text(row, "source");
        if (Double.isNaN(energy)) return Cost.unknown(source);
        return Cost.tabulated(energy, source).atBest(name.contains(" core,") ? INCOMPLETE : TABULATED, "");
    }

    /** Sources that give the energy of an access as a whole contain the opening of rows; the table has a 0 there. */
    private static Cost opening(Csv table, int row) {
        double energy = table.number(row, "row_pj_per_bit");
        String source = "dram.csv: " + table.text(row, "name") + ": opening rows";
        if (Double.isNaN(energy)) return Cost.unknown(source + " is left out, and no figure was found");
        return energy == 0
                ? Cost.none(source + " is part of the energy per bit")
                : Cost.tabulated(energy, source + ", by the currents of the same source");
    }

    /**
     * Returns a figure of a row; where no source gives an energy, that of the named row of the same family, which can only be an
     * extrapolation.
     */
    private static Cost energyOrInstead(
            Map<String, Cost> energies, Map<String, Cost> figures, String name, String instead) {
        if (energies.get(name).isKnown() || instead.isEmpty()) return figures.get(name);
        return figures.get(instead).atBest(EXTRAPOLATED, "in place of " + name + ", for which no source was found");
    }

    /** Reads the table. */
    public static Dram read() {
        return new Dram();
    }

    /** Returns all rows, in the order of the table. */
    public List<Row> all() {
        return Collections.unmodifiableList(new ArrayList<>(rows.values()));
    }

    /** Returns the row of that name, or null. */
    Row row(String name) {
        return rows.get(name);
    }
}
