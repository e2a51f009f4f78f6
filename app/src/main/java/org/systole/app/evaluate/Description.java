package org.systole.app.evaluate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.systole.files.ContentHash;
import org.systole.files.RunRecord;
import org.systole.hardware.Accelerator;
import org.systole.hardware.Accelerators;

/**
 * An accelerator argument: a shipped name or a file.
 *
 * <p>A shipped one is part of the build, so its name identifies it and a cached result needs no parsing; a file is read to
 * know what it extends.
 */
final class Description {
    private final String argument;
    private final boolean shipped;
    private Accelerator accelerator;

    private Description(String argument, boolean shipped) {
        this.argument = argument;
        this.shipped = shipped;
    }

    static Description of(String argument) {
        var description = new Description(argument, Accelerators.names().contains(argument));
        if (!description.shipped) description.accelerator();
        return description;
    }

    /** Returns text that tells it from every other accelerator. */
    String identity() {
        return shipped ? "shipped:" + argument : accelerator().toString();
    }

    Accelerator accelerator() {
        if (accelerator == null) accelerator = Accelerators.load(argument);
        return accelerator;
    }

    /** Returns the description for the run directory. */
    String text() {
        if (shipped) return Accelerators.text(argument, "accelerator.yaml").orElseThrow();
        try {
            return Files.readString(Path.of(argument), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    RunRecord.Input input() {
        byte[] bytes = text().getBytes(StandardCharsets.UTF_8);
        if (shipped) return new RunRecord.Input("accelerator", argument, ContentHash.of(bytes), 0);
        String path = Path.of(argument).toAbsolutePath().normalize().toString();
        return new RunRecord.Input("accelerator", path, ContentHash.of(bytes), bytes.length);
    }
}
