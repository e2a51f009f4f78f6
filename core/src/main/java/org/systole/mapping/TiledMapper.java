package org.systole.mapping;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import org.systole.hardware.Accelerator;
import org.systole.hardware.Axis;
import org.systole.hardware.Memory;
import org.systole.workload.Dimension;
import org.systole.workload.LoopNest;
import org.systole.workload.Operand;

/**
 * Cuts layers into macro-tiles for an accelerator that walks these by itself: tries pieces of K and C in whole tiles of the
 * array and halves of the output's rows and columns (of a matrix product: of its rows), filters whole unless nothing else
 * fits, reductions innermost, and keeps the best by a given measure; the first found wins among equals.
 */
public final class TiledMapper {
    private static final List<List<Dimension>> ORDERS = List.of(
            List.of(
                    Dimension.C,
                    Dimension.FX,
                    Dimension.FY,
                    Dimension.OX,
                    Dimension.OY,
                    Dimension.K,
                    Dimension.G,
                    Dimension.B),
            List.of(
                    Dimension.C,
                    Dimension.FX,
                    Dimension.FY,
                    Dimension.K,
                    Dimension.OX,
                    Dimension.OY,
                    Dimension.G,
                    Dimension.B));

    /** The extents that the automatic tiling changes, outermost loop first. */
    private static final List<Dimension> AUTOMATIC =
            List.of(Dimension.B, Dimension.OY, Dimension.OX, Dimension.K, Dimension.FY, Dimension.FX, Dimension.C);

    private static final int ROWS = AUTOMATIC.indexOf(Dimension.OY);
    private static final int COLUMNS = AUTOMATIC.indexOf(Dimension.OX);

    private final int rows;
    private final int columns;
    private final long scratchpadRows;
    private final long accumulatorRows;

    /**
     * Creates the mapper.
     *
     * @param accelerator its array unrolls C and K; the innermost memory for inputs and weights holds rows of the array's
     *     inputs, the innermost for outputs rows of its sums
     */
    public TiledMapper(Accelerator accelerator) {
        this.rows = axis(accelerator, Dimension.C);
        this.columns = axis(accelerator, Dimension.K);
        this.scratchpadRows = rowsOf(accelerator, Operand.INPUT);
        this.accumulatorRows = rowsOf(accelerator, Operand.OUTPUT);
    }

    /** Returns the program of least cost among those that fit, or nothing when none does. */
    public Optional<TileProgram> best(LoopNest nest, ToDoubleFunction<TileProgram> cost) {
        TileProgram best = null;
        double least = Double.POSITIVE_INFINITY;
        for (TileProgram program : programs(nest)) {
            double value = cost.applyAsDouble(program);
            if (value >= least) continue;
            least = value;
            best = program;
        }
        return Optional.ofNullable(best);
    }

    /** Returns all programs that are tried and fit; filters are cut into their taps only where nothing fits otherwise. */
    List<TileProgram> programs(LoopNest nest) {
        var programs = new ArrayList<TileProgram>();
        for (int cut = 0; cut < 3 && programs.isEmpty(); cut++) {
            for (List<Dimension> order : ORDERS)
                programs(nest, order, cut > 0 ? nest.bound(Dimension.FY) : 1, cut > 1 ? nest.bound(Dimension.FX) : 1)
                        .forEach(programs::add);
        }
        return programs;
    }

    /**
     * Returns the tiling that Gemmini's library chooses by itself ({@code tiled_conv_auto} in
     * ucb-bar/gemmini-rocc-tests@180c468, {@code include/gemmini.h}): the largest extent shrinks until the tile fits, columns
     * last when they fill the array no longer; then whatever still can grows again.
     *
     * @throws IllegalArgumentException when not even the smallest tile fits
     */
    public TileProgram automatic(LoopNest nest) {
        int[] extents = new int[AUTOMATIC.size()];
        for (int i = 0; i < extents.length; i++) extents[i] = nest.bound(AUTOMATIC.get(i));
        while (!fits(tile(nest, extents))) {
            int largest = largest(extents);
            if (extents[largest] == 1) throw new IllegalArgumentException("no macro-tile of " + nest + " fits");
            extents[largest] = Math.max(1, smaller(extents[largest], step(largest)));
        }
        while (grow(nest, extents, COLUMNS)) {}
        for (boolean grown = true; grown; ) {
            grown = false;
            for (int i = 0; i < extents.length; i++) grown |= grow(nest, extents, i);
        }
        return program(nest, extents);
    }

    /** Lets one extent grow by a step if the tile then still fits; returns whether it did. */
    private boolean grow(LoopNest nest, int[] extents, int i) {
        int before = extents[i];
        extents[i] = Math.min(nest.bound(AUTOMATIC.get(i)), (before / step(i) + 1) * step(i));
        if (extents[i] > before && fits(tile(nest, extents))) return true;
        extents[i] = before;
        return false;
    }

    private int largest(int[] extents) {
        int largest = 0;
        for (int i = 1; i < extents.length; i++) {
            boolean keep = i == COLUMNS && extents[i] <= columns && extents[ROWS] > 1;
            if (!keep && extents[i] > extents[largest]) largest = i;
        }
        return largest;
    }

    private int step(int i) {
        return switch (AUTOMATIC.get(i)) {
            case K -> columns;
            case C -> rows;
            default -> 1;
        };
    }

    private static int smaller(int extent, int step) {
        return extent % step == 0 ? extent - step : extent / step * step;
    }

    private static TileShape tile(LoopNest nest, int[] extents) {
        int[] all = new int[Dimension.COUNT];
        all[Dimension.G.ordinal()] = 1;
        for (int i = 0; i < extents.length; i++) all[AUTOMATIC.get(i).ordinal()] = extents[i];
        return new TileShape(nest, all);
    }

    private static TileProgram program(LoopNest nest, int[] extents) {
        var loops = new ArrayList<Loop>();
        for (int i = extents.length - 1; i >= 0; i--) {
            Dimension d = AUTOMATIC.get(i);
            int factor = Math.ceilDiv(nest.bound(d), extents[i]);
            if (factor > 1) loops.add(new Loop(d, factor));
        }
        if (nest.bound(Dimension.G) > 1) loops.add(new Loop(Dimension.G, nest.bound(Dimension.G)));
        return new TileProgram(nest, loops);
    }

    private List<TileProgram> programs(LoopNest nest, List<Dimension> order, int filterRows, int filterColumns) {
        boolean matrix = TileWork.isMatrix(nest);
        var programs = new ArrayList<TileProgram>();
        int[] factors = nest.bounds();
        factors[Dimension.FY.ordinal()] = filterRows;
        factors[Dimension.FX.ordinal()] = filterColumns;
        for (int k : pieces(nest.bound(Dimension.K), columns))
            for (int c : pieces(nest.bound(Dimension.C), rows))
                for (int y : halves(nest.bound(Dimension.OY)))
                    for (int x : halves(nest.bound(matrix ? Dimension.B : Dimension.OX))) {
                        factors[Dimension.K.ordinal()] = k;
                        factors[Dimension.C.ordinal()] = c;
                        factors[Dimension.OY.ordinal()] = y;
                        factors[(matrix ? Dimension.B : Dimension.OX).ordinal()] = x;
                        TileProgram program = program(nest, order, factors);
                        if (fits(program)) programs.add(program);
                    }
        return programs;
    }

    /** Returns the loops that stand around the tile in every program: groups, and images of a convolution. */
    static List<Loop> always(LoopNest nest) {
        var loops = new ArrayList<Loop>();
        for (Dimension d : List.of(Dimension.G, Dimension.B)) {
            boolean cut = d == Dimension.G || !TileWork.isMatrix(nest);
            if (cut && nest.bound(d) > 1) loops.add(new Loop(d, nest.bound(d)));
        }
        return loops;
    }

    private static TileProgram program(LoopNest nest, List<Dimension> order, int[] factors) {
        var loops = new ArrayList<Loop>();
        for (Dimension d : order) {
            int factor = factors[d.ordinal()];
            if (factor > 1) loops.add(new Loop(d, factor));
        }
        return new TileProgram(nest, loops);
    }

    /** Returns whether a macro-tile fits half of each memory: the other half belongs to the next one. */
    boolean fits(TileProgram program) {
        int[] extents = new int[Dimension.COUNT];
        for (Dimension d : Dimension.values()) extents[d.ordinal()] = program.tile(d);
        return fits(new TileShape(program.nest(), extents));
    }

    private boolean fits(TileShape tile) {
        double inputs = tile.rows(Operand.INPUT) * Math.ceilDiv(tile.width(Operand.INPUT), rows);
        double weights = tile.rows(Operand.WEIGHT) * Math.ceilDiv(tile.width(Operand.WEIGHT), columns);
        double outputs = tile.rows(Operand.OUTPUT) * Math.ceilDiv(tile.width(Operand.OUTPUT), columns);
        return inputs + weights <= scratchpadRows / 2.0 && outputs <= accumulatorRows / 2.0;
    }

    /** Returns numbers of pieces, each but the last of which is a different whole number of tiles of the array. */
    private static TreeSet<Integer> pieces(int bound, int array) {
        int tiles = Math.ceilDiv(bound, array);
        var pieces = new TreeSet<Integer>();
        for (int size = 1; size < tiles; size *= 2) pieces.add(Math.ceilDiv(tiles, size));
        pieces.add(1);
        return pieces;
    }

    /** Returns 1, 2, 4, ... up to the extent and the extent itself; the last piece is smaller where they do not divide. */
    private static TreeSet<Integer> halves(int bound) {
        var pieces = new TreeSet<Integer>();
        for (int n = 1; n <= bound; n *= 2) pieces.add(Math.ceilDiv(bound, Math.ceilDiv(bound, n)));
        pieces.add(bound);
        return pieces;
    }

    private static long rowsOf(Accelerator accelerator, Operand operand) {
        Memory found = null;
        for (Memory memory : accelerator.hierarchy(operand)) if (memory.kind() == Memory.Kind.SRAM) found = memory;
        if (found == null) throw new IllegalArgumentException("no memory on the chip for the " + operand);
        return found.sizeBits() / found.widthBits();
    }

    private static int axis(Accelerator accelerator, Dimension dimension) {
        for (Axis axis : accelerator.array().axes()) if (axis.unroll().contains(dimension)) return axis.size();
        return 1;
    }
}
