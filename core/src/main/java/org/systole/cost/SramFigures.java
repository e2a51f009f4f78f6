package org.systole.cost;

import org.systole.units.Certainty;

/**
 * The figures of a static memory array.
 *
 * @param readPj energy of reading a word
 * @param writePj energy of writing a word
 * @param leakageMw static power, all banks
 * @param areaMm2 area, all banks
 * @param accessNs time from address to data
 * @param cycleNs shortest time between two accesses
 * @param certainty how they were come by
 * @param source the rows and rules
 */
record SramFigures(
        double readPj,
        double writePj,
        double leakageMw,
        double areaMm2,
        double accessNs,
        double cycleNs,
        Certainty certainty,
        String source) {
    /** Number of figures. */
    static final int COUNT = 6;

    /** Returns figures from an array in the order of the components. */
    static SramFigures of(double[] v, Certainty certainty, String source) {
        return new SramFigures(v[0], v[1], v[2], v[3], v[4], v[5], certainty, source);
    }

    /** Returns the figures as an array in the order of the components. */
    double[] values() {
        return new double[] {readPj, writePj, leakageMw, areaMm2, accessNs, cycleNs};
    }

    /** Returns several equal arrays: of which {@code active} work in one access. */
    SramFigures copies(double arrays, double active, Certainty limit, String note) {
        return new SramFigures(
                readPj * active,
                writePj * active,
                leakageMw * arrays,
                areaMm2 * arrays,
                accessNs,
                cycleNs,
                certainty.and(limit),
                source + "; " + note);
    }
}
