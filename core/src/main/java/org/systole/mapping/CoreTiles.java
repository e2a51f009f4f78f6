package org.systole.mapping;

/**
 * The tiles of a pass along one direction, rows or columns: where each begins and how large it is. Mutable, to be filled again
 * for every mapping without allocation.
 */
final class CoreTiles {

    /** Most outputs that are computed together from pixels that follow each other. */
    private final int group;

    int count;
    /** Written pixels of each tile. */
    int[] written = new int[64];
    /** Accumulated pixels of each tile. */
    int[] accumulated = new int[64];
    /** The first accumulated pixel of each tile. */
    int[] origin = new int[64];
    /** The first input pixel that each part keeps for each tile. */
    int[][] from = new int[1][64];
    /** Input pixels that each part keeps for each tile. */
    int[][] resident = new int[1][64];
    /** Pairs of an accumulated pixel and a tap that lie inside of the map, for each part and tile. */
    int[][] inside = new int[1][64];
    /** Pixels inside of the map of those that a row of the filter reads in one pass for each group, for each part and tile. */
    int[][] covered = new int[1][64];
    /** Pairs of a written pixel and a tap of the pooling window that lie inside of the accumulator's tile. */
    int[] pooled = new int[64];

    /** Tiles whose groups are whole rows. */
    CoreTiles() {
        this(Integer.MAX_VALUE);
    }

    CoreTiles(int group) {
        this.group = group;
    }

    /** Fills the tiles of a pass; {@code taps} says whether pairs with taps are counted as well. */
    void fill(CorePass pass, int size, boolean rows, boolean taps) {
        CorePass.Pool pool = pass.pool();
        int whole = rows ? pass.outputY() : pass.outputX();
        int most = rows ? pass.accumulatorY() : pass.accumulatorX();
        int stride = rows ? pool.strideY() : pool.strideX(), kernel = rows ? pool.sizeY() : pool.sizeX();
        int pad = rows ? pool.padTop() : pool.padLeft();
        count = (whole + size - 1) / size;
        room(pass.parts().size());
        for (int t = 0; t < count; t++) {
            int from = t * size, pixels = Math.min(size, whole - from);
            int first = Math.max(0, from * stride - pad);
            int last = Math.min(most, (from + pixels - 1) * stride - pad + kernel);
            written[t] = pixels;
            accumulated[t] = last - first;
            origin[t] = first;
            pooled[t] = 0;
            for (int tap = 0; taps && tap < kernel; tap++)
                pooled[t] += inside(from * stride - pad + tap - first, stride, pixels, last - first);
            for (int p = 0; p < pass.parts().size(); p++)
                part(pass.parts().get(p), p, t, first, last - first, rows, taps);
        }
    }

    private void part(CorePass.Part part, int p, int t, int first, int pixels, boolean rows, boolean counted) {
        int stride = rows ? part.strideY() : part.strideX(), taps = rows ? part.filterY() : part.filterX();
        int dilation = rows ? part.dilationY() : part.dilationX(), extent = rows ? part.inputY() : part.inputX();
        int begin = first * stride - (rows ? part.padTop() : part.padLeft());
        int to = begin + (pixels - 1) * stride + (taps - 1) * dilation + 1;
        int start = Math.max(0, Math.min(begin, extent - 1));
        from[p][t] = start;
        resident[p][t] = Math.max(1, Math.min(to, extent) - start);
        int sum = 0;
        for (int tap = 0; counted && tap < taps; tap++) sum += inside(begin + tap * dilation, stride, pixels, extent);
        inside[p][t] = sum;
        covered[p][t] = 0;
        for (long g = 0; counted && g < pixels; g += group) {
            int more = (int) Math.min(group, pixels - g) - 1;
            covered[p][t] += inside(begin + (int) g * stride, 1, more * stride + taps, extent);
        }
    }

    /** Returns how many of {@code count} numbers from {@code from} on, {@code step} apart, are from 0 to {@code extent - 1}. */
    static int inside(int from, int step, int count, int extent) {
        if (step == 0) return from >= 0 && from < extent ? count : 0;
        int skipped = from >= 0 ? 0 : (-from + step - 1) / step;
        int reach = from >= extent ? 0 : (extent - 1 - from) / step + 1;
        return Math.max(0, Math.min(count, reach) - skipped);
    }

    private void room(int parts) {
        int most = Math.max(count, written.length);
        if (written.length < count) {
            written = new int[most];
            accumulated = new int[most];
            origin = new int[most];
            pooled = new int[most];
        }
        if (resident.length < parts || resident[0].length < count) {
            resident = new int[Math.max(parts, resident.length)][most];
            inside = new int[resident.length][most];
            from = new int[resident.length][most];
            covered = new int[resident.length][most];
        }
    }

    /** Returns whether two tiles read the same pixels of a part's input. */
    boolean same(int p, int a, int b) {
        return from[p][a] == from[p][b] && resident[p][a] == resident[p][b];
    }

    /** Returns whether two tiles cannot be told apart, nor by whether they read what the tile before them did. */
    boolean alike(int a, int b, int parts) {
        if (written[a] != written[b] || accumulated[a] != accumulated[b]) return false;
        for (int p = 0; p < parts; p++) {
            if (resident[p][a] != resident[p][b]) return false;
            if (a > 0 && b > 0 && same(p, a - 1, a) != same(p, b - 1, b)) return false;
        }
        return true;
    }
}
