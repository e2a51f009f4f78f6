package org.systole.mapping;

import org.systole.hardware.Accelerator;
import org.systole.hardware.Axis;
import org.systole.workload.Dimension;
import org.systole.workload.Operand;

/**
 * The simpler model of seed 001, equations 4.1 to 4.4, by name: padded multiply-accumulates against the peak of the array,
 * padded transfers against the bus, whichever takes longer.
 *
 * <p>Read as {@code docs/models/gemmini.md} says: one factor a dimension, {@code ceil(d/a) a/d}; no factor for idle periods of
 * the bus (the seed gives it no value); one macro-tile after another.
 *
 * @param macs multiply-accumulates, padded to the array
 * @param bits bits over the bus, rows padded to its width
 * @param cycles the larger of the two divided by what the array and the bus do in a cycle
 */
public record SeedSystolicModel(double macs, double bits, double cycles) {
    /** Returns how many times more work a dimension is on an array of this size: {@code ceil(d/a) a/d}. */
    public static double fragmentation(long dimension, long array) {
        return Math.ceilDiv(dimension, array) * (double) array / dimension;
    }

    /** Equation 4.1: multiply-accumulates of an {@code l x m} by {@code m x n} product, all three padded to the array. */
    public static double scaledMacs(long l, long m, long n, long array) {
        return (double) l * m * n * fragmentation(l, array) * fragmentation(m, array) * fragmentation(n, array);
    }

    /** Equation 4.2: bits over a bus for rows of so many bits. */
    public static double scaledBits(double rows, long rowBits, long busBits) {
        return rows * Math.ceilDiv(rowBits, busBits) * busBits;
    }

    /** Equation 4.3. */
    public static SeedSystolicModel of(double macs, double bits, double peakMacs, double busBits) {
        return new SeedSystolicModel(macs, bits, Math.max(macs / peakMacs, bits / busBits));
    }

    /**
     * Equation 4.4: a layer in macro-tiles on Gemmini. The first command after a new tile of weights (compute with preload)
     * has at least as many rows as the array, the others as many as they have. Each macro-tile loads its input and
     * weights again; results leave once.
     *
     * @param program the layer
     * @param accelerator a square array whose rows unroll C and columns K, with a bus ({@code control.dma_bus_bits})
     */
    public static SeedSystolicModel of(TileProgram program, Accelerator accelerator) {
        int array = size(accelerator, Dimension.C);
        int bus = accelerator.control().dmaBusBits();
        int bits = accelerator.precision().input().bits();
        int[] extents = new int[Dimension.COUNT];
        for (Dimension d : Dimension.values()) extents[d.ordinal()] = program.tile(d);
        var tile = new TileShape(program.nest(), extents);
        double pixels = tile.rows(Operand.OUTPUT) / tile.extent(Dimension.G);
        double weightTiles = (double) Math.ceilDiv(tile.extent(Dimension.C), array)
                * Math.ceilDiv(tile.extent(Dimension.K), size(accelerator, Dimension.K))
                * tile.extent(Dimension.FY)
                * tile.extent(Dimension.FX)
                * tile.extent(Dimension.G);
        double macs = program.tiles() * weightTiles * Math.max(pixels, array) * array * array;
        double moved = 0;
        for (Operand operand : new Operand[] {Operand.INPUT, Operand.WEIGHT})
            moved += program.tiles() * scaledBits(tile.rows(operand), (long) tile.width(operand) * bits, bus);
        double outputs = program.tiles() / reductions(program) * tile.rows(Operand.OUTPUT);
        moved += scaledBits(outputs, (long) tile.width(Operand.OUTPUT) * bits, bus);
        return of(macs, moved, (double) array * array, bus);
    }

    private static double reductions(TileProgram program) {
        double product = 1;
        for (Loop loop : program.outer()) if (!Operand.OUTPUT.isRelevant(loop.dimension())) product *= loop.factor();
        return product;
    }

    private static int size(Accelerator accelerator, Dimension dimension) {
        for (Axis axis : accelerator.array().axes()) if (axis.unroll().contains(dimension)) return axis.size();
        return 1;
    }
}
