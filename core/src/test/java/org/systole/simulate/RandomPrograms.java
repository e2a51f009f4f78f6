package org.systole.simulate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.systole.compile.BitFields;
import org.systole.compile.CoreConfig;
import org.systole.compile.Extensions;
import org.systole.compile.Instruction;
import org.systole.compile.Instruction.Execute;
import org.systole.compile.Instruction.Halt;
import org.systole.compile.Instruction.Load;
import org.systole.compile.Instruction.Pool;
import org.systole.compile.Instruction.Store;
import org.systole.compile.Instruction.Target;
import org.systole.compile.Program;
import org.systole.compile.Tokens;
import org.systole.hardware.DramRows;

/** Legal programs of random instructions over random data: loads, convolutions, stores, with tokens between them. */
public final class RandomPrograms {
    private static final int DRAM = 1 << 18;

    private final CoreConfig config;
    private final SplittableRandom r;
    private final List<Instruction> instructions = new ArrayList<>();
    private final List<long[]> flags = new ArrayList<>();
    private int outputs = DRAM / 2;

    private RandomPrograms(CoreConfig config, SplittableRandom random) {
        this.config = config;
        this.r = random;
    }

    /** A program and what the DRAM holds at its start. */
    public record Case(Program program, byte[] dram) {}

    /** Returns a core of a size with random bus, bursts, queues and latency, small enough to build quickly. */
    public static CoreConfig core(int n, SplittableRandom r) {
        int bus = Math.min(n * 8, 8 << r.nextInt(1, 5));
        return new CoreConfig(
                        n,
                        true,
                        8,
                        8,
                        32,
                        512,
                        Math.max(256, n * 32),
                        256,
                        16,
                        512,
                        bus,
                        1 << r.nextInt(1, 6),
                        r.nextInt(1, 6),
                        r.nextInt(1, 5),
                        r.nextInt(1, 5),
                        r.nextInt(1, 5),
                        r.nextInt(1, 80))
                .with(new DramRows(4096 << r.nextInt(2), 1 << r.nextInt(5), r.nextInt(30), r.nextInt(30)));
    }

    /**
     * Returns a core of any kind: both dataflows, operands of 2 to 16 bits, accumulators of 16 to 48, and what a size with
     * whole bytes allows of buses.
     */
    public static CoreConfig anyCore(int n, SplittableRandom r) {
        CoreConfig base = core(n, r);
        int inputBits, weightBits;
        do inputBits = r.nextInt(2, 17);
        while (n * inputBits % 8 != 0);
        do weightBits = r.nextInt(2, 17);
        while (n * weightBits % 8 != 0);
        CoreConfig any = operands(base, r.nextBoolean(), inputBits, weightBits, r.nextInt(16, 49), 8 << r.nextInt(4));
        boolean whole = any.busBits() % inputBits == 0 && any.busBits() % weightBits == 0;
        return any.with(new Extensions(
                r.nextBoolean() ? Extensions.Write.NONE : Extensions.Write.BLOCK_COMPARE,
                r.nextBoolean() ? Extensions.Read.NONE : Extensions.Read.SKIP_TILES,
                !whole || r.nextBoolean() ? Extensions.Stream.NONE : Extensions.Stream.SIGN_MAGNITUDE));
    }

    /** Returns a core with other operands and a bus of at most so many bits. */
    public static CoreConfig operands(
            CoreConfig base, boolean weightStationary, int inputBits, int weightBits, int accumulatorBits, int bus) {
        int most = Integer.lowestOneBit(base.size() * inputBits | base.size() * weightBits);
        return new CoreConfig(
                base.size(),
                weightStationary,
                inputBits,
                weightBits,
                accumulatorBits,
                base.inputWords(),
                base.weightWords(),
                base.accumulatorWords(),
                base.parameterBlocks(),
                base.residualWords(),
                Math.min(bus, most),
                base.burstBeats(),
                base.outstanding(),
                base.loadQueue(),
                base.executeQueue(),
                base.storeQueue(),
                base.dramLatency(),
                base.dramRows(),
                base.extensions());
    }

    /** Returns a program of some layers. */
    public static Case of(CoreConfig config, int layers, SplittableRandom random) {
        var maker = new RandomPrograms(config, random);
        if (config.tableWords() > 0) maker.load(Tokens.NONE, Target.TABLE, 0, config.tableWords(), 1, false);
        for (int i = 0; i < layers; i++) maker.layer(i);
        maker.instructions.add(new Halt(Tokens.NONE));
        byte[] dram = new byte[DRAM];
        random.nextBytes(dram);
        // biases of 16 bits, multipliers of 24, shifts that bring the sums of small layers to the bits of an input
        int shift = 18 + config.weightBits();
        for (int at = 0; at < DRAM / 16; at += 8) {
            dram[at + 2] = dram[at + 3] = (byte) (dram[at + 1] >> 7);
            dram[at + 7] = (byte) random.nextInt(shift, shift + 16);
        }
        for (long[] flag : maker.flags) BitFields.write(dram, flag[0], 1, flag[1]);
        int[] sources = new int[maker.instructions.size()];
        return new Case(
                new Program(
                        "random",
                        config,
                        maker.instructions,
                        sources,
                        List.of("random"),
                        dram,
                        DRAM,
                        Map.of(),
                        Map.of()),
                dram);
    }

    private void layer(int i) {
        int half = config.accumulatorWords() / 2;
        boolean addressing = r.nextBoolean();
        int blocks = r.nextInt(1, 4), channels = r.nextInt(1, 3), fy = r.nextInt(1, 4), fx = r.nextInt(1, 4);
        boolean tapped = r.nextInt(3) == 0 && fx <= config.taps();
        while (blocks * channels * fy * fx * config.size() > config.weightWords() / 2)
            if (fy > 1) fy--;
            else if (fx > 1) fx--;
            else if (blocks > 1) blocks--;
            else channels--;
        int height = r.nextInt(1, 9), width = r.nextInt(1, 9);
        int outY = r.nextInt(1, 7), outX = r.nextInt(1, 7);
        int step = addressing ? 1 : 0;
        int maps = channels + step * (blocks - 1);
        int inputAt = i % 2 * config.inputWords() / 2, weightAt = i % 2 * config.weightWords() / 2;
        boolean barrier = i > 1 && r.nextInt(3) == 0;
        loads(i, barrier, inputAt, weightAt, height, width, maps, blocks * channels * fy * fx, tapped);
        boolean residual = r.nextInt(3) == 0;
        int residualAt = i % 4 * 128 + r.nextInt(4);
        if (residual)
            load(new Tokens(false, false, false, false), Target.RESIDUAL, residualAt, blocks * outY * outX, 1, false);
        int parameters = i % 4 * 4 + r.nextInt(2);
        load(new Tokens(false, false, false, true), Target.PARAMETER, parameters, blocks, 1, false);
        int tiles = channels * fy * (tapped ? 1 : fx), flagsAt = flags(i, blocks, tiles);
        instructions.add(new Execute(
                new Tokens(true, i > 1 && !barrier, true, true),
                inputAt,
                height,
                width,
                height * width,
                r.nextInt(-3, 3),
                r.nextInt(-3, 3),
                r.nextInt(0, 4),
                tapped ? config.weightStationary() ? r.nextInt(1, 4) : 1 : r.nextInt(0, 4),
                r.nextInt(1, 3),
                r.nextInt(1, 3),
                fy,
                fx,
                channels,
                step,
                blocks,
                outY,
                outX,
                weightAt,
                i % 2 * half,
                i > 1 && r.nextInt(4) == 0,
                value(),
                flagsAt,
                tapped));
        store(i % 2 * half, outY, outX, blocks, parameters, residual ? residualAt : -1);
    }

    /**
     * Loads flags that skip some tiles of a layer, of no block the first or the last one, in front of the load that signals.
     * Returns the extension of the layer's Execute.
     */
    private int flags(int i, int blocks, int tiles) {
        int perWord = Integer.highestOneBit(config.size() * config.inputBits()), first = i % 4 * Math.max(128, perWord);
        if (config.extensions().read() == Extensions.Read.NONE) return r.nextInt(1 << 16);
        int words = Math.ceilDiv(blocks * tiles, perWord), from = DRAM / 4 + i * 4096;
        for (int word = 0; word < words; word++)
            for (int bit = 0; bit < perWord; bit++) {
                int tile = word * perWord + bit, inBlock = tile % tiles;
                boolean may = tile < blocks * tiles && inBlock > 0 && inBlock < tiles - 1;
                flags.add(new long[] {
                    (from + (long) word * config.wordBytes()) * 8 + bit, may && r.nextInt(3) == 0 ? 1 : 0
                });
            }
        instructions.add(
                instructions.size() - 1,
                new Load(
                        Tokens.NONE,
                        Target.EXTENSION,
                        from,
                        first / perWord,
                        words,
                        1,
                        0,
                        0,
                        1,
                        0,
                        0,
                        false,
                        0,
                        r.nextInt(2)));
        return first + 1;
    }

    /** Returns a random value of an input. */
    private int value() {
        return r.nextInt(-1 << config.inputBits() - 1, 1 << config.inputBits() - 1);
    }

    /**
     * Layer i overwrites what layer i - 2 (inputs, weights) and i - 4 (the rest) used. Without a barrier it waits for
     * execute i - 2, which waited for store i - 4. A barrier is a pass of nothing that takes the token of store i - 2 to
     * load, in place of the layer's own pass.
     */
    private void loads(
            int i,
            boolean barrier,
            int inputAt,
            int weightAt,
            int height,
            int width,
            int maps,
            int tiles,
            boolean tapped) {
        if (barrier) {
            instructions.add(nothing(new Tokens(false, true, true, false)));
            load(new Tokens(false, true, false, false), Target.INPUT, inputAt, 1, 1, false);
        }
        load(new Tokens(false, i > 1, false, false), Target.INPUT, inputAt, height * width, maps, false);
        int n = config.size();
        if (tapped) load(Tokens.NONE, Target.WEIGHT, weightAt, tiles, 1, false);
        else if (r.nextBoolean()) load(Tokens.NONE, Target.WEIGHT, weightAt, tiles * n, 1, false);
        else load(Tokens.NONE, Target.WEIGHT, weightAt, tiles, 1, true);
    }

    private static Instruction nothing(Tokens tokens) {
        return new Execute(tokens, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, false, 0);
    }

    private void load(Tokens tokens, Target target, int to, int words, int planes, boolean diagonal) {
        int bytes = switch (target) {
            case INPUT, RESIDUAL, TABLE, EXTENSION -> config.wordBytes();
            case WEIGHT -> config.weightWordBytes();
            case PARAMETER -> config.size() * 8;
        };
        int rows = 1;
        if (!diagonal && words % 2 == 0 && r.nextBoolean()) {
            rows = 2;
            words /= 2;
        }
        int packing = target == Target.WEIGHT ? r.nextInt(4) : 0;
        while (!config.packs(packing)) packing--;
        int run = packing == 0 ? words * bytes : Math.toIntExact(config.packedBytes(words, packing));
        int gap = r.nextInt(0, 3) * bytes;
        int rowStep = run + gap, planeStep = rows * rowStep + gap;
        // parameters come from the first bytes, whose shifts are legal
        int space = target == Target.PARAMETER ? DRAM / 16 : DRAM / 2;
        int from = r.nextInt(0, (space - planes * planeStep) / bytes) * bytes;
        instructions.add(new Load(
                tokens,
                target,
                from,
                to,
                words,
                rows,
                rowStep,
                words,
                planes,
                planeStep,
                words * rows,
                diagonal,
                packing,
                r.nextInt(2)));
    }

    private void store(int accumulator, int accY, int accX, int blocks, int parameters, int residual) {
        Pool pool = Pool.values()[r.nextInt(3)];
        boolean none = pool == Pool.NONE;
        int poolY = none ? 1 : r.nextInt(1, accY + 1), poolX = none ? 1 : r.nextInt(1, accX + 1);
        int strideY = none ? 1 : r.nextInt(1, 3), strideX = none ? 1 : r.nextInt(1, 3);
        int top = r.nextInt(0, poolY), left = r.nextInt(0, poolX);
        int outY = none ? accY : (accY + top - poolY) / strideY + 1,
                outX = none ? accX : (accX + left - poolX) / strideX + 1;
        int row = outX * config.wordBytes() + r.nextInt(0, 2) * config.wordBytes(), block = row * outY;
        int zero = value(), low = Math.min(0, value()), high = Math.max(0, value());
        if (outputs + block * blocks > DRAM) outputs = DRAM / 2;
        instructions.add(new Store(
                new Tokens(true, false, true, false),
                accumulator,
                accY,
                accX,
                blocks,
                parameters,
                zero,
                low,
                high,
                residual,
                r.nextInt(-(1 << 24), 1 << 24),
                r.nextInt(-(1 << 24), 1 << 24),
                r.nextInt(18, 30),
                value(),
                value(),
                pool,
                poolY,
                poolX,
                strideY,
                strideX,
                top,
                left,
                outY,
                outX,
                r.nextInt(0, 1 << 24),
                r.nextInt(20, 34),
                value(),
                outputs,
                row,
                block,
                config.tableWords() > 0 && r.nextBoolean(),
                r.nextInt(Math.min(1 << 16, config.size() << config.inputBits() - 2))));
        outputs += block * blocks + 4096 / 8;
        outputs = Math.ceilDiv(outputs, 128) * 128;
    }
}
