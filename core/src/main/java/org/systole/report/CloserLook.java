package org.systole.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.systole.explore.DesignPoint;
import org.systole.explore.Fidelity;
import org.systole.explore.Outcome;

/** What a closer look at the points that a search left changed: both witnesses' figures side by side. */
final class CloserLook {
    private final ExplorationResult result;
    private final String stage;
    private final Map<DesignPoint, Outcome> seen;

    /**
     * A figure of a point.
     *
     * @param search as the search had it
     * @param closer as the closer look had it; NaN when it was refused
     */
    record Pair(double search, double closer) {
        /** Returns by how many percent the search was off. */
        double offPercent() {
            return 100 * (search - closer) / Math.abs(closer);
        }

        String closerText() {
            return Double.isNaN(closer) ? "" : Quantities.digits(closer);
        }

        String off() {
            double off = offPercent();
            return Double.isFinite(off) ? String.format(Locale.ROOT, "%+.2f", off) : "";
        }
    }

    private CloserLook(ExplorationResult result, String stage) {
        this.result = result;
        this.stage = stage;
        this.seen = result.stages().get(stage);
    }

    /** Returns the stages of a result, in order. */
    static List<CloserLook> of(ExplorationResult result) {
        return result.stages().keySet().stream()
                .map(name -> new CloserLook(result, name))
                .toList();
    }

    String stage() {
        return stage;
    }

    /** Returns the points that were looked at, in their order. */
    List<DesignPoint> points() {
        return seen.keySet().stream().sorted().toList();
    }

    /** Returns the KPIs of a table that the look changed. */
    List<String> kpis() {
        var kpis = new ArrayList<>(result.shownKpis());
        if (!kpis.contains("cycles")) kpis.add("cycles");
        kpis.removeIf(kpi -> points().stream()
                .map(p -> pair(p, kpi))
                .allMatch(pair -> Double.isNaN(pair.closer) || pair.search == pair.closer));
        return kpis;
    }

    Pair pair(DesignPoint point, String kpi) {
        return new Pair(result.outcomes().get(point).kpi(kpi), seen.get(point).kpi(kpi));
    }

    /** Returns what became of a point. */
    String fate(DesignPoint point) {
        boolean before = result.searchFront().contains(point), after = result.isOnFront(point);
        Outcome outcome = seen.get(point);
        if (!outcome.isEvaluated()) return "refused, " + outcome.refusal().replaceFirst(":.*", "");
        return after ? before ? "stays" : "now on the front" : before ? "now behind" : "behind";
    }

    /** Returns why points were refused, each with the first such point. */
    List<String> refusals() {
        var reasons = new LinkedHashMap<String, String>();
        for (DesignPoint point : points())
            if (!seen.get(point).isEvaluated())
                reasons.putIfAbsent(
                        seen.get(point).refusal().replaceFirst(":.*", ""),
                        point + ": " + seen.get(point).refusal());
        return List.copyOf(reasons.values());
    }

    /** Returns a sentence: how many points stay on the front, and how far off the search was. */
    String summary() {
        long stay = points().stream()
                .filter(p -> result.searchFront().contains(p) && result.isOnFront(p))
                .count();
        long come = points().stream()
                .filter(p -> !result.searchFront().contains(p) && result.isOnFront(p))
                .count();
        long refused = seen.values().stream().filter(o -> !o.isEvaluated()).count();
        var text = new StringBuilder(String.format(
                Locale.ROOT,
                "%,d points looked at again (%s): of %,d on the search's front %,d stay, others that come to it: %,d%s",
                seen.size(),
                stage,
                result.searchFront().size(),
                stay,
                come,
                refused > 0 ? String.format(Locale.ROOT, ", %,d refused", refused) : ""));
        for (String kpi : kpis()) {
            double[] offs = points().stream()
                    .mapToDouble(p -> pair(p, kpi).offPercent())
                    .filter(Double::isFinite)
                    .sorted()
                    .toArray();
            if (offs.length > 0)
                text.append(String.format(
                        Locale.ROOT,
                        "; %s off by %+.2f to %+.2f %% (median %+.2f)",
                        kpi,
                        offs[0],
                        offs[offs.length - 1],
                        (offs[(offs.length - 1) / 2] + offs[offs.length / 2]) / 2));
        }
        text.append('.');
        if (stage.equals(Fidelity.SIMULATED))
            text.append(
                    " The host's work is not simulated: cycles and times have what the analytical model assumes for it, energy has none of it.");
        return text.toString();
    }
}
