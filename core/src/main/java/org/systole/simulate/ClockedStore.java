package org.systole.simulate;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.systole.compile.CoreConfig;
import org.systole.compile.Instruction;
import org.systole.compile.Instruction.Store;
import org.systole.compile.Instruction.Target;
import org.systole.hardware.DramRows;

/** Store, cycle by cycle: windows, lanes, queue of words, write bursts, with the write channel of the DRAM. */
final class ClockedStore extends ClockedUnit {
    /** Cycles from the address of a window's last tap to the cycle in which its word can be sent. */
    static final int LANE_CYCLES = 10;

    /** Words that may be under way between the accumulator memory and the bus. */
    static final int FIFO_WORDS = 16;

    /** Bursts whose address may be sent ahead of their data. */
    static final int ADDRESSES_AHEAD = 4;

    private final CoreConfig config;
    private final int wordBeats;
    private final ArrayDeque<Long> lanes = new ArrayDeque<>();
    private final ArrayDeque<Long> responses = new ArrayDeque<>();
    private long now;

    private int taps;
    private int tap;
    private long wordsToRead;
    private int underWay;
    private int beat;
    private int burstBeat;
    private int ahead;
    private int pending;
    private Bursts addresses;
    private Bursts data;
    private final Map<Integer, Long> open = new HashMap<>();
    private final Map<Integer, Long> done = new HashMap<>();
    private boolean busy;

    ClockedStore(CoreConfig config, CommandQueue queue, Links links) {
        super(queue, links);
        this.config = config;
        this.wordBeats = Bursts.beatsPerWord(config, Target.INPUT);
    }

    @Override
    boolean setUp(Instruction instruction) {
        var store = (Store) instruction;
        taps = store.poolY() * store.poolX();
        tap = 0;
        wordsToRead = (long) store.outputBlocks() * store.outputY() * store.outputX();
        addresses = Bursts.of(config, store);
        data = Bursts.of(config, store);
        return false;
    }

    @Override
    boolean run() {
        boolean finished = wordsToRead == 0 && !data.valid() && pending == 0;
        boolean lastTap = tap == taps - 1;
        boolean issue = wordsToRead > 0 && (!lastTap || underWay < FIFO_WORDS);
        boolean address = addresses.valid() && ahead < ADDRESSES_AHEAD;
        boolean send = data.valid() && !lanes.isEmpty() && lanes.getFirst() <= now && ahead > 0;
        boolean response = !responses.isEmpty() && responses.getFirst() <= now;
        if (response) {
            responses.removeFirst();
            pending--;
        }
        if (send) send();
        if (address) {
            addresses.next();
            ahead++;
        }
        if (issue) {
            tap = lastTap ? 0 : tap + 1;
            if (lastTap) {
                wordsToRead--;
                underWay++;
                lanes.addLast(now + LANE_CYCLES + config.extensions().write().cycles());
            }
        }
        return finished;
    }

    private void send() {
        if (++beat == wordBeats) {
            beat = 0;
            lanes.removeFirst();
            underWay--;
        }
        if (++burstBeat == data.length()) {
            long address = data.address();
            burstBeat = 0;
            data.next();
            ahead--;
            pending++;
            responses.addLast(answer(address));
        }
    }

    /** Returns when the DRAM answers a burst whose last beat is taken now: behind the latency, when its row is open. */
    private long answer(long address) {
        DramRows rows = config.dramRows();
        long row = address / rows.bytes(), when = now + config.dramLatency();
        int bank = (int) (row % rows.banks());
        Long before = open.put(bank, row);
        if (before == null) when += rows.openCycles();
        else if (before != row) when = Math.max(when, done.get(bank) + 1) + rows.closeCycles() + rows.openCycles();
        done.put(bank, when);
        return when;
    }

    @Override
    void clock() {
        super.clock();
        // a cycle without a burst under way closes all rows
        if (ahead == 0 && pending == 0 && !busy) open.clear();
        busy = ahead > 0 || pending > 0;
        now++;
    }
}
