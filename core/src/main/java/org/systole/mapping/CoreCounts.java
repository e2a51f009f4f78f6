package org.systole.mapping;

import java.util.Arrays;

/**
 * The action counts of a mapping on a Systole core, in closed form: sums over the rows of tiles times sums over their columns.
 * Reused from mapping to mapping without allocation; one thread at a time.
 */
public final class CoreCounts {
    private final CoreTemplate core;
    private final CoreTiles y = new CoreTiles();
    private final CoreTiles x;
    private final long[] counts = new long[CoreAction.values().length];
    private long constants;
    private double executing;
    private final CoreRows rows;
    private boolean placed;

    /** Creates the counter of a core. */
    public CoreCounts(CoreTemplate core) {
        this.core = core;
        this.x = core.weightStationary() ? new CoreTiles() : new CoreTiles(core.size());
        this.rows = new CoreRows(core);
    }

    /** Counts a pass and the rows of off-chip memory that it opens, which depend on where its operands lie. */
    public CoreCounts count(CorePass pass, CoreTiling tiling, CorePlaces places) {
        count(pass, tiling);
        rows.count(pass, tiling, places, y, x);
        add(CoreAction.DRAM_OPEN, rows.constants() + rows.read() + rows.written());
        placed = true;
        return this;
    }

    /** Returns the rows opened, by what for. */
    CoreRows rows() {
        return rows;
    }

    /** Counts a pass, all but the rows of off-chip memory; what was counted before is forgotten. */
    public CoreCounts count(CorePass pass, CoreTiling tiling) {
        Arrays.fill(counts, 0);
        placed = false;
        constants = 0;
        executing = 0;
        y.fill(pass, tiling.rows(), true, true);
        x.fill(pass, tiling.columns(), false, true);
        long blocks = ceil(pass.outputs(), core.size()), groups = ceil((int) blocks, tiling.blocks());
        long tiles = (long) y.count * x.count;
        long pixels = sum(y.accumulated, y.count) * sum(x.accumulated, x.count);
        long steps = 0;
        for (CorePass.Part part : pass.parts()) steps += ceil(channels(part), tiling.channels());
        boolean first = true;
        for (int p = 0; p < pass.parts().size(); p++) {
            CorePass.Part part = pass.parts().get(p);
            weights(part, (int) blocks, weightLoads(tiling, steps, groups, tiles), tiling);
            execute(part, blocks, tiles, pixels, first, tiling);
            first = false;
        }
        inputs(pass, tiling, blocks, groups);
        writeBack(pass, blocks, tiles, pixels);
        return this;
    }

    /** Returns the beats that read weights, parameters and tables: constants of the network. */
    long constantBeats() {
        return constants;
    }

    /** Returns the cycles of the Execute commands, fill and drain included. */
    double executeCycles() {
        return executing;
    }

    /** Returns a count; that of {@link CoreAction#DRAM_OPEN} only when it was told where the operands lie. */
    public long get(CoreAction action) {
        if (action == CoreAction.DRAM_OPEN && !placed) throw new IllegalStateException("counted without places");
        return counts[action.ordinal()];
    }

    private void add(CoreAction action, long count) {
        counts[action.ordinal()] += count;
    }

    private boolean tapped(CorePass.Part part, CoreTiling tiling) {
        return tiling.tapped() && part.tappable(core);
    }

    private int channels(CorePass.Part part) {
        return part.diagonal() ? 1 : ceil(part.channels(), core.size());
    }

    /** How often the weights of all output blocks are loaded: once where a tile of them stays while tiles go over pixels. */
    private static long weightLoads(CoreTiling tiling, long steps, long groups, long tiles) {
        return steps == 1 && (tiling.blocksOutside() || groups == 1) ? 1 : tiles;
    }

    private void weights(CorePass.Part part, int blocks, long loads, CoreTiling tiling) {
        long taps = (long) part.filterY() * part.filterX();
        long words = taps * (part.diagonal() ? 1 : (long) channels(part) * core.size());
        // the diagonals of a tile's output blocks are read together, other tiles are whole beats
        int run = part.diagonal() ? Math.min(tiling.blocks(), blocks) : 1;
        long beats = loads
                * (blocks / run * core.weightBeats(run * words, part.packing())
                        + core.weightBeats(blocks % run * words, part.packing()));
        add(CoreAction.DRAM_READ, beats);
        constants += beats;
        add(
                CoreAction.WEIGHT_WRITE,
                loads * blocks * words * (part.diagonal() && !tapped(part, tiling) ? core.size() : 1));
    }

    /**
     * A step loads its input unless the step before left it: always when it reads something else, and for the first step of a
     * group when the tile reads other pixels than the one before. A diagonal's input moves with the output blocks.
     */
    private void inputs(CorePass pass, CoreTiling tiling, long blocks, long groups) {
        CorePass.Part end = pass.parts().getLast();
        int source = end.source(), channel = (channels(end) - 1) / tiling.channels() * tiling.channels();
        boolean first = true;
        for (int p = 0; p < pass.parts().size(); p++) {
            CorePass.Part part = pass.parts().get(p);
            long resident = sum(y.resident[p], y.count) * sum(x.resident[p], x.count);
            for (int c = 0; c < channels(part); c += tiling.channels()) {
                boolean same = source == part.source() && channel == c;
                long loaded = !same ? resident * groups : first ? kept(p, part.diagonal(), tiling, groups) : 0;
                long words = part.diagonal()
                        ? loaded / groups * blocks
                        : loaded * Math.min(tiling.channels(), channels(part) - c);
                add(CoreAction.DRAM_READ, words * core.inputBeats());
                add(CoreAction.INPUT_WRITE, words);
                source = part.source();
                channel = c;
                first = false;
            }
            int[] columns = tapped(part, tiling) ? x.covered[p] : x.inside[p];
            long inside = sum(y.inside[p], y.count) * sum(columns, x.count);
            add(CoreAction.INPUT_READ, blocks * channels(part) * inside);
        }
    }

    /**
     * Returns how many pixels of a part's input all groups load, for each of their blocks, where a group keeps what the one before
     * has read of the same channels.
     */
    private long kept(int p, boolean diagonal, CoreTiling tiling, long groups) {
        int right = x.count - 1;
        boolean turns = !x.same(p, 0, right), returns = turns || !y.same(p, 0, y.count - 1);
        long columns = 0, first = (long) y.resident[p][0] * x.resident[p][0], moved = 0;
        for (int i = 1; i <= right; i++) if (!x.same(p, i - 1, i)) columns += x.resident[p][i];
        for (int i = 0; i < y.count; i++) {
            moved += y.resident[p][i] * columns;
            if (i > 0 && (turns || !y.same(p, i - 1, i))) moved += (long) y.resident[p][i] * x.resident[p][0];
        }
        if (tiling.blocksOutside()) return groups * moved + first * (diagonal || returns ? groups : 1);
        // all output blocks of a tile, one after the other: a diagonal reads others for each
        return diagonal && groups > 1
                ? groups * sum(y.resident[p], y.count) * sum(x.resident[p], x.count)
                : moved + first;
    }

    private void execute(CorePass.Part part, long blocks, long tiles, long pixels, boolean first, CoreTiling tiling) {
        long n = core.size();
        boolean tapped = tapped(part, tiling);
        long slots = blocks * channels(part) * part.filterY() * (tapped ? 1 : part.filterX());
        add(CoreAction.ARRAY_SLOT, slots * streamed(part, tiling) * n * n);
        executing(part, blocks, tiles, slots, tiling);
        long written = first ? blocks * pixels : 0;
        add(CoreAction.ACCUMULATOR_WRITE, written);
        if (core.weightStationary()) {
            add(CoreAction.WEIGHT_READ, slots * (tapped ? part.filterX() : n) * tiles);
            add(CoreAction.REGISTERS_WRITE, slots * n * n * tiles);
            add(CoreAction.ACCUMULATOR_ACCUMULATE, slots * pixels - written);
        } else {
            add(CoreAction.WEIGHT_READ, slots * (tapped ? part.filterX() : n) * pixelGroups(tapped));
            add(CoreAction.REGISTERS_WRITE, slots * n * (tapped ? n + part.filterX() - 1 : n) * pixels);
            long steps = ceil(channels(part), tiling.channels());
            add(CoreAction.ACCUMULATOR_ACCUMULATE, steps * blocks * pixels - written);
        }
    }

    /** Commands take a slot for each tile of weights, and fill and drain the array once. */
    private void executing(CorePass.Part part, long blocks, long tiles, long slots, CoreTiling tiling) {
        long n = core.size(), steps = ceil(channels(part), tiling.channels());
        double commands = (double) tiles * ceil((int) blocks, tiling.blocks()) * steps;
        double streamed = 0;
        boolean tapped = tapped(part, tiling);
        for (int i = 0; i < y.count && core.weightStationary(); i++)
            for (int j = 0; j < x.count; j++) streamed += Math.max(y.accumulated[i] * streamed(part, tiling, j), n);
        if (!core.weightStationary()) streamed = pixelGroups(tapped) * (tapped ? n + part.filterX() - 1 : n);
        executing += slots * streamed + commands * (3 * n + 2);
    }

    /** Pixels that the array is given for a tile of weights, over all tiles of pixels. */
    private long streamed(CorePass.Part part, CoreTiling tiling) {
        long columns = 0;
        for (int j = 0; j < x.count; j++) columns += streamed(part, tiling, j);
        return sum(y.accumulated, y.count) * columns;
    }

    /** Columns that the array is given of a tile of pixels: those of its sums, or all that a row of the filter reads. */
    private long streamed(CorePass.Part part, CoreTiling tiling, int column) {
        long columns = x.accumulated[column];
        if (!tapped(part, tiling)) return columns;
        if (core.weightStationary()) return (columns - 1) * part.strideX() + part.filterX();
        return columns + ceil(x.accumulated[column], core.size()) * (part.filterX() - 1L);
    }

    /** Groups of N pixels over all tiles; with taps, of pixels of one row. */
    private long pixelGroups(boolean tapped) {
        long sum = 0, n = core.size();
        for (int i = 0; i < y.count; i++)
            for (int j = 0; j < x.count; j++) {
                long tall = y.accumulated[i], wide = x.accumulated[j];
                sum += tapped ? tall * ((wide + n - 1) / n) : (tall * wide + n - 1) / n;
            }
        return sum;
    }

    private void writeBack(CorePass pass, long blocks, long tiles, long pixels) {
        long n = core.size();
        add(CoreAction.DRAM_READ, tiles * blocks * core.parameterBeats());
        constants += tiles * blocks * core.parameterBeats()
                + (pass.table() ? (long) core.tableWords() * core.inputBeats() : 0);
        add(CoreAction.PARAMETER_WRITE, tiles * blocks);
        if (pass.table()) {
            add(CoreAction.DRAM_READ, (long) core.tableWords() * core.inputBeats());
            add(CoreAction.PARAMETER_WRITE, core.tableWords());
        }
        if (pass.residual()) {
            add(CoreAction.DRAM_READ, blocks * pixels * core.inputBeats());
            add(CoreAction.RESIDUAL_WRITE, blocks * pixels);
        }
        long taps = blocks * sum(y.pooled, y.count) * sum(x.pooled, x.count);
        add(CoreAction.ACCUMULATOR_READ, taps);
        add(CoreAction.PARAMETER_READ, taps);
        add(CoreAction.POST_PROCESSING_SCALE, taps * n);
        if (pass.residual()) {
            add(CoreAction.RESIDUAL_READ, taps);
            add(CoreAction.POST_PROCESSING_ADD, taps * n);
        }
        if (pass.pool().pools()) add(CoreAction.POST_PROCESSING_POOL, taps * n);
        long words = blocks * sum(y.written, y.count) * sum(x.written, x.count);
        add(CoreAction.DRAM_WRITE, words * core.inputBeats());
    }

    private static long sum(int[] values, int count) {
        long sum = 0;
        for (int i = 0; i < count; i++) sum += values[i];
        return sum;
    }

    private static int ceil(int a, int b) {
        return (a + b - 1) / b;
    }
}
