package org.systole.report;

import static org.systole.report.HtmlPage.escape;
import static org.systole.report.HtmlParts.notes;

import java.util.LinkedHashMap;
import java.util.List;
import org.systole.files.RunRecord;
import org.systole.report.Result.AcceleratorFacts;
import org.systole.report.Result.MemoryFacts;
import org.systole.units.Certainty;
import org.systole.units.Figure;

/** {@code report.html}: one result as one self-contained file that opens in any browser, offline. */
public final class HtmlReport {
    /** The file's name in a run directory. */
    public static final String FILE = "report.html";

    private static final List<String> SCRIPTS =
            List.of("base.js", "bars.js", "roofline.js", "inspector.js", "table.js", "graph.js", "report.js");
    /** More notes than these are in result.json. */
    private static final int MOST_NOTES = 40;

    private final Result result;
    private final RunRecord run;
    private final StringBuilder text = new StringBuilder();
    private final HtmlSections sections = new HtmlSections(text);

    private HtmlReport(Result result, RunRecord run) {
        this.result = result;
        this.run = run;
    }

    /** Returns the page of a result and of the run that made it. */
    public static String of(Result result, RunRecord run) {
        return new HtmlReport(result, run).page();
    }

    private String page() {
        String title = result.model().name() + " on " + result.accelerator().name();
        summary();
        sections.add(
                "layers",
                "Layers",
                "Click a layer, here or in any plot, for its loop nest, parts and traffic. Heads sort.");
        sections.add(
                "roofline",
                "Roofline",
                "What each layer reaches, under what the array and the off-chip memory allow. A layer at the slope is"
                        + " bound by DRAM bandwidth, one at the top by the array; one below both loses its time elsewhere.");
        sections.add(
                "cycles",
                "Cycles",
                "Multiply-accumulates would take their share alone at the peak rate; everything else is what a layer loses, and to what.");
        sections.add("energy", "Energy", energySays());
        sections.add(
                "traffic",
                "Traffic",
                "What each memory moves for each operand, words padded to their width, all instances together.");
        sections.add(
                "utilization",
                "Utilization",
                "Multiply-accumulates divided by what the array could do in a layer's cycles.");
        sections.add(
                "graph",
                "Graph",
                "The layers as they feed each other, in reading order: top to bottom, then the next column.");
        configuration();
        var data = new LinkedHashMap<String, Object>();
        data.put("result", ResultJson.tree(result));
        data.put("graph", GraphLayout.of(result.layers()));
        return HtmlPage.of(title + " – Systole", sections.links(), text.toString(), footer(), data, SCRIPTS);
    }

    private String energySays() {
        String base = "Energy of every action, by the component that spends it, leakage included.";
        if (result.energy().certainty() != Certainty.INCOMPLETE) return base;
        return base + " Some components have no known cost: the sum is a lower bound.";
    }

    private void summary() {
        var model = result.model();
        sections.link("summary", "Summary");
        text.append("<header class=\"top\" id=\"summary\"><p class=\"eyebrow\">Evaluation · ")
                .append(escape(objective()))
                .append("</p>\n<h1>")
                .append(escape(model.name()))
                .append(" <span class=\"on\">on</span> ")
                .append(escape(result.accelerator().name()))
                .append("</h1>\n<p class=\"lead\">")
                .append(escape(result.bottleneck()))
                .append("</p>\n<p class=\"sub\">")
                .append(escape(result.remedy()))
                .append("</p></header>\n<div class=\"tiles\">\n");
        for (Kpi kpi : Kpi.values()) tile(kpi);
        text.append("</div>\n");
    }

    private String objective() {
        return switch (result.search().objective()) {
            case "latency" -> "mapped for latency";
            case "energy" -> "mapped for energy";
            case "dram" -> "mapped for DRAM traffic";
            default -> "mapped for energy-delay product";
        };
    }

    private void tile(Kpi kpi) {
        Figure figure = result.total(kpi);
        String shown = Quantities.of(figure).replaceFirst("^at least ", "");
        int space = shown.indexOf(' ');
        String number = space < 0 || !figure.isKnown() ? shown : shown.substring(0, space);
        String unit = space < 0 || !figure.isKnown() ? "" : shown.substring(space + 1);
        if (kpi == Kpi.CYCLES && figure.value() >= 1e7) {
            String[] parts = Quantities.prefixed(figure.value(), "cycles").split(" ", 2);
            number = parts[0];
            unit = parts[1].replaceFirst("^([kMGT])cycles", "$1 cycles");
        }
        text.append("<div class=\"tile\" title=\"")
                .append(escape(kpi.meaning()))
                .append("\"><span class=\"k\">")
                .append(kpi.label())
                .append("</span><span class=\"v\">")
                .append(figure.certainty() == Certainty.INCOMPLETE ? "≥ " : "")
                .append(escape(number));
        if (!unit.isEmpty()) text.append("<small>").append(escape(unit)).append("</small>");
        text.append("</span><span class=\"n\">").append(escape(note(kpi))).append("</span><span class=\"b\">");
        badge(figure.witness().toString(), "", "The witness: which model this figure comes from.");
        if (figure.certainty() != Certainty.TABULATED || kpi.restsOnTables())
            badge(
                    figure.certainty().toString(),
                    isDoubtful(figure) ? " warn" : "",
                    Wording.certainty(figure.certainty()));
        text.append("</span></div>\n");
    }

    private void badge(String word, String kind, String meaning) {
        text.append("<span class=\"badge")
                .append(kind)
                .append("\" title=\"")
                .append(escape(meaning))
                .append("\">");
        text.append(escape(word)).append("</span>");
    }

    private static boolean isDoubtful(Figure figure) {
        return switch (figure.certainty()) {
            case EXTRAPOLATED, INCOMPLETE, UNKNOWN -> true;
            default -> false;
        };
    }

    private String note(Kpi kpi) {
        AcceleratorFacts hardware = result.accelerator();
        return switch (kpi) {
            case LATENCY -> sample(kpi, "at " + Quantities.digits(hardware.clockMhz()) + " MHz");
            case THROUGHPUT -> sample(kpi, "one after another");
            case ENERGY -> sample(kpi, largest(result.energy(), "of it in "));
            case AREA -> largest(result.area(), "of it ");
            case DRAM_TRAFFIC -> perMac();
            case ON_CHIP_PEAK -> "of " + Quantities.bytes(onChip()) + " on the chip";
            case UTILIZATION -> "of " + Quantities.grouped(hardware.peakMacs()) + " MACs a cycle";
            case MACS -> result.layers().size() + " layers";
            case CYCLES ->
                result.model().samples() > 1 ? "one run of " + result.model().samples() + " samples" : "one inference";
            case ENERGY_DELAY -> "energy times latency";
            case POWER -> "energy over latency";
            case WEIGHTS -> "biases excluded";
        };
    }

    /** Returns a note, or what the figure is for one sample of a run of several. */
    private String sample(Kpi kpi, String note) {
        int samples = result.model().samples();
        if (samples == 1) return note;
        Figure one = kpi.perSample(result.total(kpi), samples).orElseThrow();
        String shown = kpi == Kpi.THROUGHPUT
                ? Quantities.digits(one.value()) + " samples a second"
                : Quantities.of(one) + " a sample";
        return "runs of " + samples + " samples: " + shown;
    }

    private double onChip() {
        return result.accelerator().memories().stream()
                .filter(memory -> !memory.isOffChip())
                .mapToDouble(memory -> memory.bytes() * memory.instances())
                .sum();
    }

    private String perMac() {
        double bytes = result.total(Kpi.DRAM_TRAFFIC).value();
        double macs = result.total(Kpi.MACS).value();
        return bytes > 0 && macs > 0 ? Quantities.digits(2 * macs / bytes) + " operations a byte" : "";
    }

    private static String largest(Breakdown breakdown, String words) {
        String name = "";
        double most = 0;
        for (var part : breakdown.parts().entrySet()) {
            if (part.getValue() > most) {
                most = part.getValue();
                name = part.getKey();
            }
        }
        return name.isEmpty() ? "" : Quantities.percent(most / breakdown.total()) + " " + words + name;
    }

    private void configuration() {
        sections.begin(
                "configuration",
                "Configuration",
                "Configuration and provenance",
                "What was evaluated, on what, how, and from which files.");
        text.append("<div class=\"grid2\">");
        open("Network");
        var model = result.model();
        fact("Model", model.name());
        fact("Source", model.source());
        fact("Format", model.format() + ", " + model.nodes() + " nodes");
        fact("Inputs", String.join("; ", model.inputs()));
        fact("Outputs", String.join("; ", model.outputs()));
        close();
        open("Accelerator");
        AcceleratorFacts hardware = result.accelerator();
        fact("Name", hardware.name() + ": " + hardware.title());
        fact("Array", hardware.array());
        fact("Precision", hardware.precision());
        fact("Clock", Quantities.digits(hardware.clockMhz()) + " MHz");
        fact("Technology", hardware.technology());
        fact("Witnesses", String.join(", ", hardware.witnesses()));
        fact("Source", hardware.source());
        close();
        memories(hardware.memories());
        provenance();
        glossary();
        text.append("</div>");
        if (!result.notes().isEmpty()) {
            text.append("<div class=\"card\" style=\"margin-top:16px\"><h3>Notes</h3>");
            notes(text, result.notes().stream().limit(MOST_NOTES).toList());
            text.append("</div>");
        }
        sections.end();
    }

    private void memories(List<MemoryFacts> memories) {
        text.append(
                        "<div class=\"card\"><h3>Memories</h3><div class=\"scroll\"><table class=\"plain\"><tr><th>Name</th>")
                .append("<th>Kind</th><th>Holds</th><th class=\"num\">Instances</th><th class=\"num\">Size of one</th>")
                .append("<th class=\"num\">Bits a cycle</th></tr>");
        for (MemoryFacts memory : memories) {
            text.append("<tr><td>").append(escape(memory.name())).append("</td><td>");
            text.append(escape(memory.kind().replace('_', ' '))).append("</td><td>");
            text.append(escape(String.join(", ", memory.holds()))).append("</td><td class=\"num\">");
            text.append(Quantities.grouped(memory.instances())).append("</td><td class=\"num\">");
            text.append(memory.bytes() == 0 ? "as needed" : Quantities.bytes(memory.bytes()));
            text.append("</td><td class=\"num\">").append(Quantities.grouped(memory.bitsPerCycle()));
            text.append("</td></tr>");
        }
        text.append("</table></div></div>");
    }

    /** Says what the words beside the figures mean. */
    private void glossary() {
        open("Words");
        fact("Witness", "which model a figure comes from");
        fact(
                "analytical",
                "the model of the mapping: counts and formulas, "
                        + result.search().timing().sentence());
        fact("simulated", "the cycle-exact simulator of a Systole core");
        fact("rtl", "the generated hardware under Verilator");
        fact("Certainty", "how its costs were come by; the worst of all parts decides");
        for (Certainty certainty : Certainty.values()) fact(certainty.toString(), Wording.certainty(certainty));
        fact("Idle PEs", "positions of the array without work: dimensions that do not fill its axes");
        fact("Short passes", "loading the array for the next pass takes longer than the pass");
        fact("Commands", "cycles in which commands, not the array or memories, are the limit");
        close();
    }

    private void provenance() {
        open("Run");
        var search = result.search();
        fact("Objective", search.objective() + ", seed " + search.seed());
        fact("Mappings", Wording.mappings(search));
        fact("Timing", search.timing().sentence());
        fact("Command", "systole " + String.join(" ", run.arguments()));
        fact("Tool", "Systole " + run.version() + (run.build().isEmpty() ? "" : ", build " + shortHash(run.build())));
        fact("Begun", run.created());
        for (RunRecord.Input input : run.inputs())
            fact(
                    capital(input.role()),
                    input.name()
                            + (input.bytes() == 0 ? "  (built in)" : "  (SHA-256 " + shortHash(input.sha256()) + ")"));
        fact("Result", "hash " + shortHash(result.hash()));
        close();
    }

    private static String shortHash(String hash) {
        return hash.length() > 16 ? hash.substring(0, 16) + "…" : hash;
    }

    private static String capital(String word) {
        return word.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }

    private void open(String title) {
        text.append("<div class=\"card\"><h3>").append(title).append("</h3><dl class=\"facts\">");
    }

    private void fact(String name, String value) {
        if (value.isEmpty()) return;
        text.append("<dt>")
                .append(escape(name))
                .append("</dt><dd>")
                .append(escape(value))
                .append("</dd>");
    }

    private void close() {
        text.append("</dl></div>");
    }

    private String footer() {
        return "Made by Systole " + escape(run.version())
                + ". This file is complete in itself: it loads nothing and sends nothing. The same figures are in"
                + " result.json and layers.csv.";
    }
}
