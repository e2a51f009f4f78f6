package org.systole.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.systole.mapping.CycleParts;
import org.systole.report.Result.AcceleratorFacts;
import org.systole.report.Result.MemoryFacts;
import org.systole.units.Certainty;
import org.systole.units.Figure;
import org.systole.units.Unit;

/**
 * A result on one screen of a terminal: the configuration first, then totals with unit, witness and certainty, the layers that
 * matter, what bounds the network, how sure the figures are.
 */
public final class Screen {
    /** How wide lines are at most. */
    public static final int WIDTH = 100;

    private static final int LABEL = 13;
    private static final int TOP = 5;

    private final Result result;
    private final List<String> lines = new ArrayList<>();

    private Screen(Result result) {
        this.result = result;
    }

    /**
     * Returns the lines of a result.
     *
     * @param everyLayer whether all layers are listed instead of the largest few
     */
    public static List<String> of(Result result, boolean everyLayer) {
        var screen = new Screen(result);
        screen.configuration();
        screen.totals();
        if (everyLayer) screen.allLayers();
        else screen.topLayers();
        screen.shares();
        return screen.lines;
    }

    private void configuration() {
        var model = result.model();
        var search = result.search();
        lines.add(TextTable.shortened(TextTable.plain(model.name()), 60) + " on "
                + TextTable.plain(result.accelerator().name()));
        lines.add("");
        labelled(
                "Network",
                model.source() + ": " + model.format() + ", " + model.nodes() + " nodes, "
                        + result.layers().size() + " layers");
        for (String input : model.inputs()) labelled("  input", input);
        hardware(result.accelerator());
        labelled("Mapped for", search.objective() + ", seed " + search.seed() + "; " + Wording.mappings(search));
        labelled("  timing", search.timing().sentence());
        lines.add("");
    }

    private void hardware(AcceleratorFacts hardware) {
        labelled("Accelerator", hardware.name() + ": " + hardware.title());
        labelled(
                "  array",
                hardware.array() + ", " + Quantities.digits(hardware.clockMhz()) + " MHz, " + hardware.precision()
                        + ", " + hardware.technology());
        var memories = new ArrayList<String>();
        for (MemoryFacts memory : hardware.memories())
            memories.add(memory.name() + " " + memory(memory) + bandwidth(memory, hardware.clockMhz()));
        labelled("  memories", String.join(" | ", memories));
    }

    /** Returns a memory's size and bandwidth in words. */
    static String memory(MemoryFacts memory) {
        String count = memory.instances() == 1 ? "" : Quantities.grouped(memory.instances()) + " x ";
        String size = memory.bytes() == 0 ? "" : Quantities.bytes(memory.bytes()) + ", ";
        return count + size + Quantities.grouped(memory.bitsPerCycle()) + " bit/cycle";
    }

    /** Off-chip memory is bought by its bandwidth, which goes with the clock where a description gives bits a cycle. */
    private static String bandwidth(MemoryFacts memory, double clockMhz) {
        if (!memory.isOffChip()) return "";
        return " (" + Quantities.digits(memory.bitsPerCycle() * clockMhz / 8000) + " GB/s)";
    }

    private void labelled(String label, String text) {
        lines.addAll(TextTable.labelled(label, text, LABEL, WIDTH));
    }

    private void totals() {
        int samples = result.model().samples();
        var sides = new ArrayList<>(List.of(TextTable.Side.LEFT, TextTable.Side.RIGHT));
        var head = new ArrayList<>(List.of(samples > 1 ? "One run of " + samples + " samples" : "One inference", ""));
        if (samples > 1) {
            sides.add(TextTable.Side.RIGHT);
            head.add("a sample");
        }
        sides.addAll(List.of(TextTable.Side.LEFT, TextTable.Side.LEFT));
        head.addAll(List.of("witness", "cost tables"));
        var table = new TextTable(sides, head);
        for (Kpi kpi : Kpi.values()) {
            Figure figure = result.total(kpi);
            var cells = new ArrayList<>(List.of("  " + kpi.label(), Quantities.of(figure)));
            if (samples > 1)
                cells.add(kpi.perSample(figure, samples).map(Quantities::of).orElse(""));
            cells.addAll(List.of(figure.witness().toString(), certainty(kpi, figure)));
            table.row(cells);
        }
        lines.addAll(table.lines(WIDTH));
        lines.add("");
    }

    private void topLayers() {
        top("Most cycles", layer -> layer.cycles().total(), result.cycles().total(), Unit.CYCLES);
        top(
                "Most energy",
                layer -> known(layer.energy().total()),
                known(result.energy().total()),
                Unit.PICOJOULES);
    }

    private void top(String title, ToDoubleFunction<LayerResult> measure, double all, Unit unit) {
        var table = new TextTable(
                List.of(
                        TextTable.Side.LEFT,
                        TextTable.Side.RIGHT,
                        TextTable.Side.RIGHT,
                        TextTable.Side.RIGHT,
                        TextTable.Side.LEFT),
                List.of(title, "", "of total", "util.", "bound by"));
        result.layers().stream()
                .sorted(Comparator.comparingDouble(measure).reversed())
                .limit(TOP)
                .forEach(layer -> table.row(List.of(
                        "  " + layer.name(),
                        Quantities.of(measure.applyAsDouble(layer), unit),
                        all > 0 ? Quantities.percent(measure.applyAsDouble(layer) / all) : "",
                        layer.hasMacs() ? Quantities.percent(layer.utilization()) : "",
                        layer.limit())));
        lines.addAll(table.lines(WIDTH));
        lines.add("");
    }

    private void allLayers() {
        var table = new TextTable(
                List.of(
                        TextTable.Side.LEFT,
                        TextTable.Side.RIGHT,
                        TextTable.Side.RIGHT,
                        TextTable.Side.RIGHT,
                        TextTable.Side.RIGHT,
                        TextTable.Side.RIGHT,
                        TextTable.Side.RIGHT,
                        TextTable.Side.LEFT),
                List.of("Layer", "cycles", "share", "util.", "energy", "share", "DRAM", "bound by"));
        double energy = known(result.energy().total());
        for (LayerResult layer : result.layers()) {
            table.row(List.of(
                    "  " + layer.name(),
                    Quantities.grouped(layer.cycles().total()),
                    Quantities.percent(layer.cycles().total() / result.cycles().total()),
                    layer.hasMacs() ? Quantities.percent(layer.utilization()) : "",
                    Quantities.of(layer.energy().total(), Unit.PICOJOULES),
                    energy > 0 ? Quantities.percent(known(layer.energy().total()) / energy) : "",
                    Quantities.bytes(layer.dramBytes()),
                    layer.limit()));
        }
        lines.addAll(table.lines(WIDTH));
        lines.add("");
    }

    private void shares() {
        labelled("Cycles", parts(result.cycles()));
        labelled("Energy", parts(result.energy()));
        labelled("Area", parts(result.area()));
        labelled("Bottleneck", result.bottleneck() + " " + result.remedy());
        labelled("Certainty", certainty());
        int shown = 0;
        for (String note : result.notes()) {
            if (++shown > 4) {
                labelled("", (result.notes().size() - 4) + " more notes are in result.json");
                break;
            }
            labelled(shown == 1 ? "Notes" : "", note);
        }
    }

    private static String parts(Breakdown breakdown) {
        double all = breakdown.total();
        if (!(all > 0)) return "unknown";
        var words = new ArrayList<String>();
        breakdown.parts().entrySet().stream()
                .filter(part -> known(part.getValue()) / all >= 0.005)
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .limit(6)
                .forEach(part -> words.add(CycleParts.label(part.getKey()).replace('_', ' ') + " "
                        + Quantities.percent(part.getValue() / all)));
        var unknown = breakdown.parts().entrySet().stream()
                .filter(part -> Double.isNaN(part.getValue()))
                .map(Map.Entry::getKey)
                .toList();
        if (!unknown.isEmpty()) words.add("unknown: " + String.join(", ", unknown));
        return String.join(", ", words);
    }

    /** What is counted rests on no table: there is nothing to say. */
    private static String certainty(Kpi kpi, Figure figure) {
        boolean says = kpi.restsOnTables() || figure.certainty() != Certainty.TABULATED;
        return says ? figure.certainty().toString() : "";
    }

    private String certainty() {
        Certainty energy = result.total(Kpi.ENERGY).certainty();
        Certainty area = result.total(Kpi.AREA).certainty();
        return "Cycles and traffic are counted by the " + result.cycles().witness() + " model. Energy is " + energy
                + ", area " + area + ". " + Wording.certainty(energy.and(area));
    }

    private static double known(double value) {
        return Double.isNaN(value) ? 0 : value;
    }
}
