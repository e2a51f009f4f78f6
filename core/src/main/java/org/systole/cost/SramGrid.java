package org.systole.cost;

import java.util.concurrent.ConcurrentHashMap;
import org.systole.units.Certainty;

/**
 * The CACTI sweep over all its nodes: between two nodes a power law of the node, beyond them the nearest node times
 * the factors of logic ({@link Scaling}). Reads the rows of a node when they are first asked for; safe for use by
 * several threads.
 */
final class SramGrid {
    private static final int[] NODES = {22, 28, 32, 40, 45, 65, 90};

    private final Scaling scaling;
    private final ConcurrentHashMap<String, SramSlice> slices = new ConcurrentHashMap<>();

    SramGrid(Scaling scaling) {
        this.scaling = scaling;
    }

    /** Returns the figures of an array; see {@link SramSlice#figures} for the ranges. */
    SramFigures figures(
            double sizeBytes, double widthBits, double banks, SramPorts ports, int nodeNm, Technology.Cell cell) {
        int smallest = NODES[0];
        int largest = NODES[NODES.length - 1];
        int nearest = Math.clamp(nodeNm, smallest, largest);
        if (nearest != nodeNm) {
            SramFigures figures = slice(nearest, cell).figures(sizeBytes, widthBits, banks, ports);
            return beyond(figures, nearest, nodeNm);
        }
        int high = 0;
        while (NODES[high] < nodeNm) high++;
        SramFigures atHigh = slice(NODES[high], cell).figures(sizeBytes, widthBits, banks, ports);
        if (NODES[high] == nodeNm) return atHigh;
        int low = NODES[high - 1];
        SramFigures atLow = slice(low, cell).figures(sizeBytes, widthBits, banks, ports);
        return between(low, atLow, NODES[high], atHigh, nodeNm);
    }

    private static SramFigures between(int low, SramFigures atLow, int high, SramFigures atHigh, int nodeNm) {
        double[] a = atLow.values();
        double[] b = atHigh.values();
        double[] values = new double[a.length];
        for (int i = 0; i < a.length; i++) values[i] = Interpolation.logLog(low, a[i], high, b[i], nodeNm);
        Certainty certainty = atLow.certainty().and(atHigh.certainty()).and(Certainty.INTERPOLATED);
        return SramFigures.of(values, certainty, atLow.source() + ", " + atHigh.source());
    }

    /** CACTI has no such node: energy and area follow logic, leakage keeps its density, times stay. */
    private SramFigures beyond(SramFigures at, int from, int to) {
        Scaling.Factor factor = scaling.factor(from, to);
        return new SramFigures(
                at.readPj() * factor.energy(),
                at.writePj() * factor.energy(),
                at.leakageMw() * factor.area(),
                at.areaMm2() * factor.area(),
                at.accessNs(),
                at.cycleNs(),
                Certainty.EXTRAPOLATED,
                at.source() + "; from " + from + " to " + to + " nm as logic scales");
    }

    private SramSlice slice(int nodeNm, Technology.Cell cell) {
        return slices.computeIfAbsent(nodeNm + "-" + cell, _ -> new SramSlice(nodeNm, cell));
    }
}
