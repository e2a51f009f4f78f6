package org.systole.cost;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.systole.house.Generated;
import org.systole.units.Certainty;

/** The reference page of technologies and off-chip memories is made of the tables. */
class TechnologiesPageTest {
    private final CostTables tables = CostTables.read();
    private final StringBuilder page = new StringBuilder();

    @Test
    void thePageIsCurrent() {
        page.append("# Technologies and off-chip memories\n\n")
                .append("<!-- Made from the tables of org.systole.cost by TechnologiesPageTest. -->\n\n")
                .append(
                        "What the `technology` of an accelerator and the `component` of an off-chip memory can name. How"
                                + " costs come about: [models/cost.md](../models/cost.md).\n\n");
        technologies();
        offChip();
        Generated.check("docs/reference/technologies.md", page.toString());
    }

    private void technologies() {
        page.append("## Technologies\n\n")
                .append("| name | what it is | memories | logic | cells | arithmetic | off-chip memory | int8 MAC, pJ |"
                        + " 64 KiB read of 64 bit, pJ | note |\n")
                .append("|---|---|---|---|---|---|---|---|---|---|\n");
        for (Technology t : tables.technologies().all()) {
            AcceleratorCosts costs = tables.costs(TestAccelerators.singleMemory(t.name()));
            line(
                    "`" + t.name() + "`",
                    t.title(),
                    nanometres(t.memoryNm()),
                    nanometres(t.logicNm()),
                    "`" + t.cell() + "`",
                    t.basis().toString(),
                    t.dram(),
                    figure(costs.macPj()),
                    figure(costs.memory("scratchpad").readPj()),
                    t.note());
        }
    }

    private void offChip() {
        page.append("\n## Off-chip memories\n\n")
                .append(
                        "| name | bus, bit | peak, GB/s | pJ/bit | opening a row, pJ/bit of the row |\n|---|---|---|---|---|\n");
        for (Dram.Row row : tables.dram().all())
            line(
                    "`" + row.name() + "`",
                    number(row.busBits()),
                    number(row.bandwidthGbS()),
                    figure(row.pjPerBit()),
                    opening(row.rowPjPerBit()));
    }

    private static String opening(Cost cost) {
        return cost.isKnown() && cost.value() == 0 ? "contained" : figure(cost);
    }

    private void line(String... cells) {
        page.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    private static String nanometres(int node) {
        return node == 0 ? "" : node + " nm";
    }

    private static String figure(Cost cost) {
        if (!cost.isKnown()) return "unknown";
        String mark = cost.certainty() == Certainty.TABULATED ? "" : " " + cost.certainty();
        return String.format(Locale.ROOT, "%.3g", cost.value()) + mark;
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "" : Double.toString(value).replaceFirst("\\.0$", "");
    }
}
