package org.systole.onnx;

import java.lang.foreign.MemorySegment;
import java.util.function.Supplier;
import org.systole.tensor.Storage;

/** Storage whose bytes are made when they are first asked for, once, and then kept. */
final class OnDemand implements Storage {
    private Supplier<MemorySegment> maker;
    private volatile MemorySegment made;

    OnDemand(Supplier<MemorySegment> maker) {
        this.maker = maker;
    }

    @Override
    public MemorySegment bytes() {
        MemorySegment bytes = made;
        return bytes != null ? bytes : make();
    }

    private synchronized MemorySegment make() {
        if (made == null) {
            made = maker.get();
            // What the bytes were made from need not be kept.
            maker = null;
        }
        return made;
    }
}
