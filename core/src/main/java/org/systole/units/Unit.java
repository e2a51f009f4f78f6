package org.systole.units;

/** The units that figures are reported in. */
public enum Unit {
    /** Clock cycles of the accelerator. */
    CYCLES("cycles"),
    /** Seconds. */
    SECONDS("s"),
    /** Picojoules, 1e-12 J. */
    PICOJOULES("pJ"),
    /** Watts. */
    WATTS("W"),
    /** Square millimetres. */
    SQUARE_MILLIMETRES("mm2"),
    /** Bytes. */
    BYTES("B"),
    /** A count of something. */
    COUNT("1"),
    /** A share of one. */
    RATIO("ratio"),
    /** Inferences a second. */
    PER_SECOND("1/s"),
    /** Picojoule-seconds: the energy-delay product. */
    PICOJOULE_SECONDS("pJ.s"),
    /** Operations per byte. */
    OPERATIONS_PER_BYTE("op/B");

    private final String symbol;

    Unit(String symbol) {
        this.symbol = symbol;
    }

    /** Returns the symbol that JSON and CSV carry. */
    public String symbol() {
        return symbol;
    }
}
