package org.systole.hardware;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * What every variant of an accelerator must keep to be buildable, whatever a user or an exploration changes.
 *
 * @param check what is compared
 * @param memory the memory it is about; empty when it is about the array
 * @param than the memory to compare with; empty when there is none
 */
public record Constraint(Check check, String memory, String than) {
    /** The checks there are. */
    public enum Check {
        /** All axes of the array have the same size. */
        SQUARE_ARRAY(false, false),
        /** Every axis of the array is a power of two. */
        POWER_OF_TWO_ARRAY(false, false),
        /** The words of a bank of the memory are a power of two. */
        POWER_OF_TWO_ROWS(true, false),
        /** The memory is not larger than the other. */
        NOT_LARGER(true, true),
        /** The memory has more banks than the other. */
        MORE_BANKS(true, true);

        private final boolean oneMemory;
        private final boolean twoMemories;

        Check(boolean oneMemory, boolean twoMemories) {
            this.oneMemory = oneMemory;
            this.twoMemories = twoMemories;
        }

        /** Returns whether a memory must be named. */
        public boolean needsMemory() {
            return oneMemory;
        }

        /** Returns whether a second memory must be named. */
        public boolean needsOther() {
            return twoMemories;
        }

        /** Returns the name as files write it. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Checks that no part is missing. */
    public Constraint {
        Objects.requireNonNull(check);
        Objects.requireNonNull(memory);
        Objects.requireNonNull(than);
    }

    /**
     * Returns what breaks the constraint, as a sentence, or empty when it holds. A memory that is not there breaks
     * nothing.
     */
    public Optional<String> violation(Accelerator accelerator) {
        return switch (check) {
            case SQUARE_ARRAY -> {
                var sizes = accelerator.array().axes().stream().map(Axis::size).toList();
                yield sizes.stream().distinct().count() <= 1
                        ? Optional.empty()
                        : Optional.of("the array must be square, found sizes " + sizes);
            }
            case POWER_OF_TWO_ARRAY ->
                accelerator.array().axes().stream()
                        .filter(a -> Integer.bitCount(a.size()) != 1)
                        .findFirst()
                        .map(a -> "axis '" + a.name() + "' must be a power of two, found " + a.size());
            case POWER_OF_TWO_ROWS -> accelerator.memory(memory).flatMap(Constraint::rows);
            case NOT_LARGER -> compare(accelerator, Constraint::larger);
            case MORE_BANKS -> compare(accelerator, Constraint::notMoreBanks);
        };
    }

    private interface Comparison {
        Optional<String> violation(Memory memory, Memory other);
    }

    private Optional<String> compare(Accelerator accelerator, Comparison comparison) {
        return accelerator
                .memory(memory)
                .flatMap(m -> accelerator.memory(than).flatMap(o -> comparison.violation(m, o)));
    }

    private static Optional<String> rows(Memory m) {
        long rows = m.sizeBits() / m.banks() / m.widthBits();
        boolean exact = rows * m.banks() * m.widthBits() == m.sizeBits();
        if (exact && Long.bitCount(rows) == 1) return Optional.empty();
        return Optional.of("a bank of memory '" + m.name() + "' must have a power of two of rows, found "
                + (exact ? Long.toString(rows) : "no whole number"));
    }

    private static Optional<String> larger(Memory m, Memory other) {
        if (m.sizeBits() <= other.sizeBits()) return Optional.empty();
        return Optional.of("memory '" + m.name() + "' must not be larger than '" + other.name() + "', found " + kib(m)
                + " and " + kib(other));
    }

    private static String kib(Memory m) {
        long bits = m.sizeBits();
        return bits % 8192 == 0 ? bits / 8192 + " KiB" : bits % 8 == 0 ? bits / 8 + " bytes" : bits + " bits";
    }

    private static Optional<String> notMoreBanks(Memory m, Memory other) {
        if (m.banks() > other.banks()) return Optional.empty();
        return Optional.of("memory '" + m.name() + "' must have more banks than '" + other.name() + "', found "
                + m.banks() + " and " + other.banks());
    }
}
