package org.systole.compile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.systole.mapping.CorePass;
import org.systole.mapping.CoreTiling;
import org.systole.mapping.CoreTiming;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;

/**
 * How a pass is cut so that every tile fits: accumulator tiles of {@code rows x columns} pixels and {@code blocks} output
 * blocks, summed over {@code channels} channel blocks at a time.
 *
 * <p>Memories are used in halves (input, weights, accumulator) and quarters (parameters, residual), so that the next
 * tile loads while this one computes and the one before is stored. The choice is the one that is estimated to take the
 * fewest cycles: of each tile the longest of its load, its computation and its store; {@link #refined} then asks the
 * analytical model. What is already there is not loaded again: inputs while tiles go over output blocks, weights while
 * they go over pixels.
 *
 * @param rows rows of the written map in a tile
 * @param columns columns of the written map in a tile
 * @param blocks output blocks in a tile
 * @param channels channel blocks in a step
 * @param blocksOutside whether all pixels are done for some output blocks before the next ones; otherwise all blocks for
 *     some pixels
 * @param tapped whether rows of depthwise filters are computed in one pass where that is possible
 * @param cycles about how many cycles it takes
 */
record Tiling(int rows, int columns, int blocks, int channels, boolean blocksOutside, boolean tapped, double cycles) {
    /** Returns the best tiling of a pass, or nothing when not even the smallest tile fits. */
    static Optional<Tiling> find(Pass pass, CoreConfig config) {
        Search search = new Search(pass, config);
        search.run();
        return Optional.ofNullable(search.best);
    }

    /**
     * Returns the best tiling of a pass.
     *
     * @throws SystoleException E5003 when not even the smallest tile fits
     */
    static Tiling of(Pass pass, CoreConfig config) {
        Search search = new Search(pass, config);
        search.run();
        if (search.best == null)
            throw new SystoleException(Problem.of(
                    CompileProblem.NO_TILE,
                    Place.element("", "layer '" + pass.name() + "'"),
                    "one pixel, one channel block and one output block need " + search.needs() + ", the core has "
                            + search.has(),
                    search.mend()));
        return search.best;
    }

    /**
     * Returns the tiling that the analytical model of the core finds fastest, of those that are estimated to be about
     * as fast as this one; this one of several.
     *
     * @param pass the pass that this tiling cuts
     * @param model the same pass in the words of the model
     * @param timing the model
     */
    Tiling refined(Pass pass, CoreConfig config, CorePass model, CoreTiming timing) {
        Tiling best = this;
        long least = timing.alone(model, core());
        for (Tiling other : new Search(pass, config).within(NEAR * cycles)) {
            long cycles = timing.alone(model, other.core());
            if (cycles >= least) continue;
            least = cycles;
            best = other;
        }
        return best;
    }

    /** How much slower than the best estimate a tiling may be to be looked at: estimates are off by less. */
    private static final double NEAR = 1.25;

    /** Returns this tiling in the words of the analytical model. */
    CoreTiling core() {
        return new CoreTiling(rows, columns, blocks, channels, blocksOutside, tapped);
    }

    /** Returns how many rows of the accumulator map so many written rows need. */
    static int accumulated(int written, int stride, int kernel, int most) {
        return Math.min(most, (written - 1) * stride + kernel);
    }

    /** The enumeration of all tilings whose tiles are as equal as they can be. */
    private static final class Search {
        /** Cycles that a command takes beside its data, about. */
        private static final int LATENCY = 5;

        private final Pass pass;
        private final CoreConfig config;
        private final int outputBlocks;
        private Tiling best;
        private double least = Double.POSITIVE_INFINITY;
        /** The choice at hand: whether rows of filters are computed in one pass. */
        private boolean tapped;

        private double bound = Double.NEGATIVE_INFINITY;
        private final List<Tiling> near = new ArrayList<>();

        Search(Pass pass, CoreConfig config) {
            this.pass = pass;
            this.config = config;
            this.outputBlocks = Math.ceilDiv(pass.outputs(), config.size());
        }

        /** Returns all tilings that are estimated to take no more cycles. */
        List<Tiling> within(double cycles) {
            bound = cycles;
            run();
            return near;
        }

        void run() {
            tapped = false;
            tilings();
            tapped = pass.parts().stream().anyMatch(part -> part.tappable(config));
            if (tapped) tilings();
        }

        private boolean tapped(Pass.Part part) {
            return tapped && part.tappable(config);
        }

        private void tilings() {
            int channelBlocks =
                    pass.parts().stream().mapToInt(this::channelBlocks).max().orElseThrow();
            for (int rows = pass.finish().outputY();
                    rows > 0;
                    rows = smaller(rows, pass.finish().outputY()))
                for (int columns = pass.finish().outputX();
                        columns > 0;
                        columns = smaller(columns, pass.finish().outputX()))
                    for (int blocks = outputBlocks; blocks > 0; blocks = smaller(blocks, outputBlocks))
                        for (int channels = channelBlocks; channels > 0; channels = smaller(channels, channelBlocks))
                            if (fits(rows, columns, blocks, channels)) consider(rows, columns, blocks, channels);
        }

        private void consider(int rows, int columns, int blocks, int channels) {
            for (boolean outside : new boolean[] {false, true}) {
                double cycles = cycles(rows, columns, blocks, channels, outside);
                if (cycles <= bound) near.add(new Tiling(rows, columns, blocks, channels, outside, tapped, cycles));
                if (cycles < least) {
                    least = cycles;
                    best = new Tiling(rows, columns, blocks, channels, outside, tapped, cycles);
                }
            }
        }

        /** Returns the next smaller size that makes one part more of the whole: parts as equal as they can be. */
        private static int smaller(int size, int whole) {
            return size == 1 ? 0 : Math.min(size - 1, Math.ceilDiv(whole, Math.ceilDiv(whole, size) + 1));
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
            for (Pass.Part p : pass.parts())
                most = Math.max(
                        most,
                        inputRows(p, rows)
                                * inputColumns(p, columns)
                                * (p.diagonal() ? blocks : Math.min(channels, channelBlocks(p))));
            return most;
        }

        private int inputRows(Pass.Part p, int rows) {
            int needed = span(
                    accumulatorRows(rows),
                    p.window().strideY(),
                    p.filterY(),
                    p.window().dilationY());
            return Math.min(p.window().inputY(), needed);
        }

        private int inputColumns(Pass.Part p, int columns) {
            int needed = span(
                    accumulatorColumns(columns),
                    p.window().strideX(),
                    p.filterX(),
                    p.window().dilationX());
            return Math.min(p.window().inputX(), needed);
        }

        private static int span(int outputs, int stride, int filter, int dilation) {
            return (outputs - 1) * stride + (filter - 1) * dilation + 1;
        }

        private int weights(int blocks, int channels) {
            int most = 0;
            for (Pass.Part p : pass.parts())
                most = Math.max(
                        most,
                        blocks
                                * Math.min(channels, channelBlocks(p))
                                * p.filterY()
                                * p.filterX()
                                * (tapped(p) ? 1 : config.size()));
            return most;
        }

        /** Returns about how many cycles a pass takes; the tiles are taken to be equal. */
        private double cycles(int rows, int columns, int blocks, int channels, boolean outside) {
            int n = config.size(), pixels = pixels(rows, columns);
            double tiles = (double) Math.ceilDiv(pass.finish().outputY(), rows)
                    * Math.ceilDiv(pass.finish().outputX(), columns);
            double groups = Math.ceilDiv(outputBlocks, blocks), part = (double) outputBlocks / (groups * blocks);
            double load = command(blocks * n * Interpreter.PARAMETER_BYTES * 8);
            if (pass.finish().residual() != null)
                load += runs(columns == pass.finish().outputX() ? blocks : rows * blocks, (double) pixels * blocks);
            load *= tiles * groups;
            double execute = 0;
            for (Pass.Part p : pass.parts()) {
                int all = channelBlocks(p),
                        step = Math.min(channels, all),
                        taps = p.filterY() * (tapped(p) ? 1 : p.filterX());
                double steps = Math.ceilDiv(all, step);
                boolean one = steps == 1 && pass.parts().size() == 1;
                double inputLoads = one && !p.diagonal() && !outside ? tiles : tiles * groups * steps;
                if (one && tiles == 1 && !p.diagonal()) inputLoads = 1;
                double weightLoads = one && outside ? groups : tiles * groups * steps;
                if (one && groups == 1) weightLoads = 1;
                int words = weights(blocks, channels), packing = p.packing(config);
                load += inputLoads * region(p, rows, columns, p.diagonal() ? blocks : step);
                load += weightLoads
                        * (p.diagonal() && !tapped(p)
                                ? LATENCY + config.dramLatency() + words
                                // a word is written a cycle
                                : command(Math.max(
                                        (double) words * n * (config.weightBits() >> packing),
                                        packing == 0 ? 0 : (double) words * config.busBits())));
                double slots = (double) blocks * taps * all / steps;
                double slot = slot(p, rows, columns);
                execute += tiles * groups * steps * (slots * part * slot + 3 * n + LATENCY);
            }
            int store = rows * columns * blocks * Math.max(windowTaps(), n * config.inputBits() / config.busBits());
            double stores = tiles * groups * (part * store + config.dramLatency() + LATENCY);
            // the first load and the last store stand alone
            return Math.max(Math.max(load, execute), stores) + (load + stores + execute) / (tiles * groups);
        }

        /** Returns the cycles that the pixels of a tile take for a tile of weights. */
        private int slot(Pass.Part p, int rows, int columns) {
            int n = config.size(), y = accumulatorRows(rows), x = accumulatorColumns(columns);
            if (!tapped(p)) return config.weightStationary() ? Math.max(y * x, n) : Math.ceilDiv(y * x, n) * n;
            if (!config.weightStationary()) return y * Math.ceilDiv(x, n) * (n + p.filterX() - 1);
            return Math.max(y * ((x - 1) * p.window().strideX() + p.filterX()), n);
        }

        private int windowTaps() {
            return pass.finish().poolY() * pass.finish().poolX();
        }

        /** Returns the cycles of a load of a part of a map. */
        private double region(Pass.Part p, int rows, int columns, int blocks) {
            int y = inputRows(p, rows), x = inputColumns(p, columns);
            boolean wide = x == p.window().inputX();
            return runs(wide ? blocks : y * blocks, (double) y * x * blocks);
        }

        /** Returns the cycles of a load in runs: short ones wait for one another when few may be open. */
        private double runs(double runs, double words) {
            double beats = words / runs * config.size() * config.inputBits() / config.busBits();
            double bursts = Math.ceil(beats / config.burstBeats());
            double each = Math.max(beats / bursts, (double) config.dramLatency() / config.outstanding());
            return LATENCY + config.dramLatency() + runs * bursts * each;
        }

        /** Returns the cycles of a load. */
        private double command(double bits) {
            return LATENCY + config.dramLatency() + bits / config.busBits();
        }

        String needs() {
            return inputs(1, 1, 1, 1) + " input words, " + weights(1, 1) + " weight words, " + pixels(1, 1)
                    + " accumulator words";
        }

        /** Returns the smallest memories in which the smallest tile fits. */
        String mend() {
            var mends = new ArrayList<String>();
            int n = config.size();
            mend(mends, "an input scratchpad", 2 * inputs(1, 1, 1, 1), config.inputWords(), n * config.inputBits());
            mend(mends, "a weight scratchpad", 2 * weights(1, 1), config.weightWords(), n * config.weightBits());
            mend(mends, "an accumulator", 2 * pixels(1, 1), config.accumulatorWords(), n * config.accumulatorBits());
            if (pass.finish().residual() != null)
                mend(mends, "a residual memory", 4 * pixels(1, 1), config.residualWords(), n * config.inputBits());
            if (config.parameterBlocks() < 4) mends.add("a parameter memory of 4 blocks");
            return "describe a core with " + String.join(" and ", mends);
        }

        private static void mend(List<String> mends, String memory, int needed, int there, int wordBits) {
            if (needed <= there) return;
            int words = needed == 1 ? 1 : Integer.highestOneBit(needed - 1) * 2;
            mends.add(String.format(
                    java.util.Locale.ROOT,
                    "%s of %d words (%s KiB)",
                    memory,
                    words,
                    java.math.BigDecimal.valueOf((double) words * wordBits / 8192)
                            .stripTrailingZeros()
                            .toPlainString()));
        }

        String has() {
            return config.inputWords() / 2 + ", " + config.weightWords() / 2 + " and " + config.accumulatorWords() / 2
                    + " (halves, for double buffering)";
        }
    }
}
