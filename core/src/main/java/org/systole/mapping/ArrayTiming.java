package org.systole.mapping;

import org.systole.hardware.PeArray;
import org.systole.workload.Dimension;
import org.systole.workload.Operand;

/** {@link ArrayModel} on arrays. */
final class ArrayTiming {
    private static final int D = Dimension.COUNT;

    private final int runs;
    private final double steps;
    private final double start;
    private final double skew;
    private final boolean overlapped;
    private final int stationary;
    private final int stationaryLevel;

    /** Creates the timing of a spatial unrolling. */
    ArrayTiming(Binding binding, int[] unrolled, Lane[][] lanes) {
        PeArray array = binding.accelerator.array();
        runs = binding.layer.steps();
        double product = 1;
        for (Dimension d : Dimension.values()) product *= Walk.ceilDiv(binding.extent(d), unrolled[d.ordinal()]);
        steps = Math.ceil(product / array.macsPerPe()) * runs;
        start = array.preload().cycles();
        skew = ArrayModel.skew(array) + array.pipelineCycles();
        overlapped = array.preload().overlapped();
        stationary = array.stationary().map(Operand::ordinal).orElse(-1);
        if (stationary < 0) stationaryLevel = -1;
        else {
            Lane last = lanes[stationary][lanes[stationary].length - 1];
            var innermost = binding.accelerator.memories().get(last.outerIndex);
            stationaryLevel = ArrayModel.isPerPe(binding, innermost) ? lanes[stationary].length - 1 : -1;
        }
    }

    /** Returns the cycles of the array, given all operands in time. */
    double cycles(int n, int[] dims, int[] factors, int[][] cuts, int[] groups) {
        double passes = passes(n, dims, factors, cuts, groups);
        double fills = overlapped ? runs * skew : passes * skew;
        double preload = overlapped ? start : passes * start;
        double loss = overlapped ? Math.max(0, passes * start - steps) : 0;
        return steps + loss + fills + preload;
    }

    /** As {@link #cycles} where the loops have the order that suits one operand; 0 for an operand that is not stationary. */
    double cyclesBy(int operand, int n, int[] dims, int[] factors, int[][] cuts, int[] groups) {
        boolean counts = operand == stationary || stationary < 0;
        return counts ? cycles(n, dims, factors, cuts, groups) : 0;
    }

    private double passes(int n, int[] dims, int[] factors, int[][] cuts, int[] groups) {
        if (stationary < 0) return runs;
        int p = stationaryLevel < 0 ? 0 : stationaryLevel == 0 ? n : cuts[stationary][stationaryLevel];
        Operand operand = OPERANDS[stationary];
        while (p < n && (factors[p] == 1 || !operand.isRelevant(DIMENSIONS[dims[p]]))) p++;
        if (operand == Operand.WEIGHT && p == n) return 1;
        double product = runs;
        for (int d = 0; d < D; d++) product *= groups[p * D + d];
        return product;
    }

    private static final Operand[] OPERANDS = Operand.values();
    private static final Dimension[] DIMENSIONS = Dimension.values();
}
