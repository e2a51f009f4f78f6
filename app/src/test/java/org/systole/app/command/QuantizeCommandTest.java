package org.systole.app.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.systole.app.Cli;
import org.systole.files.RunDirectory;

/** The command on LeNet-5 with seeded weights and pictures of noise: what it writes, and that a plan repeats a run. */
class QuantizeCommandTest {
    private static final int SAMPLES = 30;

    @TempDir
    Path folder;

    @BeforeEach
    void data() throws IOException {
        var random = new SplittableRandom(7);
        byte[] pictures = new byte[SAMPLES * 32 * 32];
        random.nextBytes(pictures);
        Files.write(folder.resolve("x.npy"), npy("(" + SAMPLES + ", 1, 32, 32)", pictures));
        byte[] labels = new byte[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) labels[i] = (byte) random.nextInt(10);
        Files.write(folder.resolve("y.npy"), npy("(" + SAMPLES + ",)", labels));
        write("data.yaml", """
                systole: data/1
                title: noise
                samples: {file: x.npy}
                labels: {file: y.npy}
                prepare:
                  - {step: normalize, mean: [128], scale: [0.01]}
                """);
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private static byte[] npy(String shape, byte[] data) throws IOException {
        String header = "{'descr': '|u1', 'fortran_order': False, 'shape': " + shape + ", }\n";
        var out = new ByteArrayOutputStream();
        out.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) header.length(), 0});
        out.write(header.getBytes(StandardCharsets.US_ASCII));
        out.write(data);
        return out.toByteArray();
    }

    private Cli quantize(String... more) {
        String[] line = new String[4 + more.length];
        System.arraycopy(
                new String[] {
                    "quantize",
                    "zoo:lenet-5",
                    "--data",
                    folder.resolve("data.yaml").toString()
                },
                0,
                line,
                0,
                4);
        System.arraycopy(more, 0, line, 4, more.length);
        return Cli.run(line);
    }

    @Test
    void aPlanGivenBackRepeatsTheRun() throws IOException {
        Path one = folder.resolve("one"), two = folder.resolve("two");
        Cli first = quantize("--weights", "6", "--method", "mse", "-o", one.toString());
        assertEquals(0, first.status(), first::err);
        assertTrue(first.out().contains("27 samples"), "30 samples, of which 3 calibrate: " + first.out());
        Cli second = quantize("--plan", one.resolve("plan.yaml").toString(), "-o", two.toString());
        assertEquals(0, second.status(), second::err);
        for (String name : new String[] {"model.qdq.onnx", "layers.csv", "result.json", "plan.yaml"})
            assertEquals(
                    RunDirectory.open(one).outputs().stream()
                            .filter(o -> o.name().equals(name))
                            .findFirst()
                            .orElseThrow(),
                    RunDirectory.open(two).outputs().stream()
                            .filter(o -> o.name().equals(name))
                            .findFirst()
                            .orElseThrow());
        assertTrue(Files.readString(one.resolve("plan.yaml")).contains("format: int6"));
    }

    @Test
    void aPlanNamesLayersThatTheNetworkHas() throws IOException {
        write("plan.yaml", """
                systole: quantization/1
                layers:
                  conv9: {weights: {format: int4}}
                """);
        Cli cli = quantize("--plan", folder.resolve("plan.yaml").toString());
        assertEquals(3, cli.status());
        assertTrue(cli.err().contains("E4104"), cli::err);
        assertTrue(cli.err().contains("the network 'lenet-5' has no layer 'conv9'"), cli::err);
    }

    @Test
    void aPlanSaysAll() throws IOException {
        write("plan.yaml", "systole: quantization/1\n");
        Cli cli = quantize("--plan", folder.resolve("plan.yaml").toString(), "--weights", "4");
        assertEquals(2, cli.status());
        assertTrue(cli.err().contains("--plan says all"), cli::err);
    }

    @Test
    void fewLevelsRepeatFromTheirPlan() throws IOException {
        Path one = folder.resolve("one"), two = folder.resolve("two");
        Cli first = quantize(
                "--weights", "ternary", "--activations", "levels15", "--first-last", "8", "-o", one.toString());
        assertEquals(0, first.status(), first::err);
        assertTrue(first.out().contains("bits a weight"), first::out);
        String plan = Files.readString(one.resolve("plan.yaml"));
        assertTrue(plan.contains("weights: {format: ternary, scaling: mse, scales: channel"), plan);
        assertTrue(plan.contains("learn_rounding: true"), "few levels are learned unless told otherwise");
        Cli second = quantize("--plan", one.resolve("plan.yaml").toString(), "-o", two.toString());
        assertEquals(0, second.status(), second::err);
        assertEquals(Files.readString(one.resolve("result.json")), Files.readString(two.resolve("result.json")));
        Cli scored = Cli.run(
                "accuracy",
                one.toString(),
                "--witness",
                "integer",
                "--data",
                folder.resolve("data.yaml").toString());
        assertEquals(0, scored.status(), scored::err);
    }

    @Test
    void theEndsOfFewLevelsAreCalibratedAsTheRest() throws IOException {
        String[] each = {"--weights", "ternary", "--activations", "levels15", "--no-learn-rounding", "--first-last"};
        Path six = folder.resolve("six"), few = folder.resolve("few");
        Cli cli = quantize(line(each, "6", "--method", "percentile", "--percentile", "99", "--symmetric", "-o", six));
        assertEquals(0, cli.status(), cli::err);
        String plan = Files.readString(six.resolve("plan.yaml"));
        assertTrue(plan.contains("activations: {format: int6, method: percentile, percentile: 99"), plan);
        assertFalse(plan.contains("zero_points: true}"), plan);
        cli = quantize(line(each, "ternary", "-o", few));
        assertEquals(0, cli.status(), cli::err);
        plan = Files.readString(few.resolve("plan.yaml"));
        assertTrue(plan.contains("activations: {format: int8, method: mse, zero_points: true"), plan);
        assertFalse(plan.contains("format: int2,"), plan);
    }

    private static String[] line(String[] first, Object... more) {
        return Stream.concat(Stream.of(first), Stream.of(more).map(Object::toString))
                .toArray(String[]::new);
    }

    @Test
    void formatsThatIntegersCannotBeAreRefused() throws IOException {
        assertTrue(quantize("--weights", "bf16").err().contains("--weights bf16: it is not computed with integers"));
        assertTrue(quantize("--activations", "pot4").err().contains("sums of powers of two are for weights"));
        Cli unknown = quantize("--weights", "ternery");
        assertEquals(3, unknown.status());
        assertTrue(unknown.err().contains("error[E4501]: there is no format 'ternery'"), unknown::err);
        write("plan.yaml", """
                systole: quantization/1
                weights: {format: pot9}
                activations: {format: levels15, zero_points: true}
                layers:
                  conv1: {weights: {format: uint4}, activations: {format: levels4}}
                """);
        Cli plan = quantize("--plan", folder.resolve("plan.yaml").toString());
        assertEquals(3, plan.status());
        for (String message : new String[] {
            "9 bits a term, expected 2 to 5",
            "'levels15' has no zero points",
            "weights without a sign cannot be negative",
            "4 signed levels have no 0"
        }) assertTrue(plan.err().contains(message), plan::err);
    }

    @Test
    void widthsAreChosenWithinBudgets() throws IOException {
        Path one = folder.resolve("one");
        Cli chosen = quantize(
                "--choose", "2,4,8", "--budget", "weights=60%", "--budget", "memory_kib=60", "-o", one.toString());
        assertEquals(0, chosen.status(), chosen::err);
        assertTrue(chosen.out().contains("not proven to be the most accurate"), chosen::out);
        assertTrue(chosen.out().contains("             memory: "), chosen::out);
        assertTrue(Files.readString(one.resolve("report.html")).contains("Kept classes against cost"));
        Cli energy = quantize("--choose", "4,8", "--budget", "energy=100%", "-a", "gemmini-8", "--max-drop", "99");
        assertEquals(0, energy.status(), energy::err);
        assertTrue(energy.out().contains("layers mapped onto the accelerator"), energy::out);
        Cli mixed = quantize("--choose-weights", "ternary,8", "--choose-activations", "8", "--max-drop", "99");
        assertEquals(0, mixed.status(), mixed::err);
        assertTrue(mixed.out().contains("ternary: weights of 4"), mixed::out);
    }

    @Test
    void impossibleChoicesAreRefused() {
        Cli small = quantize("--choose", "4,8", "--budget", "weights_kib=1");
        assertEquals(5, small.status());
        assertTrue(small.err().contains("error[E4505]: the narrowest formats throughout take"), small::err);
        Cli accuracy = quantize("--choose", "2,3", "--max-drop", "0");
        assertEquals(5, accuracy.status());
        assertTrue(accuracy.err().contains("error[E4504]: with the widest formats throughout"), accuracy::err);
        assertTrue(quantize("--choose", "4,8", "--budget", "energy=3")
                .err()
                .contains(
                        "--budget energy=3: expected bits=N, weights_kib=N, memory_kib=N, energy_uj=N, latency_ms=N"));
        assertTrue(quantize("--choose", "4,8", "--budget", "energy_uj=3")
                .err()
                .contains("energy and latency are those of an accelerator: give one with -a"));
        assertTrue(quantize("--choose", "4,8", "-a", "gemmini-8").err().contains("-a is for --minimize energy"));
        assertTrue(quantize("--budget", "bits=50%").err().contains("need --choose"));
        assertTrue(quantize("--choose", "4,99").err().contains("--choose: expected widths of 2 to 16 bits, found 99"));
        assertTrue(quantize("--choose-weights", "4,8").err().contains("go together"));
        assertTrue(quantize("--choose-weights", "int4:tensor,8", "--choose-activations", "8")
                .err()
                .contains("--choose-weights int4:tensor: choices have a scale for each output channel"));
        assertTrue(quantize("--activations", "int8:channel").err().contains("activations have one scale"));
        assertTrue(quantize("--choose", "4,8", "--choose-activations", "pot4")
                .err()
                .contains("--choose-activations pot4: sums of powers of two are for weights"));
        Cli wide = quantize("--choose", "8,16", "--minimize", "latency", "-a", "gemmini-8");
        assertEquals(4, wide.status());
        assertTrue(wide.err().contains("the array computes with at most 8 bits"), wide::err);
    }

    @Test
    void widthsAndPercentilesAreChecked() {
        assertTrue(quantize("--weights", "1")
                .err()
                .contains("--weights: expected 2 to 16 bits, or a format such as ternary, found 1"));
        assertTrue(quantize("--percentile", "99").err().contains("--percentile needs --method percentile"));
    }
}
