package org.systole.report;

import static org.systole.report.HtmlPage.escape;
import static org.systole.report.HtmlParts.number;
import static org.systole.report.HtmlParts.tile;

import java.util.List;
import java.util.Locale;
import org.systole.data.Score;
import org.systole.quantize.LayerFacts;
import org.systole.quantize.QuantizationResult;

/** A quantization's page: what it costs, which layers lose most, accuracy against size, and each layer's numbers before and after. */
public final class QuantizationHtml {
    /** The file's name. */
    public static final String FILE = "report.html";

    private final QuantizationResult result;
    private final StringBuilder text = new StringBuilder();
    private final HtmlSections sections = new HtmlSections(text);

    private QuantizationHtml(QuantizationResult result) {
        this.result = result;
    }

    /**
     * How much one layer matters when it alone gets fewer bits.
     *
     * @param layer its name
     * @param part {@code weights} or {@code activations}
     * @param bits the width that it got
     * @param lost share of samples that change their class
     */
    public record Sensitivity(String layer, String part, int bits, double lost) {}

    /**
     * A network of some size.
     *
     * @param name for people: {@code float}, {@code 4-bit weights}
     * @param bytes size of its parameters
     * @param score its first score
     * @param chosen whether it is the one that the page is about
     */
    public record Point(String name, long bytes, double score, boolean chosen) {}

    /**
     * A choice of widths.
     *
     * @param cost in the unit of the choices
     * @param kept share of samples that keep their class
     * @param chosen whether it is the one that was taken
     */
    public record Choice(double cost, double kept, boolean chosen) {}

    /**
     * The front of a search for widths.
     *
     * @param unit of the costs
     * @param evaluated how many choices were evaluated
     * @param front those that no other one beats in both, the cheapest first, and the chosen one
     */
    public record Choices(String unit, int evaluated, List<Choice> front) {
        /** No search. */
        public static final Choices NONE = new Choices("", 0, List.of());

        /** Copies the list. */
        public Choices {
            front = List.copyOf(front);
        }
    }

    /**
     * Returns the page.
     *
     * @param sensitivities of single layers; empty when they were not analysed
     * @param choices the front of a search for widths; fewer than two leave it out
     * @param points networks for the chart of accuracy against size; fewer than two leave it out
     * @param command the command line, for the footer
     */
    public static String of(
            QuantizationResult result,
            List<Sensitivity> sensitivities,
            Choices choices,
            List<Point> points,
            String command) {
        var page = new QuantizationHtml(result);
        page.head();
        page.noise();
        if (!sensitivities.isEmpty()) page.sensitivity(sensitivities);
        if (choices.front().size() > 1) page.choices(choices);
        if (points.size() > 1) page.size(points);
        page.layers();
        page.histograms();
        return HtmlPage.of(
                result.model() + " quantized – Systole",
                page.sections.links(),
                page.text.toString(),
                "Made by <code>systole " + escape(command)
                        + "</code>. The same figures are in result.json and layers.csv beside this file.",
                "",
                List.of());
    }

    /** Adds a section with what it holds. */
    private void section(String id, String link, String title, String says, String markup) {
        sections.begin(id, link, title, says);
        text.append(markup);
        sections.end();
    }

    private void noise() {
        section(
                "noise",
                "Noise",
                "Signal to quantization noise behind each layer",
                "Errors of all layers before are in it. A layer far below its neighbours deserves more bits or another range.",
                QuantizationCharts.noise(result.layers()));
    }

    private void sensitivity(List<Sensitivity> sensitivities) {
        section(
                "sensitivity",
                "Sensitivity",
                "Sensitivity",
                "Samples that change their class when this layer alone is narrowed.",
                QuantizationCharts.sensitivity(sensitivities));
    }

    private void choices(Choices choices) {
        section(
                "choices",
                "Choices",
                "Kept classes against cost",
                "Of " + choices.evaluated()
                        + " choices that were evaluated those that no other one beats in both, on samples that calibrate; the"
                        + " filled point is this run.",
                QuantizationCharts.choices(choices));
    }

    private void size(List<Point> points) {
        section(
                "size",
                "Size",
                "Accuracy against size",
                "Size of all parameters; the filled point is this run.",
                QuantizationCharts.front(points));
    }

    private void layers() {
        section(
                "layers",
                "Layers",
                "Layers",
                "Measured on " + result.measured() + " samples that did not calibrate.",
                table(result.layers()));
    }

    private void histograms() {
        var cards = new StringBuilder("<div class=\"grid2\">");
        for (LayerFacts layer : result.layers()) histogram(cards, layer);
        section(
                "histograms",
                "Histograms",
                "Numbers of each layer, before and after",
                "Filled: what the float network computes. Line: what the integers stand for. The band is what the format can"
                        + " represent; beyond it numbers saturate. Counts on a logarithmic scale, zeros left out.",
                cards.append("</div>").toString());
    }

    private void head() {
        text.append("<header class=\"top\"><p class=\"eyebrow\">Systole · quantization</p>\n<h1>")
                .append(escape(result.model()))
                .append("</h1>\n<p class=\"lead\">")
                .append(escape(result.data()))
                .append("; ")
                .append(result.calibrated())
                .append(" samples calibrated, none of them scored.</p></header>\n<div class=\"tiles\">");
        for (int i = 0; i < Math.min(2, result.before().size()); i++) {
            Score before = result.before().get(i), after = result.after().get(i);
            tile(text, before.measure() + ", float", shown(before), before.samples() + " samples");
            tile(text, after.measure() + ", integer", shown(after), after.samples() + " samples");
        }
        if (result.change() != null)
            tile(
                    text,
                    "change, " + result.change().measure(),
                    String.format(
                            Locale.ROOT,
                            "%+.2f<small>points</small>",
                            100 * result.change().value()),
                    String.format(
                            Locale.ROOT,
                            "± %.2f paired standard error",
                            100 * result.change().standardError()));
        tile(
                text,
                "parameters",
                String.format(
                        Locale.ROOT, "%,.1f<small>KiB</small>", result.size().integerBytes() / 1024.0),
                String.format(Locale.ROOT, "float: %,.1f KiB", result.size().floatBytes() / 1024.0));
        text.append("</div>\n");
    }

    private static String shown(Score score) {
        return score.isShare()
                ? percent(score.value())
                : score.text(score.value()).strip();
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f<small>%%</small>", 100 * share);
    }

    private static String table(List<LayerFacts> layers) {
        var text = new StringBuilder("<div class=\"card\"><div class=\"scroll\"><table class=\"plain\"><tr>");
        for (String name : List.of("Layer", "Kind", "Weights", "Output"))
            text.append("<th>").append(name).append("</th>");
        for (String name : List.of("SQNR dB", "Low", "High", "Saturated", "Accumulator bits, seen of proven"))
            text.append("<th class=\"num\">").append(name).append("</th>");
        text.append("</tr>\n");
        for (LayerFacts layer : layers) {
            text.append("<tr><td><b>").append(escape(TextTable.shortened(layer.name(), 48)));
            text.append("</b></td><td>").append(escape(layer.kind()));
            text.append("</td><td>");
            if (layer.weights() != null)
                text.append(layer.weights().format())
                        .append(", ")
                        .append(layer.weights().count());
            text.append("</td><td>").append(layer.output().name()).append("</td>");
            number(text, layer.sqnr());
            number(text, String.format(Locale.ROOT, "%.4g", layer.range().low()));
            number(text, String.format(Locale.ROOT, "%.4g", layer.range().high()));
            number(
                    text,
                    String.format(Locale.ROOT, "%.3f %%", 100.0 * layer.saturated() / Math.max(1, layer.elements())));
            number(text, layer.accumulator() == null ? "" : layer.accumulator().text());
            text.append("</tr>\n");
        }
        return text.append("</table></div></div>").toString();
    }

    private static void histogram(StringBuilder text, LayerFacts layer) {
        text.append("<div class=\"card\"><h3>")
                .append(escape(TextTable.shortened(layer.name(), 64)))
                .append("</h3>");
        text.append("<p class=\"says\">")
                .append(escape(layer.kind()))
                .append(", output ")
                .append(layer.output().name());
        text.append(String.format(
                Locale.ROOT,
                ", represents %.4g to %.4g in steps of %.3g",
                layer.lowest(),
                layer.highest(),
                layer.output().scales()[0]));
        if (!layer.reason().isEmpty()) text.append("; stays float: ").append(escape(layer.reason()));
        text.append("</p>").append(HistogramPlot.of(layer)).append("</div>\n");
    }
}
