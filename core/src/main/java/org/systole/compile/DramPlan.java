package org.systole.compile;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Where feature maps lie in DRAM: first fit over live ranges, in the order of the passes. */
final class DramPlan {
    /** Maps begin at multiples of this: a beat of the widest bus. */
    private static final long ALIGNMENT = 128;

    private final CoreConfig config;
    private final Passes passes;
    private final Map<String, Long> addresses = new LinkedHashMap<>();
    private final TreeMap<Long, Long> taken = new TreeMap<>();
    private final List<Compiler.MapRange> ranges = new java.util.ArrayList<>();
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
        for (String input : inputs) place(input, base, -1, last.getOrDefault(input, -1));
        for (int i = 0; i < all.size(); i++) {
            String result = all.get(i).result();
            place(result, base, i, last.getOrDefault(result, i));
            for (String read : reads(all.get(i))) if (last.get(read) == i) taken.remove(addresses.get(read));
        }
    }

    static List<String> reads(Pass pass) {
        var reads = new java.util.ArrayList<String>();
        for (Pass.Part part : pass.parts()) reads.add(part.input());
        if (pass.finish().residual() != null) reads.add(pass.finish().residual());
        return reads;
    }

    private void place(String map, long base, int pass, int last) {
        long bytes = align(bytes(passes.extents(map)));
        long at = base;
        for (var entry : taken.entrySet()) {
            if (entry.getKey() - at >= bytes) break;
            at = Math.max(at, entry.getKey() + entry.getValue());
        }
        taken.put(at, bytes);
        addresses.put(map, at);
        ranges.add(new Compiler.MapRange(map, at, bytes, pass, Math.max(pass, last)));
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

    /** Returns every map, in the order in which they are written. */
    List<Compiler.MapRange> ranges() {
        return List.copyOf(ranges);
    }

    /** Returns the first byte past everything. */
    long end() {
        return end;
    }
}
