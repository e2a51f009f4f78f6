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
     * What breaks a constraint.
     *
     * @param sentence what was found and what must be
     * @param fix the smallest change of the description with which it holds
     */
    public record Violation(String sentence, String fix) {
        /** Checks that no part is missing. */
        public Violation {
            Objects.requireNonNull(sentence);
            Objects.requireNonNull(fix);
        }
    }

    /** Returns what breaks the constraint, or empty when it holds. A memory that is not there breaks nothing. */
    public Optional<Violation> violation(Accelerator accelerator) {
        return switch (check) {
            case SQUARE_ARRAY -> {
                var sizes = accelerator.array().axes().stream().map(Axis::size).toList();
                yield sizes.stream().distinct().count() <= 1
                        ? Optional.empty()
                        : Optional.of(new Violation(
                                "the array must be square, found sizes " + sizes,
                                "give every axis one size, such as "
                                        + sizes.stream().min(Integer::compare).orElseThrow()));
            }
            case POWER_OF_TWO_ARRAY ->
                accelerator.array().axes().stream()
                        .filter(a -> Integer.bitCount(a.size()) != 1)
                        .findFirst()
                        .map(a -> new Violation(
                                "axis '" + a.name() + "' must be a power of two, found " + a.size(),
                                "write size: " + Integer.highestOneBit(a.size()) + " or "
                                        + 2L * Integer.highestOneBit(a.size())));
            case POWER_OF_TWO_ROWS -> accelerator.memory(memory).flatMap(Constraint::rows);
            case NOT_LARGER -> compare(accelerator, Constraint::larger);
            case MORE_BANKS -> compare(accelerator, Constraint::notMoreBanks);
        };
    }

    private interface Comparison {
        Optional<Violation> violation(Memory memory, Memory other);
    }

    private Optional<Violation> compare(Accelerator accelerator, Comparison comparison) {
        return accelerator
                .memory(memory)
                .flatMap(m -> accelerator.memory(than).flatMap(o -> comparison.violation(m, o)));
    }

    private static Optional<Violation> rows(Memory m) {
        long words = (long) m.banks() * m.widthBits();
        long rows = m.sizeBits() / words;
        boolean exact = rows * words == m.sizeBits();
        if (exact && Long.bitCount(rows) == 1) return Optional.empty();
        long below = Math.max(1, Long.highestOneBit(rows));
        return Optional.of(new Violation(
                "a bank of memory '" + m.name() + "' must have a power of two of rows, found "
                        + (exact ? Long.toString(rows) : "no whole number"),
                "make '" + m.name() + "' " + size(below * words) + " or " + size(2 * below * words) + " large"));
    }

    private static Optional<Violation> larger(Memory m, Memory other) {
        if (m.sizeBits() <= other.sizeBits()) return Optional.empty();
        return Optional.of(new Violation(
                "memory '" + m.name() + "' must not be larger than '" + other.name() + "', found " + size(m.sizeBits())
                        + " and " + size(other.sizeBits()),
                "make '" + m.name() + "' at most " + size(other.sizeBits()) + " large, or '" + other.name()
                        + "' at least " + size(m.sizeBits())));
    }

    private static String size(long bits) {
        return bits % 8192 == 0 ? bits / 8192 + " KiB" : bits % 8 == 0 ? bits / 8 + " bytes" : bits + " bits";
    }

    private static Optional<Violation> notMoreBanks(Memory m, Memory other) {
        if (m.banks() > other.banks()) return Optional.empty();
        return Optional.of(new Violation(
                "memory '" + m.name() + "' must have more banks than '" + other.name() + "', found " + m.banks()
                        + " and " + other.banks(),
                m.banks() == 1
                        ? "give '" + m.name() + "' at least " + (other.banks() + 1) + " banks"
                        : "give '" + m.name() + "' at least " + (other.banks() + 1) + " banks, or '" + other.name()
                                + "' at most " + (m.banks() - 1)));
    }
}
