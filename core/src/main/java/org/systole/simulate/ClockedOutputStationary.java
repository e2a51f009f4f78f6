package org.systole.simulate;

import org.systole.compile.CoreConfig;
import org.systole.compile.Instruction;
import org.systole.compile.Instruction.Execute;

/**
 * Execute of an output-stationary core, cycle by cycle: slots of {@code N} cycles, one for each group of {@code N} output
 * pixels, channel block and tap; then the drain of the last group.
 */
final class ClockedOutputStationary extends ClockedUnit {
    private final int n;

    private Execute command;
    private long slotsLeft;
    private int row;
    private int drain;

    ClockedOutputStationary(CoreConfig config, CommandQueue queue, Links links) {
        super(queue, links);
        n = config.size();
    }

    @Override
    boolean setUp(Instruction instruction) {
        command = (Execute) instruction;
        long groups = Math.ceilDiv((long) command.outputY() * command.outputX(), n);
        slotsLeft = groups * command.outputBlocks() * command.channelBlocks() * command.filterY() * command.filterX();
        row = 0;
        drain = 0;
        return command.outputBlocks() == 0;
    }

    @Override
    boolean run() {
        if (drain > 0) return --drain == 0;
        if (++row < n) return false;
        row = 0;
        // a sum is written 3N + 2 cycles after its pixel's last address; of the last group the last pixel's row counts
        long lastRow = ((long) command.outputY() * command.outputX() - 1) % n;
        if (--slotsLeft == 0) drain = (int) (3L * n + 2 - (n - 1 - lastRow));
        return false;
    }
}
