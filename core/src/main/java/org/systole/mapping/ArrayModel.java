package org.systole.mapping;

import org.systole.hardware.Axis;
import org.systole.hardware.Memory;
import org.systole.hardware.PeArray;
import org.systole.workload.Dimension;
import org.systole.workload.Operand;

/**
 * The cycles of the array, given all operands in time: {@code docs/models/mapping.md}, section 3.
 *
 * @param ideal multiply-accumulates divided by the peak
 * @param steps temporal steps of the array, all of them
 * @param passes how often the stationary operand is replaced; 1 when none is stationary
 * @param temporalLoss cycles of passes shorter than what they need to start
 * @param fill cycles to fill and drain
 * @param preload cycles of loading the stationary operand that nothing overlaps
 */
record ArrayModel(double ideal, double steps, double passes, double temporalLoss, double fill, double preload) {
    /** Returns the cycles of a mapping. */
    static ArrayModel of(Binding binding, Mapping mapping) {
        var walk = new Walk(binding, mapping);
        PeArray array = binding.accelerator.array();
        int runs = binding.layer.steps();
        double macSteps = 1;
        for (Dimension d : Dimension.values()) macSteps *= walk.steps(d);
        double steps = Math.ceil(macSteps / array.macsPerPe()) * runs;
        double passes = passes(binding, mapping, walk);
        double start = array.preload().cycles();
        double skew = skew(array) + array.pipelineCycles();
        boolean overlapped = array.preload().overlapped();
        double loss = overlapped ? Math.max(0, passes * start - steps) : 0;
        double ideal = (double) binding.layer.macs() / array.peakMacs();
        double fills = overlapped ? runs * skew : passes * skew;
        double preload = overlapped ? start : passes * start;
        return new ArrayModel(ideal, steps, passes, loss, fills, preload);
    }

    /** Returns the cycles until data has crossed a systolic array; none when it is broadcast. */
    static int skew(PeArray array) {
        if (array.movement() != PeArray.Movement.SYSTOLIC) return 0;
        int sum = 0;
        for (Axis axis : array.axes()) sum += axis.size() - 1;
        return sum;
    }

    private static double passes(Binding binding, Mapping mapping, Walk walk) {
        var stationary = binding.accelerator.array().stationary();
        int runs = binding.layer.steps();
        if (stationary.isEmpty()) return runs;
        Operand operand = stationary.get();
        var innermost = mapping.placements(operand).getLast();
        boolean inPes = isPerPe(binding, binding.memory(innermost.memory()));
        int stays = walk.stays(inPes ? innermost.loops() : 0, operand);
        if (operand == Operand.WEIGHT && stays == walk.loops()) return 1;
        double passes = runs;
        for (Dimension d : Dimension.values()) passes *= walk.groups(stays, d);
        return passes;
    }

    /** Returns whether every PE has an instance of a memory. */
    static boolean isPerPe(Binding binding, Memory memory) {
        for (Axis axis : binding.accelerator.array().axes()) if (!memory.per().contains(axis.name())) return false;
        return true;
    }

    /** Returns all cycles of the array. */
    double cycles() {
        return steps + temporalLoss + fill + preload;
    }
}
