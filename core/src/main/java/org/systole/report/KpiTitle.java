package org.systole.report;

import java.util.Map;
import org.systole.explore.Goal;
import org.systole.explore.Kpis;

/** What people call a figure of a design point, and its unit: {@code energy_mj} is {@code energy (mJ)}. */
final class KpiTitle {
    private static final Map<String, String> WORDS = Map.ofEntries(
            Map.entry("cycles", "cycles"),
            Map.entry("latency_ms", "latency (ms)"),
            Map.entry("throughput_per_s", "throughput (1/s)"),
            Map.entry("energy_mj", "energy (mJ)"),
            Map.entry("power_w", "average power (W)"),
            Map.entry("edp_mj_ms", "energy-delay product (mJ\u00b7ms)"),
            Map.entry("area_mm2", "area (mm\u00b2)"),
            Map.entry("dram_mib", "DRAM traffic (MiB)"),
            Map.entry("utilization", "utilization (of the peak)"),
            Map.entry(Kpis.ACCURACY, "accuracy (%)"),
            Map.entry(Kpis.WEIGHTS, "stored weights (KiB)"),
            Map.entry(Kpis.EVALUATIONS, "evaluations until the front is seen"),
            Map.entry(Kpis.FOUND, "front seen at the mark (%)"),
            Map.entry(Kpis.VOLUME, "hypervolume at the mark (%)"));

    private KpiTitle() {}

    /** Returns what a KPI is called; itself when nothing better is known. */
    static String of(String kpi) {
        return WORDS.getOrDefault(kpi, kpi);
    }

    /** Returns what an objective asks for: {@code least energy}. */
    static String of(Goal goal) {
        String title = of(goal.kpi());
        int unit = title.indexOf(" (");
        return (goal.maximize() ? "most " : "least ") + (unit < 0 ? title : title.substring(0, unit));
    }

    /** Returns what a KPI of a closer look is called: {@code energy, simulated (mJ)}. */
    static String of(String kpi, String stage) {
        String title = of(kpi);
        int unit = title.indexOf(" (");
        return unit < 0 ? title + ", " + stage : title.substring(0, unit) + ", " + stage + title.substring(unit);
    }
}
