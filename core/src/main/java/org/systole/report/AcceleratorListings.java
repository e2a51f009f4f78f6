package org.systole.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.systole.cost.AcceleratorCosts;
import org.systole.cost.AreaPart;
import org.systole.cost.Cost;
import org.systole.cost.MemoryCosts;
import org.systole.hardware.Accelerator;
import org.systole.hardware.Axis;
import org.systole.hardware.Link;
import org.systole.hardware.VectorUnit;
import org.systole.report.Listing.Column;
import org.systole.report.Listing.Shown;
import org.systole.report.Result.AcceleratorFacts;
import org.systole.report.Result.MemoryFacts;

/** An accelerator as tables: what it has, and what each action and part of it costs. */
public final class AcceleratorListings {
    private static final int LABEL = 14;

    private AcceleratorListings() {}

    /** Returns what is said above the tables. */
    public static List<String> head(Accelerator accelerator) {
        AcceleratorFacts facts = Results.describe(accelerator);
        var lines = new ArrayList<String>();
        lines.add(facts.name() + ": " + facts.title());
        add(
                lines,
                "array",
                facts.array() + ", " + Quantities.digits(facts.clockMhz()) + " MHz, peak "
                        + Quantities.prefixed(2e6 * facts.peakMacs() * facts.clockMhz(), "op/s"));
        for (Axis axis : accelerator.array().axes())
            add(
                    lines,
                    "axis",
                    axis.name() + " " + axis.size() + ", unrolls "
                            + String.join(
                                    " ", axis.unroll().stream().map(Enum::name).toList())
                            + (axis.reduces() ? ", adds partial sums" : ""));
        add(lines, "precision", facts.precision());
        for (VectorUnit unit : accelerator.units())
            add(
                    lines,
                    "unit",
                    unit.name() + (unit.host() ? " (host)" : "") + ": "
                            + String.join(
                                    ", ",
                                    unit.operationsPerCycle().entrySet().stream()
                                            .map(rate -> rate.getKey() + " " + Quantities.digits(rate.getValue()))
                                            .toList())
                            + " a cycle" + (unit.atWriteBack() ? ", at write-back" : ""));
        for (Link link : accelerator.links())
            add(lines, "link", link.name() + " " + link.bitsPerCycle() + " bit/cycle");
        add(lines, "technology", facts.technology());
        add(lines, "witnesses", String.join(", ", facts.witnesses()));
        add(lines, "source", facts.source());
        return lines;
    }

    private static void add(List<String> lines, String label, String text) {
        lines.addAll(TextTable.labelled("  " + label, text, LABEL, Screen.WIDTH));
    }

    /** Returns a row for each memory. */
    public static Listing memories(Accelerator accelerator) {
        var listing = new Listing(
                "memories",
                List.of(
                        Column.text("name", "Memory"),
                        Column.text("kind", "kind"),
                        Column.text("holds", "holds"),
                        Column.number("instances", "instances"),
                        Column.number("size_bytes", "size of one"),
                        Column.number("bits_per_cycle", "bit/cycle"),
                        Column.text("buffering", "buffering")));
        List<MemoryFacts> facts = Results.describe(accelerator).memories();
        for (int i = 0; i < facts.size(); i++) {
            MemoryFacts memory = facts.get(i);
            listing.row(
                    memory.name(),
                    memory.kind().replace('_', ' '),
                    memory.holds(),
                    memory.instances(),
                    new Shown(memory.bytes(), memory.bytes() == 0 ? "as needed" : Quantities.bytes(memory.bytes())),
                    new Shown(memory.bitsPerCycle(), Quantities.grouped(memory.bitsPerCycle())),
                    accelerator.memories().get(i).doubleBuffered() ? "double" : "single");
        }
        return listing;
    }

    /** Returns a row for each action and each part, with its certainty and the rows it rests on. */
    public static Listing costs(Accelerator accelerator, AcceleratorCosts costs) {
        var listing = new Listing(
                "accelerator-costs",
                List.of(
                        Column.text("what", "Cost of"),
                        Column.number("value", "value"),
                        Column.text("unit", ""),
                        Column.text("certainty", "certainty"),
                        Column.text("source", "")));
        row(listing, "a multiply-accumulate", costs.macPj(), "pJ");
        row(listing, "passing operands, a MAC", costs.passPj(), "pJ");
        row(listing, "an idle PE, a cycle", costs.idleMacPj(), "pJ");
        for (var memory : costs.memories().entrySet()) {
            MemoryCosts cost = memory.getValue();
            int bits = accelerator.memories().stream()
                    .filter(m -> m.name().equals(memory.getKey()))
                    .mapToInt(m -> m.widthBits())
                    .findFirst()
                    .orElse(0);
            row(listing, memory.getKey() + ": reading " + bits + " bit", cost.readPj(), "pJ");
            row(listing, memory.getKey() + ": writing " + bits + " bit", cost.writePj(), "pJ");
            if (cost.openPj().value() != 0)
                row(listing, memory.getKey() + ": opening a row, for each " + bits + " bit of it", cost.openPj(), "pJ");
        }
        for (Map.Entry<String, Cost> link : costs.linkPjPerBit().entrySet())
            row(listing, link.getKey() + ": moving a bit", link.getValue(), "pJ");
        costs.vectorPj().forEach((kind, cost) -> {
            // A kind that no unit does has no cost to know.
            if (accelerator.units().stream()
                    .anyMatch(u -> u.operationsPerCycle().containsKey(kind)))
                row(listing, "one operation of " + kind, cost, "pJ");
        });
        for (AreaPart part : costs.parts()) {
            String name = part.instances() == 1 ? part.name() : part.name() + " (" + part.instances() + ")";
            row(listing, name + ": area", part.totalAreaMm2(), "mm²");
            row(listing, name + ": leakage", part.totalLeakageMw(), "mW");
        }
        return listing;
    }

    private static void row(Listing listing, String what, Cost cost, String unit) {
        listing.row(
                what,
                new Shown(cost.value(), shown(cost, " " + unit)),
                unit,
                cost.certainty().toString(),
                cost.source());
    }

    /** Returns a cost with its unit, or {@code unknown}. */
    public static String shown(Cost cost, String unit) {
        return cost.isKnown() ? Quantities.digits(cost.value()) + unit : "unknown";
    }
}
