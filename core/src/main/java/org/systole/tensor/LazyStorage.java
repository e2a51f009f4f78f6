package org.systole.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.ref.SoftReference;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Bytes that are computed when first asked for, and again when memory ran short in between.
 *
 * <p>The computation must give the same bytes every time. Thread-safe.
 */
public final class LazyStorage implements Storage {
    private final Supplier<MemorySegment> computation;
    private SoftReference<MemorySegment> computed = new SoftReference<>(null);

    /**
     * Creates the storage; nothing is computed yet.
     *
     * @param computation gives the bytes, the same every time
     */
    public LazyStorage(Supplier<MemorySegment> computation) {
        this.computation = Objects.requireNonNull(computation);
    }

    @Override
    public synchronized MemorySegment bytes() {
        MemorySegment bytes = computed.get();
        if (bytes == null) {
            bytes = computation.get();
            computed = new SoftReference<>(bytes);
        }
        return bytes;
    }
}
