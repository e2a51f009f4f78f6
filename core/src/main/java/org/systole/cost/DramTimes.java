package org.systole.cost;

import org.systole.hardware.DramRows;

/**
 * What opening and closing a row of an off-chip memory takes: a row of {@code dram-rows.csv}.
 *
 * @param name the memory's name in that table
 * @param rowBytes bytes of a row over the whole bus
 * @param banks banks
 * @param openNs nanoseconds to open a row, tRCD
 * @param closeNs nanoseconds to close a row, tRP
 * @param source where the figures come from
 */
public record DramTimes(String name, int rowBytes, int banks, double openNs, double closeNs, String source) {
    private static final String TABLE = "dram-rows.csv";

    /**
     * Returns the row of that name, or of the memory whose currents the name tells of ({@code LPDDR3-1600 core, ...}); for a
     * memory that is not in the table its first row, which stands in for it.
     */
    public static DramTimes of(String name) {
        Csv table = Csv.read(TABLE);
        int row = 0;
        String memory = name.replaceFirst(" core,.*", "");
        for (int i = 0; i < table.size(); i++) if (table.text(i, "name").equals(memory)) row = i;
        return new DramTimes(
                table.text(row, "name"),
                (int) table.number(row, "row_bytes"),
                (int) table.number(row, "banks"),
                table.number(row, "trcd_ns"),
                table.number(row, "trp_ns"),
                TABLE + ": " + table.text(row, "source"));
    }

    /** Returns the rows in cycles of a clock; a cycle that is begun counts. */
    public DramRows rows(double clockMhz) {
        return new DramRows(rowBytes, banks, cycles(openNs, clockMhz), cycles(closeNs, clockMhz));
    }

    private static int cycles(double ns, double clockMhz) {
        return (int) Math.ceil(ns * clockMhz / 1000 - 1e-9);
    }
}
