package org.systole.report;

import static org.systole.report.HtmlPage.escape;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.systole.quantize.LayerFacts;

/** The charts of a quantization's page, as SVG without scripts. */
final class QuantizationCharts {
    private static final int WIDTH = 1180;
    private static final int ROW = 19;
    private static final int NAMES = 300;
    private static final int MOST_SENSITIVE = 40;
    /** Layers with less signal than this over their noise stand out. */
    private static final double NOISY_DB = 15;

    private QuantizationCharts() {}

    /** Returns bars of the signal to noise of each layer, in the network's order. */
    static String noise(List<LayerFacts> layers) {
        double most = layers.stream()
                .mapToDouble(LayerFacts::sqnrDb)
                .filter(Double::isFinite)
                .max()
                .orElse(1);
        var svg = begin(WIDTH, ROW * layers.size() + 8);
        for (int i = 0; i < layers.size(); i++) {
            LayerFacts layer = layers.get(i);
            double db = layer.sqnrDb();
            double share = Double.isNaN(db) ? 0 : Math.clamp(db / Math.max(1, most), 0, 1);
            String colour = db < NOISY_DB ? "var(--s-red)" : "var(--s-blue)";
            bar(svg, i, layer.name(), share, colour, layer.sqnr() + (Double.isFinite(db) ? " dB" : ""));
        }
        return end(svg);
    }

    /** Returns bars of the most sensitive layers, the most sensitive first. */
    static String sensitivity(List<QuantizationHtml.Sensitivity> all) {
        var shown = all.stream()
                .sorted(Comparator.comparingDouble(QuantizationHtml.Sensitivity::lost)
                        .reversed()
                        .thenComparing(QuantizationHtml.Sensitivity::layer)
                        .thenComparing(QuantizationHtml.Sensitivity::part))
                .limit(MOST_SENSITIVE)
                .toList();
        double most = Math.max(1e-6, shown.getFirst().lost());
        var svg = begin(WIDTH, ROW * shown.size() + 8);
        for (int i = 0; i < shown.size(); i++) {
            var s = shown.get(i);
            String name = s.layer() + " " + s.part() + ", " + s.bits() + " bits";
            bar(
                    svg,
                    i,
                    name,
                    Math.max(0, s.lost()) / most,
                    s.part().equals("weights") ? "var(--s-blue)" : "var(--s-amber)",
                    String.format(Locale.ROOT, "%.2f %%", 100 * s.lost()));
        }
        return end(svg);
    }

    private static void bar(StringBuilder svg, int row, String name, double share, String colour, String value) {
        int y = 4 + ROW * row;
        double length = share * (WIDTH - NAMES - 110);
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text><rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"13\""
                        + " rx=\"2\" fill=\"%s\"/><text x=\"%.1f\" y=\"%d\">%s</text>\n",
                NAMES - 8,
                y + 11,
                escape(TextTable.shortened(name, 44)),
                NAMES,
                y,
                Math.max(1, length),
                colour,
                NAMES + length + 6,
                y + 11,
                escape(value)));
    }

    /** Returns the chart of scores over sizes. */
    static String front(List<QuantizationHtml.Point> points) {
        return SharePlot.of(
                points.stream()
                        .map(p -> new SharePlot.Mark(p.name(), p.bytes() / 1024.0, p.score(), p.chosen()))
                        .toList(),
                "KiB");
    }

    /** Returns the chart of kept classes over the costs of choices. */
    static String choices(QuantizationHtml.Choices choices) {
        return SharePlot.of(
                choices.front().stream()
                        .map(c -> new SharePlot.Mark("", c.cost(), c.kept(), c.chosen()))
                        .toList(),
                choices.unit());
    }

    static StringBuilder begin(int width, int height) {
        return new StringBuilder(String.format(
                Locale.ROOT,
                "<svg viewBox=\"0 0 %d %d\" width=\"100%%\" style=\"max-width:%dpx\" role=\"img\">\n",
                width,
                height,
                width));
    }

    static String end(StringBuilder svg) {
        return "<div class=\"card plot\">" + svg.append("</svg></div>\n");
    }
}
