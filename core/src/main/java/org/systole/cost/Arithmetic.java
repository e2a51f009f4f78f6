package org.systole.cost;

import org.systole.tensor.NumberFormat;
import org.systole.units.Certainty;
import org.systole.workload.Precision;

/** Adders, multipliers and multiply-accumulators by number format. */
final class Arithmetic {
    private Arithmetic() {}

    /** Returns an adder of numbers of a format. */
    static Component adder(Logic logic, NumberFormat format) {
        return format.isFloat() ? logic.floatAdder(FloatShape.of(format)) : logic.adder(format.bits());
    }

    /** Returns a multiplier of two numbers; a product of an integer and a float is one of floats. */
    static Component multiplier(Logic logic, NumberFormat a, NumberFormat b) {
        if (!a.isFloat() && !b.isFloat()) return logic.multiplier(a.bits(), b.bits());
        NumberFormat wide = !b.isFloat() || a.isFloat() && a.bits() >= b.bits() ? a : b;
        return logic.floatMultiplier(FloatShape.of(wide));
    }

    /**
     * Returns what forms one product and adds it to a partial sum.
     *
     * <ul>
     *   <li>Integers: a multiplier of both widths and an adder of the sum's width.
     *   <li>Floats: multiplier of the wider operand, adder of the sum's format.
     *   <li>A ternary or binary weight: gates that pass, negate or drop the input, and the adder; no multiplier. With
     *       binary inputs too the product is one gate.
     *   <li>A power-of-two weight: a shifter as wide as the shifted input can become, at most the sum, and the adder.
     * </ul>
     */
    static Component mac(Logic logic, Precision precision) {
        NumberFormat input = precision.input();
        NumberFormat weight = precision.weight();
        Component sum = adder(logic, precision.partialSum());
        if (weight.kind() == NumberFormat.Kind.TERNARY || !weight.isFloat() && weight.bits() == 1)
            return logic.bitwise(input.bits()).plus(sum);
        if (weight.kind() == NumberFormat.Kind.POWER_OF_TWO && !input.isFloat())
            return logic.shifter(shifterBits(precision)).plus(sum);
        if (weight.kind() == NumberFormat.Kind.POWER_OF_TWO)
            return logic.adder(input.bits() - FloatShape.of(input).significand())
                    .atBest(Certainty.EXTRAPOLATED, "an adder of exponents")
                    .plus(sum);
        return multiplier(logic, input, weight).plus(sum);
    }

    private static int shifterBits(Precision precision) {
        int shiftBits = Math.min(5, precision.weight().bits() - 1);
        int widest = precision.input().bits() + (1 << shiftBits) - 1;
        return Math.min(
                widest,
                Math.max(precision.partialSum().bits(), precision.input().bits()));
    }
}
