package org.systole.mapping;

import java.util.Optional;
import org.systole.hardware.Accelerator;
import org.systole.hardware.Axis;
import org.systole.hardware.Control;
import org.systole.hardware.TileLoop;
import org.systole.workload.Dimension;

/**
 * The cycles of an accelerator that walks macro-tiles by itself, as Gemmini's LoopConv and LoopMatmul do: commands, bus,
 * address translation and stores, two tiles in flight. Formulas, constants and their errors against Gemmini's RTL stand in
 * {@code docs/models/gemmini.md}.
 */
public final class TileTiming {
    /** How sharply the slower of array and command path decides; commands queue, so the sum of small delays shows. */
    private static final double SHARPNESS = 4;
    /** The cache must hold a layer so many times for its results to find their lines there. */
    private static final double CACHE_SHARE = 2;

    private final Control control;
    private final TileLoop loop;
    private final int rows;
    private final int columns;
    private final int bytes;

    private TileTiming(Accelerator accelerator, TileLoop loop) {
        this.control = accelerator.control();
        this.loop = loop;
        this.rows = axis(accelerator, Dimension.C);
        this.columns = axis(accelerator, Dimension.K);
        this.bytes = Math.ceilDiv(accelerator.precision().input().bits(), 8);
    }

    /** Returns the timing of an accelerator, or nothing when it does not walk macro-tiles by itself. */
    public static Optional<TileTiming> of(Accelerator accelerator) {
        return accelerator.control().tileLoop().map(loop -> new TileTiming(accelerator, loop));
    }

    /** Returns this timing with other constants, for fits. */
    TileTiming with(Accelerator accelerator, TileLoop other) {
        return new TileTiming(accelerator, other);
    }

    /** Returns the cycles of a layer in macro-tiles. */
    public TileCycles cycles(TileProgram program) {
        return cycles(work(program), loop);
    }

    /** Returns what a program asks for. */
    TileWork work(TileProgram program) {
        return TileWork.of(program, control, loop, rows, columns, bytes);
    }

    /** Returns the cycles of some work under some constants. */
    static TileCycles cycles(TileWork work, TileLoop loop) {
        double issue = loop.computeCycles() * work.computes();
        double pass = Math.pow(Math.pow(work.meshCycles(), SHARPNESS) + Math.pow(issue, SHARPNESS), 1 / SHARPNESS);
        double compute = work.passes() * pass;
        double load = work.beats() + loop.pageWalkCycles() * work.walks();
        double running = load + loop.pageMissCycles() * work.newPages();
        double first = load + loop.pageMissCycles() * work.firstPages();
        double away = Math.max(0, 1 - CACHE_SHARE * 1024 * loop.cacheKib() / work.layerBytes());
        double store = work.storeRows() * (loop.storeRowCycles() + away * loop.storeMissCycles());
        double longest = Math.max(compute, Math.max(running, store));
        double period = Math.max(longest, (compute + running + store) / 2);
        return new TileCycles(work.tiles(), compute, running, first, store, period);
    }

    private static int axis(Accelerator accelerator, Dimension dimension) {
        for (Axis axis : accelerator.array().axes()) if (axis.unroll().contains(dimension)) return axis.size();
        return 1;
    }
}
