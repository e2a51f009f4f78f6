package org.systole.app.evaluate;

import java.nio.file.Path;
import org.systole.files.ContentHash;
import org.systole.files.RunDirectory;
import org.systole.files.RunRecord;
import org.systole.hardware.Accelerator;
import org.systole.hardware.AcceleratorWriter;
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
        return shipped ? "shipped:" + argument : AcceleratorWriter.hash(accelerator());
    }

    Accelerator accelerator() {
        if (accelerator == null) accelerator = Accelerators.load(argument);
        return accelerator;
    }

    /** Returns the resolved description for the run directory: everything that it extends is in it. */
    String text() {
        return AcceleratorWriter.yaml(accelerator());
    }

    RunRecord.Input input() {
        if (shipped) return new RunRecord.Input("accelerator", argument, AcceleratorWriter.hash(accelerator()), 0);
        Path file = Path.of(argument).toAbsolutePath().normalize();
        byte[] bytes = RunDirectory.bytes(file);
        return new RunRecord.Input("accelerator", file.toString(), ContentHash.of(bytes), bytes.length);
    }
}
