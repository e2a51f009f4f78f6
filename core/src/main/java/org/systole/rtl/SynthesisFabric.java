package org.systole.rtl;

import org.systole.rtl.Synthesis.Family;
import org.systole.rtl.SynthesisEstimate.Figures;

/**
 * How a family makes memories, queues and delays. Which kind of memory is taken is decided by the costs that Yosys 0.23 gives
 * them ({@code brams.txt} and {@code lutrams.txt} of each family): the cheapest one, where a bit of a register costs one.
 */
record SynthesisFabric(Family family) {
    /** Returns a memory of a read and a write port whose reads do not see the write of their cycle. */
    Figures ram(int width, int words) {
        if (words == 0) return Figures.NONE;
        int address = 32 - Integer.numberOfLeadingZeros(Math.max(1, words - 1));
        // a block that would see the write is gone around: two words, the address and two flags
        int around = 2 * width + address + 2;
        return switch (family) {
            case ECP5 -> {
                int blocks = blocks(width, words, 36, 512);
                yield 4 * slices(width, words, 4, 16) < 128 * blocks
                        ? new Figures(width * (Math.ceilDiv(words, 16) - 1), width, 0, 0)
                        : new Figures(width + 15, around, 0, blocks);
            }
            case ICE40 -> {
                int blocks = blocks(width, words, 16, 256);
                yield width * words <= 64 * blocks
                        ? new Figures(width * words, width * words + width, 0, 0)
                        : new Figures(width + 7, around, 0, blocks);
            }
            case XILINX7 -> {
                int halves = blocks(width, words, 36, 512), wholes = blocks(width, words, 72, 512);
                int slices = words <= 32 ? slices(width, words, 6, 32) : slices(width, words, 3, 64);
                yield 8 * slices < Math.min(129 * halves, 257 * wholes)
                        ? new Figures(words > 64 ? 3 * width / 2 : 0, width, 0, 0)
                        : new Figures(0, 0, 0, halves(halves, wholes));
            }
        };
    }

    /** Returns pieces of distributed memory of so many bits at so many words. */
    private static int slices(int width, int words, int bits, int depth) {
        return Math.ceilDiv(width, bits) * Math.ceilDiv(words, depth);
    }

    /** Returns the blocks of AMD's parts: halves when they are less than the whole ones that they are the halves of. */
    private static int halves(int halves, int whole) {
        return halves < 2 * whole ? halves : whole;
    }

    /** Returns blocks of so many bits a word at so many words; with half the bits twice the words. */
    private static int blocks(int width, int words, int bits, int depth) {
        int least = Integer.MAX_VALUE;
        for (int b = bits, d = depth; b > 0; b /= 2, d *= 2)
            least = Math.min(least, Math.ceilDiv(width, b) * Math.ceilDiv(words, d));
        return least;
    }

    /** Returns a queue: pointers, a count, and its words in distributed memory where there is some. */
    Figures queue(int width, int entries) {
        if (entries == 1) return new Figures(2, width + 1, 0, 0);
        int pointer = 32 - Integer.numberOfLeadingZeros(entries - 1),
                count = 32 - Integer.numberOfLeadingZeros(entries);
        int flags = 3 * pointer + count;
        if (family != Family.ICE40) return new Figures(5 * pointer + 2, flags, 0, 0);
        // no distributed memory: a block, gone around, or registers with a multiplexer
        int blocks = blocks(width, entries, 16, 256);
        return width * entries > 64 * blocks
                ? new Figures(width + 38, flags + width - 3, 0, blocks)
                : new Figures(width * entries / 2 + 20, entries * width + flags, 0, 0);
    }

    /** Returns a row of registers that are not reset. */
    Figures delay(int width, int depth) {
        return family == Family.XILINX7 && depth > 2 ? Figures.NONE : new Figures(0, width * depth, 0, 0);
    }
}
