package org.systole.simulate;

import org.systole.compile.CoreConfig;
import org.systole.compile.Instruction.Load;
import org.systole.compile.Instruction.Store;
import org.systole.compile.Instruction.Target;

/** Walks over the AXI4 bursts of a strided copy: runs are cut at the longest burst and at 4 KiB boundaries. */
final class Bursts {
    private static final int PAGE = 4096;

    private final int beatBytes;
    private final int most;
    private final long base;
    private final long beats;
    private final int rows;
    private final long rowStep;
    private final int planes;
    private final long planeStep;

    private int plane;
    private int row;
    private long left;
    private long address;

    private Bursts(CoreConfig c, long base, long beats, int rows, long rowStep, int planes, long planeStep) {
        this.beatBytes = c.busBits() / 8;
        this.most = c.burstBeats();
        this.base = base;
        this.beats = beats;
        this.rows = rows;
        this.rowStep = rowStep;
        this.planes = planes;
        this.planeStep = planeStep;
        this.left = beats;
        this.address = base;
    }

    /** Returns the bursts of a load. */
    static Bursts of(CoreConfig config, Load load) {
        return new Bursts(
                config,
                load.dram(),
                beatsPerRun(config, load),
                load.rows(),
                load.dramRow(),
                load.planes(),
                load.dramPlane());
    }

    /** Returns the bursts of a store. */
    static Bursts of(CoreConfig config, Store store) {
        long beats = (long) store.outputX() * beatsPerWord(config, Target.INPUT);
        return new Bursts(
                config, store.dram(), beats, store.outputY(), store.dramRow(), store.outputBlocks(), store.dramBlock());
    }

    /** Returns how many beats of the bus a word of a memory takes. */
    static int beatsPerWord(CoreConfig config, Target target) {
        int bits = switch (target) {
            case INPUT, RESIDUAL, TABLE, EXTENSION -> config.size() * config.inputBits();
            case WEIGHT -> config.size() * config.weightBits();
            case PARAMETER -> config.size() * 64;
        };
        return bits / config.busBits();
    }

    /** Returns the beats of a run of a load; packed words may share one. */
    static long beatsPerRun(CoreConfig config, Load load) {
        return Math.ceilDiv((long) load.words() * beatsPerWord(config, load.target()), 1L << load.packing());
    }

    /** Returns the beats that a load takes for a word, at least one. */
    static int beatsPerWord(CoreConfig config, Load load) {
        return Math.max(1, beatsPerWord(config, load.target()) >> load.packing());
    }

    /** Returns the words of a load that a beat may bring, at least one. */
    static int wordsPerBeat(CoreConfig config, Load load) {
        return Math.max(1, (1 << load.packing()) / beatsPerWord(config, load.target()));
    }

    /** Returns whether there is a burst. */
    boolean valid() {
        return plane < planes;
    }

    /** Returns the address of the current burst. */
    long address() {
        return address;
    }

    /** Returns the beats of the current burst. */
    int length() {
        long page = (PAGE - address % PAGE) / beatBytes;
        return (int) Math.min(Math.min(most, page), left);
    }

    /** Goes on to the next burst. */
    void next() {
        int length = length();
        left -= length;
        address += (long) length * beatBytes;
        if (left > 0) return;
        left = beats;
        if (++row == rows) {
            row = 0;
            plane++;
        }
        address = base + plane * planeStep + row * rowStep;
    }
}
