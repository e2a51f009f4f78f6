package org.systole.app.evaluate;

import java.util.function.Consumer;
import org.systole.mapping.MapperProgress;

/** Says how far a search has come: nothing in its first two seconds, then a line every two. */
final class ProgressLine implements MapperProgress {
    private static final long PAUSE_NANOS = 2_000_000_000L;

    private final Consumer<String> notes;
    private final long begun = System.nanoTime();
    private long shown = begun;

    /** Creates the line; the search begins now. */
    ProgressLine(Consumer<String> notes) {
        this.notes = notes;
    }

    @Override
    public synchronized void layers(int done, int all) {
        long now = System.nanoTime();
        if (now - shown < PAUSE_NANOS || done == all) return;
        shown = now;
        notes.accept("mapping: " + done + " of " + all + " different layers after " + (now - begun) / 1_000_000_000L
                + " s (--deadline TIME ends it with the best found)");
    }
}
