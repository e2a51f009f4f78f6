package org.systole.cost;

import java.util.HashMap;
import java.util.Map;
import org.systole.units.Certainty;

/**
 * Horowitz's table of operations at 45 nm and 0.9 V (ISSCC 2014): 8- and 32-bit integer multiplication, 8-, 16- and
 * 32-bit addition, 16- and 32-bit floating point.
 *
 * <p>Integer widths follow the power law through the nearest rows, multipliers over the product of their widths.
 * Floating-point multipliers of other formats follow the line through both rows over the square of the significand
 * (the array of partial products grows with it, the rest does not), adders the power law over the whole width.
 */
final class Horowitz implements ArithmeticTable {
    private static final String SOURCE = "horowitz.csv";
    private static final Cost NO_LEAKAGE = Cost.unknown("horowitz.csv has no leakage");

    private final Map<String, double[]> rows = new HashMap<>();
    private final int node;

    /** Reads the table. */
    Horowitz() {
        Csv table = Csv.read("horowitz.csv");
        for (int i = 0; i < table.size(); i++)
            rows.put(
                    table.text(i, "operation") + table.text(i, "bits"),
                    new double[] {table.number(i, "energy_pj"), table.number(i, "area_um2")});
        node = (int) table.number(0, "node_nm");
    }

    @Override
    public int node() {
        return node;
    }

    @Override
    public Component adder(int bits, double periodNs) {
        double[] xs = {8, 16, 32};
        boolean row = bits == 8 || bits == 16 || bits == 32;
        return component(
                bits,
                xs,
                rows("int_add8", "int_add16", "int_add32"),
                row ? Certainty.TABULATED : inside(bits, 8, 32),
                bits + "-bit addition");
    }

    @Override
    public Component multiplier(int bitsA, int bitsB, double periodNs) {
        double product = (double) bitsA * bitsB;
        boolean row = bitsA == bitsB && (bitsA == 8 || bitsA == 32);
        return component(
                product,
                new double[] {64, 1024},
                rows("int_mult8", "int_mult32"),
                row ? Certainty.TABULATED : inside(product, 64, 1024),
                bitsA + " x " + bitsB + "-bit multiplication");
    }

    @Override
    public Component floatAdder(FloatShape shape, double periodNs) {
        return component(
                shape.bits(),
                new double[] {FloatShape.HALF.bits(), FloatShape.SINGLE.bits()},
                rows("fp_add16", "fp_add32"),
                certainty(shape),
                shape.bits() + "-bit floating-point addition");
    }

    @Override
    public Component floatMultiplier(FloatShape shape, double periodNs) {
        return line(
                square(shape.significand()),
                square(FloatShape.HALF.significand()),
                square(FloatShape.SINGLE.significand()),
                rows("fp_mult16", "fp_mult32"),
                certainty(shape),
                shape.bits() + "-bit floating-point multiplication");
    }

    private double[][] rows(String... names) {
        double[][] found = new double[names.length][];
        for (int i = 0; i < names.length; i++) found[i] = rows.get(names[i]);
        return found;
    }

    private static Component component(double x, double[] xs, double[][] rows, Certainty certainty, String what) {
        return of(
                Interpolation.logLog(xs, column(rows, 0), x),
                Interpolation.logLog(xs, column(rows, 1), x),
                certainty,
                what);
    }

    private static Component line(double x, double x0, double x1, double[][] rows, Certainty certainty, String what) {
        double share = (x - x0) / (x1 - x0);
        return of(
                rows[0][0] + share * (rows[1][0] - rows[0][0]),
                rows[0][1] + share * (rows[1][1] - rows[0][1]),
                certainty,
                what);
    }

    private static Component of(double energy, double area, Certainty certainty, String what) {
        String source = SOURCE + ": " + what;
        return new Component(new Cost(energy, certainty, source), new Cost(area, certainty, source), NO_LEAKAGE);
    }

    private static double[] column(double[][] rows, int which) {
        double[] column = new double[rows.length];
        for (int i = 0; i < rows.length; i++) column[i] = rows[i][which];
        return column;
    }

    private static Certainty inside(double x, double from, double to) {
        return x >= from && x <= to ? Certainty.INTERPOLATED : Certainty.EXTRAPOLATED;
    }

    private static Certainty certainty(FloatShape shape) {
        if (shape.is(FloatShape.HALF) || shape.is(FloatShape.SINGLE)) return Certainty.TABULATED;
        return inside(shape.significand(), FloatShape.HALF.significand(), FloatShape.SINGLE.significand());
    }

    private static double square(double x) {
        return x * x;
    }
}
