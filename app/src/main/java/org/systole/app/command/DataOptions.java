package org.systole.app.command;

import java.nio.file.Path;
import org.systole.data.DataReader;
import org.systole.data.DataSet;
import picocli.CommandLine.Option;

/** The options of commands that run a model on data. */
final class DataOptions {
    @Option(
            names = "--data",
            required = true,
            paramLabel = "FILE",
            description = "A data.yaml: samples, labels and their preparation ('systole schema data').")
    private Path file;

    @Option(
            names = "--data-root",
            paramLabel = "DIR",
            description = "The folder that names in data.yaml are relative to; its own folder otherwise.")
    private Path root;

    @Option(
            names = "--limit",
            paramLabel = "N",
            converter = PositiveCount.class,
            description = "Scores only N samples, evenly spread.")
    private int limit;

    @Option(
            names = "--threads",
            paramLabel = "N",
            converter = PositiveCount.class,
            description = "Samples that run at the same time; all cores otherwise.")
    private int threads;

    DataSet read() {
        return root == null ? DataReader.read(file) : DataReader.read(file, root);
    }

    Path file() {
        return file;
    }

    int threads() {
        return threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
    }

    /** Returns the samples that score. */
    int[] scoring(DataSet data) {
        return spread(data.scoring(), limit);
    }

    /** Returns so many of some samples, evenly spread; all of them for 0. */
    static int[] spread(int[] all, int limit) {
        if (limit <= 0 || limit >= all.length) return all;
        return java.util.stream.IntStream.range(0, limit)
                .map(i -> all[(int) ((long) i * all.length / limit)])
                .toArray();
    }
}
