package org.systole.compile;

import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;

/**
 * How a pass is cut so that every tile fits: accumulator tiles of {@code rows x columns} pixels and {@code blocks} output
 * blocks, summed over {@code channels} channel blocks at a time.
 *
 * <p>Memories are used in halves (input, weights, accumulator) and quarters (parameters, residual), so that the next tile
 * loads while this one computes and the one before is stored. The choice is the one that moves the fewest words from and to
 * DRAM; of equal ones the largest tile.
 *
 * @param rows rows of the written map in a tile
 * @param columns columns of the written map in a tile
 * @param blocks output blocks in a tile
 * @param channels channel blocks in a step
 */
record Tiling(int rows, int columns, int blocks, int channels) {
    static Tiling of(Pass pass, CoreConfig config) {
        Search search = new Search(pass, config);
        search.run();
        if (search.best == null)
            throw new SystoleException(
                    Problem.of(
                            CompileProblem.NO_TILE,
                            Place.element("", "layer '" + pass.name() + "'"),
                            "one row and one block need " + search.needs(1, 1, 1, 1) + ", the core has " + search.has(),
                            "choose a core with larger memories, or describe one with more words where the need exceeds the core"));
        return search.best;
    }

    /** Returns how many rows of the accumulator map so many written rows need. */
    static int accumulated(int written, int stride, int kernel, int most) {
        return Math.min(most, (written - 1) * stride + kernel);
    }

    /** The enumeration of all tilings whose sizes are powers of two or the whole. */
    private static final class Search {
        private final Pass pass;
        private final CoreConfig config;
        private final int outputBlocks;
        private Tiling best;
        private double least = Double.POSITIVE_INFINITY;

        Search(Pass pass, CoreConfig config) {
            this.pass = pass;
            this.config = config;
            this.outputBlocks = Math.ceilDiv(pass.outputs(), config.size());
        }

        void run() {
            int channelBlocks =
                    pass.parts().stream().mapToInt(this::channelBlocks).max().orElseThrow();
            for (int rows = pass.finish().outputY(); rows > 0; rows = smaller(rows))
                for (int columns = pass.finish().outputX(); columns > 0; columns = smaller(columns))
                    for (int blocks = outputBlocks; blocks > 0; blocks = smaller(blocks))
                        for (int channels = channelBlocks; channels > 0; channels = smaller(channels)) {
                            if (!fits(rows, columns, blocks, channels)) continue;
                            double words = traffic(rows, columns, blocks, channels);
                            if (words < least) {
                                least = words;
                                best = new Tiling(rows, columns, blocks, channels);
                            }
                        }
        }

        private static int smaller(int size) {
            return size == 1 ? 0 : Math.max(1, Integer.highestOneBit(size - 1));
        }

        private int channelBlocks(Pass.Part part) {
            return part.diagonal() ? 1 : Math.ceilDiv(part.channels(), config.size());
        }

        private boolean fits(int rows, int columns, int blocks, int channels) {
            int pixels = pixels(rows, columns) * blocks;
            return inputs(rows, columns, blocks, channels) <= config.inputWords() / 2
                    && weights(blocks, channels) <= config.weightWords() / 2
                    && pixels <= config.accumulatorWords() / 2
                    && blocks <= config.parameterBlocks() / 4
                    && (pass.finish().residual() == null || pixels <= config.residualWords() / 4);
        }

        private int pixels(int rows, int columns) {
            return accumulatorRows(rows) * accumulatorColumns(columns);
        }

        private int accumulatorRows(int rows) {
            return accumulated(
                    rows, pass.finish().poolWindow().strideY(), pass.finish().poolY(), pass.accumulatorY());
        }

        private int accumulatorColumns(int columns) {
            return accumulated(
                    columns, pass.finish().poolWindow().strideX(), pass.finish().poolX(), pass.accumulatorX());
        }

        private int inputs(int rows, int columns, int blocks, int channels) {
            int most = 0;
            for (Pass.Part p : pass.parts()) {
                int y = Math.min(
                        p.window().inputY(),
                        span(
                                accumulatorRows(rows),
                                p.window().strideY(),
                                p.filterY(),
                                p.window().dilationY()));
                int x = Math.min(
                        p.window().inputX(),
                        span(
                                accumulatorColumns(columns),
                                p.window().strideX(),
                                p.filterX(),
                                p.window().dilationX()));
                most = Math.max(most, y * x * (p.diagonal() ? blocks : Math.min(channels, channelBlocks(p))));
            }
            return most;
        }

        private static int span(int outputs, int stride, int filter, int dilation) {
            return (outputs - 1) * stride + (filter - 1) * dilation + 1;
        }

        private int weights(int blocks, int channels) {
            int most = 0;
            for (Pass.Part p : pass.parts())
                most = Math.max(
                        most,
                        blocks * Math.min(channels, channelBlocks(p)) * p.filterY() * p.filterX() * config.size());
            return most;
        }

        /** Returns the words moved: inputs again for each group of output blocks, weights again for each tile. */
        private double traffic(int rows, int columns, int blocks, int channels) {
            double tiles = (double) Math.ceilDiv(pass.finish().outputY(), rows)
                    * Math.ceilDiv(pass.finish().outputX(), columns);
            double groups = Math.ceilDiv(outputBlocks, blocks), words = 0;
            for (Pass.Part p : pass.parts()) {
                int all = channelBlocks(p);
                double steps = Math.ceilDiv(all, Math.min(channels, all));
                words += tiles
                        * (p.diagonal() || steps > 1 ? groups : 1)
                        * inputs(rows, columns, blocks, channels)
                        * steps;
                words += (groups == 1 && steps == 1 ? 1 : tiles)
                        * groups
                        * steps
                        * weights(blocks, channels)
                        / (p.diagonal() ? config.size() : 1);
            }
            return words + tiles * groups; // each tile costs a little of its own
        }

        String needs(int rows, int columns, int blocks, int channels) {
            return inputs(rows, columns, blocks, channels) + " input words, " + weights(blocks, channels)
                    + " weight words, " + pixels(rows, columns) + " accumulator words";
        }

        String has() {
            return config.inputWords() / 2 + ", " + config.weightWords() / 2 + " and " + config.accumulatorWords() / 2
                    + " (halves, for double buffering)";
        }
    }
}
