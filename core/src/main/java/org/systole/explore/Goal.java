package org.systole.explore;

/**
 * An objective.
 *
 * @param kpi the KPI's name
 * @param maximize whether more is better
 */
public record Goal(String kpi, boolean maximize) {
    /** Returns the KPI so that less is better. */
    public double canonical(double value) {
        return maximize ? -value : value;
    }

    @Override
    public String toString() {
        return (maximize ? "maximize " : "minimize ") + kpi;
    }
}
