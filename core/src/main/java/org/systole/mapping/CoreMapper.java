package org.systole.mapping;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The mapper of a Systole core: all tilings of a pass whose tiles fit and are as equal as they can be, and the one that the
 * analytical model finds fastest. Deterministic. One thread at a time.
 */
public final class CoreMapper {
    private final CoreTemplate core;
    private final CoreTiming timing;

    /** Creates the mapper of a core. */
    public CoreMapper(CoreTemplate core) {
        this.core = core;
        this.timing = new CoreTiming(core);
    }

    /** Returns all tilings of a pass that fit. */
    public List<CoreTiling> tilings(CorePass pass) {
        var list = new ArrayList<CoreTiling>();
        int outputBlocks = ceil(pass.outputs(), core.size());
        int channelBlocks =
                pass.parts().stream().mapToInt(this::channelBlocks).max().orElseThrow();
        boolean taps = pass.parts().stream().anyMatch(part -> part.tappable(core));
        for (int rows = pass.outputY(); rows > 0; rows = smaller(rows, pass.outputY()))
            for (int columns = pass.outputX(); columns > 0; columns = smaller(columns, pass.outputX()))
                for (int blocks = outputBlocks; blocks > 0; blocks = smaller(blocks, outputBlocks))
                    for (int channels = channelBlocks; channels > 0; channels = smaller(channels, channelBlocks))
                        for (boolean outside : new boolean[] {false, true}) {
                            var tiling = new CoreTiling(rows, columns, blocks, channels, outside, false);
                            if (fits(pass, tiling)) list.add(tiling);
                            var tapped = new CoreTiling(rows, columns, blocks, channels, outside, true);
                            if (taps && fits(pass, tapped)) list.add(tapped);
                        }
        return list;
    }

    /** Returns the tiling with the fewest cycles, the first one found of several; nothing when none fits. */
    public Optional<CoreTiling> best(CorePass pass) {
        CoreTiling best = null;
        long least = Long.MAX_VALUE;
        for (CoreTiling tiling : tilings(pass)) {
            long cycles = timing.alone(pass, tiling);
            if (cycles >= least) continue;
            least = cycles;
            best = tiling;
        }
        return Optional.ofNullable(best);
    }

    /** Returns whether the tiles of a tiling fit the memories' halves and quarters. */
    public boolean fits(CorePass pass, CoreTiling t) {
        CoreTemplate.Memories m = core.memories();
        long[] words = words(pass, t);
        if (words[2] > m.sums() / 2 || t.blocks() > m.parameters() / 4) return false;
        if (pass.residual() && words[2] > m.residuals() / 4) return false;
        return words[0] <= m.inputs() / 2 && words[1] <= m.weights() / 2;
    }

    /** Returns the words of inputs, weights and sums that the largest tile of a tiling takes. */
    long[] words(CorePass pass, CoreTiling t) {
        int rows = accumulated(t.rows(), pass.pool().strideY(), pass.pool().sizeY(), pass.accumulatorY());
        int columns =
                accumulated(t.columns(), pass.pool().strideX(), pass.pool().sizeX(), pass.accumulatorX());
        long[] most = {0, 0, (long) rows * columns * t.blocks()};
        for (CorePass.Part part : pass.parts()) {
            int channels = Math.min(t.channels(), channelBlocks(part));
            long inputs = (long) span(rows, part.strideY(), part.filterY(), part.dilationY(), part.inputY())
                    * span(columns, part.strideX(), part.filterX(), part.dilationX(), part.inputX())
                    * (part.diagonal() ? t.blocks() : channels);
            most[0] = Math.max(most[0], inputs);
            long rowsOfTap = t.tapped() && part.tappable(core) ? 1 : core.size();
            most[1] = Math.max(most[1], t.blocks() * channels * part.filterY() * part.filterX() * rowsOfTap);
        }
        return most;
    }

    private int channelBlocks(CorePass.Part part) {
        return part.diagonal() ? 1 : ceil(part.channels(), core.size());
    }

    private static int accumulated(int written, int stride, int kernel, int most) {
        return Math.min(most, (written - 1) * stride + kernel);
    }

    private static int span(int outputs, int stride, int filter, int dilation, int extent) {
        return Math.min(extent, (outputs - 1) * stride + (filter - 1) * dilation + 1);
    }

    /** Returns the next smaller size that makes one part more of the whole: parts as equal as they can be. */
    private static int smaller(int size, int whole) {
        return size == 1 ? 0 : Math.min(size - 1, ceil(whole, ceil(whole, size) + 1));
    }

    private static int ceil(int a, int b) {
        return (a + b - 1) / b;
    }
}
