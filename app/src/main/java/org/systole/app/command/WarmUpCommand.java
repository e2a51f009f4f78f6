package org.systole.app.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import org.systole.app.CacheFolder;
import org.systole.app.Systole;
import picocli.CommandLine.Command;

/**
 * Runs what users run first, so that the launcher can record which classes a start needs and which methods are hot. Prints
 * nothing, and leaves nothing behind.
 */
@Command(name = "warm-up", hidden = true, description = "Exercises the usual commands for the start-up cache.")
public final class WarmUpCommand implements Callable<Integer> {
    /** Creates the command. */
    public WarmUpCommand() {}

    /** Short command lines that touch the classes of most runs; add one here for each new kind of work. */
    private static List<List<String>> lines(Path folder) throws IOException {
        String model = model(folder);
        String one = folder.resolve("one").toString();
        String two = folder.resolve("two").toString();
        return List.of(
                List.of("--help"),
                List.of("--version"),
                List.of("--wrong"),
                List.of("evaluate", model, "--shape", "x=1x3x64x64", "-a", "gemmini-16", "-o", one),
                List.of("evaluate", "zoo:resnet-8", "-a", "gemmini-8", "-o", two),
                // The second time it is found in the cache.
                List.of("evaluate", "zoo:resnet-8", "-a", "gemmini-8", "-o", two),
                List.of("evaluate", "zoo:resnet-8", "-a", "gemmini-8", "--json"),
                List.of("evaluate", "zoo:no-such", "-a", "no-such"),
                List.of("compare", one, two),
                List.of("describe", "zoo:resnet-8"),
                List.of("describe", "gemmini-8"),
                List.of("list"),
                List.of("explain"),
                List.of("explain", "E1105"),
                List.of("doctor"),
                List.of("supported-ops"));
    }

    @Override
    public Integer call() throws IOException {
        var nowhere = new PrintWriter(Writer.nullWriter());
        Path folder = Files.createTempDirectory("systole-warm-up");
        System.setProperty("systole.build", "warm-up");
        System.setProperty(CacheFolder.PROPERTY, folder.resolve("cache").toString());
        try {
            for (List<String> line : lines(folder)) Systole.run(nowhere, nowhere, line.toArray(String[]::new));
        } finally {
            remove(folder);
        }
        return 0;
    }

    private static String model(Path folder) throws IOException {
        try (InputStream stream = DemoCommand.openModel()) {
            if (stream == null) return "zoo:resnet-8";
            Path file = folder.resolve("model.onnx");
            Files.copy(stream, file);
            return file.toString();
        }
    }

    private static void remove(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }
}
