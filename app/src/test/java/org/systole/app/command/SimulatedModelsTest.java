package org.systole.app.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.systole.app.Cli;

/**
 * Trained networks with their data, quantized, compiled and run on the simulator: every output bit is the integer reference's, and
 * with it the accuracy. Some minutes; only with {@code -Dnightly=true}.
 */
@EnabledIfSystemProperty(named = "nightly", matches = "true")
class SimulatedModelsTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().endsWith("app")
            ? Path.of("").toAbsolutePath().getParent()
            : Path.of("").toAbsolutePath();

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "fsdd_dscnn, fsdd, 300",
        "kws_dscnn_mlperf_fp32, kws01, 1000",
        "mnist_cnn_cntk, mnist-raw, 1000",
        "cifar10_resnet8_mlperf_fp32, cifar10-raw, 1000",
        "cifar10_resnet20, cifar10-resnet20, 500",
        "vww_mobilenetv1_025_96_fp32, vww, 200",
        "imagenet_squeezenet1.1, imagenet-squeezenet, 40",
        "imagenet_mobilenetv2_224, imagenet-mobilenetv2, 40"
    })
    void everyBitAndTheAccuracy(String model, String data, String limit) {
        Path shared = ROOT.resolveSibling("shared/data");
        Assumptions.assumeTrue(Files.isDirectory(shared), shared + " is not there");
        String root = shared.toString(),
                yaml = ROOT.resolve("examples/data/" + data + ".yaml").toString();
        String network = shared.resolve("models/" + model + ".onnx").toString();
        String run = folder.resolve("run").toString();
        Cli compiled =
                Cli.run("compile", network, "-a", "systole-core-16ws", "--data", yaml, "--data-root", root, "-o", run);
        assertEquals(0, compiled.status(), compiled::err);
        assertTrue(compiled.out().contains(" 0.00 % of them on the host"), compiled::out);
        Cli simulated = Cli.run("simulate", run, "--input", yaml, "--data-root", root, "--limit", limit);
        assertEquals(0, simulated.status(), () -> simulated.out() + simulated.err());
        assertTrue(simulated.out().contains("every output bit equals the integer reference"), simulated::out);
    }
}
