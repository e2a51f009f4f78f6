package org.systole.app.quantize;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import org.systole.app.quantize.ChoiceRequest.Kind;
import org.systole.formats.Format;
import org.systole.formats.Grid;
import org.systole.precision.PrecisionSearch;
import org.systole.precision.Variable;
import org.systole.report.QuantizationHtml;

/** A choice of widths in words. */
final class ChoiceWords {
    /** Points of a front that a chart has room for. */
    private static final int MOST_POINTS = 24;

    private static final int PER_LINE = 3;

    private ChoiceWords() {}

    /** Returns how many layers got which format. */
    static List<String> counts(List<Variable> variables, int[] options) {
        var formats = new LinkedHashSet<String>();
        for (Variable variable : variables) for (Format format : variable.options()) formats.add(name(format));
        var counts = new ArrayList<String>();
        for (String name : formats) {
            int weights = 0, outputs = 0;
            for (int v = 0; v < variables.size(); v++) {
                if (!name(variables.get(v).options().get(options[v])).equals(name)) continue;
                if (variables.get(v).part() == Variable.Part.WEIGHTS) weights++;
                else outputs++;
            }
            counts.add(String.format(Locale.ROOT, "%s: weights of %d, output of %d layers", name, weights, outputs));
        }
        var lines = new ArrayList<String>();
        for (int i = 0; i < counts.size(); i += PER_LINE)
            lines.add((i == 0 ? "Choice       " : "             ")
                    + String.join("; ", counts.subList(i, Math.min(counts.size(), i + PER_LINE))));
        return lines;
    }

    private static String name(Format format) {
        return format.grid() instanceof Grid.Integers g && g.signed()
                ? g.bits() + " bits"
                : format.grid().name();
    }

    /** Returns what the choice keeps and costs. */
    static List<String> costs(PrecisionSearch.Result result, ChoiceCosts costs, ChoiceRequest request) {
        var lines = new ArrayList<String>();
        double share = costs.of(request.minimize()).of(result.options())
                / costs.of(request.minimize()).of(costs.widest());
        String widest = name(
                request.outputs().isEmpty()
                        ? request.weights().getLast()
                        : request.outputs().getLast());
        lines.add(String.format(
                Locale.ROOT,
                "             %.2f of 100 samples change their class or are likely to; %.2f of the %s of %s throughout",
                100 * (1 - result.measured().accuracy()),
                share,
                request.minimize(),
                widest));
        for (var limit : request.budgets())
            lines.add("             " + limit.kind() + ": "
                    + ChoiceCosts.text(limit.kind(), costs.of(limit.kind()).of(result.options())) + " of "
                    + ChoiceCosts.text(limit.kind(), costs.most(limit)));
        if (request.budgets().isEmpty() && request.minimize() != Kind.BITS)
            lines.add("             " + request.minimize() + ": "
                    + ChoiceCosts.text(
                            request.minimize(), costs.of(request.minimize()).of(result.options())));
        return lines;
    }

    /** Returns how much was evaluated, and how sure the answer is. */
    static String effort(
            PrecisionSearch.Result result, PrecisionSearch search, ChoiceCosts costs, int samples, boolean cheapest) {
        String sure = cheapest
                ? result.proven() ? "none is cheaper" : "not proven to be the cheapest"
                : "not proven to be the most accurate";
        String layers = costs.layersEvaluated() < 0
                ? ""
                : String.format(Locale.ROOT, ", %d layers mapped onto the accelerator", costs.layersEvaluated());
        return String.format(
                Locale.ROOT,
                "             %d choices evaluated on %d samples that calibrate%s; %s",
                search.evaluations(),
                samples,
                layers,
                sure);
    }

    /** Returns the front of all evaluated choices for the page. */
    static QuantizationHtml.Choices front(
            PrecisionSearch search, PrecisionSearch.Result result, ChoiceCosts costs, ChoiceRequest request) {
        Kind kind = request.minimize();
        var front = search.front();
        int step = Math.max(1, Math.ceilDiv(front.size(), MOST_POINTS));
        var points = new ArrayList<QuantizationHtml.Choice>();
        boolean chosen = false;
        for (int i = 0; i < front.size(); i++) {
            var each = front.get(i);
            boolean same = Arrays.equals(each.options(), result.options());
            chosen |= same;
            if (same || i % step == 0 || i == front.size() - 1)
                points.add(new QuantizationHtml.Choice(
                        each.cost() / kind.each(), each.measured().accuracy(), same));
        }
        if (!chosen)
            points.add(new QuantizationHtml.Choice(
                    result.cost() / kind.each(), result.measured().accuracy(), true));
        String unit = kind == Kind.BITS ? "bits" : kind + " in " + kind.unit();
        return new QuantizationHtml.Choices(unit, search.evaluations(), points);
    }
}
