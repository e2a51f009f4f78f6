package org.systole.cost;

import java.util.Map;
import java.util.TreeMap;
import org.systole.units.Certainty;

/**
 * How energy and area of logic change from one technology node to another.
 *
 * <p>Factors are the rows {@code basis=hp} of {@code scaling.csv}: the polynomials of Stillmaker and Baas (Integration
 * 58:74-81, 2017) from nominal to nominal supply: a published table is taken to be one of its node's nominal supply
 * (Horowitz: 0.9 V). Between their nodes (40, 28, 22 nm) the factor from 45 nm is
 * interpolated, linear in the logarithms of factor and node; outside 7 to 180 nm it is extrapolated with the slope of
 * the two nearest nodes.
 */
final class Scaling {
    /** The node that interpolated factors start from. */
    private static final int ANCHOR = 45;

    /** Pairs of nodes have two rows: both at 0.9 V, which is used where it is the nominal supply, and nominal ones. */
    private static final String EQUAL_SUPPLY = "basis=hp;vdd=0.9->0.9";

    private static final String SOURCE = "scaling.csv: Stillmaker and Baas 2017";

    private final Map<Long, double[]> rows = new TreeMap<>();
    private final TreeMap<Integer, double[]> fromAnchor = new TreeMap<>();

    /** Reads the table. */
    Scaling() {
        Csv table = Csv.read("scaling.csv");
        for (int i = 0; i < table.size(); i++) {
            String source = table.text(i, "source");
            if (!source.startsWith("basis=hp")) continue;
            int from = (int) table.number(i, "from_nm");
            int to = (int) table.number(i, "to_nm");
            double[] factors = {table.number(i, "energy_factor"), table.number(i, "area_factor")};
            if (source.startsWith(EQUAL_SUPPLY) && rows.containsKey(key(from, to))) continue;
            rows.put(key(from, to), factors);
            if (from == ANCHOR) fromAnchor.put(to, factors);
        }
        fromAnchor.put(ANCHOR, new double[] {1, 1});
    }

    /**
     * What figures of one node are multiplied with to get those of another.
     *
     * @param energy factor of energy
     * @param area factor of area; also applied to leakage, whose density is taken as constant for want of a source
     * @param certainty a row, between rows, or beyond them
     */
    record Factor(double energy, double area, Certainty certainty) {
        /** Returns an energy at the other node. */
        Cost energy(Cost cost) {
            return scaled(cost, energy);
        }

        /** Returns an area at the other node. */
        Cost area(Cost cost) {
            return scaled(cost, area);
        }

        /** Returns a leakage at the other node: no source says how its density changes, so it never counts as known. */
        Cost leakage(Cost cost) {
            if (area == 1) return cost;
            return scaled(cost, area).atBest(Certainty.EXTRAPOLATED, "leakage per area taken as constant");
        }

        private Cost scaled(Cost cost, double factor) {
            if (factor == 1 && certainty == Certainty.TABULATED) return cost;
            return cost.times(factor).atBest(certainty, SOURCE);
        }
    }

    /** Returns the factors from one node to another, both in nm. */
    Factor factor(int from, int to) {
        if (from == to) return new Factor(1, 1, Certainty.TABULATED);
        double[] row = rows.get(key(from, to));
        if (row != null) return new Factor(row[0], row[1], Certainty.TABULATED);
        return new Factor(
                anchored(to, 0) / anchored(from, 0),
                anchored(to, 1) / anchored(from, 1),
                certainty(from).and(certainty(to)));
    }

    private Certainty certainty(int node) {
        if (fromAnchor.containsKey(node)) return Certainty.TABULATED;
        boolean inside = node > fromAnchor.firstKey() && node < fromAnchor.lastKey();
        return inside ? Certainty.INTERPOLATED : Certainty.EXTRAPOLATED;
    }

    private double anchored(int node, int which) {
        Integer low = fromAnchor.floorKey(node);
        Integer high = fromAnchor.ceilingKey(node);
        if (low != null && low.equals(high)) return fromAnchor.get(low)[which];
        if (low == null) {
            low = fromAnchor.firstKey();
            high = fromAnchor.higherKey(low);
        } else if (high == null) {
            high = fromAnchor.lastKey();
            low = fromAnchor.lowerKey(high);
        }
        return Interpolation.logLog(
                low, fromAnchor.get(low)[which], high, fromAnchor.get(high)[which], node);
    }

    private static long key(int from, int to) {
        return (long) from << 32 | to;
    }
}
