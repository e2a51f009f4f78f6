package org.systole.simulate;

import org.systole.compile.CoreConfig;
import org.systole.compile.Instruction;
import org.systole.compile.Instruction.Execute;
import org.systole.compile.TileFlags;

/**
 * Execute of an output-stationary core, cycle by cycle: slots of {@code N} cycles, one for each group of {@code N}
 * output pixels, channel block and tap; then the drain of the last group. With taps in weight words, of {@code N +
 * filterX - 1} cycles, one for each group of pixels of one row, channel block and row of the filter.
 */
final class ClockedOutputStationary extends ClockedUnit {
    private final int n;
    private final TileFlags flags;

    private Execute command;
    private long tile;
    private int tiles;
    private long groups;
    private int tileOfBlock;
    private long group;
    /** Cycles of a slot. */
    private int slot;

    private long slotsLeft;
    private int row;
    private int drain;

    ClockedOutputStationary(CoreConfig config, TileFlags flags, CommandQueue queue, Links links) {
        super(queue, links);
        n = config.size();
        this.flags = flags;
    }

    @Override
    boolean setUp(Instruction instruction) {
        command = (Execute) instruction;
        slot = command.slot(n);
        groups = command.groups(n);
        slotsLeft = groups * command.tiles();
        tiles = command.channelBlocks() * command.filterY() * (command.tapped() ? 1 : command.filterX());
        tile = 0;
        tileOfBlock = 0;
        group = 0;
        row = 0;
        drain = 0;
        return command.outputBlocks() == 0;
    }

    @Override
    boolean run() {
        if (drain > 0) return --drain == 0;
        // a tile that is skipped takes a cycle
        if (!(row == 0 && flags.skips(command, tile)) && ++row < slot) return false;
        row = 0;
        nextTile();
        // a sum is written 3N + 2 cycles after its pixel's last address; of the last group the last pixel's row counts
        long pixels = command.tapped() ? command.outputX() : (long) command.outputY() * command.outputX();
        long lastRow = (pixels - 1) % n;
        if (--slotsLeft == 0) drain = (int) (3L * n + 2 - (slot - 1 - lastRow));
        return false;
    }

    /** Goes on to the next tile: after the last one of a block to the block's next pixels or to the next block. */
    private void nextTile() {
        tile++;
        if (++tileOfBlock < tiles) return;
        tileOfBlock = 0;
        if (++group == groups) group = 0;
        else tile -= tiles;
    }
}
