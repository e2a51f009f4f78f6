package org.systole.cost;

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
     * @param idleMw power while nothing is moved, or NaN; not part of the accelerator's costs
     */
    public record Row(String name, double busBits, double bandwidthGbS, Cost pjPerBit, double idleMw) {}

    private Dram() {
        Csv table = Csv.read("dram.csv");
        for (int i = 0; i < table.size(); i++) {
            String name = table.text(i, "name");
            double energy = table.number(i, "energy_pj_per_bit");
            String source = "dram.csv: " + name + ": " + table.text(i, "source");
            rows.put(
                    name,
                    new Row(
                            name,
                            table.number(i, "bus_bits"),
                            table.number(i, "bandwidth_gb_s"),
                            Double.isNaN(energy) ? Cost.unknown(source) : Cost.tabulated(energy, source),
                            table.number(i, "idle_mw")));
        }
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
