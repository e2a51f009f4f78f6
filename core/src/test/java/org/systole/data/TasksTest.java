package org.systole.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.systole.problem.SystoleException;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/** Regression and detection: small cases worked by hand, measures against their plain definitions, and what is refused. */
class TasksTest {
    @TempDir
    Path folder;

    private void npy(String name, String shape, float... values) throws IOException {
        Files.write(folder.resolve(name), npy(shape, values));
    }

    private static byte[] npy(String shape, float... values) throws IOException {
        String header = "{'descr': '<f4', 'fortran_order': False, 'shape': " + shape + ", }\n";
        var out = new ByteArrayOutputStream();
        out.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) header.length(), 0});
        out.write(header.getBytes(StandardCharsets.US_ASCII));
        var data = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) data.putFloat(value);
        out.write(data.array());
        return out.toByteArray();
    }

    private DataSet read(String task, String samples, String labels) throws IOException {
        Path file = folder.resolve("data.yaml");
        Files.writeString(file, """
                systole: data/1
                title: made
                task: %s
                samples: %s
                labels: %s
                """.formatted(task, samples, labels));
        return DataReader.read(file);
    }

    private static Accuracy of(DataSet data, Tensor... outputs) {
        return Accuracy.of(data, IntStream.range(0, outputs.length).toArray(), outputs);
    }

    private static Score score(Accuracy accuracy, String measure) {
        return accuracy.scores().stream()
                .filter(score -> score.measure().equals(measure))
                .findFirst()
                .orElseThrow();
    }

    /** Errors 1, 0, -1, 2 around 1, 2, 3, 4: SSE 6, SST 5, so R² is -0.2. */
    @Test
    void regressionByHand() throws IOException {
        npy("x.npy", "(4, 1)", 0, 0, 0, 0);
        npy("y.npy", "(4, 1)", 1, 2, 3, 4);
        DataSet data = read("regression", "{file: x.npy}", "{file: y.npy}");
        Accuracy accuracy = of(data, row(2), row(2), row(2), row(6));
        assertEquals("R2", accuracy.scores().getFirst().measure());
        assertEquals(-0.2, score(accuracy, "R2").value(), 1e-12);
        assertEquals(1.5, score(accuracy, "MSE").value(), 1e-12);
        assertEquals(1.0, score(accuracy, "MAE").value(), 1e-12);
        // squares 1, 0, 1, 4: variance 3, so the mean's error is sqrt(3 / 4)
        assertEquals(Math.sqrt(0.75), score(accuracy, "MSE").standardError(), 1e-12);
        assertEquals(
                -0.2,
                IntStream.range(0, 4)
                        .mapToDouble(i -> accuracy.each()[i])
                        .average()
                        .orElseThrow(),
                1e-12);
        // half of each error away: SSE 1.5, paired +0.9
        Accuracy better = of(data, row(1.5f), row(2), row(2.5f), row(5));
        assertEquals(0.9, Score.paired("R2", accuracy.each(), better.each()).value(), 1e-12);
    }

    /** A pattern of names that would leave nothing out, or could not, is not ignored. */
    @Test
    void namesBesideWhatSaysThem() throws IOException {
        npy("x.npy", "(2, 1)", 0, 0);
        npy("y.npy", "(2,)", 3, 3);
        var array = assertThrows(
                SystoleException.class, () -> read("regression", "{file: x.npy, names: 'a*'}", "{file: y.npy}"));
        assertTrue(array.getMessage().contains("the samples of an array have no names"), array::getMessage);
        Files.writeString(folder.resolve("t.csv"), "file,v\na1.wav,1\nb1.wav,2\n");
        String labels = "{file: t.csv, file_column: file, value_columns: [v]}";
        var table = assertThrows(
                SystoleException.class, () -> read("regression", "{file: ., kind: sounds, names: 'a*'}", labels));
        assertEquals(DataProblem.COUNT_MISMATCH, table.problems().getFirst().code());
        assertTrue(table.getMessage().contains("'b1.wav', which 'a*' leaves out"), table::getMessage);
    }

    private static Tensor row(float... values) {
        return Tensor.of(Shape.of(1, values.length), values);
    }

    @Test
    void equalLabelsHaveNoR2() throws IOException {
        npy("x.npy", "(2, 1)", 0, 0);
        npy("y.npy", "(2,)", 3, 3);
        Accuracy accuracy = of(read("regression", "{file: x.npy}", "{file: y.npy}"), row(3), row(4));
        assertEquals("MSE", accuracy.scores().getFirst().measure());
        assertEquals(0.5, accuracy.scores().getFirst().value(), 1e-12);
        assertEquals("MSE", accuracy.measure(), "what pairs two runs is named");
    }

    /** Errors 1, 0, and 2 around 1, 3 of the first number and 5 of the second: SSE 5 of three numbers, SST 2. */
    @Test
    void numbersThatAreMissingDoNotCount() throws IOException {
        npy("x.npy", "(3, 1)", 0, 0, 0);
        npy("y.npy", "(3, 2)", 1, Float.NaN, 3, 5, Float.NaN, Float.NaN);
        DataSet data = read("regression", "{file: x.npy}", "{file: y.npy}");
        Accuracy accuracy = of(data, row(2, 9), row(3, 7), row(8, 8));
        assertEquals(5 / 3.0, score(accuracy, "MSE").value(), 1e-12);
        assertEquals(1, score(accuracy, "MAE").value(), 1e-12);
        assertEquals(-1.5, score(accuracy, "R2").value(), 1e-12);
        assertEquals("R2", accuracy.measure());
        npy("y.npy", "(3, 1)", Float.NaN, Float.NaN, Float.NaN);
        DataSet none = read("regression", "{file: x.npy}", "{file: y.npy}");
        assertMessage("every label is NaN", () -> of(none, row(1), row(2), row(3)));
    }

    @Test
    void framesWithoutALabelDoNotCountAndOthersAreRefused() throws IOException {
        npy("x.npy", "(1, 1)", 0);
        npy("y.npy", "(1, 3)", 1, Float.NaN, 0);
        DataSet data = read("detection", "{file: x.npy}", "{file: y.npy}");
        assertEquals(1, score(of(data, row(0.9f, 0.1f, 0.2f)), "frame accuracy").value());
        npy("y.npy", "(1, 2)", 1, -1);
        DataSet minus = read("detection", "{file: x.npy}", "{file: y.npy}");
        assertMessage("label of frame 1 is -1.0, expected 0 or 1", () -> of(minus, row(0.9f, 0.1f)));
    }

    /** Frames of two clips: yes 0.9, 0.4; no 0.6, 0.1, one void. At 0.5: one hit, one false, one miss, one right no. */
    @Test
    void detectionByHand() throws IOException {
        npy("x.npy", "(2, 1)", 0, 0);
        npy("y.npy", "(2, 3)", 1, 0, 7, 1, 0, 7);
        DataSet data = read("detection", "{file: x.npy}", "{file: y.npy, void_class: 7}");
        Accuracy accuracy = of(data, row(0.9f, 0.6f, 0.99f), row(0.4f, 0.1f, 0));
        assertEquals(0.5, score(accuracy, "precision").value());
        assertEquals(0.5, score(accuracy, "recall").value());
        assertEquals(0.5, score(accuracy, "F1").value());
        // pairs (0.9, 0.6) (0.9, 0.1) (0.4, 0.1) are in order, (0.4, 0.6) is not
        assertEquals(0.75, score(accuracy, "AUC").value(), 1e-12);
        assertEquals(0.5, score(accuracy, "frame accuracy").value());
        DataSet strict = read("detection", "{file: x.npy}", "{file: y.npy, void_class: 7, threshold: 0.7}");
        Accuracy at = of(strict, row(0.9f, 0.6f, 0.99f), row(0.4f, 0.1f, 0));
        assertEquals(1.0, score(at, "precision").value());
        assertEquals(0.5, score(at, "recall").value());
    }

    /** The area against all pairs, and its error against drawing clips anew. */
    @Test
    void areaAgainstItsDefinition() throws IOException {
        var random = new SplittableRandom(4);
        int clips = 40, frames = 25;
        float[] labels = new float[clips * frames];
        Tensor[] two = new Tensor[clips];
        float[][] scores = new float[clips][frames];
        for (int c = 0; c < clips; c++) {
            float[] outputs = new float[2 * frames];
            double own = random.nextDouble();
            for (int f = 0; f < frames; f++) {
                labels[c * frames + f] = random.nextBoolean() ? 1 : 0;
                // rounded, so that there are ties
                scores[c][f] = Math.round(5 * (labels[c * frames + f] + own + 2 * random.nextDouble()));
                outputs[2 * f + 1] = scores[c][f];
            }
            two[c] = Tensor.of(Shape.of(1, frames, 2), outputs);
        }
        npy("x.npy", "(40, 1)", new float[clips]);
        npy("y.npy", "(40, 25)", labels);
        Score area = score(of(read("detection", "{file: x.npy}", "{file: y.npy}"), two), "AUC");
        int[] all = IntStream.range(0, clips).toArray();
        assertEquals(area(scores, labels, all), area.value(), 1e-12);
        double sum = 0, squares = 0;
        int draws = 300;
        for (int d = 0; d < draws; d++) {
            double drawn = area(scores, labels, random.ints(clips, 0, clips).toArray());
            sum += drawn;
            squares += drawn * drawn;
        }
        double drawn = Math.sqrt(squares / draws - sum / draws * sum / draws);
        assertEquals(drawn, area.standardError(), 0.2 * drawn, "bootstrap " + drawn);
    }

    private static double area(float[][] scores, float[] labels, int[] clips) {
        double above = 0;
        long pairs = 0;
        int frames = scores[0].length;
        for (int a : clips)
            for (int i = 0; i < frames; i++)
                if (labels[a * frames + i] == 1)
                    for (int b : clips)
                        for (int j = 0; j < frames; j++)
                            if (labels[b * frames + j] == 0) {
                                pairs++;
                                above += 0.5 + 0.5 * Float.compare(scores[a][i], scores[b][j]);
                            }
        return above / pairs;
    }

    @Test
    void arraysOfAnArchiveAndTables() throws IOException {
        try (var zip = new ZipOutputStream(Files.newOutputStream(folder.resolve("all.npz")))) {
            zip.putNextEntry(new ZipEntry("x.npy"));
            zip.write(npy("(2, 3)", 1, 2, 3, 4, 5, 6));
            zip.putNextEntry(new ZipEntry("y.npy"));
            zip.write(npy("(2, 2)", 7, 8, 9, 10));
        }
        DataSet data = read("regression", "{file: all.npz, array: x}", "{file: all.npz, array: y}");
        assertEquals(5, data.sample(1).real(1));
        assertEquals(10, data.targets().orElseThrow().of(1, 1));
        String refused = assertThrows(
                        SystoleException.class,
                        () -> read("regression", "{file: all.npz}", "{file: all.npz, array: y}"))
                .getMessage();
        assertTrue(refused.contains("holds 2 arrays; its arrays are x, y"), refused);
        refused = assertThrows(
                        SystoleException.class,
                        () -> read("regression", "{file: all.npz, array: z}", "{file: all.npz, array: y}"))
                .getMessage();
        assertTrue(refused.contains("no array 'z'"), refused);
    }

    @Test
    void tablesOfNumbers() throws IOException {
        Path pictures = Files.createDirectory(folder.resolve("p"));
        for (String name : new String[] {"a.png", "b.png"})
            javax.imageio.ImageIO.write(
                    new java.awt.image.BufferedImage(2, 2, java.awt.image.BufferedImage.TYPE_INT_RGB),
                    "png",
                    pictures.resolve(name).toFile());
        Files.writeString(folder.resolve("l.csv"), "file,w,h\nb.png,1.5,2\na.png,-3,4e-1\n");
        DataSet data = read(
                "regression", "{file: p, kind: pictures}", "{file: l.csv, file_column: file, value_columns: [h, w]}");
        assertTrue(data.samples().name(0).endsWith("b.png"));
        assertEquals(2f, data.targets().orElseThrow().of(0, 0));
        assertEquals(-3f, data.targets().orElseThrow().of(1, 1));
        npy("y.npy", "(1,)", 5);
        DataSet one = read("regression", "{file: p, kind: pictures, names: 'b*.p?g'}", "{file: y.npy}");
        assertEquals(1, one.samples().count());
        assertMessage(
                "no file in", () -> read("regression", "{file: p, kind: pictures, names: 'c*'}", "{file: y.npy}"));
        Files.writeString(folder.resolve("l.csv"), "file,w,h\nb.png,1.5,2\na.png,nan,4\n");
        String refused = assertThrows(
                        SystoleException.class,
                        () -> read(
                                "regression",
                                "{file: p, kind: pictures}",
                                "{file: l.csv, file_column: file, value_columns: [h, w]}"))
                .getMessage();
        assertTrue(refused.toLowerCase(Locale.ROOT).contains("numbers in 'h', 'w'"), refused);
    }

    @Test
    void whatDoesNotFitIsRefused() throws IOException {
        npy("x.npy", "(2, 1)", 0, 0);
        npy("y.npy", "(2, 2)", 0, 1, 0.5f, 1);
        DataSet numbers = read("regression", "{file: x.npy}", "{file: y.npy}");
        assertMessage(
                "gives 3 numbers for this sample, its label has 2", () -> of(numbers, row(1, 2, 3), row(1, 2, 3)));
        assertMessage("not a number", () -> of(numbers, row(Float.NaN, 2), row(1, 2)));
        DataSet frames = read("detection", "{file: x.npy}", "{file: y.npy}");
        assertMessage("label of frame 0 is 0.5, expected 0 or 1", () -> of(frames, row(1, 2), row(1, 2)));
        npy("y.npy", "(3, 2)", 0, 1, 0, 1, 1, 1);
        assertMessage("2 samples and 3 labels", () -> read("detection", "{file: x.npy}", "{file: y.npy}"));
    }

    private static void assertMessage(String expected, org.junit.jupiter.api.function.Executable action) {
        String message = assertThrows(SystoleException.class, action).getMessage();
        assertTrue(message.contains(expected), message);
    }
}
