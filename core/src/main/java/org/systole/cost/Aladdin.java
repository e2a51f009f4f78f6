package org.systole.cost;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.systole.units.Certainty;

/**
 * Aladdin's 40 nm units as Accelergy's plug-in holds them: for each component, rows of different speed.
 *
 * <p>A clock takes the slowest row that it still leaves time for. Adders, comparators, gates, shifters and registers
 * are linear in the bits, multipliers in the product of the widths (the plug-in's rules). Leakage is the energy of an
 * idle cycle over that cycle's length. Known faults of the table are listed in the resources' README.
 */
final class Aladdin implements ArithmeticTable {
    /** The node of the table in nm. */
    static final int NODE = 40;

    private static final String ORIGIN = "data/";
    private static final String LATENCY = "latency_ns=";
    private static final String IDLE = "idle_per_cycle";

    private final Map<String, TreeMap<Double, double[]>> rows = new HashMap<>();

    /** Reads the table. */
    Aladdin() {
        Csv table = Csv.read("components.csv");
        for (int i = 0; i < table.size(); i++) {
            if (!table.text(i, "source").startsWith(ORIGIN)) continue;
            String name = table.text(i, "component") + table.text(i, "bits");
            double latency = latency(table.text(i, "attributes"));
            double[] row =
                    rows.computeIfAbsent(name, _ -> new TreeMap<>()).computeIfAbsent(latency, _ -> new double[3]);
            row[1] = table.number(i, "area_um2");
            if (table.text(i, "action").equals(IDLE)) row[2] = table.number(i, "energy_pj") / latency;
            else row[0] = table.number(i, "energy_pj");
        }
    }

    /** Returns the longest period in ns, not longer than the given one, at which some row begins to fit; 0 when none does. */
    double step(double periodNs) {
        double step = 0;
        for (TreeMap<Double, double[]> speeds : rows.values()) {
            Double fitting = speeds.floorKey(periodNs);
            if (fitting != null) step = Math.max(step, fitting);
        }
        return step;
    }

    /** Attributes are {@code name=value} pairs, semicolons between them. */
    private static double latency(String attributes) {
        int from = attributes.indexOf(LATENCY) + LATENCY.length();
        int to = attributes.indexOf(';', from);
        return Double.parseDouble(attributes.substring(from, to < 0 ? attributes.length() : to));
    }

    @Override
    public int node() {
        return NODE;
    }

    @Override
    public Component adder(int bits, double periodNs) {
        return linear("int_adder", "add", bits, periodNs);
    }

    @Override
    public Component multiplier(int bitsA, int bitsB, double periodNs) {
        boolean row = bitsA == 32 && bitsB == 32;
        return component("int_multiplier32", (double) bitsA * bitsB / (32 * 32), row, "multiply", periodNs);
    }

    @Override
    public Component floatAdder(FloatShape shape, double periodNs) {
        return component("fp_adder32", shape.bits() / 32.0, shape.is(FloatShape.SINGLE), "add", periodNs);
    }

    @Override
    public Component floatMultiplier(FloatShape shape, double periodNs) {
        double share = (double) shape.bits() * shape.bits() / (32 * 32);
        return component("fp_multiplier32", share, shape.is(FloatShape.SINGLE), "multiply", periodNs);
    }

    /** Returns a component whose cost is linear in the bits. */
    Component linear(String component, String action, int bits, double periodNs) {
        int rowBits = component.equals("register") ? 1 : 32;
        boolean row = bits == rowBits || rowBits == 1;
        return component(component + rowBits, bits / (double) rowBits, row, action, periodNs);
    }

    private Component component(String name, double share, boolean row, String action, double periodNs) {
        TreeMap<Double, double[]> speeds = rows.get(name);
        if (speeds == null) throw new IllegalStateException("components.csv has no " + name);
        Map.Entry<Double, double[]> fitting = speeds.floorEntry(periodNs);
        if (fitting == null) fitting = speeds.firstEntry();
        String source = "components.csv: " + name + " " + action + " at " + fitting.getKey() + " ns";
        Certainty certainty = row ? Certainty.TABULATED : Certainty.INTERPOLATED;
        double[] v = fitting.getValue();
        return new Component(
                new Cost(v[0] * share, certainty, source),
                new Cost(v[1] * share, certainty, source),
                new Cost(v[2] * share, certainty, source));
    }
}
