package org.systole.report;

import java.util.Locale;
import org.systole.quantize.Histogram;
import org.systole.quantize.LayerFacts;

/** The numbers of a layer before and after its quantization, over the band that its format represents. */
final class HistogramPlot {
    private static final int BARS = 64;
    private static final int WIDTH = 520;
    private static final int HEIGHT = 150;
    /** The axis, below which its labels stand. */
    private static final int BASE = HEIGHT - 20;
    /** The height of the most frequent numbers. */
    private static final int HIGHEST = HEIGHT - 28;
    /** What is left free at both sides, of the range shown. */
    private static final double MARGIN = 0.03;

    private final LayerFacts layer;
    private final double least;
    private final double most;
    private final double low;
    private final double high;
    private final StringBuilder svg = QuantizationCharts.begin(WIDTH, HEIGHT);

    private HistogramPlot(LayerFacts layer) {
        this.layer = layer;
        least = Math.min(layer.range().low(), layer.lowest());
        most = Math.max(layer.range().high(), layer.highest());
        double room = MARGIN * Math.max(most - least, 1e-30);
        low = least - room;
        high = most + room;
    }

    /** Returns the plot as SVG. */
    static String of(LayerFacts layer) {
        var plot = new HistogramPlot(layer);
        plot.band();
        plot.numbers();
        plot.labels();
        return "<div class=\"plot\">" + plot.svg.append("</svg></div>");
    }

    private void band() {
        double from = x(layer.lowest()), to = x(layer.highest());
        svg.append(String.format(
                Locale.ROOT,
                "<rect x=\"%.1f\" y=\"4\" width=\"%.1f\" height=\"%d\" fill=\"var(--accent-soft)\"/>\n",
                from,
                Math.max(1, to - from),
                BASE - 4));
    }

    private void numbers() {
        long[] before = binned(layer.before()), after = binned(layer.after());
        double highest = 1;
        for (int i = 0; i < BARS; i++) highest = Math.max(highest, Math.log1p(Math.max(before[i], after[i])));
        double step = (double) WIDTH / BARS;
        var line = new StringBuilder();
        for (int i = 0; i < BARS; i++) {
            double up = HIGHEST * Math.log1p(before[i]) / highest;
            if (before[i] > 0)
                svg.append(String.format(
                        Locale.ROOT,
                        "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"var(--s-sky)\"/>",
                        i * step + 0.5,
                        BASE - up,
                        step - 1,
                        up));
            double y = BASE - HIGHEST * Math.log1p(after[i]) / highest;
            line.append(String.format(Locale.ROOT, "%.1f,%.1f %.1f,%.1f ", i * step, y, (i + 1) * step, y));
        }
        svg.append("<polyline fill=\"none\" stroke=\"var(--s-red)\" stroke-width=\"1.3\" points=\"")
                .append(line)
                .append("\"/>");
    }

    private void labels() {
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"2\" y=\"%d\">%.4g</text><text x=\"%d\" y=\"%d\" text-anchor=\"end\">%.4g</text>",
                HEIGHT - 5,
                least,
                WIDTH - 2,
                HEIGHT - 5,
                most));
        if (low < 0 && high > 0)
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">0</text>",
                    Math.clamp(x(0), 60, WIDTH - 60),
                    HEIGHT - 5));
    }

    private double x(double value) {
        return WIDTH * (value - low) / (high - low);
    }

    private long[] binned(Histogram histogram) {
        long[] bars = new long[BARS];
        for (int bin = 0; bin < 2 * Histogram.SIDE; bin++) {
            if (histogram.count(bin) == 0) continue;
            int at = (int) ((histogram.middle(bin) - low) / (high - low) * BARS);
            bars[Math.clamp(at, 0, BARS - 1)] += histogram.count(bin);
        }
        return bars;
    }
}
