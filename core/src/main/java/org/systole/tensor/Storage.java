package org.systole.tensor;

import java.lang.foreign.MemorySegment;

/** Where the bytes of a tensor come from: the heap, a mapped file, or a generator that runs when first asked. */
@FunctionalInterface
public interface Storage {
    /**
     * Returns the bytes, little-endian, row-major.
     *
     * <p>Called any number of times, from any thread; the bytes are always the same and never written to.
     */
    MemorySegment bytes();
}
