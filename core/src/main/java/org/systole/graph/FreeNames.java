package org.systole.graph;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/** Finds names that are not taken: the wanted one, else the wanted one with the next number behind it. */
final class FreeNames {
    private final Map<String, Integer> last = new HashMap<>();

    /**
     * Returns a free name. Numbers that were tried for a wanted name are not tried again, so that a thousand equal
     * wishes cost a thousand steps and not a million.
     */
    String find(String wanted, Predicate<String> taken) {
        String name = wanted;
        while (taken.test(name)) name = wanted + "_" + last.merge(wanted, 1, Integer::sum);
        return name;
    }
}
