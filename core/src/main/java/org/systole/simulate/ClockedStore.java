package org.systole.simulate;

import java.util.ArrayDeque;
import org.systole.compile.CoreConfig;
import org.systole.compile.Instruction;
import org.systole.compile.Instruction.Store;
import org.systole.compile.Instruction.Target;

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
            burstBeat = 0;
            data.next();
            ahead--;
            pending++;
            responses.addLast(now + config.dramLatency());
        }
    }

    @Override
    void clock() {
        super.clock();
        now++;
    }
}
