package org.systole.cost;

/** A published table of arithmetic units at one node; the clock's period in ns chooses among rows of different speed. */
interface ArithmeticTable {
    /** Returns the node of the table in nm. */
    int node();

    /** Returns an integer adder. */
    Component adder(int bits, double periodNs);

    /** Returns an integer multiplier of two widths. */
    Component multiplier(int bitsA, int bitsB, double periodNs);

    /** Returns a floating-point adder. */
    Component floatAdder(FloatShape shape, double periodNs);

    /** Returns a floating-point multiplier. */
    Component floatMultiplier(FloatShape shape, double periodNs);
}
