package org.systole.app;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Passes bytes on, and remembers the first failure, which a writer would only tell as yes or no. */
final class RememberingStream extends FilterOutputStream {
    private IOException failure;

    RememberingStream(OutputStream stream) {
        super(stream);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            if (failure == null) failure = e;
            throw e;
        }
    }

    /** Returns the first failure, or null. */
    IOException failure() {
        return failure;
    }
}
