package org.systole.app;

/** How the user started this program: what a command line that is to be copied begins with. */
public final class Launcher {
    /** The launcher says by this how it was called. */
    private static final String VARIABLE = "SYSTOLE_COMMAND";

    private Launcher() {}

    /** Returns the program's name for a shell: {@code systole} where that is on the path, {@code ./systole} beside it. */
    public static String name() {
        String called = System.getenv(VARIABLE);
        return called == null || called.isBlank() ? "systole" : ShellWord.of(called);
    }
}
