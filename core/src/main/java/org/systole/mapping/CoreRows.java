package org.systole.mapping;

import java.util.Arrays;

/**
 * Rows of the DRAM that the loads and stores of a pass open, from where its operands lie. A command finds all rows closed and its
 * addresses only ascend, so that no row is opened twice: it opens as many as its bytes lie in, whatever the banks.
 */
final class CoreRows {
    private final CoreTemplate core;
    private final int shift;

    /** Rows opened for constants, for maps read and for maps written. */
    private final long[] opened = new long[3];

    private CorePass pass;
    private CoreTiling tiling;
    private CorePlaces places;
    private CoreTiles y;
    private CoreTiles x;
    private int steps;
    private boolean first;
    /** The input that is in use: source, channel block, rows, columns, output blocks. */
    private final int[] held = new int[7];

    private int heldBlock;
    /** The last row of the command at hand. */
    private long last;

    CoreRows(CoreTemplate core) {
        this.core = core;
        this.shift = Integer.numberOfTrailingZeros(core.rowBytes());
    }

    /** Counts a pass whose tiles are filled in already. */
    void count(CorePass pass, CoreTiling tiling, CorePlaces places, CoreTiles y, CoreTiles x) {
        this.pass = pass;
        this.tiling = tiling;
        this.places = places;
        this.y = y;
        this.x = x;
        Arrays.fill(opened, 0);
        Arrays.fill(held, -1);
        heldBlock = -1;
        first = true;
        steps = 0;
        for (CorePass.Part part : pass.parts()) steps += ceil(channels(part), tiling.channels());
        int groups = ceil(ceil(pass.outputs(), core.size()), tiling.blocks()), pixels = y.count * x.count;
        for (int i = 0; i < groups * pixels; i++) {
            int k = tiling.blocksOutside() ? i / pixels : i % groups;
            int tile = tiling.blocksOutside() ? i % pixels : i / groups;
            group(tile / x.count, tile % x.count, k * tiling.blocks());
            first = false;
        }
    }

    /** Rows opened for weights, parameters and tables. */
    long constants() {
        return opened[0];
    }

    /** Rows opened to read maps. */
    long read() {
        return opened[1];
    }

    /** Rows opened to write maps. */
    long written() {
        return opened[2];
    }

    private int channels(CorePass.Part part) {
        return part.diagonal() ? 1 : ceil(part.channels(), core.size());
    }

    private void group(int row, int column, int k) {
        int blocks = Math.min(tiling.blocks(), ceil(pass.outputs(), core.size()) - k);
        long parameters = (long) core.parameterBeats() * core.busBytes();
        command(0, places.parameters() + k * parameters, blocks * parameters);
        if (first && pass.table()) command(0, places.table(), (long) core.tableWords() * word());
        if (pass.residual()) {
            int tall = y.accumulated[row], wide = x.accumulated[column];
            begin();
            region(
                    1,
                    places.residual(),
                    pass.accumulatorY(),
                    pass.accumulatorX(),
                    k,
                    blocks,
                    y.origin[row],
                    tall,
                    x.origin[column],
                    wide);
        }
        for (int p = 0; p < pass.parts().size(); p++)
            for (int c = 0; c < channels(pass.parts().get(p)); c += tiling.channels())
                step(p, c, row, column, k, blocks);
        heldBlock = k;
        begin();
        region(
                2,
                places.result(),
                pass.outputY(),
                pass.outputX(),
                k,
                blocks,
                row * tiling.rows(),
                y.written[row],
                column * tiling.columns(),
                x.written[column]);
    }

    /** A step loads its weights and its input, unless they are what the step before used. */
    private void step(int p, int c, int row, int column, int k, int blocks) {
        CorePass.Part part = pass.parts().get(p);
        int all = channels(part), some = Math.min(tiling.channels(), all - c);
        if (steps > 1 || heldBlock != k) weights(p, part, c, some, all, k, blocks);
        int top = y.from[p][row], tall = y.resident[p][row], left = x.from[p][column], wide = x.resident[p][column];
        int[] wanted = {part.source(), c, top, tall, left, wide, part.diagonal() ? k : -1};
        if (Arrays.equals(wanted, held)) return;
        System.arraycopy(wanted, 0, held, 0, held.length);
        begin();
        int block = part.diagonal() ? k : c, count = part.diagonal() ? blocks : some;
        region(1, places.inputs().get(p), part.inputY(), part.inputX(), block, count, top, tall, left, wide);
    }

    private void weights(int p, CorePass.Part part, int c, int some, int all, int k, int blocks) {
        long words = (long) part.filterY() * part.filterX() * (part.diagonal() ? 1 : core.size());
        long base = places.weights().get(p);
        if (part.diagonal()) {
            int together = tiling.blocks();
            command(0, base + k / together * bytes(part, together * words), bytes(part, blocks * words));
            return;
        }
        begin();
        for (int block = k; block < k + blocks; block++)
            run(0, base + block * bytes(part, all * words) + bytes(part, c * words), bytes(part, some * words));
    }

    /** Returns the bytes of a run of weight words. */
    private long bytes(CorePass.Part part, long words) {
        return core.weightBeats(words, part.packing()) * core.busBytes();
    }

    private long word() {
        return (long) core.inputBeats() * core.busBytes();
    }

    /** A part of a map of {@code mapY x mapX} words: some channel blocks, rows and columns. */
    private void region(
            int what, long base, int mapY, int mapX, int block, int blocks, int top, int tall, int left, int wide) {
        for (int b = block; b < block + blocks; b++) {
            long plane = base + (long) b * mapY * mapX * word();
            if (wide == mapX) run(what, plane + (long) top * mapX * word(), (long) tall * mapX * word());
            else
                for (int r = top; r < top + tall; r++)
                    run(what, plane + ((long) r * mapX + left) * word(), wide * word());
        }
    }

    private void command(int what, long address, long bytes) {
        begin();
        run(what, address, bytes);
    }

    private void begin() {
        last = -1;
    }

    private void run(int what, long address, long bytes) {
        long from = address >> shift, to = address + bytes - 1 >> shift;
        opened[what] += to - Math.max(from, last + 1) + 1;
        last = to;
    }

    private static int ceil(int a, int b) {
        return (a + b - 1) / b;
    }
}
