package org.systole.app.command;

import java.nio.file.Path;
import org.systole.data.DataSet;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of commands that run a model on data. */
final class DataOptions {
    @Option(
            names = "--data",
            required = true,
            paramLabel = "FILE",
            description = "A data.yaml: samples, labels and their preparation ('systole schema data').")
    private Path file;

    @Mixin
    private SampleOptions samples;

    DataSet read() {
        return samples.read(file);
    }

    Path file() {
        return file;
    }

    int threads() {
        return samples.threads();
    }

    /** Returns the samples that score. */
    int[] scoring(DataSet data) {
        return samples.scoring(data);
    }
}
