package org.systole.report;

import static org.systole.report.HtmlPage.escape;

import java.util.List;
import java.util.Locale;

/** Shares over what they cost, as SVG without scripts: costs begin at 0, shares at a little below the least. */
final class SharePlot {
    private static final int WIDTH = 760;
    private static final int HEIGHT = 300;
    private static final int LEFT = 60;
    private static final int RIGHT = 20;
    private static final int TOP = 10;
    private static final int BOTTOM = 40;
    private static final int LINES = 4;

    private final String unit;
    private final double largest;
    private final double low;
    private final double high;
    private final StringBuilder svg = QuantizationCharts.begin(WIDTH, HEIGHT);

    /**
     * A point.
     *
     * @param name beside it; empty for none
     * @param share 0 to 1
     * @param chosen whether it is filled
     */
    record Mark(String name, double cost, double share, boolean chosen) {}

    private SharePlot(List<Mark> marks, String unit) {
        this.unit = unit;
        this.largest = 1.08 * marks.stream().mapToDouble(Mark::cost).max().orElse(1);
        double most = marks.stream().mapToDouble(Mark::share).max().orElse(1);
        double least = marks.stream().mapToDouble(Mark::share).min().orElse(0);
        double margin = Math.max(0.005, 0.1 * (most - least));
        this.low = least - margin;
        this.high = most + margin;
    }

    /**
     * Returns the plot.
     *
     * @param unit of the costs
     */
    static String of(List<Mark> marks, String unit) {
        var plot = new SharePlot(marks, unit);
        plot.grid();
        marks.forEach(plot::mark);
        return QuantizationCharts.end(plot.svg);
    }

    private double x(double cost) {
        return LEFT + (WIDTH - LEFT - RIGHT) * (cost / largest);
    }

    private double y(double share) {
        return TOP + (HEIGHT - BOTTOM - TOP) * (high - share) / (high - low);
    }

    private void grid() {
        for (int i = 0; i <= LINES; i++) {
            double share = high - (high - low) * i / LINES, cost = largest * i / LINES;
            svg.append(String.format(
                    Locale.ROOT,
                    "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/><text x=\"%d\" y=\"%.1f\""
                            + " text-anchor=\"end\">%.1f %%</text><text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>\n",
                    LEFT,
                    WIDTH - RIGHT,
                    y(share),
                    y(share),
                    LEFT - 6,
                    y(share) + 4,
                    100 * share,
                    x(cost),
                    HEIGHT - 22,
                    Quantities.digits(cost)));
        }
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>\n",
                WIDTH - RIGHT,
                HEIGHT - 6,
                escape(unit)));
    }

    private void mark(Mark mark) {
        double x = x(mark.cost()), y = y(mark.share());
        svg.append(String.format(
                Locale.ROOT,
                "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%d\" fill=\"%s\" stroke=\"var(--accent)\" stroke-width=\"2\"/>",
                x,
                y,
                mark.chosen() ? 6 : 4,
                mark.chosen() ? "var(--accent)" : "var(--card)"));
        boolean right = x > WIDTH / 2.0;
        if (!mark.name().isEmpty())
            svg.append(String.format(
                    Locale.ROOT,
                    "<text class=\"strong\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>",
                    right ? x - 9 : x + 9,
                    y + 4,
                    right ? "end" : "start",
                    escape(mark.name())));
        svg.append('\n');
    }
}
