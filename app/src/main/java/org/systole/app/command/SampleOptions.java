package org.systole.app.command;

import java.nio.file.Path;
import java.util.stream.IntStream;
import org.systole.data.DataReader;
import org.systole.data.DataSet;
import picocli.CommandLine.Option;

/** The options of commands that run samples: where they lie, how many of them, how many at once. */
final class SampleOptions {
    @Option(
            names = "--data-root",
            paramLabel = "DIR",
            description = "The folder that names in data.yaml are relative to; its own folder otherwise.")
    private Path root;

    @Option(
            names = "--limit",
            paramLabel = "N",
            converter = PositiveCount.class,
            description = "Runs only N samples, evenly spread.")
    private int limit;

    @Option(
            names = "--threads",
            paramLabel = "N",
            converter = PositiveCount.class,
            description = "Samples that run at the same time; all cores otherwise.")
    private int threads;

    DataSet read(Path file) {
        return root == null ? DataReader.read(file) : DataReader.read(file, root);
    }

    int threads() {
        return threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
    }

    /** Returns the samples that score, as many as were asked for. */
    int[] scoring(DataSet data) {
        int[] all = data.scoring();
        if (limit <= 0 || limit >= all.length) return all;
        return IntStream.range(0, limit)
                .map(i -> all[(int) ((long) i * all.length / limit)])
                .toArray();
    }
}
