package org.systole.compile;

import org.systole.problem.Place;
import org.systole.problem.Problems;

/** The rules that a description's parameters must keep so that a core can be built, each with the smallest mend. */
final class CoreRules {
    private static final int KIB_BITS = 8192;

    private final String accelerator;
    private final Problems problems = new Problems();

    CoreRules(String accelerator) {
        this.accelerator = accelerator;
    }

    /** Requires a number within bounds. */
    CoreRules range(String key, int value, int least, int most) {
        if (value < least || value > most)
            add(key, "" + value, least + " to " + most, "set it to " + Math.clamp(value, least, most));
        return this;
    }

    /** Requires a power of two within bounds. */
    CoreRules power(String key, int value, int least, int most) {
        int nearest = Math.clamp(Integer.highestOneBit(Math.max(1, value)), least, most);
        if (nearest != value)
            add(key, "" + value, "a power of two from " + least + " to " + most, "set it to " + nearest);
        return this;
    }

    /** Requires a memory to have a power of two of words. */
    CoreRules words(String key, long sizeBits, int wordBits, int least) {
        long words = sizeBits / wordBits, wanted = Math.max(least, Long.highestOneBit(Math.max(1, words)));
        if (wanted < words || wanted * wordBits < sizeBits) wanted *= 2;
        if (words < least || Long.bitCount(words) != 1 || words * wordBits != sizeBits)
            add(
                    key,
                    kib(sizeBits) + " KiB, " + words + " words of " + wordBits + " bits",
                    "a power of two of words, at least " + least,
                    "set it to " + kib(wanted * wordBits) + " KiB, " + wanted + " words");
        return this;
    }

    private static String kib(long bits) {
        return bits % KIB_BITS == 0 ? "" + bits / KIB_BITS : "" + (double) bits / KIB_BITS;
    }

    /** Requires a bus that cuts input, weight and parameter words into whole beats. */
    CoreRules bus(String key, int bus, int n, int inputBits, int weightBits) {
        int most = widest(n, inputBits, weightBits);
        if (most < 8)
            add(
                    "formats",
                    "input words of " + n * inputBits + " and weight words of " + n * weightBits + " bits",
                    "whole bytes",
                    "use operands of a multiple of " + 8 / Math.min(8, n) + " bits, or "
                            + 8 / Integer.lowestOneBit(inputBits | weightBits) + " rows and columns");
        else if (bus < 8 || Integer.bitCount(bus) != 1 || bus > most)
            add(
                    key,
                    bus + " bits",
                    "a power of two from 8 bits that divides an input word's " + n * inputBits + " and a weight word's "
                            + n * weightBits + " bits",
                    "set it to " + mended(bus, n, inputBits, weightBits));
        return this;
    }

    private static int widest(int n, int inputBits, int weightBits) {
        return Math.min(512, Integer.lowestOneBit(n * inputBits | n * weightBits));
    }

    /** Returns the bits of a bus after the mend of {@link #bus}; the same for one that needs none. */
    static int mended(int bus, int n, int inputBits, int weightBits) {
        int most = widest(n, inputBits, weightBits);
        return most < 8 ? Math.max(8, bus) : Math.clamp(Integer.highestOneBit(Math.max(1, bus)), 8, most);
    }

    private void add(String key, String found, String expected, String fix) {
        problems.add(
                CompileProblem.CORE_PARAMETER,
                Place.element(accelerator, key),
                "it is " + found + ", expected " + expected,
                fix);
    }

    /** Throws all problems, if there are any. */
    void throwIfAny() {
        problems.throwIfAny();
    }
}
