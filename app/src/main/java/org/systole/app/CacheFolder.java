package org.systole.app;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.systole.files.ContentCache;

/** Where cached results lie: the user's cache folder by the rules of the XDG base directories. */
public final class CacheFolder {
    /** How large the cache grows before the least recently used results go. */
    private static final long MOST_BYTES = 512L << 20;

    /** The system property that names another folder, before everything else. */
    public static final String PROPERTY = "systole.cache";

    private CacheFolder() {}

    /**
     * Returns the folder: {@code SYSTOLE_CACHE}, or {@code systole} under {@code XDG_CACHE_HOME}, or under {@code ~/.cache}.
     *
     * @param environment the environment's variables
     */
    public static Path of(Map<String, String> environment) {
        String own = environment.getOrDefault("SYSTOLE_CACHE", "");
        if (!own.isEmpty()) return Path.of(own);
        String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
        // The rules say that a relative path is to be ignored.
        if (!xdg.isEmpty() && Path.of(xdg).isAbsolute()) return Path.of(xdg, "systole");
        return Path.of(System.getProperty("user.home", "."), ".cache", "systole");
    }

    /** Returns the folder of this process. */
    public static Path current() {
        String own = System.getProperty(PROPERTY, "");
        return own.isEmpty() ? of(System.getenv()) : Path.of(own);
    }

    /** Returns the cache of the process's user. */
    public static ContentCache open(Consumer<String> notes) {
        return new ContentCache(current(), MOST_BYTES, notes);
    }
}
