package org.systole.mapping;

import java.util.Locale;
import java.util.Objects;

/**
 * How good a mapping is known to be.
 *
 * @param kind whether anything better can exist in the mapspace that was searched
 * @param evaluations how many complete mappings were evaluated
 * @param visited how many nodes of the search tree were looked at, bounds included
 */
public record SearchVerdict(Kind kind, long evaluations, long visited) {
    /** Nothing was searched: a vector layer, or a given mapping. */
    public static final SearchVerdict GIVEN = new SearchVerdict(Kind.GIVEN, 1, 1);

    /** What is known. */
    public enum Kind {
        /** The mapping was given. */
        GIVEN,
        /** The whole mapspace was searched, or ruled out by bounds; nothing in it is better. */
        EXHAUSTIVE,
        /** The best of what was looked at until the budget of evaluations was spent. */
        BEST_FOUND,
        /** The best of what was looked at until the deadline; another run may end elsewhere. */
        DEADLINE;

        /** Returns the name as files write it. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Checks the kind. */
    public SearchVerdict {
        Objects.requireNonNull(kind);
    }
}
