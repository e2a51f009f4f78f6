package org.systole.explore;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What came of evaluating a design point: figures by name, or why there are none. Small, because runs hold millions. */
public final class Outcome {
    private final List<String> names;
    private final double[] values;
    private final String refusal;

    /**
     * Creates an outcome.
     *
     * @param kpis figures by name; empty when the evaluation was refused
     * @param refusal why there are none: the problem's code and message; empty otherwise
     */
    public Outcome(Map<String, Double> kpis, String refusal) {
        // nearly all outcomes have the same names, of which one list is enough
        List<String> keys = List.copyOf(kpis.keySet());
        this.names = keys.equals(Kpis.ANALYTICAL) ? Kpis.ANALYTICAL : keys;
        this.values = kpis.values().stream().mapToDouble(Double::doubleValue).toArray();
        this.refusal = Objects.requireNonNull(refusal);
    }

    /** Returns the figures by name. */
    public Map<String, Double> kpis() {
        var kpis = new LinkedHashMap<String, Double>();
        for (int i = 0; i < values.length; i++) kpis.put(names.get(i), values[i]);
        return kpis;
    }

    /** Returns a figure, NaN when there is none of that name. */
    public double kpi(String name) {
        int i = names.indexOf(name);
        return i < 0 ? Double.NaN : values[i];
    }

    /** Returns why there are no figures; empty when there are. */
    public String refusal() {
        return refusal;
    }

    /** Returns whether there are figures. */
    public boolean isEvaluated() {
        return refusal.isEmpty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Outcome o && kpis().equals(o.kpis()) && refusal.equals(o.refusal);
    }

    @Override
    public int hashCode() {
        return Objects.hash(kpis(), refusal);
    }

    @Override
    public String toString() {
        return isEvaluated() ? kpis().toString() : refusal;
    }
}
