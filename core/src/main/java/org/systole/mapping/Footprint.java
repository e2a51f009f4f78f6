package org.systole.mapping;

import org.systole.tensor.Window;
import org.systole.workload.Dimension;
import org.systole.workload.LoopNest;

/**
 * Counts the input elements that tiles touch, padding not counted, each element of a tile once.
 *
 * <p>A tile is given by its extents as the mapping walks the dimensions: output rows and columns, filter rows and columns, and
 * channels; with flattened dimensions, a run of pixels or of taps and channels. Keeps what it has counted; one thread at a
 * time.
 */
final class Footprint {
    private final int outputs;
    private final int filterRows;
    private final int filterColumns;
    private final int channels;
    private final boolean flatRows;
    private final boolean flatColumns;
    private final SlidingWindow rows;
    private final SlidingWindow columns;
    private final PixelWindow pixels;

    /** Creates the counter of a layer. */
    Footprint(LoopNest nest, Flattening flattening) {
        Window w = nest.window();
        outputs = nest.bound(Dimension.OY);
        filterRows = nest.bound(Dimension.FY);
        filterColumns = nest.bound(Dimension.FX);
        channels = nest.bound(Dimension.C);
        flatRows = flattening.taps().contains(Dimension.FY);
        flatColumns = flattening.taps().contains(Dimension.FX);
        rows = new SlidingWindow(outputs, filterRows, w.strideY(), w.dilationY(), w.padTop(), w.inputY());
        columns = new SlidingWindow(
                nest.bound(Dimension.OX), filterColumns, w.strideX(), w.dilationX(), w.padLeft(), w.inputX());
        boolean flat = !flattening.pixels().isEmpty();
        int images = flattening.pixels().contains(Dimension.B) ? nest.bound(Dimension.B) : 1;
        pixels = flat ? new PixelWindow(images, outputs, nest.bound(Dimension.OX), rows, columns) : null;
    }

    /** Returns whether filter taps are counted with the channels. */
    boolean flattensTaps() {
        return flatRows || flatColumns;
    }

    /** Returns the rows-by-columns positions touched by all tiles together, for one channel of each tile's channels. */
    long total(int oy, int fy, int ox, int fx) {
        return pixels != null ? pixels.total(ox, fy, fx) : rows.total(oy, fy) * columns.total(ox, fx);
    }

    /** Returns the most rows-by-columns positions that one tile touches. */
    long largest(int oy, int fy, int ox, int fx) {
        return pixels != null ? pixels.largest(ox, fy, fx) : (long) rows.largest(oy, fy) * columns.largest(ox, fx);
    }

    /** Returns the most columns that a tile touches; the whole width for a run of pixels that crosses rows. */
    int width(int ox, int fx) {
        return columns.largest(ox, fx);
    }

    /** Returns the most rows that a tile touches. */
    int height(int oy, int fy) {
        return rows.largest(oy, fy);
    }

    /**
     * Returns how many neighbouring filter rows a run of flattened taps and channels spans as a whole; a run that does not
     * end with a tap or a filter row is counted as if windows did not overlap within it.
     */
    int tapRows(int run, int fy) {
        if (!flatRows) return fy;
        int taps = taps(run);
        int row = flatColumns ? filterColumns : 1;
        return taps >= row && taps % row == 0 ? Math.min(filterRows, taps / row) : 1;
    }

    /** Returns how many neighbouring filter columns such a run spans as a whole. */
    int tapColumns(int run, int fx) {
        if (!flatColumns) return fx;
        int taps = taps(run);
        if (taps % filterColumns == 0) return filterColumns;
        return filterColumns % taps == 0 ? taps : 1;
    }

    private int taps(int run) {
        return run % channels == 0 ? run / channels : 1;
    }

    /** Returns the channels of all taps together, as often as a run of taps and channels comes to them. */
    int channels() {
        return channels;
    }
}
