package org.systole.mapping;

/**
 * The analytical model of a Systole core: cycles of a mapping from the durations of its tiles. {@code
 * docs/models/systole-core-time.md} has the formulas.
 *
 * <p>Load, execute and store overlap as far as double buffers let them: a step's loads wait for the execute two steps before,
 * a group's first execute for the store two groups before. That recurrence is followed from tile to tile; once tiles that are
 * alike repeat the same relative times, all further ones of their kind are skipped at once. Nothing is allocated while
 * mappings are evaluated. One thread at a time; passes that are evaluated one after another without {@link #reset} overlap as
 * in a program.
 */
public final class CoreTiming {
    private static final int STATE = 9;
    private static final long NEVER = Long.MIN_VALUE / 4;

    private final CoreTemplate core;
    private final CoreTiles y = new CoreTiles();
    private final CoreTiles x = new CoreTiles();
    private final long[][] before = new long[3][STATE];

    // The pass at hand.
    private CorePass pass;
    private CoreTiling tiling;
    private int outputBlocks;
    private int steps;
    private int groups;
    private boolean firstStep;

    // What the halves hold: indices of part, step and tile; -1 for nothing that is known.
    private int heldSource;
    private int heldChannel;
    private int heldY;
    private int heldX;
    private int heldBlock;
    private int heldWeightStep;
    private int heldWeightBlock;

    // The loads of weights and inputs that were computed last: from step to step they mostly stay the same.
    private final boolean[] sharedRounds;
    private int knownWeights;
    private int knownBlocks;
    private int knownChannels;
    private long weightCycles;
    private int knownInput;
    private int knownRow;
    private int knownColumn;
    private int knownDepth;
    private long inputCycles;

    // When units are free, and the ends of commands whose tokens were not taken yet.
    private long loadFree;
    private long executeFree;
    private long storeFree;
    private final long[] executeEnds = new long[8];
    private int ends;
    private long storeEnd;
    private long storeEndBefore;

    /** Creates the model of a core. */
    public CoreTiming(CoreTemplate core) {
        this.core = core;
        this.sharedRounds = sharedRounds(core.outstanding());
        reset();
    }

    /** Whether rounds of as many bursts as may be open, and runs of a number of bursts, share a factor; by the remainder. */
    private static boolean[] sharedRounds(int outstanding) {
        var shared = new boolean[outstanding];
        for (int rest = 0; rest < outstanding; rest++)
            for (int factor = 2; factor <= outstanding; factor++)
                shared[rest] |= rest % factor == 0 && outstanding % factor == 0;
        return shared;
    }

    /** Forgets what ran before. */
    public void reset() {
        loadFree = executeFree = storeFree = 1;
        ends = 0;
        storeEnd = storeEndBefore = NEVER;
    }

    /** Returns the cycles of a pass that runs alone. */
    public long alone(CorePass of, CoreTiling by) {
        reset();
        return after(of, by);
    }

    /** Returns the cycle in which a pass that follows the passes before has stored its last result. */
    public long after(CorePass of, CoreTiling by) {
        pass = of;
        tiling = by;
        outputBlocks = ceil(of.outputs(), core.size());
        steps = 0;
        for (CorePass.Part part : of.parts()) steps += ceil(blocks(part), by.channels());
        y.fill(of, by.rows(), true, false);
        x.fill(of, by.columns(), false, false);
        groups = 0;
        firstStep = true;
        knownWeights = knownInput = -1;
        heldSource = heldChannel = heldY = heldX = heldBlock = heldWeightStep = heldWeightBlock = -1;
        int count = ceil(outputBlocks, by.blocks());
        if (by.blocksOutside()) blocksOutside(count);
        else pixelsOutside(count);
        barrier();
        return storeEnd;
    }

    private int blocks(CorePass.Part part) {
        return part.diagonal() ? 1 : ceil(part.channels(), core.size());
    }

    private boolean tapped(CorePass.Part part) {
        return tiling.tapped() && part.tappable(core);
    }

    private void pixelsOutside(int count) {
        forget(0);
        for (int row = 0; row < y.count; row++) {
            forget(1);
            for (int column = 0; column < x.count; column++) {
                forget(2);
                for (int k = 0; k < count; k++) {
                    group(row, column, k);
                    if (k + 2 < count) k += repeat(2, count - 2 - k);
                }
                if (column + 1 < x.count) column += repeat(1, alike(x, column));
            }
            if (row + 1 < y.count) row += repeat(0, alike(y, row));
        }
    }

    private void blocksOutside(int count) {
        forget(0);
        for (int k = 0; k < count; k++) {
            forget(1);
            for (int row = 0; row < y.count; row++) {
                forget(2);
                for (int column = 0; column < x.count; column++) {
                    group(row, column, k);
                    if (column + 1 < x.count) column += repeat(2, alike(x, column));
                }
                if (row + 1 < y.count) row += repeat(1, alike(y, row));
            }
            if (k + 2 < count) k += repeat(0, count - 2 - k);
        }
    }

    /** Returns how many tiles behind one are like it. */
    private int alike(CoreTiles tiles, int at) {
        if (at == 0 || !tiles.alike(at - 1, at, pass.parts().size())) return 0;
        int more = 0;
        while (at + more + 1 < tiles.count
                && tiles.alike(at, at + more + 1, pass.parts().size())) more++;
        return more;
    }

    private void forget(int level) {
        before[level][0] = NEVER;
    }

    /**
     * Notes the relative times at the end of an iteration. If they are those of the iteration before, and {@code more}
     * iterations alike follow, lets them pass and returns how many.
     */
    private int repeat(int level, int more) {
        long[] known = before[level];
        long shift = storeFree - known[0];
        boolean same = known[0] != NEVER
                && known[1] == storeFree - loadFree
                && known[2] == storeFree - executeFree
                && known[3] == storeFree - storeEnd
                && known[4] == storeFree - storeEndBefore
                && known[5] == ends
                && known[6] == pending(0)
                && known[7] == pending(1)
                && known[8] == Math.min(groups, 2);
        known[0] = storeFree;
        known[1] = storeFree - loadFree;
        known[2] = storeFree - executeFree;
        known[3] = storeFree - storeEnd;
        known[4] = storeFree - storeEndBefore;
        known[5] = ends;
        known[6] = pending(0);
        known[7] = pending(1);
        known[8] = Math.min(groups, 2);
        if (!same || more <= 0) return 0;
        long by = shift * more;
        loadFree += by;
        executeFree += by;
        storeFree += by;
        storeEnd += by;
        storeEndBefore += by;
        for (int i = 0; i < ends; i++) executeEnds[i] += by;
        forget(level);
        return more;
    }

    private long pending(int i) {
        return i < ends ? storeFree - executeEnds[i] : 0;
    }

    /** One accumulator tile: its steps and its store. */
    private void group(int row, int column, int k) {
        int blocks = Math.min(tiling.blocks(), outputBlocks - k * tiling.blocks());
        int step = 0;
        for (int p = 0; p < pass.parts().size(); p++) {
            CorePass.Part part = pass.parts().get(p);
            int all = blocks(part);
            for (int c = 0; c < all; c += tiling.channels()) {
                int channels = Math.min(tiling.channels(), all - c);
                loads(part, p, step, c, row, column, k, blocks, channels, all);
                long tiles = (long) blocks * channels * part.filterY() * (tapped(part) ? 1 : part.filterX());
                execute(step == 0, array(part, tiles, y.accumulated[row], x.accumulated[column]));
                step++;
            }
        }
        long begin = Math.max(storeFree, executeEnds[ends - 1] + 1);
        storeEndBefore = storeEnd;
        storeEnd = begin + store((long) blocks * y.written[row], x.written[column]);
        storeFree = storeEnd + 1;
        groups++;
    }

    private void loads(
            CorePass.Part part, int p, int step, int c, int row, int column, int k, int blocks, int channels, int all) {
        int take = Math.max(0, firstStep ? ends : ends - 1), taken = 0;
        boolean opening = step == 0;
        boolean weights = steps > 1 || heldWeightStep != step || heldWeightBlock != k;
        boolean input = heldSource != part.source()
                || heldChannel != c
                || !y.same(p, heldY, row)
                || !x.same(p, heldX, column)
                || part.diagonal() && heldBlock != k;
        if (opening) taken = load(run((long) blocks * core.parameterBeats()), taken, take);
        if (weights) taken = load(weights(part, p, blocks, channels, all), taken, take);
        if (opening && groups == 0 && pass.table())
            taken = load(run((long) core.tableWords() * core.inputBeats()), taken, take);
        if (opening && pass.residual())
            taken = load(
                    region(y.accumulated[row], x.accumulated[column], blocks, pass.accumulatorY(), pass.accumulatorX()),
                    taken,
                    take);
        if (input) taken = load(input(part, p, row, column, part.diagonal() ? blocks : channels), taken, take);
        heldSource = part.source();
        heldChannel = c;
        heldWeightStep = step;
        heldY = row;
        heldX = column;
        heldBlock = heldWeightBlock = k;
        firstStep = false;
        drop(Math.min(taken, take));
    }

    /** Runs a load; the first ones of a step wait for an execute each. */
    private int load(long duration, int taken, int take) {
        long begin = taken < take ? Math.max(loadFree, executeEnds[taken] + 1) : loadFree;
        loadFree = begin + duration + 1;
        return taken + 1;
    }

    private void drop(int taken) {
        if (taken == 0) return;
        ends -= taken;
        for (int i = 0; i < ends; i++) executeEnds[i] = executeEnds[i + taken];
    }

    /** Returns the cycles of an execute. */
    private long array(CorePass.Part part, long tiles, long tall, long wide) {
        long n = core.size(), pixels = tall * wide;
        boolean tapped = tapped(part);
        if (core.weightStationary()) {
            if (tapped) pixels = tall * ((wide - 1) * part.strideX() + part.filterX());
            return 2 + n + (tiles - 1) * Math.max(pixels, n) + pixels - 1 + 2L * n + 1;
        }
        long rounds = tapped ? tall * ((wide + n - 1) / n) : (pixels + n - 1) / n;
        long slot = tapped ? n + part.filterX() - 1 : n, last = ((tapped ? wide : pixels) - 1) % n;
        return 2 + (tiles * rounds - 1) * slot + last + 3L * n + 2;
    }

    private void execute(boolean opening, long duration) {
        long begin = Math.max(executeFree, loadFree);
        if (opening && groups >= 2) begin = Math.max(begin, storeEndBefore + 1);
        executeEnds[ends++] = begin + duration;
        executeFree = begin + duration + 1;
    }

    /** The last stores must be done before the next pass reads; an empty execute waits for each. */
    private void barrier() {
        if (groups > 1) executeFree = Math.max(executeFree, storeEndBefore + 1) + 2;
        long begin = Math.max(executeFree, storeEnd + 1);
        executeEnds[ends++] = begin + 1;
        executeFree = begin + 2;
    }

    /**
     * Returns the cycles of a store: the first window's way, then the longer of taps and beats for each word, the response. The
     * first burst's response is late by the opening of its row; those of the others come behind it, one a cycle.
     */
    private long store(long runs, int wide) {
        long taps = (long) pass.pool().sizeY() * pass.pool().sizeX(), beats = core.inputBeats();
        long words = runs * wide, each = Math.max(taps, beats), first = Math.min(core.burstBeats(), wide * beats) - 1;
        long sent = (words - 1) * each + beats - 1;
        long opened = first / beats * each + first % beats + core.rowOpen() + bursts(runs, wide * beats) - 1;
        return 2 + taps - 1 + LANES + Math.max(sent, opened) + core.latency() + 1;
    }

    /** Cycles of the lanes at write-back. */
    private static final int LANES = 10;

    private long weights(CorePass.Part part, int p, int blocks, int channels, int all) {
        if (knownWeights != p || knownBlocks != blocks || knownChannels != channels) {
            knownWeights = p;
            knownBlocks = blocks;
            knownChannels = channels;
            weightCycles = weights(part, blocks, channels, all);
        }
        return weightCycles;
    }

    private long input(CorePass.Part part, int p, int row, int column, int depth) {
        if (knownInput != p || knownRow != row || knownColumn != column || knownDepth != depth) {
            knownInput = p;
            knownRow = row;
            knownColumn = column;
            knownDepth = depth;
            inputCycles = region(y.resident[p][row], x.resident[p][column], depth, part.inputY(), part.inputX());
        }
        return inputCycles;
    }

    private long weights(CorePass.Part part, int blocks, int channels, int all) {
        int taps = part.filterY() * part.filterX(), n = core.size(), packing = part.packing();
        if (tapped(part)) {
            long words = (long) blocks * taps, read = run(core.weightBeats(words, packing));
            return core.shares(packing) ? Math.max(written(words, 1, packing), read) : read;
        }
        if (part.diagonal()) {
            long words = (long) blocks * taps;
            return Math.max(written(words, n, packing), run(core.weightBeats(words, packing)));
        }
        long words = (long) channels * taps * n, beats = core.weightBeats(words, packing);
        // a run for each output block, even where they lie one behind the other
        long read = runs(blocks, beats, core.weightBeats((long) all * taps * n, packing));
        return core.shares(packing) ? Math.max(written(blocks * words, 1, packing), read) : read;
    }

    /** Returns the cycles of a load of weight words that are written in some cycles each. */
    private long written(long words, int each, int packing) {
        long beats = core.weightBeats(1, packing);
        return 1 + core.latency() + core.rowOpen() + beats + (words - 1) * Math.max(each, beats) + each;
    }

    /** A part of a map: whole rows, and whole maps, lie one behind the other. */
    private long region(int tall, int wide, int blocks, int mapY, int mapX) {
        long beats = (long) wide * core.inputBeats(), row = (long) mapX * core.inputBeats();
        if (wide < mapX) return planes((long) tall * blocks, beats, blocks, ((tall - 1) * row + beats), mapY * row);
        if (tall < mapY) return runs(blocks, tall * beats, mapY * row);
        return run(blocks * tall * beats);
    }

    private long run(long beats) {
        return planes(1, beats, 1, beats, beats);
    }

    /** Runs that begin {@code pitch} beats apart. */
    private long runs(long runs, long beats, long pitch) {
        return planes(runs, beats, runs, beats, pitch);
    }

    /**
     * Returns the cycles of a load of {@code runs} runs in {@code planes} spans: set-up, the latency, the first row's opening,
     * the beats. When bursts are so short that those which may be open do not cover the latency, every so many bursts take a
     * round trip; what they do not cover of a row's opening comes on top.
     */
    private long planes(long runs, long beats, long planes, long span, long pitch) {
        long total = runs * beats, open = core.outstanding();
        long bursts = bursts(runs, beats);
        if (bursts <= open) return 2 + core.latency() + core.rowOpen() + total;
        double length = (double) total / bursts, trip = core.latency() + slowest(beats, length);
        long rest = openings(beats, planes, span, pitch, bursts / open);
        if (open * length >= trip) return 2 + core.latency() + core.rowOpen() + total + rest;
        long rounds = (bursts - 1) / open;
        double round = Math.max(open * length, trip);
        double all = rounds * round + ((bursts - 1) % open + 1) * length;
        return 2 + core.latency() + core.rowOpen() + Math.round(all) + rest;
    }

    /**
     * Returns the beats of the bursts that a round trip waits for. A burst is requested when the one before it by as many as may be
     * open has ended: these follow one another through the bursts of a run. Where they meet only some of them, there are such that
     * meet long ones only; otherwise all have the same {@code mean}.
     */
    private double slowest(long beats, double mean) {
        return sharedRounds[(int) (bursts(1, beats) % core.outstanding())] ? core.burstBeats() : mean;
    }

    /**
     * Returns the cycles of the rows that are opened behind the first one, on average over where spans begin, for no more than
     * {@code most} of them: those that find their bank empty, and those that close another row, which they do from when the
     * banks have been gone round.
     */
    private long openings(long beats, long planes, long span, long pitch, long most) {
        double rows = (double) core.rowBytes() / core.busBytes();
        double opened = Math.min(most, planes * (span - 1) / rows + (planes - 1) * Math.min(1, (pitch - span) / rows));
        double closing = Math.clamp(opened + 1 - core.rowBanks(), 0, opened);
        double cycles = (opened - closing) * late(beats, core.rowOpen())
                + closing * late(beats, core.rowOpen() + core.rowClose());
        return Math.round(cycles);
    }

    /**
     * Returns the cycles of a row's opening that the beats of the other open bursts do not cover: a run's last burst is short, so
     * that it depends on whether it is among them.
     */
    private double late(long beats, int opening) {
        int longest = core.burstBeats(), others = core.outstanding() - 1;
        long bursts = (beats + longest - 1) / longest, more = others % bursts;
        long covered = others / bursts * beats + more * longest, last = beats - (bursts - 1) * longest;
        double share = (double) more / bursts;
        return share * Math.clamp(core.latency() + opening - covered + longest - last, 0, opening)
                + (1 - share) * Math.clamp(core.latency() + opening - covered, 0, opening);
    }

    /** Returns the bursts of runs: cut at the longest burst, and where a page of 4 KiB ends, on average. */
    private long bursts(long runs, long beats) {
        long each = (beats + core.burstBeats() - 1) / core.burstBeats();
        return runs * each;
    }

    private static int ceil(int a, int b) {
        return (a + b - 1) / b;
    }
}
