package org.systole.compile;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Where feature maps lie in DRAM: first fit over live ranges, in the order of the passes. */
final class DramPlan {
    /** Maps begin at multiples of this, a page of the AXI rule that no burst crosses. */
    private static final long ALIGNMENT = 64;

    private final CoreConfig config;
    private final Passes passes;
    private final Map<String, Long> addresses = new LinkedHashMap<>();
    private final TreeMap<Long, Long> taken = new TreeMap<>();
    private long end;

    /**
     * Plans all maps.
     *
     * @param start first free byte
     * @param inputs maps that the host writes before the program starts
     * @param results maps that must survive
     */
    DramPlan(CoreConfig config, Passes passes, long start, List<String> inputs, Iterable<String> results) {
        this.config = config;
        this.passes = passes;
        this.end = align(start);
        long base = end;
        var last = new HashMap<String, Integer>();
        List<Pass> all = passes.passes();
        for (int i = 0; i < all.size(); i++) for (String read : reads(all.get(i))) last.put(read, i);
        for (String result : results) last.put(result, Integer.MAX_VALUE);
        for (String input : inputs) place(input, base);
        for (int i = 0; i < all.size(); i++) {
            place(all.get(i).result(), base);
            for (String read : reads(all.get(i))) if (last.get(read) == i) taken.remove(addresses.get(read));
        }
    }

    static List<String> reads(Pass pass) {
        var reads = new java.util.ArrayList<String>();
        for (Pass.Part part : pass.parts()) reads.add(part.input());
        if (pass.finish().residual() != null) reads.add(pass.finish().residual());
        return reads;
    }

    private void place(String map, long base) {
        long bytes = align(bytes(passes.extents(map)));
        long at = base;
        for (var entry : taken.entrySet()) {
            if (entry.getKey() - at >= bytes) break;
            at = Math.max(at, entry.getKey() + entry.getValue());
        }
        taken.put(at, bytes);
        addresses.put(map, at);
        end = Math.max(end, at + bytes);
    }

    private long bytes(int[] extents) {
        return (long) Math.ceilDiv(extents[0], config.size()) * extents[1] * extents[2] * config.wordBytes();
    }

    private static long align(long bytes) {
        return Math.ceilDiv(bytes, ALIGNMENT) * ALIGNMENT;
    }

    long address(String map) {
        return addresses.get(map);
    }

    /** Returns the first byte past everything. */
    long end() {
        return end;
    }
}
