package org.systole.mapping;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.systole.hardware.Memory;
import org.systole.workload.Operand;

/**
 * The stages in which first tiles arrive or last ones leave: one for each outer memory, as long as its slowest resource takes.
 * Slots are times by stage and resource, those of a stage next to one another.
 */
final class WaitStages {
    private final double[] times;
    private final int[] ends;
    private final double[] latencies;

    /** Collects the stages of the lanes that wait, of outputs or of the other operands, and tells the lanes their slots. */
    WaitStages(Binding binding, Lane[][] lanes, int dma, boolean outputs) {
        var slots = new ArrayList<Integer>();
        var lasts = new ArrayList<Integer>();
        var waits = new ArrayList<Double>();
        List<Memory> memories = binding.accelerator.memories();
        for (int m = 0; m < memories.size(); m++) {
            int start = slots.size();
            for (Lane[] chain : lanes)
                for (Lane lane : chain) {
                    boolean output = lane.operand == Operand.OUTPUT;
                    if (lane.waits && lane.outerIndex == m && output == outputs) collect(lane, dma, slots, start);
                }
            if (slots.size() == start) continue;
            lasts.add(slots.size());
            waits.add((double) memories.get(m).latencyCycles());
        }
        times = new double[slots.size()];
        ends = lasts.stream().mapToInt(Integer::intValue).toArray();
        latencies = waits.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static void collect(Lane lane, int dma, List<Integer> slots, int start) {
        Lane.Side outer = lane.operand == Operand.OUTPUT ? lane.outerWrite : lane.outerRead;
        Lane.Side inner = lane.operand == Operand.OUTPUT ? lane.innerRead : lane.innerWrite;
        lane.slots[0] = slot(outer.ports()[0], slots, start);
        lane.slots[1] = slot(inner.ports()[0], slots, start);
        if (lane.link >= 0) lane.slots[2] = slot(lane.link, slots, start);
        lane.slots[3] = slot(dma, slots, start);
    }

    private static int slot(int resource, List<Integer> slots, int start) {
        for (int i = start; i < slots.size(); i++) if (slots.get(i) == resource) return i;
        slots.add(resource);
        return slots.size() - 1;
    }

    /** Forgets all times. */
    void clear() {
        Arrays.fill(times, 0);
    }

    /** Adds cycles to a slot. */
    void add(int slot, double cycles) {
        times[slot] += cycles;
    }

    /** Returns the cycles of all stages, one after another, latencies included. */
    double cycles() {
        double sum = 0;
        int i = 0;
        for (int s = 0; s < ends.length; s++) {
            double most = 0;
            for (; i < ends[s]; i++) most = Math.max(most, times[i]);
            if (most > 0) sum += most + latencies[s];
        }
        return sum;
    }
}
