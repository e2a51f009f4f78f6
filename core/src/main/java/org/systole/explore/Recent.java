package org.systole.explore;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** What was made for the keys that were asked for last; more are forgotten and made again. Thread-safe. */
final class Recent<V> {
    private final Map<String, V> kept;

    /** Creates a memory of so many. */
    Recent(int most) {
        kept = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
                return size() > most;
            }
        };
    }

    /** Returns what a key has; two threads may make it at the same time, and have the same then. */
    V of(String key, Supplier<V> make) {
        synchronized (kept) {
            V known = kept.get(key);
            if (known != null) return known;
        }
        V made = make.get();
        synchronized (kept) {
            V known = kept.putIfAbsent(key, made);
            return known == null ? made : known;
        }
    }
}
