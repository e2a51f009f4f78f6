package org.systole.simulate;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.systole.compile.CoreConfig;
import org.systole.compile.Instruction;
import org.systole.compile.Instruction.Load;
import org.systole.hardware.DramRows;

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
    /** Of packed words: how many a beat brings, which one is written, how many are left in the run. */
    private int wordsPerBeat;

    private int packed;
    private int wordsPerRun;
    private int runLeft;
    private long wordsLeft;

    ClockedLoad(CoreConfig config, CommandQueue queue, Links links) {
        super(queue, links);
        this.config = config;
        this.dram = new ReadChannel(config);
    }

    @Override
    boolean setUp(Instruction instruction) {
        var load = (Load) instruction;
        bursts = Bursts.of(config, load);
        beatsPerWord = Bursts.beatsPerWord(config, load);
        wordsPerBeat = Bursts.wordsPerBeat(config, load);
        packed = 0;
        wordsPerRun = load.words();
        runLeft = wordsPerRun;
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
        boolean wordWritten = word && tileRow == rowsPerWord - 1;
        // all words of a beat; the last beat of a run may have fewer
        boolean written = wordWritten && (packed == wordsPerBeat - 1 || runLeft == 1);
        boolean lastBeat = beat == beatsPerWord - 1;
        int registers = config.extensions().stream().registers();
        boolean there = registers == 0 ? dram.valid() : held > 0;
        boolean accept = there && (!lastBeat || !word || written);
        boolean taken = registers == 0 ? accept : dram.valid() && held < registers;
        boolean request = bursts.valid() && open < config.outstanding();

        if (word) tileRow = wordWritten ? 0 : tileRow + 1;
        if (wordWritten) {
            packed = written ? 0 : packed + 1;
            runLeft = runLeft == 1 ? wordsPerRun : runLeft - 1;
            wordsLeft--;
        }
        word = accept && lastBeat || word && !written;
        if (request) {
            dram.request(bursts.address(), bursts.length());
            bursts.next();
            open++;
        }
        if (accept) beat = lastBeat ? 0 : beat + 1;
        if (registers > 0) held += (taken ? 1 : 0) - (accept ? 1 : 0);
        if (taken && dram.accept()) open--;
        return wordWritten && wordsLeft == 0;
    }

    @Override
    void clock() {
        super.clock();
        dram.clock();
    }

    /**
     * The DRAM's read channel: bursts in order, the first beat {@code latency} cycles after the address if its row is open,
     * one a cycle. A row that is not open is opened; another one of its bank is closed before, behind the bank's last burst.
     * A cycle without an open burst closes all rows.
     */
    private static final class ReadChannel {
        private final int latency;
        private final DramRows rows;
        private final Map<Integer, Long> open = new HashMap<>();
        private final Map<Integer, Long> done = new HashMap<>();
        private final ArrayDeque<Burst> bursts = new ArrayDeque<>();
        private boolean used;
        private long now;

        /** An open burst: when it could come with its row open, what its row costs, and whether another row is in the way. */
        private static final class Burst {
            private final int bank;
            private final long hit;
            private final int cost;
            private final boolean conflict;
            private int beats;

            Burst(int bank, long hit, int cost, boolean conflict, int beats) {
                this.bank = bank;
                this.hit = hit;
                this.cost = cost;
                this.conflict = conflict;
                this.beats = beats;
            }
        }

        ReadChannel(CoreConfig config) {
            this.latency = config.dramLatency();
            this.rows = config.dramRows();
        }

        boolean valid() {
            if (bursts.isEmpty()) return false;
            Burst burst = bursts.getFirst();
            // the bank's last burst is done: bursts are served in order
            long from = burst.conflict ? Math.max(burst.hit, done.get(burst.bank) + 1) : burst.hit;
            return from + burst.cost <= now;
        }

        void request(long address, int beats) {
            long row = address / rows.bytes();
            int bank = (int) (row % rows.banks());
            Long before = open.put(bank, row);
            boolean hit = before != null && before == row, conflict = before != null && before != row;
            int cost = hit ? 0 : rows.openCycles() + (conflict ? rows.closeCycles() : 0);
            bursts.addLast(new Burst(bank, now + latency, cost, conflict, beats));
            used = true;
        }

        /** Takes a beat; returns whether it was its burst's last one. */
        boolean accept() {
            used = true;
            Burst burst = bursts.getFirst();
            if (--burst.beats > 0) return false;
            done.put(burst.bank, now);
            bursts.removeFirst();
            return true;
        }

        void clock() {
            if (!used && bursts.isEmpty()) open.clear();
            used = false;
            now++;
        }
    }
}
