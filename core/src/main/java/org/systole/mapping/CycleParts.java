package org.systole.mapping;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where the cycles of a layer go; the parts add up to the total.
 *
 * @param ideal multiply-accumulates divided by the most the array can do
 * @param spatialLoss PEs without work: positions not unrolled onto, and the last, smaller pieces of dimensions
 * @param temporalLoss cycles in which the array waits for its own sequence: passes shorter than what they need to start
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
