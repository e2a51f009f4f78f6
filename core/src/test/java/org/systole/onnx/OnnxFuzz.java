package org.systole.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.systole.graph.GraphVerifier;
import org.systole.problem.SystoleException;

/**
 * The fuzz target of the ONNX reader: whatever the bytes, the outcome is a graph that the verifier accepts or a
 * {@link SystoleException} that is fit to be shown.
 *
 * <p>{@code main} runs mutations until one fails: {@code OnnxFuzz SEED COUNT FOLDER-OF-MODELS}. Coverage-guided fuzzers
 * call {@link #fuzzerTestOneInput}.
 */
public final class OnnxFuzz {
    private OnnxFuzz() {}

    /** Runs one input, as Jazzer calls it. */
    public static void fuzzerTestOneInput(byte[] input) {
        try {
            OnnxModel model = OnnxReader.read("fuzz", input, ShapeBindings.NONE);
            GraphVerifier.verify(model.graph(), "fuzz");
        } catch (SystoleException e) {
            String shown = e.getMessage();
            if (shown.chars().anyMatch(c -> c != '\n' && Character.isISOControl(c)))
                throw new IllegalStateException("control characters in: " + shown);
            if (e.problems().stream().anyMatch(p -> p.render().length() > 3000))
                throw new IllegalStateException("a long message: " + shown);
        }
    }

    /** Runs mutations of the models of a folder. */
    public static void main(String[] arguments) throws IOException {
        long seed = Long.parseLong(arguments[0]);
        long count = Long.parseLong(arguments[1]);
        List<byte[]> models = models();
        try (Stream<Path> files = Files.list(Path.of(arguments[2]))) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".onnx")).sorted().toList())
                if (Files.size(file) < 500_000) models.add(Files.readAllBytes(file));
        }
        for (long i = 0; i < count; i++) {
            long begin = System.nanoTime();
            String failure = run(seed + i, models);
            long millis = (System.nanoTime() - begin) / 1_000_000;
            if (failure != null) System.out.println("seed " + (seed + i) + ": " + failure);
            if (millis > 2000) System.out.println("seed " + (seed + i) + " took " + millis + " ms");
        }
        System.out.println(count + " mutations of " + models.size() + " models");
    }

    /** Runs one mutation; returns what failed, or null. */
    static String run(long seed, List<byte[]> models) {
        byte[] input = new ModelMutator(seed).mutate(models);
        try {
            fuzzerTestOneInput(input);
            return null;
        } catch (Throwable e) {
            StackTraceElement[] trace = e.getStackTrace();
            return e + (trace.length == 0 ? "" : " at " + trace[0]);
        }
    }

    /** Small models that touch every part of the format, all of them sound. */
    static List<byte[]> models() {
        var table = new HostileCase.Table();
        HostileBodies.add(table);
        HostileTensors.add(table);
        HostileAttributes.add(table);
        HostileGraphs.add(table);
        HostileShapes.add(table);
        var models = new ArrayList<byte[]>();
        for (HostileCase c : table.cases())
            if (c.bytes() != null) {
                byte[] bytes = bytes(c);
                if (bytes.length < 20_000) models.add(bytes);
            }
        return models;
    }

    private static byte[] bytes(HostileCase c) {
        try {
            return c.bytes().make();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
