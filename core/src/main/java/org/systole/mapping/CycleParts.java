package org.systole.mapping;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where the cycles of a layer go; the parts add up to the total.
 *
 * @param ideal multiply-accumulates divided by the most the array can do
 * @param spatialLoss PEs without work: positions not unrolled onto, and the last, smaller pieces of dimensions
 * @param temporalLoss short passes: cycles by which loading the array for the next pass is longer than the pass
 * @param arrayFill cycles to fill and drain a systolic array, and the pipeline of the PEs
 * @param arrayPreload cycles to bring the stationary operand into the array that nothing overlaps
 * @param onload cycles until the first tiles have arrived
 * @param offload cycles after the last multiply-accumulate until the last results have left
 * @param stalls cycles in which the array waits for transfers, by the memory port or link that makes it wait
 *     ({@code memory.port} or the link's name)
 * @param vector cycles of work that is not multiply-accumulates and that nothing overlaps
 * @param control cycles of configuration, issue and synchronisation that nothing overlaps
 */
public record CycleParts(
        double ideal,
        double spatialLoss,
        double temporalLoss,
        double arrayFill,
        double arrayPreload,
        double onload,
        double offload,
        Map<String, Double> stalls,
        double vector,
        double control) {
    /** Nothing. */
    public static final CycleParts NONE = new CycleParts(0, 0, 0, 0, 0, 0, 0, Map.of(), 0, 0);

    /** Copies the map, keeping its order. */
    public CycleParts {
        stalls = Collections.unmodifiableMap(new LinkedHashMap<>(stalls));
    }

    /**
     * Returns the same in whole cycles: the total rounded up, the parts so that they still add up to it. Averages over tiles
     * have fractions, which no clock has.
     */
    public CycleParts whole() {
        double[] exact = {ideal, spatialLoss, temporalLoss, arrayFill, arrayPreload, onload, offload, vector, control};
        var waits = new LinkedHashMap<>(stalls);
        // Rounded down first; what is missing then goes to those that lost most, of equal ones to the first.
        double missing = Math.ceil(total() - 1e-6);
        var lost = new ArrayList<Map.Entry<Object, Double>>();
        for (int i = 0; i < exact.length; i++) {
            double floor = Math.floor(exact[i] + 1e-6);
            lost.add(Map.entry(i, exact[i] - floor));
            missing -= floor;
            exact[i] = floor;
        }
        for (var stall : stalls.entrySet()) {
            double floor = Math.floor(stall.getValue() + 1e-6);
            lost.add(Map.entry(stall.getKey(), stall.getValue() - floor));
            missing -= floor;
            waits.put(stall.getKey(), floor);
        }
        lost.sort((a, b) -> Double.compare(b.getValue(), a.getValue()));
        for (int i = 0; i < missing && i < lost.size(); i++) {
            if (lost.get(i).getKey() instanceof Integer part) exact[part]++;
            else waits.merge((String) lost.get(i).getKey(), 1.0, Double::sum);
        }
        return new CycleParts(
                exact[0], exact[1], exact[2], exact[3], exact[4], exact[5], exact[6], waits, exact[7], exact[8]);
    }

    /** Returns the cycles of the array alone, given all operands in time. */
    public double compute() {
        return ideal + spatialLoss + temporalLoss + arrayFill + arrayPreload;
    }

    /** Returns all stalls. */
    public double stalled() {
        double sum = 0;
        for (double cycles : stalls.values()) sum += cycles;
        return sum;
    }

    /** Returns the sum of all parts. */
    public double total() {
        return compute() + onload + offload + stalled() + vector + control;
    }

    /** Returns a part's name as people read it, the same wherever it is shown: {@code stall:dram.bus} waits for dram.bus. */
    public static String label(String name) {
        return switch (name) {
            case "ideal" -> "multiply-accumulates";
            case "spatial_loss" -> "idle PEs";
            case "temporal_loss" -> "short passes";
            case "array_fill" -> "array fill and drain";
            case "array_preload" -> "array preload";
            case "onload" -> "first tiles";
            case "offload" -> "last results";
            case "vector" -> "vector and host work";
            case "control" -> "commands";
            default -> name.startsWith("stall:") ? "waiting for " + name.substring("stall:".length()) : name;
        };
    }

    /** Returns the parts by name, in order, those of zero cycles included; stalls as {@code stall:PORT}. */
    public Map<String, Double> byName() {
        var map = new LinkedHashMap<String, Double>();
        map.put("ideal", ideal);
        map.put("spatial_loss", spatialLoss);
        map.put("temporal_loss", temporalLoss);
        map.put("array_fill", arrayFill);
        map.put("array_preload", arrayPreload);
        map.put("onload", onload);
        map.put("offload", offload);
        stalls.forEach((where, cycles) -> map.put("stall:" + where, cycles));
        map.put("vector", vector);
        map.put("control", control);
        return Collections.unmodifiableMap(map);
    }
}
