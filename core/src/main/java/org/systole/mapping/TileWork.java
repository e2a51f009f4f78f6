package org.systole.mapping;

import org.systole.hardware.Control;
import org.systole.hardware.TileLoop;
import org.systole.workload.Dimension;
import org.systole.workload.LoopNest;
import org.systole.workload.Operand;

/**
 * What one macro-tile asks of the accelerator, on average over the layer: counts, no cycles but those of the array and the bus.
 *
 * @param tiles number of macro-tiles
 * @param passes rows of outputs times tiles of weights that the array holds
 * @param meshCycles cycles of the array for one pass
 * @param meshRows rows of outputs among them, without those that only fill a pass up
 * @param computes commands of the array for one pass
 * @param beats cycles of the bus for input and weights
 * @param walks pages that moving them in comes to
 * @param newPages those whose table entries are not in a cache
 * @param firstPages the same for the first tile
 * @param storeRows rows of the accumulator that go out
 * @param layerBytes bytes of all operands of the layer
 */
record TileWork(
        long tiles,
        double passes,
        double meshCycles,
        double meshRows,
        double computes,
        double beats,
        double walks,
        double newPages,
        double firstPages,
        double storeRows,
        double layerBytes) {
    /** Counts a program's work on an array of {@code rows x columns} with operands of so many bytes. */
    static TileWork of(TileProgram program, Control control, TileLoop loop, int rows, int columns, int bytes) {
        LoopNest nest = program.nest();
        int[] extents = new int[Dimension.COUNT];
        for (Dimension d : Dimension.values()) extents[d.ordinal()] = program.tile(d);
        var tile = new TileShape(nest, extents);
        var layer = new TileShape(nest, nest.bounds());
        double page = (double) loop.pageBytes() / bytes;
        boolean matrix = isMatrix(nest);
        int columnTiles = Math.ceilDiv(tile.extent(Dimension.K), columns);
        double passes = (double) columnTiles
                * Math.ceilDiv(tile.extent(Dimension.C), rows)
                * tile.extent(Dimension.FY)
                * tile.extent(Dimension.FX)
                * tile.extent(Dimension.OY)
                * (matrix ? 1 : tile.extent(Dimension.B))
                * tile.extent(Dimension.G);
        int width = tile.extent(matrix ? Dimension.B : Dimension.OX);
        int rest = width % rows;
        double mesh = (double) (width / rows) * Math.max(rows, loop.computeRows());
        if (rest > 0) mesh += Math.max(rest, loop.computeRows());
        int blocks = Math.ceilDiv(tile.extent(Dimension.K) * bytes, control.dmaMaxBurstBytes());
        return new TileWork(
                program.tiles(),
                passes,
                mesh,
                width,
                Math.ceilDiv(width, rows),
                beats(tile, Operand.INPUT, control, bytes) + beats(tile, Operand.WEIGHT, control, bytes),
                blocks * tile.pages(Operand.WEIGHT, page) + tile.pages(Operand.INPUT, page),
                newPages(program, tile, page, loop.pageReach()),
                tile.pages(Operand.WEIGHT, page) + tile.pages(Operand.INPUT, page),
                tile.rows(Operand.OUTPUT) * columnTiles / accumulations(program),
                bytes(layer) * bytes);
    }

    /** Returns whether a nest is a product of two matrices, whose rows are its batch; LoopMatmul walks these as pixels. */
    static boolean isMatrix(LoopNest nest) {
        return nest.bound(Dimension.OY) == 1
                && nest.bound(Dimension.OX) == 1
                && nest.bound(Dimension.FY) == 1
                && nest.bound(Dimension.FX) == 1;
    }

    /** Counts bus cycles: a request is a power of two of whole words of the bus, at most a burst. */
    private static double beats(TileShape tile, Operand operand, Control control, int bytes) {
        int word = control.dmaBusBits() / 8;
        int burst = control.dmaMaxBurstBytes();
        int row = tile.width(operand) * bytes;
        int rest = Math.ceilDiv(row % burst, word);
        int last = rest == 0 ? 0 : Integer.highestOneBit(2 * rest - 1);
        return tile.rows(operand) * ((double) (row / burst) * (burst / word) + last);
    }

    /**
     * Walks the loops around the tile from the inside. As long as the pages of all operands of one iteration stay within
     * reach, a loop asks only for pages that it has not seen; beyond that, every iteration asks for all of its pages again.
     */
    private static double newPages(TileProgram program, TileShape tile, double page, int reach) {
        double input = tile.pages(Operand.INPUT, page);
        double weight = tile.pages(Operand.WEIGHT, page);
        TileShape shape = tile;
        for (Loop loop : program.outer()) {
            TileShape larger = shape.times(loop.dimension(), loop.factor());
            boolean within = shape.pages(page) <= reach;
            input *= within ? larger.pages(Operand.INPUT, page) / shape.pages(Operand.INPUT, page) : loop.factor();
            weight *= within ? larger.pages(Operand.WEIGHT, page) / shape.pages(Operand.WEIGHT, page) : loop.factor();
            shape = larger;
        }
        return (input + weight) / program.tiles();
    }

    /** Returns how many neighbouring tiles add to the same results before these go out. */
    private static double accumulations(TileProgram program) {
        double product = 1;
        for (Loop loop : program.outer()) {
            if (loop.factor() == 1) continue;
            if (Operand.OUTPUT.isRelevant(loop.dimension())) break;
            product *= loop.factor();
        }
        return product;
    }

    private static double bytes(TileShape layer) {
        double sum = 0;
        for (Operand operand : Operand.values()) sum += layer.rows(operand) * layer.width(operand);
        return sum;
    }
}
