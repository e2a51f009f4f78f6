package org.systole.app.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.systole.app.Cli;
import org.systole.graph.Attributes;
import org.systole.graph.GraphBuilder;
import org.systole.onnx.OnnxReader;
import org.systole.onnx.OnnxWriter;
import org.systole.tensor.DataType;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/** The commands that score, on each task and on what is wrong with models and data. */
class AccuracyCommandTest {
    private static final int INPUTS = 6;

    @TempDir
    Path folder;

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private void npy(String name, String shape, float... values) throws IOException {
        String header = "{'descr': '<f4', 'fortran_order': False, 'shape': " + shape + ", }\n";
        var out = new ByteArrayOutputStream();
        out.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) header.length(), 0});
        out.write(header.getBytes(StandardCharsets.US_ASCII));
        var data = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) data.putFloat(value);
        out.write(data.array());
        Files.write(folder.resolve(name), out.toByteArray());
    }

    private void data(String task, String samples, String labels) throws IOException {
        Files.writeString(folder.resolve("data.yaml"), """
                systole: data/1
                title: made
                task: %s
                samples: {file: %s}
                labels: %s
                """.formatted(task, samples, labels));
    }

    /** Writes y = W x + b with outputs x INPUTS weights. */
    private void dense(String name, float[] weights, float[] bias) throws IOException {
        var graph = new GraphBuilder("dense");
        graph.input("x", DataType.FLOAT32, 1, INPUTS);
        String w = graph.constant("w", Tensor.of(Shape.of(bias.length, INPUTS), weights));
        String b = graph.constant("b", Tensor.of(Shape.of(bias.length), bias));
        graph.output(graph.node("layer", "Gemm", List.of("x", w, b), Attributes.pairs("transB", 1L)));
        Files.write(folder.resolve(name), OnnxWriter.bytes(graph.build()));
    }

    private static float[] random(int count, long seed) {
        var random = new SplittableRandom(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) values[i] = (float) random.nextDouble() * 2 - 1;
        return values;
    }

    private Cli run(String command, String... more) {
        var line = new java.util.ArrayList<>(List.of(command, path("m.onnx"), "--data", path("data.yaml")));
        line.addAll(List.of(more));
        return Cli.run(line.toArray(String[]::new));
    }

    private void assertRefused(Cli cli, String code, String words) {
        assertEquals(code, cli.code(), cli::err);
        assertTrue(cli.err().contains(words), cli::err);
    }

    /** y = sum of weights and inputs: the float run is exact, 3 bits are not, and the difference is paired. */
    @Test
    void regression() throws IOException {
        int samples = 400;
        float[] x = random(samples * INPUTS, 1), w = random(2 * INPUTS, 2), y = new float[samples * 2];
        for (int i = 0; i < samples; i++)
            for (int k = 0; k < 2; k++)
                for (int c = 0; c < INPUTS; c++) y[2 * i + k] += w[k * INPUTS + c] * x[i * INPUTS + c];
        npy("x.npy", "(400, 6)", x);
        npy("y.npy", "(400, 2)", y);
        dense("m.onnx", w, new float[2]);
        data("regression", "x.npy", "{file: y.npy}");
        Cli exact = run("accuracy");
        assertEquals(0, exact.status(), exact::err);
        assertTrue(exact.out().contains("R2              100.00 %"), exact.out());
        Cli few = run("accuracy", "--witness", "integer", "--weights", "3", "--against", path("m.onnx"));
        assertEquals(0, few.status(), few::err);
        assertTrue(few.out().contains("points of R2 +- "), few.out());
        assertTrue(few.out().matches("(?s).*MSE +0\\.\\d+ \\+- .*"), few.out());
        Cli json = run("accuracy", "--witness", "integer", "--against", path("m.onnx"), "--json");
        assertTrue(json.out().contains("\"difference\"") && json.out().contains("\"MAE\""), json.out());
        Cli quantized = run("quantize", "-o", path("run"));
        assertEquals(0, quantized.status(), quantized::err);
        assertTrue(quantized.out().contains("R2 ") && quantized.out().contains("MSE"), quantized.out());
        assertTrue(Files.readString(folder.resolve("run/report.html")).contains("R2, integer"));
        assertTrue(Files.readString(folder.resolve("run/result.json")).contains("\"MSE\""));
        Cli chosen = run("quantize", "--choose", "4,8", "--max-drop", "1");
        assertEquals(2, chosen.status());
        assertTrue(chosen.err().contains("this data's task is regression"), chosen::err);
    }

    /** The same model and data give the same integers, whichever command makes them; few bits tell methods apart. */
    @Test
    void commandsAgreeOnIntegers() throws IOException {
        int samples = 400;
        float[] x = random(samples * INPUTS, 1), w = random(2 * INPUTS, 2);
        npy("x.npy", "(400, 6)", x);
        npy("y.npy", "(400, 2)", random(samples * 2, 3));
        dense("m.onnx", w, new float[2]);
        data("regression", "x.npy", "{file: y.npy}");
        Cli quantized = run("quantize", "--activations", "4", "-o", path("run"));
        assertEquals(0, quantized.status(), quantized::err);
        Cli compiled = run("compile", "--activations", "4", "-a", "systole-core-8ws", "-o", path("compiled"));
        assertEquals(0, compiled.status(), compiled::err);
        assertEquals(network("run"), network("compiled"));
        Files.writeString(folder.resolve("plan.yaml"), "systole: quantization/1\nactivations: {format: int4}\n");
        Cli planned = run("quantize", "--plan", path("plan.yaml"), "-o", path("planned"));
        assertEquals(0, planned.status(), planned::err);
        assertEquals(network("run"), network("planned"), "a plan that says no method");
    }

    private String network(String run) {
        var metadata = OnnxReader.read(folder.resolve(run).resolve("model.qdq.onnx"))
                .graph()
                .metadata();
        return metadata.get("systole.network");
    }

    /** Equal labels have no R2: runs are paired by squared errors, in the labels' units. The errors are 3 and 1 on every sample. */
    @Test
    void equalLabelsArePairedBySquaredErrors() throws IOException {
        npy("x.npy", "(20, 6)", random(20 * INPUTS, 1));
        npy("y.npy", "(20, 1)", new float[20]);
        dense("m.onnx", new float[INPUTS], new float[] {3});
        dense("other.onnx", new float[INPUTS], new float[] {1});
        data("regression", "x.npy", "{file: y.npy}");
        Cli cli = run("accuracy", "--against", path("other.onnx"));
        assertEquals(0, cli.status(), cli::err);
        assertTrue(cli.out().contains("difference      +8.000 of MSE +- 0.0 (paired"), cli.out());
    }

    /** Energy between 100 and 4000 Hz above the clip's mean is voice: no trained model, but real sound and labels. */
    @Test
    void voiceActivity() throws IOException {
        var graph = new GraphBuilder("energy");
        int frames = 312, mels = 24;
        graph.input("x", DataType.FLOAT32, 1, frames, mels);
        float[] even = new float[mels];
        Arrays.fill(even, 1f / mels);
        String w = graph.constant("w", Tensor.of(Shape.of(mels, 1), even));
        String energy = graph.node("energy", "MatMul", List.of("x", w), Attributes.NONE);
        String axes = graph.constant("axes", Tensor.of(Shape.of(1), 1L));
        String mean = graph.node("mean", "ReduceMean", List.of(energy, axes), Attributes.pairs("keepdims", 1L));
        graph.output(graph.node("above", "Sub", List.of(energy, mean), Attributes.NONE));
        Files.write(folder.resolve("m.onnx"), OnnxWriter.bytes(graph.build()));
        Path home = Path.of("").toAbsolutePath().getParent(), shared = home.resolveSibling("shared/data");
        Assumptions.assumeTrue(Files.isDirectory(shared.resolve("vad")), "no test data in " + shared);
        String yaml = home.resolve("examples/data/vad.yaml").toString(), root = shared.toString();
        Cli cli = Cli.run(
                "accuracy",
                path("m.onnx"),
                "--data",
                yaml,
                "--data-root",
                root,
                "--witness",
                "integer",
                "--activations",
                "16",
                "--against",
                path("m.onnx"));
        assertEquals(0, cli.status(), cli::err);
        var area = java.util.regex.Pattern.compile("AUC +(\\d+\\.\\d+) % \\+- (\\d+\\.\\d+)")
                .matcher(cli.out());
        // two clips calibrate, so quieter ones saturate; the threshold suffers more than the order
        assertTrue(area.find() && Double.parseDouble(area.group(1)) > 90, cli.out());
        assertTrue(area.find() && Double.parseDouble(area.group(1)) > 95, cli.out());
        assertTrue(cli.out().contains("points of frame accuracy +- "), cli.out());
    }

    @Test
    void weightsThatAreNoNumbers() throws IOException {
        classes(40, 0);
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
            float[] w = random(3 * INPUTS, 2);
            w[4] = bad;
            dense("m.onnx", w, new float[3]);
            Cli cli = run("quantize");
            assertEquals(3, cli.status(), cli::err);
            assertTrue(cli.code().startsWith("E4"), cli::err);
            assertTrue(cli.err().contains("finite") || cli.err().contains("not a number"), cli::err);
        }
    }

    private void classes(int samples, int offset) throws IOException {
        npy("x.npy", "(" + samples + ", 6)", random(samples * INPUTS, 1));
        var labels = new StringBuilder("file,class\n");
        byte[] bytes = new byte[samples];
        for (int i = 0; i < samples; i++) bytes[i] = (byte) (i % 3 + offset);
        String header = "{'descr': '|u1', 'fortran_order': False, 'shape': (" + samples + ",), }\n";
        var out = new ByteArrayOutputStream();
        out.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) header.length(), 0});
        out.write(header.getBytes(StandardCharsets.US_ASCII));
        out.write(bytes);
        Files.write(folder.resolve("y.npy"), out.toByteArray());
        data("classification", "x.npy", "{file: y.npy}");
    }

    @Test
    void labelsOutOfRange() throws IOException {
        classes(40, 1);
        dense("m.onnx", random(3 * INPUTS, 2), new float[3]);
        assertRefused(run("accuracy"), "E4005", "none of the model's 3 outputs");
        assertRefused(run("quantize"), "E4005", "correct labels.offset or the labels");
        data("classification", "x.npy", "{file: y.npy, offset: -1}");
        assertEquals(0, run("accuracy").status());
    }

    @Test
    void samplesOfAnotherShape() throws IOException {
        classes(40, 0);
        npy("x.npy", "(40, 7)", random(40 * 7, 1));
        dense("m.onnx", random(3 * INPUTS, 2), new float[3]);
        assertRefused(run("accuracy"), "E4006", "a prepared sample is 7, the model's input is 1x6");
        assertRefused(run("quantize"), "E4006", "transpose for another layout, resize for another size");
    }

    @Test
    void samplesThatAreNoNumbers() throws IOException {
        classes(40, 0);
        float[] x = random(40 * INPUTS, 1);
        Arrays.fill(x, 0, 40 * INPUTS, Float.NaN);
        npy("x.npy", "(40, 6)", x);
        dense("m.onnx", random(3 * INPUTS, 2), new float[3]);
        Cli cli = run("quantize");
        assertEquals(3, cli.status(), cli::err);
        assertTrue(cli.code().startsWith("E4"), cli::err);
    }

    @Test
    void noCalibrationSample() throws IOException {
        classes(40, 0);
        dense("m.onnx", random(3 * INPUTS, 2), new float[3]);
        npy("none.npy", "(0, 6)");
        Files.writeString(
                folder.resolve("data.yaml"),
                Files.readString(folder.resolve("data.yaml")) + "calibration: {file: none.npy}\n");
        assertRefused(run("quantize"), "E4007", "holds no samples");
        // one sample calibrates, and none is left to score
        classes(1, 0);
        assertRefused(run("quantize"), "E4007", "no sample is left to score");
    }

    /** A constant layer is exact, and so is what is computed from it. */
    @Test
    void constantTensors() throws IOException {
        classes(40, 0);
        dense("m.onnx", new float[3 * INPUTS], new float[] {0, 2, 1});
        Cli cli = run("quantize", "-o", path("run"));
        assertEquals(0, cli.status(), cli::err);
        Cli scored = run("accuracy", "--witness", "integer");
        assertTrue(scored.out().contains("33.33 %") || scored.out().contains("36.11 %"), scored.out());
        npy("x.npy", "(40, 6)", new float[40 * INPUTS]);
        Cli zeros = run("quantize");
        assertEquals(0, zeros.status(), zeros::err);
    }
}
