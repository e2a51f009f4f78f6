package org.systole.compile;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.systole.compile.Instruction.Execute;
import org.systole.compile.Instruction.Load;
import org.systole.compile.Instruction.Store;
import org.systole.compile.Instruction.Target;

/**
 * Emits the instructions of passes, with their tokens.
 *
 * <p>A <em>step</em> is one Execute with the loads it waits for; a <em>group</em> is the steps that fill one accumulator
 * tile, with the store that empties it. Why the tokens suffice: the loads of step {@code s} wait until step {@code s - 2} is
 * done, so of two halves the one they overwrite is free; the first step of group {@code g} waits until the store of group
 * {@code g - 2} is done, so its accumulator half is free; parameters and residuals have four places, for when the loads of
 * a group begin, step {@code s - 2} has started, and with it the store of group {@code g - 4} has ended. Between passes a
 * Load must not read a map before it is stored: two empty Executes collect the tokens of the last two stores, and the third
 * Load of the next pass waits for them.
 */
final class Emitter {
    private final CoreConfig config;
    private final ImageLayout image;
    private final DramPlan dram;
    private final Passes passes;
    private final Map<Pass, Tiling> tilings;
    private final List<Instruction> instructions = new ArrayList<>();
    private final List<Integer> sources = new ArrayList<>();
    private int layer;
    private int group;
    private int groupOfPass;
    private int inputHalf;
    private int weightHalf;
    /** The loads of what the halves in use hold, as if into half 0; null at the beginning of a pass. */
    private Load residentInput;

    private Load residentWeights;
    private int tokensForLoad;

    Emitter(CoreConfig config, ImageLayout image, DramPlan dram, Passes passes, Map<Pass, Tiling> tilings) {
        this.tilings = tilings;
        this.config = config;
        this.image = image;
        this.dram = dram;
        this.passes = passes;
    }

    List<Instruction> instructions() {
        return instructions;
    }

    int[] sources() {
        return sources.stream().mapToInt(Integer::intValue).toArray();
    }

    private void emit(Instruction instruction) {
        instructions.add(instruction);
        sources.add(layer);
    }

    void halt() {
        emit(new Instruction.Halt(Tokens.NONE));
    }

    /** Emits a pass cut into tiles. */
    void pass(Pass pass, int index) {
        layer = index;
        groupOfPass = 0;
        Tiling tiling = tilings.get(pass);
        int outputBlocks = Math.ceilDiv(pass.outputs(), config.size());
        residentInput = null;
        residentWeights = null;
        if (tiling.blocksOutside())
            for (int k = 0; k < outputBlocks; k += tiling.blocks())
                pixels(pass, tiling, k, Math.min(tiling.blocks(), outputBlocks - k));
        else
            for (int y = 0; y < pass.finish().outputY(); y += tiling.rows())
                for (int x = 0; x < pass.finish().outputX(); x += tiling.columns())
                    for (int k = 0; k < outputBlocks; k += tiling.blocks())
                        group(
                                pass,
                                tiling,
                                Tile.of(pass, tiling, y, x, k, Math.min(tiling.blocks(), outputBlocks - k)));
        barrier();
    }

    private void pixels(Pass pass, Tiling tiling, int firstBlock, int blocks) {
        for (int y = 0; y < pass.finish().outputY(); y += tiling.rows())
            for (int x = 0; x < pass.finish().outputX(); x += tiling.columns())
                group(pass, tiling, Tile.of(pass, tiling, y, x, firstBlock, blocks));
    }

    /** The part of a pass that one accumulator tile holds. */
    private record Tile(
            int firstBlock,
            int blocks,
            int outputY,
            int outputX,
            int rows,
            int columns,
            int ay,
            int ax,
            int tall,
            int wide) {
        static Tile of(Pass pass, Tiling t, int y, int x, int k, int blocks) {
            Pass.Finish f = pass.finish();
            int rows = Math.min(t.rows(), f.outputY() - y), columns = Math.min(t.columns(), f.outputX() - x);
            int top = Math.max(0, y * f.poolWindow().strideY() - f.poolWindow().padTop());
            int left = Math.max(0, x * f.poolWindow().strideX() - f.poolWindow().padLeft());
            int bottom = Math.min(
                    pass.accumulatorY(),
                    (y + rows - 1) * f.poolWindow().strideY() - f.poolWindow().padTop() + f.poolY());
            int right = Math.min(
                    pass.accumulatorX(),
                    (x + columns - 1) * f.poolWindow().strideX()
                            - f.poolWindow().padLeft()
                            + f.poolX());
            return new Tile(k, blocks, y, x, rows, columns, top, left, bottom - top, right - left);
        }
    }

    private void group(Pass pass, Tiling tiling, Tile tile) {
        int place = group % 4, half = group % 2;
        int accumulator = half * (config.accumulatorWords() / 2), parameter = place * (config.parameterBlocks() / 4);
        int residual = place * (config.residualWords() / 4);
        var loads = new ArrayList<Load>();
        loads.add(parameters(pass, tile, parameter));
        boolean first = true;
        var steps = steps(pass, tiling);
        for (int i = 0; i < steps.size(); i++) {
            Step s = steps.get(i);
            loadWeights(pass, s, tile, loads);
            // one table is resident: it waits, behind two loads at least, for the stores of the pass before
            if (first && groupOfPass == 0 && pass.finish().table() != null) loads.add(table(pass));
            if (first && pass.finish().residual() != null) loads.add(residual(pass, tile, residual));
            loadInput(s, tile, loads);
            boolean last = i == steps.size() - 1;
            emitLoads(loads, first && groupOfPass == 0);
            emit(execute(s, tile, accumulator, first, last));
            tokensForLoad++;
            loads.clear();
            first = false;
        }
        emit(store(pass, tile, accumulator, parameter, residual));
        group++;
        groupOfPass++;
    }

    /**
     * Adds the load of a step's weights into the other half, unless they are what this half holds. The half that is
     * overwritten was used last at least two steps ago, since the half in use was loaded after that.
     */
    private void loadWeights(Pass pass, Step s, Tile tile, List<Load> loads) {
        Load wanted = weights(pass, s, tile, 0);
        if (wanted.equals(residentWeights)) return;
        residentWeights = wanted;
        weightHalf ^= 1;
        loads.add(weights(pass, s, tile, weightHalf));
    }

    /** Adds the load of a step's input, in the same way. */
    private void loadInput(Step s, Tile tile, List<Load> loads) {
        Load wanted = input(s, tile, 0);
        if (wanted.equals(residentInput)) return;
        residentInput = wanted;
        inputHalf ^= 1;
        loads.add(input(s, tile, inputHalf));
    }

    /** One Execute: some channel blocks of one part. */
    private record Step(Pass.Part part, int firstChannel, int channels, int allChannels, boolean tapped) {}

    private List<Step> steps(Pass pass, Tiling tiling) {
        var steps = new ArrayList<Step>();
        for (Pass.Part part : pass.parts()) {
            boolean tapped = tiling.tapped() && part.tappable(config);
            int all = part.diagonal() ? 1 : Math.ceilDiv(part.channels(), config.size());
            for (int c = 0; c < all; c += tiling.channels())
                steps.add(new Step(part, c, Math.min(tiling.channels(), all - c), all, tapped));
        }
        return steps;
    }

    /**
     * Emits the loads of a step. All tokens of earlier Executes but the last one's are taken, at the beginning of a pass all
     * of them, by as many of the first loads; loads of feature maps stand behind those. The last load signals.
     */
    private void emitLoads(List<Load> loads, boolean firstOfPass) {
        int take = Math.max(0, firstOfPass ? tokensForLoad : tokensForLoad - 1);
        if (take > 3) throw new IllegalStateException(take + " tokens are outstanding");
        for (int i = 0; i < loads.size(); i++)
            emit(with(loads.get(i), new Tokens(false, i < take, false, i == loads.size() - 1)));
        tokensForLoad -= take;
    }

    private static Load with(Load l, Tokens tokens) {
        return new Load(
                tokens,
                l.target(),
                l.dram(),
                l.to(),
                l.words(),
                l.rows(),
                l.dramRow(),
                l.toRow(),
                l.planes(),
                l.dramPlane(),
                l.toPlane(),
                l.diagonal(),
                l.packing(),
                l.extension());
    }

    /** Waits for all stores; then the next pass may read what they wrote. */
    private void barrier() {
        int pending = Math.min(2, groupOfPass);
        for (int i = 0; i < pending; i++) {
            boolean last = i == pending - 1;
            emit(nothing(new Tokens(false, true, last, false)));
        }
        tokensForLoad++;
    }

    private static Execute nothing(Tokens tokens) {
        return new Execute(tokens, 0, 1, 1, 1, 0, 0, 1, 1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 0, 0, false, 0);
    }

    private Load parameters(Pass pass, Tile tile, int to) {
        long bytes = (long) config.size() * Interpreter.PARAMETER_BYTES;
        return new Load(
                Tokens.NONE,
                Target.PARAMETER,
                image.parameters(pass) + tile.firstBlock() * bytes,
                to,
                tile.blocks(),
                1,
                0,
                0,
                1,
                0,
                0,
                false);
    }

    private Load table(Pass pass) {
        return new Load(Tokens.NONE, Target.TABLE, image.table(pass), 0, config.tableWords(), 1, 0, 0, 1, 0, 0, false);
    }

    private Load residual(Pass pass, Tile tile, int to) {
        int[] extents = passes.extents(pass.finish().residual());
        return region(
                Target.RESIDUAL,
                dram.address(pass.finish().residual()),
                extents,
                tile.firstBlock(),
                tile.blocks(),
                tile.ay(),
                tile.ax(),
                tile.tall(),
                tile.wide(),
                to);
    }

    /** Copies rows {@code y} to {@code y + tall} and columns {@code x} to {@code x + wide} of some channel blocks. */
    private Load region(
            Target target, long base, int[] extents, int block, int blocks, int y, int x, int tall, int wide, int to) {
        int word = config.wordBytes(), row = extents[2] * word, plane = extents[1] * row;
        long from = base + (long) block * plane + (long) y * row + (long) x * word;
        // whole rows, and whole maps, lie one behind the other: one run
        boolean rows = wide == extents[2], all = rows && tall == extents[1];
        int words = all ? blocks * tall * wide : rows ? tall * wide : wide;
        return new Load(
                Tokens.NONE,
                target,
                from,
                to,
                words,
                rows ? 1 : tall,
                row,
                wide,
                all ? 1 : blocks,
                plane,
                tall * wide,
                false);
    }

    private Load weights(Pass pass, Step s, Tile tile, int half) {
        Pass.Part p = s.part();
        int taps = p.filterY() * p.filterX(), to = half * (config.weightWords() / 2), packing = p.packing(config);
        long from = image.weights(pass, p, tile.firstBlock());
        if (p.diagonal())
            return new Load(
                    Tokens.NONE,
                    Target.WEIGHT,
                    from,
                    to,
                    tile.blocks() * taps,
                    1,
                    0,
                    0,
                    1,
                    0,
                    0,
                    !s.tapped(),
                    packing,
                    0);
        // a tile's words are whole beats
        int tileWords = taps * config.size(), run = s.channels() * tileWords;
        from += config.packedBytes((long) s.firstChannel() * tileWords, packing);
        int block = Math.toIntExact(config.packedBytes((long) s.allChannels() * tileWords, packing));
        return new Load(
                Tokens.NONE, Target.WEIGHT, from, to, run, tile.blocks(), block, run, 1, 0, 0, false, packing, 0);
    }

    /** The resident rows and columns of a part's input for a tile. */
    private record Resident(int y, int x, int tall, int wide, int originY, int originX) {
        static Resident of(Pass.Part p, Tile t) {
            int fromY = t.ay() * p.window().strideY() - p.window().padTop();
            int fromX = t.ax() * p.window().strideX() - p.window().padLeft();
            int toY = fromY
                    + (t.tall() - 1) * p.window().strideY()
                    + (p.filterY() - 1) * p.window().dilationY()
                    + 1;
            int toX = fromX
                    + (t.wide() - 1) * p.window().strideX()
                    + (p.filterX() - 1) * p.window().dilationX()
                    + 1;
            int y = clamp(fromY, p.window().inputY()),
                    x = clamp(fromX, p.window().inputX());
            int tall = Math.max(1, Math.min(toY, p.window().inputY()) - y);
            int wide = Math.max(1, Math.min(toX, p.window().inputX()) - x);
            return new Resident(y, x, tall, wide, fromY - y, fromX - x);
        }

        private static int clamp(int from, int extent) {
            return Math.max(0, Math.min(from, extent - 1));
        }
    }

    private Load input(Step s, Tile tile, int half) {
        Pass.Part p = s.part();
        Resident r = Resident.of(p, tile);
        int[] extents = passes.extents(p.input());
        int block = p.diagonal() ? tile.firstBlock() : s.firstChannel(),
                blocks = p.diagonal() ? tile.blocks() : s.channels();
        return region(
                Target.INPUT,
                dram.address(p.input()),
                extents,
                block,
                blocks,
                r.y(),
                r.x(),
                r.tall(),
                r.wide(),
                half * (config.inputWords() / 2));
    }

    private Execute execute(Step s, Tile tile, int accumulator, boolean first, boolean last) {
        Pass.Part p = s.part();
        Resident r = Resident.of(p, tile);
        var tokens = new Tokens(true, first && groupOfPass >= 2, true, last);
        return new Execute(
                tokens,
                inputHalf * (config.inputWords() / 2),
                r.tall(),
                r.wide(),
                r.tall() * r.wide(),
                r.originY(),
                r.originX(),
                p.window().strideY(),
                p.window().strideX(),
                p.window().dilationY(),
                p.window().dilationX(),
                p.filterY(),
                p.filterX(),
                s.channels(),
                p.diagonal() ? 1 : 0,
                tile.blocks(),
                tile.tall(),
                tile.wide(),
                weightHalf * (config.weightWords() / 2),
                accumulator,
                !first,
                p.zero(),
                0,
                s.tapped());
    }

    private Store store(Pass pass, Tile t, int accumulator, int parameter, int residual) {
        Pass.Finish f = pass.finish();
        int word = config.wordBytes(), row = f.outputX() * word, block = f.outputY() * row;
        long to = dram.address(pass.result())
                + (long) t.firstBlock() * block
                + (long) t.outputY() * row
                + (long) t.outputX() * word;
        int top = t.ay()
                - (t.outputY() * f.poolWindow().strideY() - f.poolWindow().padTop());
        int left = t.ax()
                - (t.outputX() * f.poolWindow().strideX() - f.poolWindow().padLeft());
        var average = f.average();
        return new Store(
                new Tokens(true, false, true, false),
                accumulator,
                t.tall(),
                t.wide(),
                t.blocks(),
                parameter,
                pass.output().zero(),
                f.low(),
                f.high(),
                f.residual() == null ? -1 : residual,
                f.left(),
                f.right(),
                f.sumShift(),
                f.residualZero(),
                f.sumZero(),
                f.pool(),
                f.poolY(),
                f.poolX(),
                f.poolWindow().strideY(),
                f.poolWindow().strideX(),
                top,
                left,
                t.rows(),
                t.columns(),
                average == null ? 0 : average.multipliers()[0],
                average == null ? 0 : average.shifts()[0],
                average == null ? 0 : average.zero(),
                to,
                row,
                block,
                f.table() != null,
                0);
    }
}
