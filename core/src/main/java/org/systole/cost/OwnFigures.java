package org.systole.cost;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.systole.workload.Precision;

/**
 * Figures that a technology file brings along and that win over the tables.
 *
 * @param memories memory macros; a memory's {@code component} names one
 * @param macs multiply-accumulators
 * @param offChip off-chip memories; a memory's {@code component}, or the technology, names one
 */
public record OwnFigures(List<Macro> memories, List<Mac> macs, List<OffChip> offChip) {
    /** No figures of its own: a shipped technology. */
    public static final OwnFigures NONE = new OwnFigures(List.of(), List.of(), List.of());

    /**
     * A memory macro, all of one instance.
     *
     * @param name what a memory's {@code component} says
     * @param costs of a word of the memory that is built of it
     */
    public record Macro(String name, MemoryCosts costs) {
        /** Checks that no part is missing. */
        public Macro {
            Objects.requireNonNull(name);
            Objects.requireNonNull(costs);
        }
    }

    /**
     * A multiply-accumulator.
     *
     * @param input format of the input, as files write it
     * @param weight format of the weight
     * @param partialSum format of the sum
     * @param energyPj of one multiply-accumulate in pJ
     * @param areaUm2 area in square micrometres
     * @param leakageMw static power in mW
     */
    public record Mac(String input, String weight, String partialSum, Cost energyPj, Cost areaUm2, Cost leakageMw) {
        private boolean is(Precision precision) {
            return input.equals(precision.input().toString())
                    && weight.equals(precision.weight().toString())
                    && partialSum.equals(precision.partialSum().toString());
        }
    }

    /**
     * An off-chip memory.
     *
     * @param name what a memory's {@code component} says
     * @param pjPerBit energy of moving a bit
     */
    public record OffChip(String name, Cost pjPerBit) {
        /** Checks that no part is missing. */
        public OffChip {
            Objects.requireNonNull(name);
            Objects.requireNonNull(pjPerBit);
        }
    }

    /** Copies the lists. */
    public OwnFigures {
        memories = List.copyOf(memories);
        macs = List.copyOf(macs);
        offChip = List.copyOf(offChip);
    }

    /** Returns the macro of that name. */
    Optional<Macro> memory(String name) {
        return memories.stream().filter(m -> m.name().equals(name)).findFirst();
    }

    /** Returns the multiply-accumulator for these formats. */
    Optional<Component> mac(Precision precision) {
        return macs.stream()
                .filter(m -> m.is(precision))
                .findFirst()
                .map(m -> new Component(m.energyPj(), m.areaUm2(), m.leakageMw()));
    }

    /** Returns the energy per bit of the off-chip memory of that name. */
    Optional<Cost> offChip(String name) {
        return offChip.stream().filter(m -> m.name().equals(name)).findFirst().map(OffChip::pjPerBit);
    }
}
