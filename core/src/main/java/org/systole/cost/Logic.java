package org.systole.cost;

import org.systole.units.Certainty;

/**
 * Arithmetic units and registers at one technology and clock.
 *
 * <p>Energy and area of adders and multipliers come from the technology's basis; what Horowitz does not list
 * (registers, comparators, bitwise logic, shifters) and all leakage come from Aladdin's table. Widths between rows are
 * power laws; Aladdin's rules are linear in the bits, and quadratic for multipliers.
 */
final class Logic {
    private final Medium medium;
    private final ArithmeticTable basis;
    private final Aladdin aladdin;
    private final Scaling.Factor fromAladdin;
    private final Scaling.Factor fromBasis;
    private final double periodNs;

    Logic(Technology technology, Medium medium, double clockMhz, Units units) {
        this.medium = medium;
        this.aladdin = units.aladdin();
        this.basis = technology.basis() == Technology.Basis.HOROWITZ ? units.horowitz() : aladdin;
        boolean published = technology.kind() != Technology.Kind.UNKNOWN;
        this.fromAladdin = units.scaling().factor(Aladdin.NODE, published ? technology.logicNm() : Aladdin.NODE);
        this.fromBasis = units.scaling().factor(basis.node(), published ? technology.logicNm() : basis.node());
        this.periodNs = 1e3 / clockMhz;
    }

    /** The tables of arithmetic units and how they scale. */
    record Units(Horowitz horowitz, Aladdin aladdin, Scaling scaling) {}

    /** Returns an integer adder or subtracter. */
    Component adder(int bits) {
        return assemble(basis.adder(bits, periodNs), aladdin.adder(bits, periodNs));
    }

    /** Returns an integer multiplier. */
    Component multiplier(int bitsA, int bitsB) {
        return assemble(basis.multiplier(bitsA, bitsB, periodNs), aladdin.multiplier(bitsA, bitsB, periodNs));
    }

    /** Returns a floating-point adder of a format of so many bits. */
    Component floatAdder(FloatShape shape) {
        return assemble(basis.floatAdder(shape, periodNs), aladdin.floatAdder(shape, periodNs));
    }

    /** Returns a floating-point multiplier. */
    Component floatMultiplier(FloatShape shape) {
        return assemble(basis.floatMultiplier(shape, periodNs), aladdin.floatMultiplier(shape, periodNs));
    }

    /** Returns a comparator of two integers, or of two floats of that width, whose order is that of their bits. */
    Component comparator(int bits) {
        return made(aladdin.linear("comparator", "compare", bits, periodNs), fromAladdin);
    }

    /** Returns gates over pairs of bits. */
    Component bitwise(int bits) {
        return made(aladdin.linear("bitwise", "process", bits, periodNs), fromAladdin);
    }

    /** Returns a register; its energy is that of one write or read of the whole width. */
    Component register(int bits) {
        return made(aladdin.linear("register", "access", bits, periodNs), fromAladdin);
    }

    /**
     * Returns a barrel shifter. Where the basis is not Aladdin's, its energy and area are Aladdin's share of the 32-bit
     * multiplier's, so that replacing multipliers by shifters saves what it saves within one table.
     */
    Component shifter(int bits) {
        Component own = aladdin.linear("shifter", "shift", bits, periodNs);
        if (basis == aladdin) return made(own, fromAladdin);
        Component reference = aladdin.multiplier(32, 32, periodNs);
        Component target = basis.multiplier(32, 32, periodNs);
        double energy = target.energyPj().value() / reference.energyPj().value();
        double area = target.areaUm2().value() / reference.areaUm2().value();
        String note = "in proportion to the 32-bit multiplier";
        Component shifter = new Component(
                own.energyPj().times(energy).atBest(Certainty.EXTRAPOLATED, note),
                own.areaUm2().times(area).atBest(Certainty.EXTRAPOLATED, note),
                Cost.none(""));
        return assemble(shifter, own);
    }

    private Component assemble(Component fromTable, Component leaking) {
        Component scaled = scaled(fromTable, fromBasis);
        Cost leakage = scaled(leaking, fromAladdin).leakageMw();
        return medium.component(new Component(scaled.energyPj(), scaled.areaUm2(), leakage));
    }

    private Component made(Component fromTable, Scaling.Factor factor) {
        return medium.component(scaled(fromTable, factor));
    }

    private static Component scaled(Component part, Scaling.Factor factor) {
        return new Component(
                factor.energy(part.energyPj()), factor.area(part.areaUm2()), factor.leakage(part.leakageMw()));
    }
}
