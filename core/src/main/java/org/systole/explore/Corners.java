package org.systole.explore;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/** The ends of a space, where a front often begins and ends. */
final class Corners {
    /** So many parameters have all combinations of their ends taken. */
    private static final int MOST_COMBINED = 4;

    private Corners() {}

    /**
     * Returns the combinations of first and last values that break no rule: all of them for up to {@value #MOST_COMBINED}
     * parameters, otherwise all first, all last, and each with one parameter at its other end.
     */
    static List<DesignPoint> of(DesignSpace space) {
        int count = space.parameters().size();
        int[] last =
                space.parameters().stream().mapToInt(p -> p.values().size() - 1).toArray();
        var corners = new LinkedHashSet<DesignPoint>();
        for (long mask : masks(count)) {
            int[] indices = new int[count];
            for (int i = 0; i < count; i++) indices[i] = (mask >> i & 1) == 1 ? last[i] : 0;
            DesignPoint corner = space.canonical(DesignPoint.of(indices));
            if (space.broken(corner).isEmpty()) corners.add(corner);
        }
        return List.copyOf(corners);
    }

    private static List<Long> masks(int count) {
        var masks = new ArrayList<Long>();
        if (count <= MOST_COMBINED) {
            for (long mask = 0; mask < 1L << count; mask++) masks.add(mask);
            return masks;
        }
        long all = count == 64 ? -1 : (1L << count) - 1;
        masks.add(0L);
        masks.add(all);
        for (int i = 0; i < count; i++) masks.add(1L << i);
        for (int i = 0; i < count; i++) masks.add(all & ~(1L << i));
        return masks;
    }
}
