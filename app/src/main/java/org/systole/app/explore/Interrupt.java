package org.systole.app.explore;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.systole.app.Console;
import org.systole.explore.StagedExploration;

/**
 * What happens on Ctrl-C or SIGTERM: the run stops after what is in flight, and the command that goes on is printed. A second
 * signal changes nothing: the process ends within the patience.
 */
final class Interrupt implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 5;

    private final CountDownLatch saved = new CountDownLatch(1);
    private final Thread hook;
    private volatile boolean searched;

    Interrupt(StagedExploration exploration, String resume, Console console) {
        hook = new Thread(() -> {
            exploration.stop();
            console.warn("interrupted; what was evaluated is saved. Go on with: " + resume);
            // a file that is being written is whole or not there
            if (searched) return;
            try {
                saved.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Says that the search has ended: an interruption has nothing to wait for. */
    void searched() {
        searched = true;
    }

    @Override
    public void close() {
        saved.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the virtual machine is going down: the hook runs
        }
    }
}
