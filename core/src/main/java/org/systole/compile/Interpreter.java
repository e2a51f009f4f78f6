package org.systole.compile;

import org.systole.compile.Instruction.Execute;
import org.systole.compile.Instruction.Halt;
import org.systole.compile.Instruction.Load;
import org.systole.compile.Instruction.Pool;
import org.systole.compile.Instruction.Store;
import org.systole.quantize.Requantization;

/**
 * What instructions compute, without time: one after the other, in the order of issue. The definition that the simulator
 * and the hardware are checked against.
 *
 * <p>Instructions of a correct program may run in this order, because tokens only order units that would otherwise run at
 * the same time. Every address is checked; one outside its memory is a fault of the compiler.
 */
public final class Interpreter {
    /** Bytes of a lane's parameters in DRAM: bias 32 bits, multiplier 24, shift 8. */
    public static final int PARAMETER_BYTES = 8;

    private final CoreConfig config;
    private final int n;
    private final byte[] dram;
    private final int[] input;
    private final int[] weight;
    private final int[] residual;
    private final long[] accumulator;
    private final int[] bias;
    private final int[] multiplier;
    private final int[] shift;
    private final int[] table;
    private final TileFlags flags;

    /**
     * Creates a core with empty memories.
     *
     * @param dram the off-chip memory; read and written
     */
    public Interpreter(CoreConfig config, byte[] dram) {
        this.config = config;
        this.n = config.size();
        this.dram = dram;
        input = new int[config.inputWords() * n];
        weight = new int[config.weightWords() * n];
        residual = new int[config.residualWords() * n];
        accumulator = new long[config.accumulatorWords() * n];
        bias = new int[config.parameterBlocks() * n];
        multiplier = new int[config.parameterBlocks() * n];
        shift = new int[config.parameterBlocks() * n];
        table = new int[config.tableWords() * n];
        flags = new TileFlags(config);
    }

    /**
     * Runs a program to its end.
     *
     * @throws IllegalStateException when an instruction leaves its memories; the message names it
     */
    public void run(Program program) {
        for (int i = 0; i < program.instructions().size(); i++) {
            Instruction instruction = program.instructions().get(i);
            try {
                if (instruction instanceof Halt) return;
                step(instruction);
            } catch (IndexOutOfBoundsException e) {
                throw new IllegalStateException("instruction " + i + " leaves its memory: " + instruction, e);
            }
        }
    }

    /**
     * Runs one instruction.
     *
     * @throws IllegalArgumentException when its fields are none that the core has
     */
    public void step(Instruction instruction) {
        String broken = InstructionRules.broken(config, instruction);
        if (!broken.isEmpty()) throw new IllegalArgumentException(broken + ": " + instruction);
        switch (instruction) {
            case Load load -> load(load);
            case Execute execute -> execute(execute);
            case Store store -> store(store);
            case Halt halt -> {}
        }
    }

    private void load(Load load) {
        if (load.target() == Instruction.Target.EXTENSION) {
            flags.load(load, dram);
            return;
        }
        int step = load.diagonal() ? n : 1;
        for (int p = 0; p < load.planes(); p++)
            for (int r = 0; r < load.rows(); r++)
                for (int i = 0; i < load.words(); i++) {
                    long from = load.dram() + (long) p * load.dramPlane() + (long) r * load.dramRow();
                    int to = load.to() + p * load.toPlane() + r * load.toRow() + i * step;
                    word(load, from * 8 + (long) i * wordBits(load), to);
                }
    }

    /** Returns the bits in DRAM of what one address of a memory holds. */
    private int wordBits(Load load) {
        return switch (load.target()) {
            case INPUT, RESIDUAL, TABLE, EXTENSION -> config.wordBytes() * 8;
            case WEIGHT -> config.packedWordBits(load.packing());
            case PARAMETER -> n * PARAMETER_BYTES * 8;
        };
    }

    /** Loads the word that begins with a bit of the DRAM. */
    private void word(Load load, long bit, int to) {
        boolean converted = load.extension() != 0 && config.extensions().stream() != Extensions.Stream.NONE;
        byte[] source = converted ? converted(load, bit) : dram;
        long from = converted ? bit % config.busBits() : bit;
        int weightBits = config.weightBits() >> load.packing();
        switch (load.target()) {
            case INPUT -> lanes(source, from, config.inputBits(), input, to);
            case RESIDUAL -> lanes(source, from, config.inputBits(), residual, to);
            case TABLE -> lanes(source, from, config.inputBits(), table, to);
            case EXTENSION -> {}
            case WEIGHT -> {
                if (load.diagonal()) diagonal(source, from, weightBits, to);
                else lanes(source, from, weightBits, weight, to);
            }
            case PARAMETER -> {
                for (int lane = 0; lane < n; lane++) {
                    long at = from + (long) lane * PARAMETER_BYTES * 8;
                    bias[to * n + lane] = BitFields.signed(source, at, 32);
                    multiplier[to * n + lane] = (int) BitFields.unsigned(source, at + 32, 24);
                    shift[to * n + lane] = (int) BitFields.unsigned(source, at + 56, 8);
                }
            }
        }
    }

    private void lanes(byte[] source, long from, int bits, int[] memory, int word) {
        for (int lane = 0; lane < n; lane++)
            memory[word * n + lane] = BitFields.signed(source, from + (long) lane * bits, bits);
    }

    /**
     * Returns the beats of a word behind the extension between DMA and scratchpad, which takes them one by one, as they lie in
     * DRAM: what is packed is unpacked behind it.
     */
    private byte[] converted(Load load, long bit) {
        byte[] beat = new byte[config.busBits() / 8];
        byte[] beats = new byte[Math.ceilDiv(wordBits(load), config.busBits()) * beat.length];
        int first = Math.toIntExact(bit / config.busBits() * beat.length);
        for (int at = 0; at < beats.length; at += beat.length) {
            System.arraycopy(dram, first + at, beat, 0, beat.length);
            config.extensions().stream().beat(config, load.target(), beat);
            System.arraycopy(beat, 0, beats, at, beat.length);
        }
        return beats;
    }

    /** Expands a word to the tile at {@code to}: row {@code j} holds element {@code j} in lane {@code j}. */
    private void diagonal(byte[] source, long from, int bits, int to) {
        for (int row = 0; row < n; row++)
            for (int lane = 0; lane < n; lane++) {
                long at = from + (long) lane * bits;
                weight[(to + row) * n + lane] = row == lane ? BitFields.signed(source, at, bits) : 0;
            }
    }

    private void execute(Execute e) {
        for (int k = 0; k < e.outputBlocks(); k++)
            for (int c = 0; c < e.channelBlocks(); c++)
                for (int fy = 0; fy < e.filterY(); fy++)
                    for (int fx = 0; fx < e.filterX(); fx++)
                        if (!flags.skips(e, tile(e, k, c, fy, fx))) pass(e, k, c, fy, fx);
    }

    /** Returns the number of a tap's weight tile; with taps in rows of the array it is that of the row of the filter. */
    private static long tile(Execute e, int k, int c, int fy, int fx) {
        long row = ((long) k * e.channelBlocks() + c) * e.filterY() + fy;
        return e.tapped() ? row : row * e.filterX() + fx;
    }

    private void pass(Execute e, int k, int c, int fy, int fx) {
        int tap = ((k * e.channelBlocks() + c) * e.filterY() + fy) * e.filterX() + fx;
        int tile = e.weight() + (e.tapped() ? tap : tap * n);
        boolean first = c == 0 && fy == 0 && fx == 0 && !e.accumulate();
        for (int oy = 0; oy < e.outputY(); oy++)
            for (int ox = 0; ox < e.outputX(); ox++) {
                int y = e.originY() + oy * e.strideY() + fy * e.dilationY();
                int x = e.originX() + ox * e.strideX() + fx * (e.tapped() ? 1 : e.dilationX());
                boolean inside = y >= 0 && x >= 0 && y < e.height() && x < e.width();
                int word = e.input() + (c + k * e.blockStep()) * e.inputBlock() + y * e.width() + x;
                int to = (e.accumulator() + (k * e.outputY() + oy) * e.outputX() + ox) * n;
                for (int lane = 0; lane < n; lane++) {
                    long sum = first ? 0 : accumulator[to + lane];
                    if (inside && e.tapped())
                        sum += (long) (input[word * n + lane] - e.zero()) * weight[tile * n + lane];
                    else if (inside)
                        for (int row = 0; row < n; row++)
                            sum += (long) (input[word * n + row] - e.zero()) * weight[(tile + row) * n + lane];
                    accumulator[to + lane] = sum << 64 - config.accumulatorBits() >> 64 - config.accumulatorBits();
                }
            }
    }

    private void store(Store s) {
        long word = config.wordBytes();
        int[] lanes = new int[n];
        for (int k = 0; k < s.outputBlocks(); k++)
            for (int py = 0; py < s.outputY(); py++)
                for (int px = 0; px < s.outputX(); px++) {
                    for (int lane = 0; lane < n; lane++) lanes[lane] = pooled(s, k, py, px, lane);
                    if (s.extension() != 0) config.extensions().write().word(s, lanes);
                    long to = s.dram() + (long) k * s.dramBlock() + (long) py * s.dramRow() + px * word;
                    for (int lane = 0; lane < n; lane++)
                        BitFields.write(
                                dram, to * 8 + (long) lane * config.inputBits(), config.inputBits(), lanes[lane]);
                }
    }

    private int pooled(Store s, int k, int py, int px, int lane) {
        long sum = 0;
        int best = Integer.MIN_VALUE;
        int zero = s.residual() < 0 ? s.zero() : s.sumZero();
        for (int i = 0; i < s.poolY(); i++)
            for (int j = 0; j < s.poolX(); j++) {
                int ay = py * s.poolStrideY() - s.poolTop() + i, ax = px * s.poolStrideX() - s.poolLeft() + j;
                if (ay < 0 || ax < 0 || ay >= s.accumulatorY() || ax >= s.accumulatorX()) continue;
                int y = value(s, k, (k * s.accumulatorY() + ay) * s.accumulatorX() + ax, lane);
                sum += y - zero;
                best = Math.max(best, y);
            }
        if (s.pool() != Pool.AVERAGE) return best;
        return saturate(Requantization.scale(sum, s.poolMultiplier(), s.poolShift()) + s.poolZero());
    }

    /** Returns a pixel after requantization, residual and table. */
    private int value(Store s, int k, int pixel, int lane) {
        int y = summed(s, k, pixel, lane);
        return s.table() ? table[(y + (1 << config.inputBits() - 1)) * n + lane] : y;
    }

    private int summed(Store s, int k, int pixel, int lane) {
        int p = (s.parameter() + k) * n + lane;
        long acc = accumulator[(s.accumulator() + pixel) * n + lane] + bias[p];
        long y = Requantization.scale(acc, multiplier[p], shift[p]) + s.zero();
        if (s.residual() < 0) return Math.clamp(y, s.low(), s.high());
        long own = saturate(y) - s.zero();
        long other = residual[(s.residual() + pixel) * n + lane] - s.residualZero();
        return Math.clamp(
                Requantization.scale(own * s.left() + other * s.right(), 1, s.sumShift()) + s.sumZero(),
                s.low(),
                s.high());
    }

    private int saturate(long value) {
        int most = (1 << config.inputBits() - 1) - 1;
        return Math.clamp(value, -most - 1, most);
    }
}
