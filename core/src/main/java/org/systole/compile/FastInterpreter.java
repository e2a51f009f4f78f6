package org.systole.compile;

import org.systole.compile.Instruction.Execute;
import org.systole.compile.Instruction.Halt;
import org.systole.compile.Instruction.Load;
import org.systole.compile.Instruction.Pool;
import org.systole.compile.Instruction.Store;
import org.systole.quantize.Requantization;

/**
 * What instructions compute, with vectors: bit for bit what {@link Interpreter} defines. For operands of at most 8 bits,
 * accumulators of at most 32, arrays of at least 4 x 4 and programs without extensions; see {@link #suits}.
 *
 * <p>Products are added in single precision until their sum could pass {@code 2^24}, then moved to integers. A diagonal weight
 * tile, which a load expanded from one word, is kept in mind, and multiplied as what it is. Not for use by several threads.
 */
public final class FastInterpreter {
    private static final int EXACT = 1 << 24;

    private final CoreConfig config;
    private final int n;
    private final int stride;
    private final int exactTiles;
    private final byte[] dram;
    private final float[] input;
    private final float[] weight;
    /** For each weight word the tile whose diagonal it was expanded from, counted from 1, or 0. */
    private final int[] diagonal;

    /** For each weight word how many columns are not zeros at its end; what padding of channels fills is not multiplied. */
    private final int[] used;

    private final int[] residual;
    private final int[] table;
    private final int[] accumulator;
    private final int[] bias;
    private final int[] multiplier;
    private final int[] shift;
    private final int[] offsets;
    private final float[] sums;
    private float[] shifted = new float[0];
    private int rows;
    private int columns;

    /**
     * Creates a core with empty memories.
     *
     * @param dram the off-chip memory; read and written
     */
    public FastInterpreter(CoreConfig config, byte[] dram) {
        this.config = config;
        this.n = config.size();
        this.dram = dram;
        int lanes = ArrayKernel.lanes();
        stride = Math.ceilDiv(n, lanes) * lanes;
        // an input without zero point has one bit more
        exactTiles = Math.max(1, EXACT / (1 << config.inputBits() + config.weightBits() - 1) / n);
        input = new float[config.inputWords() * n];
        weight = new float[config.weightWords() * n + lanes];
        diagonal = new int[config.weightWords()];
        used = new int[config.weightWords()];
        residual = new int[config.residualWords() * n];
        table = new int[config.tableWords() * n];
        accumulator = new int[config.accumulatorWords() * n];
        bias = new int[config.parameterBlocks() * n];
        multiplier = new int[config.parameterBlocks() * n];
        shift = new int[config.parameterBlocks() * n];
        offsets = new int[exactTiles * ArrayKernel.PIXELS];
        sums = new float[ArrayKernel.PIXELS * stride];
    }

    /** Returns whether a program's numbers are narrow enough. */
    public static boolean suits(Program program) {
        CoreConfig c = program.config();
        if (c.size() < 4 || c.inputBits() > 8 || c.weightBits() > 8 || c.accumulatorBits() > 32) return false;
        if (c.extensions().equals(Extensions.NONE)) return true;
        for (Instruction instruction : program.instructions()) if (extension(instruction) != 0) return false;
        return true;
    }

    private static int extension(Instruction instruction) {
        return switch (instruction) {
            case Load load -> load.extension();
            case Execute execute -> execute.extension();
            case Store store -> store.extension();
            case Halt halt -> 0;
        };
    }

    /**
     * Runs a program on a DRAM, with vectors where its numbers allow it, else by the definition.
     *
     * @param dram read and written
     */
    public static void run(Program program, byte[] dram) {
        if (!suits(program)) {
            new Interpreter(program.config(), dram).run(program);
            return;
        }
        var interpreter = new FastInterpreter(program.config(), dram);
        for (Instruction instruction : program.instructions()) interpreter.step(instruction);
    }

    /** Runs one instruction. */
    public void step(Instruction instruction) {
        switch (instruction) {
            case Load load -> load(load);
            case Execute e when e.outputBlocks() == 0 -> {}
            case Execute e -> execute(e);
            case Store store -> store(store);
            case Halt halt -> {}
        }
    }

    private void load(Load load) {
        int bytes = switch (load.target()) {
            case INPUT, RESIDUAL, TABLE, EXTENSION -> config.wordBytes();
            case WEIGHT -> config.weightWordBytes();
            case PARAMETER -> n * Interpreter.PARAMETER_BYTES;
        };
        for (int p = 0; p < load.planes(); p++)
            for (int r = 0; r < load.rows(); r++) {
                int from = Math.toIntExact(load.dram() + (long) p * load.dramPlane() + (long) r * load.dramRow());
                run(load, from, load.to() + p * load.toPlane() + r * load.toRow(), bytes);
            }
    }

    private void run(Load load, int from, int to, int bytes) {
        int words = load.words();
        switch (load.target()) {
            case INPUT -> floats(from, bytes, config.inputBits(), input, to, words);
            case RESIDUAL -> integers(from, bytes, residual, to, words);
            case TABLE -> integers(from, bytes, table, to, words);
            case EXTENSION -> {}
            case WEIGHT -> {
                int bits = config.weightBits() >> load.packing();
                if (load.diagonal()) {
                    long word = config.packedWordBits(load.packing());
                    for (int i = 0; i < words; i++) diagonal(8L * from + i * word, bits, to + i * n);
                } else {
                    if (load.packing() > 0) packed(from, bits, to, words);
                    else floats(from, bytes, bits, weight, to, words);
                    java.util.Arrays.fill(diagonal, to, to + words, 0);
                    for (int word = to; word < to + words; word++) used[word] = columns(word);
                }
            }
            case PARAMETER -> {
                for (int i = 0; i < words * n; i++) parameter(from + i * Interpreter.PARAMETER_BYTES, to * n + i);
            }
        }
    }

    private int columns(int word) {
        int columns = n;
        while (columns > 0 && weight[word * n + columns - 1] == 0) columns--;
        return columns;
    }

    private void parameter(int from, int to) {
        long at = 8L * from;
        bias[to] = BitFields.signed(dram, at, 32);
        multiplier[to] = (int) BitFields.unsigned(dram, at + 32, 24);
        shift[to] = (int) BitFields.unsigned(dram, at + 56, 8);
    }

    private void floats(int from, int bytes, int bits, float[] memory, int to, int words) {
        if (bits == 8) {
            int first = to * n, count = words * n;
            for (int i = 0; i < count; i++) memory[first + i] = dram[from + i];
            return;
        }
        for (int word = 0; word < words; word++)
            for (int lane = 0; lane < n; lane++)
                memory[(to + word) * n + lane] =
                        BitFields.signed(dram, 8L * (from + word * bytes) + (long) lane * bits, bits);
    }

    /** Weights of a run that lie packed: one behind the other, without gaps. */
    private void packed(int from, int bits, int to, int words) {
        int first = to * n, count = words * n;
        if (8 % bits != 0) {
            for (int i = 0; i < count; i++)
                weight[first + i] = BitFields.signed(dram, 8L * from + (long) i * bits, bits);
            return;
        }
        int each = 8 / bits;
        for (int i = 0; i < count; i++)
            weight[first + i] = dram[from + i / each] << 32 - bits - i % each * bits >> 32 - bits;
    }

    private void integers(int from, int bytes, int[] memory, int to, int words) {
        int bits = config.inputBits();
        for (int word = 0; word < words; word++)
            for (int lane = 0; lane < n; lane++)
                memory[(to + word) * n + lane] = bits == 8
                        ? dram[from + word * bytes + lane]
                        : BitFields.signed(dram, 8L * (from + word * bytes) + (long) lane * bits, bits);
    }

    private void diagonal(long from, int bits, int to) {
        java.util.Arrays.fill(weight, to * n, (to + n) * n, 0);
        for (int row = 0; row < n; row++) {
            weight[(to + row) * n + row] = BitFields.signed(dram, from + (long) row * bits, bits);
            diagonal[to + row] = to + 1;
            used[to + row] = row + 1;
        }
    }

    private boolean isDiagonal(int tile) {
        return diagonal[tile] == tile + 1 && diagonal[tile + n - 1] == tile + 1;
    }

    private void execute(Execute e) {
        int words = Math.toIntExact(MemoryRules.inputWords(e));
        shift(e.input() * n, words * n, e.zero());
        int taps = e.filterY() * e.filterX(), tiles = e.channelBlocks() * taps;
        for (int k = 0; k < e.outputBlocks(); k++) {
            int first = e.weight() + k * tiles * (e.tapped() ? 1 : n);
            boolean lanes = true;
            for (int t = 0; t < tiles && lanes && !e.tapped(); t++) lanes = isDiagonal(first + t * n);
            if (!lanes) measure(first, tiles);
            for (int oy = 0; oy < e.outputY(); oy++)
                if (lanes) laneRow(e, k, oy, first, tiles, words);
                else
                    for (int tile = 0; tile < tiles; tile += exactTiles)
                        denseRow(e, k, oy, first, tile, Math.min(tiles, tile + exactTiles), words);
        }
    }

    /** Finds how many rows and columns of some tiles are not all zeros; at least one of each. */
    private void measure(int first, int tiles) {
        rows = 1;
        columns = 1;
        for (int tile = 0; tile < tiles; tile++)
            for (int row = 0; row < n; row++) {
                int width = used[first + tile * n + row];
                if (width == 0) continue;
                rows = Math.max(rows, row + 1);
                columns = Math.max(columns, width);
            }
    }

    /** Copies inputs without their zero point; behind them a word of zeros, for taps outside the map. */
    private void shift(int from, int count, int zero) {
        if (shifted.length < count + n) shifted = new float[Math.max(count + n, 2 * shifted.length)];
        float[] to = shifted, source = input;
        float z = zero;
        for (int i = 0; i < count; i++) to[i] = source[from + i] - z;
        java.util.Arrays.fill(to, count, count + n, 0);
    }

    private void denseRow(Execute e, int k, int oy, int first, int from, int to, int words) {
        boolean replace = from == 0 && !e.accumulate();
        int row = (e.accumulator() + (k * e.outputY() + oy) * e.outputX()) * n;
        for (int ox = 0; ox < e.outputX(); ox += ArrayKernel.PIXELS) {
            int count = Math.min(ArrayKernel.PIXELS, e.outputX() - ox);
            for (int tile = from, o = 0; tile < to; tile++, o += ArrayKernel.PIXELS)
                offsets(e, k, oy, ox, count, tile, o, words);
            ArrayKernel.dense(
                    shifted, offsets, to - from, weight, (first + from * n) * n, n, rows, columns, sums, stride);
            for (int p = 0; p < count; p++) {
                int at = row + (ox + p) * n;
                ArrayKernel.add(sums, p * stride, accumulator, at, columns, replace);
                if (replace) java.util.Arrays.fill(accumulator, at + columns, at + n, 0);
            }
        }
        wrap(row, e.outputX() * n);
    }

    /** Writes where the words of some pixels lie for a tile: those outside the map are zeros. */
    private void offsets(Execute e, int k, int oy, int ox, int count, int tile, int o, int words) {
        int taps = e.filterY() * e.filterX(), c = tile / taps, fy = tile % taps / e.filterX(), fx = tile % e.filterX();
        int y = e.originY() + oy * e.strideY() + fy * e.dilationY();
        int x = e.originX() + ox * e.strideX() + fx * e.dilationX();
        int base = (c + k * e.blockStep()) * e.inputBlock() + y * e.width(), outside = words * n;
        boolean inside = y >= 0 && y < e.height();
        for (int p = 0; p < ArrayKernel.PIXELS; p++, x += e.strideX())
            offsets[o + p] = inside && p < count && x >= 0 && x < e.width() ? (base + x) * n : outside;
    }

    /** Multiplies lane by lane: with diagonal tiles, or with the words of taps. */
    private void laneRow(Execute e, int k, int oy, int first, int tiles, int words) {
        int taps = e.filterY() * e.filterX();
        int row = (e.accumulator() + (k * e.outputY() + oy) * e.outputX()) * n;
        if (!e.accumulate()) java.util.Arrays.fill(accumulator, row, row + e.outputX() * n, 0);
        for (int t = 0; t < tiles; t++) {
            int c = t / taps, fy = t % taps / e.filterX(), fx = t % e.filterX();
            int y = e.originY() + oy * e.strideY() + fy * e.dilationY();
            if (y < 0 || y >= e.height()) continue;
            int base = (c + k * e.blockStep()) * e.inputBlock() + y * e.width();
            for (int lane = 0; lane < n; lane++)
                sums[lane] = weight[(e.tapped() ? first + t : first + t * n + lane) * n + lane];
            for (int ox = 0; ox < e.outputX(); ox++) {
                int x = e.originX() + ox * e.strideX() + fx * (e.tapped() ? 1 : e.dilationX());
                if (x < 0 || x >= e.width()) continue;
                int at = (base + x) * n, to = row + ox * n;
                for (int lane = 0; lane < n; lane++) accumulator[to + lane] += (int) (shifted[at + lane] * sums[lane]);
            }
        }
        wrap(row, e.outputX() * n);
    }

    /** Keeps the accumulator's bits; adding is the same whether it is done after each sum or at the end. */
    private void wrap(int from, int count) {
        int unused = 32 - config.accumulatorBits();
        if (unused > 0) for (int i = from; i < from + count; i++) accumulator[i] = accumulator[i] << unused >> unused;
    }

    private void store(Store s) {
        for (int k = 0; k < s.outputBlocks(); k++)
            for (int py = 0; py < s.outputY(); py++)
                for (int px = 0; px < s.outputX(); px++) {
                    int to = Math.toIntExact(s.dram()
                            + (long) k * s.dramBlock()
                            + (long) py * s.dramRow()
                            + (long) px * config.wordBytes());
                    word(s, k, py, px, to);
                }
    }

    private void word(Store s, int k, int py, int px, int to) {
        int bits = config.inputBits();
        boolean plain = s.pool() == Pool.NONE && s.poolY() == 1 && s.poolX() == 1 && inTile(s, py, px);
        int pixel = (k * s.accumulatorY() + py * s.poolStrideY() - s.poolTop()) * s.accumulatorX()
                + px * s.poolStrideX()
                - s.poolLeft();
        for (int lane = 0; lane < n; lane++) {
            int value = plain ? value(s, k, pixel, lane) : pooled(s, k, py, px, lane);
            if (bits == 8) dram[to + lane] = (byte) value;
            else BitFields.write(dram, 8L * to + (long) lane * bits, bits, value);
        }
    }

    /** Returns whether the first pixel of a window is one of the accumulator's tile. */
    private static boolean inTile(Store s, int py, int px) {
        int y = py * s.poolStrideY() - s.poolTop(), x = px * s.poolStrideX() - s.poolLeft();
        return y >= 0 && y < s.accumulatorY() && x >= 0 && x < s.accumulatorX();
    }

    private int pooled(Store s, int k, int py, int px, int lane) {
        long sum = 0;
        int best = Integer.MIN_VALUE;
        int zero = s.residual() < 0 ? s.zero() : s.sumZero();
        int top = py * s.poolStrideY() - s.poolTop(), left = px * s.poolStrideX() - s.poolLeft();
        int bottom = Math.min(s.accumulatorY(), top + s.poolY()), right = Math.min(s.accumulatorX(), left + s.poolX());
        for (int ay = Math.max(0, top); ay < bottom; ay++)
            for (int ax = Math.max(0, left); ax < right; ax++) {
                int y = value(s, k, (k * s.accumulatorY() + ay) * s.accumulatorX() + ax, lane);
                sum += y - zero;
                best = Math.max(best, y);
            }
        if (s.pool() != Pool.AVERAGE) return best;
        return saturate(Requantization.scale(sum, s.poolMultiplier(), s.poolShift()) + s.poolZero());
    }

    /** Returns a pixel after requantization, residual and table. */
    private int value(Store s, int k, int pixel, int lane) {
        int p = (s.parameter() + k) * n + lane;
        long acc = (long) accumulator[(s.accumulator() + pixel) * n + lane] + bias[p];
        long y = Requantization.scale(acc, multiplier[p], shift[p]) + s.zero();
        int result;
        if (s.residual() < 0) {
            result = Math.clamp(y, s.low(), s.high());
        } else {
            long own = saturate(y) - s.zero();
            long other = residual[(s.residual() + pixel) * n + lane] - s.residualZero();
            long sum = Requantization.scale(own * s.left() + other * s.right(), 1, s.sumShift()) + s.sumZero();
            result = Math.clamp(sum, s.low(), s.high());
        }
        return s.table() ? table[(result + (1 << config.inputBits() - 1)) * n + lane] : result;
    }

    private int saturate(long value) {
        int most = (1 << config.inputBits() - 1) - 1;
        return Math.clamp(value, -most - 1, most);
    }
}
