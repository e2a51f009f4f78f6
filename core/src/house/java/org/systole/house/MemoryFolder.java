package org.systole.house;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/** Makes a test's folder in memory where the system has such: for tests that write much and ask nothing of a real disk. */
public final class MemoryFolder implements TempDirFactory {
    /** For JUnit. */
    public MemoryFolder() {}

    @Override
    public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext test) throws Exception {
        Path memory = Path.of("/dev/shm");
        return Files.isDirectory(memory) && Files.isWritable(memory)
                ? Files.createTempDirectory(memory, "systole")
                : Files.createTempDirectory("systole");
    }
}
