package org.systole.explore;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.systole.mapping.NetworkCost;
import org.systole.units.Figure;

/** The figures that objectives and constraints may name. */
public final class Kpis {
    /** What the analytical model gives; the unit is part of the name. */
    public static final List<String> ANALYTICAL = List.of(
            "cycles",
            "latency_ms",
            "throughput_per_s",
            "energy_mj",
            "power_w",
            "edp_mj_ms",
            "area_mm2",
            "dram_mib",
            "utilization");

    /** Percent of right answers of the quantized network on the study's data. */
    public static final String ACCURACY = "accuracy";

    /** KiB that the quantized network's parameters take where each is stored at its own width, as in a file. */
    public static final String WEIGHTS = "weights_kib";

    /** Those of {@link #NAMES} that a study knows only when it says how its network is quantized. */
    public static final List<String> QUANTIZED = List.of(ACCURACY, WEIGHTS);

    /** After how many evaluations a search has seen the whole front, the median over its seeds. */
    public static final String EVALUATIONS = "evaluations";

    /** Percent of the front that a search has seen at its mark, the median over its seeds. */
    public static final String FOUND = "found_percent";

    /** Percent of the front's hypervolume that a search has at its mark, the median over its seeds. */
    public static final String VOLUME = "hypervolume_percent";

    /** The figures of a search, in studies of search settings. */
    public static final List<String> SEARCHED = List.of(EVALUATIONS, FOUND, VOLUME);

    /** All names: the analytical model's, those of the quantized network, and those of a search. */
    public static final List<String> NAMES =
            Stream.of(ANALYTICAL, QUANTIZED, SEARCHED).flatMap(List::stream).toList();

    private Kpis() {}

    /** Returns the figures of a network; unknown ones are NaN. */
    public static Map<String, Double> of(NetworkCost cost) {
        return of(
                cost.cycles().value(),
                cost.latency().value(),
                known(cost.energy()) / 1e9,
                known(cost.area()),
                cost.dramBytes().value() / (1 << 20),
                cost.utilization().value());
    }

    /**
     * Returns the figures that {@link #ANALYTICAL} names, those that follow from others among them.
     *
     * @param seconds of one inference
     * @param millijoules of one inference; NaN when unknown
     * @param areaMm2 of the accelerator; NaN when unknown
     * @param dramMib to and from off-chip memory
     * @param utilization of the array, 0 to 1
     */
    static Map<String, Double> of(
            double cycles, double seconds, double millijoules, double areaMm2, double dramMib, double utilization) {
        var kpis = new LinkedHashMap<String, Double>();
        kpis.put("cycles", cycles);
        kpis.put("latency_ms", seconds * 1e3);
        kpis.put("throughput_per_s", 1 / seconds);
        kpis.put("energy_mj", millijoules);
        kpis.put("power_w", millijoules / 1e3 / seconds);
        kpis.put("edp_mj_ms", millijoules * seconds * 1e3);
        kpis.put("area_mm2", areaMm2);
        kpis.put("dram_mib", dramMib);
        kpis.put("utilization", utilization);
        return kpis;
    }

    private static double known(Figure figure) {
        return figure.isKnown() ? figure.value() : Double.NaN;
    }
}
