package org.systole.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The tree of a front and the sweep of its volume, against definitions. */
class LargeFrontTest {
    private static List<double[]> draw(SplittableRandom random, int count, int objectives, int grid) {
        var points = new ArrayList<double[]>();
        for (int i = 0; i < count; i++) {
            double[] p = new double[objectives];
            for (int d = 0; d < objectives; d++)
                p[d] = grid > 0 ? random.nextInt(grid) - grid / 2 : random.nextDouble() - 0.5;
            points.add(p);
        }
        return points;
    }

    @Test
    void theArchiveHoldsWhatNoPointDominates() {
        var random = new SplittableRandom(5);
        for (int trial = 0; trial < 150; trial++) {
            int objectives = random.nextInt(1, 6);
            // a coarse grid has many equal points and equal objectives
            List<double[]> points = draw(random, random.nextInt(1, 400), objectives, trial % 3 == 0 ? 0 : 12);
            // near a plane nearly all are on the front
            if (trial % 5 == 0)
                for (double[] p : points) {
                    double sum = 0;
                    for (int d = 1; d < objectives; d++) sum += p[d];
                    p[0] = -sum;
                }
            var archive = new FrontArchive();
            for (int i = 0; i < points.size(); i++) archive.add(DesignPoint.of(i), points.get(i));
            var expected = new ArrayList<DesignPoint>();
            for (int i : Front.of(points)) expected.add(DesignPoint.of(i));
            assertEquals(expected, archive.points(), "trial " + trial);
            assertEquals(expected.size(), archive.size());
            assertEquals(expected.size(), archive.objectives().size());
        }
    }

    @Test
    void aFrontOfAHundredThousandPointsIsKept() {
        var random = new SplittableRandom(6);
        var archive = new FrontArchive();
        int count = 100_000;
        for (int i = 0; i < count; i++) {
            double a = random.nextDouble(), b = random.nextDouble() * (1 - a);
            // on a plane no point dominates another; every second one lies behind it
            double behind = i % 2 * 0.3;
            archive.add(DesignPoint.of(i), new double[] {a + behind, b + behind, 1 - a - b + behind});
        }
        assertTrue(archive.size() >= count / 2, archive.size() + " points");
        assertTrue(archive.points().stream().filter(p -> p.index(0) % 2 == 0).count() == count / 2);
    }

    /** On whole coordinates the volume is the number of dominated cells. */
    @Test
    void theVolumeIsThatOfTheDominatedCells() {
        var random = new SplittableRandom(7);
        for (int trial = 0; trial < 300; trial++) {
            int grid = 9, objectives = 2 + trial % 3;
            List<double[]> points = draw(random, random.nextInt(1, 40), objectives, 0);
            for (double[] p : points) for (int d = 0; d < objectives; d++) p[d] = Math.floor((p[d] + 0.5) * (grid + 2));
            double[] reference = new double[objectives];
            java.util.Arrays.fill(reference, grid);
            long cells = 0;
            for (long cell = 0; cell < Math.pow(grid, objectives); cell++) {
                double[] at = new double[objectives];
                long rest = cell;
                for (int d = 0; d < objectives; d++) {
                    at[d] = rest % grid;
                    rest /= grid;
                }
                if (points.stream().anyMatch(p -> {
                    for (int d = 0; d < objectives; d++) if (p[d] > at[d]) return false;
                    return true;
                })) cells++;
            }
            assertEquals(cells, Front.hypervolume(points, reference), 1e-9, "trial " + trial);
        }
    }

    /** An eighth of a sphere, whose volume is known: the front's corner of the cube is what remains of it. */
    @Test
    void manyPointsOfASphereHaveItsVolume() {
        var random = new SplittableRandom(8);
        var points = new ArrayList<double[]>();
        for (int i = 0; i < 60_000; i++) {
            double x = random.nextGaussian(),
                    y = random.nextGaussian(),
                    z = random.nextGaussian(),
                    r = Math.sqrt(x * x + y * y + z * z);
            points.add(new double[] {1 - Math.abs(x) / r, 1 - Math.abs(y) / r, 1 - Math.abs(z) / r});
        }
        // what is dominated lies within the eighth of the sphere around the reference point
        assertEquals(Math.PI / 6, Front.share(points, new double[3], new double[] {1, 1, 1}), 0.01);
    }
}
