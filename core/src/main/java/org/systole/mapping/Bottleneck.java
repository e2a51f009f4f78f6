package org.systole.mapping;

import java.util.Objects;

/**
 * What bounds a layer or a network: more of it would make it faster, more of anything else would not.
 *
 * @param kind the kind of resource
 * @param resource its name: an array's share, {@code memory.port}, a link, a unit
 * @param share the share of the cycles, 0 to 1, that this resource is busy or makes others wait
 * @param sentence a sentence for people, with figures
 * @param remedy what to try next, a sentence
 */
public record Bottleneck(Kind kind, String resource, double share, String sentence, String remedy) {
    /** Kinds of resources. */
    public enum Kind {
        /** All PEs work all the time. */
        COMPUTE,
        /** The array is busy, but part of its PEs have no work. */
        UTILIZATION,
        /** The array fills, drains or waits for its stationary operand. */
        ARRAY,
        /** A memory port or a link, or the wait for the first and last tiles. */
        MEMORY,
        /** Work that is not multiply-accumulates. */
        VECTOR,
        /** Issue, configuration, synchronisation. */
        CONTROL
    }

    /** Checks that no part is missing. */
    public Bottleneck {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(resource);
        Objects.requireNonNull(sentence);
        Objects.requireNonNull(remedy);
    }
}
