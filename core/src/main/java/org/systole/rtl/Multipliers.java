package org.systole.rtl;

import org.systole.rtl.Synthesis.Family;

/**
 * How a family's multiplier blocks make products of signed numbers: a product that is too wide is cut into parts, the wider
 * factor first, and parts that are too narrow for a block are made of look-up tables. The rules and limits are those of Yosys
 * 0.23 ({@code mul2dsp.v} and the passes {@code synth_ice40}, {@code synth_ecp5}, {@code synth_xilinx}).
 *
 * @param family what for
 */
record Multipliers(Family family) {
    /** A block's factors, and the least bits of a product that is worth one. */
    private record Limits(int wide, int narrow, int slice, int headroom, int leastProduct, int adder) {}

    private static final int LEAST_FACTOR = 2;

    private Limits limits() {
        return switch (family) {
            // SB_MAC16 of 16 x 16, whose accumulator has 32 bits
            case ICE40 -> new Limits(16, 16, 16, 0, 11, 32);
            // MULT18X18D; its adder is not used
            case ECP5 -> new Limits(18, 18, 18, 0, 0, 0);
            // DSP48E1 of 25 x 18, signed only: parts below the highest one have a bit less; its adder has 48 bits
            case XILINX7 -> new Limits(25, 18, 18, 1, 9, 48);
        };
    }

    /** Returns how many blocks a product of two signed numbers takes. */
    int blocks(int a, int b) {
        return parts(Math.max(a, b), Math.min(a, b));
    }

    private int parts(int a, int b) {
        var l = limits();
        if (a < LEAST_FACTOR || b < LEAST_FACTOR || a + b < l.leastProduct) return 0;
        int step = l.slice - l.headroom;
        if (a > l.wide) {
            int slices = (a - l.wide + step - 1) / step;
            return slices * parts(l.slice, b) + parts(a - slices * step, b);
        }
        if (b > l.narrow) {
            int slices = (b - l.narrow + step - 1) / step;
            return slices * parts(a, l.slice) + parts(a, b - slices * step);
        }
        return 1;
    }

    /** Returns whether one block has room for both factors. */
    boolean whole(int a, int b) {
        return Math.max(a, b) <= limits().wide && Math.min(a, b) <= limits().narrow;
    }

    /** Returns whether a block also adds a sum of so many bits to the product and keeps it. */
    boolean adds(int a, int b, int sum) {
        return blocks(a, b) == 1 && whole(a, b) && sum <= limits().adder;
    }
}
