package org.systole.precision;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.systole.formats.Fitting;
import org.systole.formats.Format;
import org.systole.formats.Formats;

/**
 * Weights in other formats, activations in single precision, on every sample that does not calibrate. The keyword-spotting
 * figures to beat were measured on the same data with the best of four methods, without compensation: 90.7 at 8 bits, 91.5 at
 * 5, 85.9 at 4, 69.7 at 3, 9.2 at 2; single powers of two 72.0 (4 bits).
 */
class WeightFormatsTest {
    @ParameterizedTest
    @CsvSource({
        "int8, nearest, 90.1",
        "int5, nearest, 90.1",
        "int4, compensated, 88",
        "int3, compensated, 88",
        "ternary, compensated, 82",
        "pot4, compensated, 88",
        "pot4x2, compensated, 89.2"
    })
    void keywordSpotting(String name, String method, double atLeast) {
        Trial trial = Trials.of("kws_dscnn_mlperf_fp32", "kws01", 900);
        assertEquals(900, trial.indices().length);
        double accuracy = accuracy(trial, name, method.equals("compensated"));
        assertTrue(accuracy >= atLeast, name + ": " + accuracy);
    }

    /** Sums of two powers of two lose at most a point, on six networks with the one above. */
    @EnabledIfSystemProperty(named = "nightly", matches = "true")
    @ParameterizedTest
    @CsvSource({
        "cifar10_resnet8_mlperf_fp32, cifar10-raw, 2000, 87.9",
        "cifar10_resnet20, cifar10-resnet20, 500, 91.65",
        "mnist_cnn_cntk, mnist-raw, 2000, 98.91",
        "fsdd_dscnn, fsdd, 300, 100",
        "vww_mobilenetv1_025_96_fp32, vww, 900, 85.55"
    })
    void twoPowersOfTwo(String model, String yaml, int samples, double floats) {
        Trial trial = Trials.of(model, yaml, samples);
        double floating = accuracy(trial, "fp32", false), accuracy = accuracy(trial, "pot4x2", true);
        // a subset has an accuracy of its own
        assertEquals(floats, floating, samples == 500 || model.startsWith("mnist") ? 2 : 0.11, model);
        assertTrue(accuracy >= floating - 1, model + ": " + accuracy);
    }

    /** Compensated weights: the layer's output is nearer to the float one than nearest weights leave it, whatever the threads. */
    @Test
    void compensationKeepsTheOutputs() {
        Trial trial = Trials.of("kws_dscnn_mlperf_fp32", "kws01", 60);
        Format format = Formats.parse("int3:channel");
        var nearest = new NearestWeights(Fitting.LEAST_SQUARES);
        var one = CompensatedWeights.of(trial.network(), trial.calibration(), 1);
        var two = CompensatedWeights.of(trial.network(), trial.calibration(), 2);
        for (var layer : trial.network().weighted()) {
            assertArrayEquals(
                    one.of(layer, format).values(), two.of(layer, format).values());
            double compensated = error(trial, layer, format, one), plain = error(trial, layer, format, nearest);
            assertTrue(compensated < plain, layer.name() + ": " + compensated + " and " + plain);
        }
    }

    private static double error(Trial trial, Layered.Layer layer, Format format, Weights weights) {
        Assignment floats = Assignment.of(LayerFormats.FLOAT);
        double sum = 0;
        try (var run = trial.run(weights, FormatRun.Options.PLAIN)) {
            var exact = run.values(floats, layer.output(), false);
            var rounded =
                    run.values(floats.with(layer.name(), LayerFormats.FLOAT.weights(format)), layer.output(), false);
            for (int i = 0; i < exact.length; i++) {
                float[] a = exact[i].toFloats(), b = rounded[i].toFloats();
                for (int n = 0; n < a.length; n++) sum += (a[n] - b[n]) * (a[n] - b[n]);
            }
        }
        return sum;
    }

    static double accuracy(Trial trial, String name, boolean compensated) {
        Format format = name.equals("fp32") ? Format.FLOAT32 : Formats.parse(name + ":channel");
        Assignment assignment = Assignment.of(LayerFormats.of(format, Format.FLOAT32));
        var options = FormatRun.Options.PLAIN.threads(2);
        Weights weights = compensated
                ? CompensatedWeights.sequential(trial.network(), trial.calibration(), assignment, options)
                : new NearestWeights(Fitting.MIN_MAX);
        try (var run = trial.run(weights, options)) {
            double accuracy =
                    100 * trial.accuracy(run, assignment).scores().getFirst().value();
            return accuracy;
        }
    }
}
