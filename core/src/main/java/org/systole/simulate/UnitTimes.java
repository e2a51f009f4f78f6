package org.systole.simulate;

import java.util.Arrays;
import org.systole.compile.CoreConfig;
import org.systole.compile.Instruction.Execute;
import org.systole.compile.Instruction.Load;
import org.systole.compile.Instruction.Store;
import org.systole.compile.Instruction.Target;
import org.systole.compile.TileFlags;

/** How long a command takes from the cycle in which its unit takes it to the one in which it ends, in closed form. */
final class UnitTimes {
    private final CoreConfig config;
    private final long[] burstEnds;

    private final TileFlags flags;
    private final OpenRows rows;

    UnitTimes(CoreConfig config) {
        this.config = config;
        this.flags = new TileFlags(config);
        this.rows = new OpenRows(config.dramRows());
        this.burstEnds = new long[config.outstanding()];
    }

    /**
     * Weight-stationary: set-up, the first preload, a slot for each tile (the longer of its pixels and the next tile's
     * preload), the drain of {@code 2N + 1} cycles. Output-stationary: set-up, a slot of {@code N} cycles for each
     * group of {@code N} pixels and each tile, up to the last pixel's address, the drain of {@code 3N + 2} cycles; with
     * taps a group's pixels are of one row and its slot has {@code N + filterX - 1} cycles.
     */
    long execute(Execute e) {
        if (e.outputBlocks() == 0) return 1;
        if (e.extension() != 0 && !flags.none()) return skipping(e);
        if (!config.weightStationary()) return outputStationary(e);
        int n = config.size();
        long pixels = e.outputY() * e.rowPixels();
        return 2 + n + (e.tiles() - 1) * Math.max(pixels, n) + pixels - 1 + 2L * n + 1;
    }

    /** Takes the flags that a load to the extension before operand reads brings. */
    void flags(Load load, byte[] dram) {
        flags.load(load, dram);
    }

    /**
     * With tiles that are skipped, a slot's preload also takes a cycle for each skipped tile behind its own, and so does the
     * passing of these tiles behind the slot; output-stationary, a skipped tile takes one cycle for each group.
     */
    private long skipping(Execute e) {
        int n = config.size();
        long pixels = e.outputY() * e.rowPixels(), groups = e.groups(n);
        long tiles = e.tiles(), saved = 0, slots = 0, skipped = 0;
        for (long t = 1; t < tiles; t++) {
            if (flags.skips(e, t)) {
                skipped++;
                saved += groups * (e.slot(n) - 1);
            } else {
                slots += Math.max(pixels, n + skipped) + skipped;
                skipped = 0;
            }
        }
        return config.weightStationary() ? 2 + n + slots + pixels - 1 + 2L * n + 1 : outputStationary(e) - saved;
    }

    private long outputStationary(Execute e) {
        int n = config.size();
        long pixels = e.tapped() ? e.outputX() : (long) e.outputY() * e.outputX(), lastRow = (pixels - 1) % n;
        return 2 + (e.tiles() * e.groups(n) - 1) * e.slot(n) + lastRow + 3L * n + 2;
    }

    /**
     * Set-up, the first window through the lanes, then a word in as many cycles as its window has taps or its word has
     * beats, then the last response. The queue of words is long enough never to make the bus wait. A burst is answered when
     * its row is open and it is written, one after another.
     */
    long store(Store s) {
        long taps = (long) s.poolY() * s.poolX();
        long beats = Bursts.beatsPerWord(config, Target.INPUT), step = Math.max(taps, beats);
        long first = 2
                + taps
                - 1
                + ClockedStore.LANE_CYCLES
                + config.extensions().write().cycles();
        rows.close();
        long sent = 0, answered = 0;
        for (var bursts = Bursts.of(config, s); bursts.valid(); bursts.next()) {
            sent += bursts.length();
            long lastBeat = first + (sent - 1) / beats * step + (sent - 1) % beats;
            long done = rows.ready(bursts.address(), lastBeat + config.dramLatency());
            rows.done(done);
            answered = Math.max(done, answered + 1);
        }
        return answered + 1;
    }

    /** Set-up, bursts within the limit of open ones and the latency of the DRAM, the last write. */
    long load(Load load) {
        rows.close();
        int registers = config.extensions().stream().registers();
        boolean plain = !load.diagonal() && Bursts.wordsPerBeat(config, load) == 1;
        if (plain) return plain(load);
        if (registers > 0) return heldExpanding(load, registers);
        return Bursts.beatsPerWord(config, load) > 1 ? diagonal(load) : expanding(load);
    }

    /** Returns the cycles that what a full beat brings is written in. */
    private int cyclesPerBeat(Load load) {
        return Bursts.wordsPerBeat(config, load) * (load.diagonal() ? config.size() : 1);
    }

    /** Returns the same of the last beat of a run. */
    private int cyclesOfLastBeat(Load load) {
        int words = Bursts.wordsPerBeat(config, load), rest = load.words() % words;
        return (rest == 0 ? words : rest) * (load.diagonal() ? config.size() : 1);
    }

    /** A beat of one word or more waits until those of the beat before are written. */
    private long expanding(Load load) {
        var bursts = Bursts.of(config, load);
        int full = cyclesPerBeat(load), last = cyclesOfLastBeat(load);
        long requested = 1, at = Integer.MIN_VALUE, run = Bursts.beatsPerRun(config, load), left = run;
        int before = 1;
        for (int i = 0; bursts.valid(); i++) {
            requested = Math.max(requested + 1, opened(i));
            at = Math.max(ready(bursts, requested), at + before) + (bursts.length() - 1L) * full;
            left -= bursts.length();
            before = left == 0 ? last : full;
            if (left == 0) left = run;
            rows.done(at);
            burstEnds[i % burstEnds.length] = at;
            bursts.next();
        }
        return at + last;
    }

    private long plain(Load load) {
        var bursts = Bursts.of(config, load);
        long requested = 1, end = 0;
        for (int i = 0; bursts.valid(); i++) {
            requested = Math.max(requested + 1, opened(i));
            end = Math.max(ready(bursts, requested), end + 1) + bursts.length() - 1;
            rows.done(end);
            burstEnds[i % burstEnds.length] = end;
            bursts.next();
        }
        return end + 1 + (config.extensions().stream().registers() == 0 ? 0 : 1);
    }

    /** Returns when the DRAM has the first beat of a burst that is requested in a cycle. */
    private long ready(Bursts bursts, long requested) {
        return rows.ready(bursts.address(), requested + config.dramLatency());
    }

    /** Returns the first cycle in which burst {@code i} finds fewer than the most bursts open. */
    private long opened(int i) {
        return i < burstEnds.length ? 0 : burstEnds[i % burstEnds.length] + 1;
    }

    /**
     * With beats held by the extension between DMA and scratchpad: a beat is taken while fewer than {@code registers} are held,
     * and goes on in the cycle after or later.
     */
    private long heldExpanding(Load load, int registers) {
        var bursts = Bursts.of(config, load);
        int beatsPerWord = Bursts.beatsPerWord(config, load), full = cyclesPerBeat(load), beat = 0;
        int lastBeat = cyclesOfLastBeat(load), before = 0;
        long run = Bursts.beatsPerRun(config, load), left = run;
        long[] gone = new long[registers];
        long requested = 1, at = 0, word = Integer.MIN_VALUE, last = Integer.MIN_VALUE;
        Arrays.fill(gone, Integer.MIN_VALUE);
        int number = 0;
        for (int i = 0; bursts.valid(); i++) {
            requested = Math.max(requested + 1, opened(i));
            at = Math.max(ready(bursts, requested), at + 1) - 1;
            for (int b = bursts.length(); b > 0; b--, number++) {
                at = Math.max(at + 1, gone[number % registers] + 1);
                last = Math.max(at + 1, last + 1);
                if (++beat == beatsPerWord) {
                    beat = 0;
                    last = Math.max(last, word + before);
                    word = last;
                    before = left == 1 ? lastBeat : full;
                }
                left = left == 1 ? run : left - 1;
                gone[number % registers] = last;
            }
            rows.done(at);
            burstEnds[i % burstEnds.length] = at;
            bursts.next();
        }
        return word + lastBeat;
    }

    /** A word's last beat waits until the tile of the word before is written: N cycles. */
    private long diagonal(Load load) {
        var bursts = Bursts.of(config, load);
        int beatsPerWord = Bursts.beatsPerWord(config, load), n = config.size(), beat = 0;
        long requested = 1, at = 0, word = Integer.MIN_VALUE;
        for (int i = 0; bursts.valid(); i++) {
            requested = Math.max(requested + 1, opened(i));
            at = Math.max(ready(bursts, requested), at + 1) - 1;
            for (int b = bursts.length(); b > 0; b--) {
                at++;
                if (++beat < beatsPerWord) continue;
                beat = 0;
                at = Math.max(at, word + n);
                word = at;
            }
            rows.done(at);
            burstEnds[i % burstEnds.length] = at;
            bursts.next();
        }
        return word + n;
    }
}
