package org.systole.hardware;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.systole.workload.Operand;

/**
 * The array of processing elements.
 *
 * @param axes its axes, outermost first; the product of their sizes is the number of PEs
 * @param macsPerPe multiply-accumulates that a PE starts each cycle (DSP double pumping); at least 1
 * @param movement how operands reach the PEs
 * @param stationary the operand that stays in the PEs while the others stream, if the dataflow is fixed
 * @param preload what loading the stationary operand costs
 * @param pipelineCycles cycles from operands at a PE to the result, added once a pass
 * @param macPj energy of a multiply-accumulate, when the description gives it; NaN to ask the tables
 * @param peAreaMm2 area of a PE without the memories it holds, when the description gives it; NaN to ask the tables
 */
public record PeArray(
        List<Axis> axes,
        int macsPerPe,
        Movement movement,
        Optional<Operand> stationary,
        Preload preload,
        int pipelineCycles,
        double macPj,
        double peAreaMm2) {
    /** How operands reach the PEs. */
    public enum Movement {
        /** From PE to PE, one step a cycle: a pass needs the sum of (size - 1) over the axes to fill and drain. */
        SYSTOLIC,
        /** By buses or trees in the same cycle. */
        BROADCAST
    }

    /**
     * What it costs to bring the stationary operand into the array.
     *
     * @param cycles cycles for each tile of the array; for a systolic array loaded row by row, its rows
     * @param overlapped whether a second set of registers lets the next tile load while this one computes; then a
     *     pass takes the larger of both
     */
    public record Preload(int cycles, boolean overlapped) {
        /** Nothing is preloaded, or it costs no time of its own. */
        public static final Preload NONE = new Preload(0, true);
    }

    /** Copies the axes and checks the counts. */
    public PeArray {
        axes = List.copyOf(axes);
        Objects.requireNonNull(movement);
        Objects.requireNonNull(stationary);
        Objects.requireNonNull(preload);
        if (macsPerPe < 1) throw new IllegalArgumentException("a PE does at least one MAC a cycle");
    }

    /** Creates an array whose costs come from the tables. */
    public PeArray(
            List<Axis> axes,
            int macsPerPe,
            Movement movement,
            Optional<Operand> stationary,
            Preload preload,
            int pipelineCycles) {
        this(axes, macsPerPe, movement, stationary, preload, pipelineCycles, Double.NaN, Double.NaN);
    }

    /** Returns the number of PEs. */
    public int pes() {
        int product = 1;
        for (Axis axis : axes) product = Math.multiplyExact(product, axis.size());
        return product;
    }

    /** Returns the most multiply-accumulates a cycle. */
    public long peakMacs() {
        return (long) pes() * macsPerPe;
    }
}
