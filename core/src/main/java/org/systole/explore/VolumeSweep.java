package org.systole.explore;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The volume that points of three objectives dominate, in n log n: a plane sweeps along the third objective, and a balanced tree
 * holds the staircase of what the first two dominate in it (Beume, Fonseca, Lopez-Ibanez, Paquete, Vahrenhold 2009).
 */
final class VolumeSweep {
    private final double[] reference;
    /** The steps: the second objective by the first, which rises while the second falls. */
    private final TreeMap<Double, Double> steps = new TreeMap<>();

    private double area;

    private VolumeSweep(double[] reference) {
        this.reference = reference;
    }

    /**
     * Returns the volume up to a reference point.
     *
     * @param points three objectives each, all below the reference point's
     */
    static double of(List<double[]> points, double[] reference) {
        var sweep = new VolumeSweep(reference);
        List<double[]> sorted =
                points.stream().sorted(Comparator.comparingDouble(p -> p[2])).toList();
        double volume = 0;
        for (int i = 0; i < sorted.size(); i++) {
            sweep.add(sorted.get(i)[0], sorted.get(i)[1]);
            double until = i + 1 < sorted.size() ? sorted.get(i + 1)[2] : reference[2];
            volume += sweep.area * (until - sorted.get(i)[2]);
        }
        return volume;
    }

    private void add(double x, double y) {
        Map.Entry<Double, Double> left = steps.floorEntry(x);
        if (left != null && left.getValue() <= y) return;
        double from = x, height = left == null ? reference[1] : left.getValue();
        Map.Entry<Double, Double> right = steps.ceilingEntry(x);
        while (right != null && right.getValue() >= y) {
            area += (right.getKey() - from) * (height - y);
            from = right.getKey();
            height = right.getValue();
            steps.remove(right.getKey());
            right = steps.higherEntry(right.getKey());
        }
        area += ((right == null ? reference[0] : right.getKey()) - from) * (height - y);
        steps.put(x, y);
    }
}
