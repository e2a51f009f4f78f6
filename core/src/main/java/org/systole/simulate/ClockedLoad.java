package org.systole.simulate;

import java.util.ArrayDeque;
import org.systole.compile.CoreConfig;
import org.systole.compile.Instruction;
import org.systole.compile.Instruction.Load;

/** Load, cycle by cycle, with the read channel of the DRAM. */
final class ClockedLoad extends ClockedUnit {
    private final CoreConfig config;
    private final ReadChannel dram;

    private Bursts bursts;
    private int open;
    /** Beats that the extension between DMA and scratchpad holds. */
    private int held;

    private int beatsPerWord;
    private int beat;
    private boolean word;
    private int rowsPerWord;
    private int tileRow;
    private long wordsLeft;

    ClockedLoad(CoreConfig config, CommandQueue queue, Links links) {
        super(queue, links);
        this.config = config;
        this.dram = new ReadChannel(config.dramLatency());
    }

    @Override
    boolean setUp(Instruction instruction) {
        var load = (Load) instruction;
        bursts = Bursts.of(config, load);
        beatsPerWord = Bursts.beatsPerWord(config, load.target());
        beat = 0;
        word = false;
        tileRow = 0;
        rowsPerWord = load.diagonal() ? config.size() : 1;
        wordsLeft = (long) load.words() * load.rows() * load.planes();
        return false;
    }

    @Override
    boolean run() {
        // from registers: what is written, what can be accepted, what is requested
        boolean written = word && tileRow == rowsPerWord - 1;
        boolean lastBeat = beat == beatsPerWord - 1;
        int registers = config.extensions().stream().registers();
        boolean there = registers == 0 ? dram.valid() : held > 0;
        boolean accept = there && (!lastBeat || !word || written);
        boolean taken = registers == 0 ? accept : dram.valid() && held < registers;
        boolean request = bursts.valid() && open < config.outstanding();

        if (word) tileRow = written ? 0 : tileRow + 1;
        if (written) wordsLeft--;
        word = accept && lastBeat || word && !written;
        if (request) {
            dram.request(bursts.length());
            bursts.next();
            open++;
        }
        if (accept) beat = lastBeat ? 0 : beat + 1;
        if (registers > 0) held += (taken ? 1 : 0) - (accept ? 1 : 0);
        if (taken && dram.accept()) open--;
        return written && wordsLeft == 0;
    }

    @Override
    void clock() {
        super.clock();
        dram.clock();
    }

    /** The DRAM's read channel: bursts in order, the first beat {@code latency} cycles after the address, one a cycle. */
    private static final class ReadChannel {
        private final int latency;
        private final ArrayDeque<long[]> bursts = new ArrayDeque<>();
        private long now;

        ReadChannel(int latency) {
            this.latency = latency;
        }

        boolean valid() {
            return !bursts.isEmpty() && bursts.getFirst()[0] <= now;
        }

        void request(int beats) {
            bursts.addLast(new long[] {now + latency, beats});
        }

        /** Takes a beat; returns whether it was its burst's last one. */
        boolean accept() {
            if (--bursts.getFirst()[1] > 0) return false;
            bursts.removeFirst();
            return true;
        }

        void clock() {
            now++;
        }
    }
}
