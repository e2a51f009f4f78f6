package org.systole.app.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.systole.app.Cli;
import org.systole.files.JsonReader;

/**
 * Trained networks with their data, quantized, compiled and run on the simulator: every output bit is the integer reference's, and
 * the accuracy is the page's, {@code docs/models/systole-core.md}. Half an hour of CPU time; only with {@code -Dnightly=true}.
 * {@code -Dgolden.update=true} writes the page.
 */
@EnabledIfSystemProperty(named = "nightly", matches = "true")
class SimulatedModelsTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().endsWith("app")
            ? Path.of("").toAbsolutePath().getParent()
            : Path.of("").toAbsolutePath();
    private static final Path PAGE = ROOT.resolve("docs/models/systole-core.md");
    private static final String BEGIN = "<!-- accuracy -->\n";
    private static final String END = "<!-- end of accuracy -->\n";
    private static final String CORE = "systole-core-16ws";
    private static final List<String> ROWS = new ArrayList<>();

    @TempDir
    Path folder;

    @AfterAll
    static void write() throws IOException {
        if (!Boolean.getBoolean("golden.update")) return;
        String head = "| network | data | samples | float | integer | simulated | outputs |\n"
                + "|---|---|---:|---:|---:|---:|---|\n";
        String page = Files.readString(PAGE);
        int from = page.indexOf(BEGIN), to = page.indexOf(END);
        String block = BEGIN + "\n" + head + String.join("", ROWS) + "\n";
        Files.writeString(PAGE, page.substring(0, from) + block + page.substring(to));
    }

    @ParameterizedTest
    @CsvSource({
        "mnist_cnn_cntk, mnist-raw, 2000",
        "fsdd_dscnn, fsdd, 300",
        "kws_dscnn_mlperf_fp32, kws01, 1000",
        "kws_dscnn_mlperf_int8_qdq, kws01-flat, 1000",
        "kws_dscnn_alibaba_fp32, kws01, 1000",
        "cifar10_resnet8_mlperf_fp32, cifar10-raw, 2000",
        "cifar10_resnet8_mlperf_int8_qdq, cifar10-nhwc, 2000",
        "cifar10_resnet20, cifar10-resnet20, 2000",
        "vww_mobilenetv1_025_96_fp32, vww, 1000",
        "vww_mobilenetv1_025_96_int8_qdq, vww, 1000",
        "imagenet_mobilenetv1_025_224, imagenet-mobilenetv2, 300",
        "imagenet_mobilenetv2_224, imagenet-mobilenetv2, 300",
        "imagenet_squeezenet1.1, imagenet-squeezenet, 300",
        "seg_deeplab_edgetpuslim_cityscapes_513, camvid-cityscapes513, 10"
    })
    void everyBitAndTheAccuracy(String model, String data, String limit) throws IOException {
        String root = shared().toString();
        String yaml = ROOT.resolve("examples/data/" + data + ".yaml").toString();
        String network = shared().resolve("models/" + model + ".onnx").toString();
        String run = folder.resolve("run").toString();
        Cli compiled = Cli.run("compile", network, "-a", CORE, "--data", yaml, "--data-root", root, "-o", run);
        assertEquals(0, compiled.status(), compiled::err);
        assertTrue(compiled.out().contains(" 0.00 % of them on the host"), compiled::out);
        Cli simulated = Cli.run("simulate", run, "--input", yaml, "--data-root", root, "--limit", limit, "--json");
        assertEquals(0, simulated.status(), () -> simulated.out() + simulated.err());
        JsonReader outputs = json(simulated).get("outputs");
        long samples = outputs.get("samples").whole(),
                elements = outputs.get("elements_compared").whole();
        assertEquals(0, outputs.get("elements_different").whole(), model);
        assertTrue(samples >= 10 && elements >= samples, outputs::toString);
        double inFloat = accuracy(network, yaml, root, limit, "float");
        double integer = accuracy(network, yaml, root, limit, "integer");
        double onCore = top(outputs);
        assertEquals(integer, onCore, 1e-12, model + ": the same outputs, another accuracy");
        row(String.format(
                Locale.ROOT,
                "| %s | %s | %,d | %.2f %% | %.2f %% | %.2f %% | %,d of %,d equal |%n",
                model,
                data,
                samples,
                100 * inFloat,
                100 * integer,
                100 * onCore,
                elements,
                elements));
    }

    /** No recordings of its machines are free, so that random inputs must do. */
    @ParameterizedTest
    @CsvSource({"ad_autoencoder_fp32", "ad_autoencoder_int8_qdq"})
    void withoutData(String model) throws IOException {
        String network = shared().resolve("models/" + model + ".onnx").toString();
        Cli verified = Cli.run("verify", network, "-a", CORE, "--samples", "4");
        assertEquals(0, verified.status(), verified::err);
        assertTrue(verified.out().contains("results of 4 samples equal in every bit"), verified::out);
        row("| " + model + " | random | 4 |  |  |  | all equal |\n");
    }

    private static Path shared() {
        Path shared = ROOT.resolveSibling("shared/data");
        Assumptions.assumeTrue(Files.isDirectory(shared), shared + " is not there");
        return shared;
    }

    private static JsonReader json(Cli cli) {
        return JsonReader.of("standard output", cli.out().getBytes(StandardCharsets.UTF_8));
    }

    private static double accuracy(String network, String yaml, String root, String limit, String witness) {
        Cli cli = Cli.run(
                "accuracy",
                network,
                "--data",
                yaml,
                "--data-root",
                root,
                "--limit",
                limit,
                "--witness",
                witness,
                "--json");
        assertEquals(0, cli.status(), cli::err);
        return top(json(cli));
    }

    private static double top(JsonReader scores) {
        return scores.get("scores").list(score -> score).getFirst().get("value").number();
    }

    private static synchronized void row(String row) throws IOException {
        ROWS.add(row);
        if (Boolean.getBoolean("golden.update")) return;
        String page = Files.readString(PAGE);
        assertTrue(page.contains(row), () -> PAGE + " does not say " + row);
    }
}
