package org.systole.simulate;

import org.systole.compile.CoreConfig;
import org.systole.compile.Instruction;
import org.systole.compile.Instruction.Execute;
import org.systole.compile.TileFlags;

/** Execute, cycle by cycle: slots that stream a tile's pixels and preload the next tile, then the drain of the array. */
final class ClockedExecute extends ClockedUnit {
    private final int n;
    private final TileFlags flags;

    private Execute command;
    private long tilesLeft;
    private boolean leadIn;
    private boolean streamed;
    private boolean preloaded;
    private int row;
    private int oy;
    private int ox;
    /** With taps in rows of the array: the pixels since an output's first one. */
    private int phase;

    private int drain;
    /** The tile that is preloaded next; tiles skipped since the last kept one; those that the stream has yet to pass. */
    private long nextTile;

    private int skipped;
    private int toPass;

    ClockedExecute(CoreConfig config, TileFlags flags, CommandQueue queue, Links links) {
        super(queue, links);
        n = config.size();
        this.flags = flags;
    }

    @Override
    boolean setUp(Instruction instruction) {
        command = (Execute) instruction;
        tilesLeft = command.tiles();
        leadIn = true;
        streamed = false;
        preloaded = false;
        row = 0;
        oy = 0;
        ox = 0;
        phase = 0;
        drain = 0;
        nextTile = 0;
        skipped = 0;
        toPass = 0;
        return command.outputBlocks() == 0;
    }

    @Override
    boolean run() {
        if (drain > 0) return --drain == 0;
        boolean tileLast = tilesLeft == 1;
        if (toPass > 0) {
            toPass--;
            tilesLeft--;
            return false;
        }
        boolean streaming = !leadIn && !streamed;
        boolean outputLast = ox == command.outputX() - 1;
        boolean rowEnds = outputLast && (!command.tapped() || phase == command.filterX() - 1);
        boolean streamEnds = streaming && rowEnds && oy == command.outputY() - 1;
        boolean preloading = !preloaded && (leadIn || !tileLast);
        boolean skips = preloading && row == 0 && flags.skips(command, nextTile);
        boolean preloadEnds = preloading && !skips && row == n - 1;
        boolean slotEnds = (leadIn || streamed || streamEnds) && (preloaded || preloadEnds || !leadIn && tileLast);
        if (skips) skipped++;
        if (skips || preloadEnds) nextTile++;
        if (preloading && !skips) {
            row = preloadEnds ? 0 : row + 1;
            preloaded = preloadEnds;
        }
        if (streaming) {
            streamed = streamEnds;
            phase++;
            if (!command.tapped() || !outputLast && phase == command.strideX()) {
                ox++;
                phase = 0;
            }
            if (rowEnds) {
                ox = 0;
                phase = 0;
                oy++;
            }
        }
        if (slotEnds) nextSlot(tileLast);
        return false;
    }

    private void nextSlot(boolean tileLast) {
        // the last sum is written 2N + 1 cycles after the last pixel's address
        if (!leadIn && tileLast) drain = 2 * n + 1;
        if (!leadIn) tilesLeft--;
        toPass = skipped;
        skipped = 0;
        leadIn = false;
        streamed = false;
        preloaded = false;
        ox = 0;
        oy = 0;
        phase = 0;
    }
}
