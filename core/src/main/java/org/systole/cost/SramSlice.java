package org.systole.cost;

import java.util.Arrays;
import org.systole.units.Certainty;

/**
 * The rows of one node and one cell type of the CACTI sweep, interpolated linearly in the logarithms of size, width,
 * banks and figure. Exact at the rows.
 *
 * <p>CACTI refuses arrays of fewer than 32 words a bank. Where a corner of an interpolation is such an array, the
 * power law through the two smallest accepted sizes of that width and bank count stands in for it.
 */
final class SramSlice {
    /** Words a bank below which CACTI finds no organization; {@code sram_refused.csv} of the sweep, without exception. */
    static final int FEWEST_WORDS = 32;
    /** The widest word of the sweep in bits. */
    static final int WIDEST = 512;
    /** The narrowest word of the sweep in bits. */
    static final int NARROWEST = 8;
    /** The most banks of the sweep. */
    static final int MOST_BANKS = 4;

    private static final int SIZE_0 = 6;
    private static final int SIZES = 18;
    private static final int WIDTH_0 = 3;
    private static final int WIDTHS = 7;
    private static final int BANKS = 3;
    private static final int PORTS = 3;
    /** Octaves over which the slope for an extrapolation is taken: one octave alone shows CACTI's steps. */
    private static final int BASE_LINE = 3;

    private static final String[] COLUMNS = {"read_pj", "write_pj", "leakage_mw", "area_mm2", "access_ns", "cycle_ns"};

    private final String name;
    private final double[][] logs = new double[SramFigures.COUNT][PORTS * BANKS * WIDTHS * SIZES];

    /** Reads the slice of that node and cell type. */
    SramSlice(int nodeNm, Technology.Cell cell) {
        name = "sram/" + nodeNm + "nm-" + cell + ".csv";
        for (double[] values : logs) Arrays.fill(values, Double.NaN);
        Csv table = Csv.read(name);
        for (int row = 0; row < table.size(); row++) {
            int at = index(
                    SramPorts.of(table.text(row, "ports")).ordinal(),
                    log2((long) table.number(row, "banks")),
                    log2((long) table.number(row, "width_bits")) - WIDTH_0,
                    log2((long) table.number(row, "size_bytes")) - SIZE_0);
            for (int f = 0; f < COLUMNS.length; f++) logs[f][at] = Math.log(table.number(row, COLUMNS[f]));
        }
    }

    /**
     * Returns the figures of an array of at least 32 words a bank.
     *
     * @param sizeBytes size of all banks in bytes
     * @param widthBits width of a word, up to 512
     * @param banks 1 to 4
     */
    SramFigures figures(double sizeBytes, double widthBits, double banks, SramPorts ports) {
        double s = Math.log(sizeBytes) / Math.log(2) - SIZE_0;
        double w = Math.log(widthBits) / Math.log(2) - WIDTH_0;
        double b = Math.log(banks) / Math.log(2);
        SramPorts known = known(ports, b, w, s);
        double[] values = new double[SramFigures.COUNT];
        for (int f = 0; f < values.length; f++) values[f] = Math.exp(overBanks(logs[f], known.ordinal(), b, w, s));
        Certainty certainty = certainty(known, b, w, s);
        String source = name + " (CACTI 7)";
        if (known != ports) {
            certainty = certainty.and(Certainty.EXTRAPOLATED);
            source += "; no row for " + ports + " ports, " + known + " taken";
        }
        return SramFigures.of(values, certainty, source);
    }

    /** Two read ports are swept for single banks of up to 512 bytes and 64 bits, at some nodes only. */
    private SramPorts known(SramPorts ports, double b, double w, double s) {
        if (ports != SramPorts.TWO_READ_ONE_WRITE) return ports;
        boolean swept = b == 0 && w >= 0 && w <= log2(64) - WIDTH_0 && s <= log2(512) - SIZE_0;
        return swept && smallest(ports.ordinal(), 0, 0) < SIZES ? ports : SramPorts.READ_AND_WRITE;
    }

    private Certainty certainty(SramPorts ports, double b, double w, double s) {
        int p = ports.ordinal();
        if (w < 0 || s > SIZES - 1) return Certainty.EXTRAPOLATED;
        int first = smallest(p, (int) Math.floor(b), (int) Math.floor(w));
        if (s < first) return Certainty.EXTRAPOLATED;
        boolean whole = s == Math.rint(s) && w == Math.rint(w) && b == Math.rint(b);
        return whole ? Certainty.TABULATED : Certainty.INTERPOLATED;
    }

    private double overBanks(double[] table, int p, double b, double w, double s) {
        int low = Math.min((int) b, BANKS - 2);
        double share = b - low;
        double atLow = overWidths(table, p, low, w, s);
        return share == 0 ? atLow : atLow + share * (overWidths(table, p, low + 1, w, s) - atLow);
    }

    private double overWidths(double[] table, int p, int b, double w, double s) {
        if (w < 0) {
            double narrowest = overSizes(table, p, b, 0, s);
            return narrowest + w * (overSizes(table, p, b, BASE_LINE, s) - narrowest) / BASE_LINE;
        }
        int low = Math.min((int) w, WIDTHS - 2);
        double share = w - low;
        double atLow = overSizes(table, p, b, low, s);
        return share == 0 ? atLow : atLow + share * (overSizes(table, p, b, low + 1, s) - atLow);
    }

    private double overSizes(double[] table, int p, int b, int w, double s) {
        if (s > SIZES - 1) {
            double largest = at(table, p, b, w, SIZES - 1);
            double slope = (largest - at(table, p, b, w, SIZES - 1 - BASE_LINE)) / BASE_LINE;
            return largest + (s - (SIZES - 1)) * slope;
        }
        int low = Math.max(0, Math.min((int) Math.floor(s), SIZES - 2));
        double share = s - low;
        double atLow = at(table, p, b, w, low);
        return share == 0 ? atLow : atLow + share * (at(table, p, b, w, low + 1) - atLow);
    }

    private double at(double[] table, int p, int b, int w, int s) {
        double value = table[index(p, b, w, s)];
        if (!Double.isNaN(value)) return value;
        int first = smallest(p, b, w);
        double atFirst = table[index(p, b, w, first)];
        return atFirst - (first - s) * (table[index(p, b, w, first + 1)] - atFirst);
    }

    private int smallest(int p, int b, int w) {
        int s = 0;
        while (s < SIZES && Double.isNaN(logs[0][index(p, b, w, s)])) s++;
        return s;
    }

    private static int index(int p, int b, int w, int s) {
        return ((p * BANKS + b) * WIDTHS + w) * SIZES + s;
    }

    private static int log2(long value) {
        return Long.numberOfTrailingZeros(Long.highestOneBit(value));
    }
}
