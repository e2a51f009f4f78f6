package org.systole.app;

/** Which build of Systole runs: part of the key of every kept result. */
public final class Build {
    private Build() {}

    /**
     * Returns the hash of the archives of Systole that the launcher started, or the empty string when something else started it:
     * then nobody knows whether two runs compute the same.
     */
    public static String fingerprint() {
        return System.getProperty("systole.build", "");
    }
}
