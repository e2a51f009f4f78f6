package org.systole.precision;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.systole.formats.Fitting;
import org.systole.formats.Format;
import org.systole.formats.Formats;
import org.systole.formats.Granularity;
import org.systole.graph.Graph;
import org.systole.quantize.Calibration;
import org.systole.quantize.FloatNodes;
import org.systole.quantize.IntegerRun;
import org.systole.quantize.Quantization;
import org.systole.quantize.QuantizationSettings;
import org.systole.quantize.Quantizer;
import org.systole.quantize.Reals;
import org.systole.tensor.NumberFormat;
import org.systole.tensor.Tensor;

class PrecisionChoiceTest {
    /** 4 or 8 bits for the weights of each of the ten layers of DS-CNN: what the search finds, trying all 1024 finds too. */
    @Test
    void keywordSpottingEqualsTheExhaustiveOptimum() {
        Trial trial = Trials.of("kws_dscnn_mlperf_fp32", "kws01", 100);
        var widths = List.of(Formats.parse("int4:channel"), Formats.parse("int8:channel"));
        var variables = PrecisionChoice.of(trial.network(), widths, List.of());
        assertEquals(10, variables.size());
        try (var choice = new PrecisionChoice(
                trial, variables, new NearestWeights(Fitting.LEAST_SQUARES), FormatRun.Options.PLAIN.threads(2))) {
            var bits = choice.bits();
            var search = choice.search(bits, 1024, _ -> {});
            double wanted = choice.floatAccuracy() - 0.005;
            var result = search.cheapest(wanted);
            double least = Double.POSITIVE_INFINITY;
            for (int i = 0; i < 1024; i++) {
                int[] all = new int[10];
                for (int v = 0; v < 10; v++) all[v] = i >> 9 - v & 1;
                if (search.measure(all).accuracy() >= wanted) least = Math.min(least, bits.of(all));
            }
            assertEquals(least, result.cost());
            assertTrue(result.proven());
            assertEquals(1024, search.evaluations());
        }
    }

    /** Videantis' choice: all 8 bits keep the class of every picture, and no more than one layer's successors run again. */
    @Test
    void onlySuccessorsRunAgain() {
        Trial trial = Trial.searching(Trials.graph("cifar10_resnet20"), Trials.data("cifar10-resnet20"), 40, 2);
        var variables = PrecisionChoice.integers(trial.network(), 8, 16);
        assertEquals(
                51, variables.size(), "weights and output of 19 convolutions and one dense layer, 9 sums, mean, input");
        try (var choice = new PrecisionChoice(trial, variables, PrecisionChoice.minMax(), FormatRun.Options.PLAIN)) {
            var search = choice.search(choice.bits(), 0, _ -> {});
            int[] wide = new int[variables.size()];
            Arrays.fill(wide, 1);
            search.measure(wide);
            for (int v = 1; v < variables.size(); v += 7) {
                long before = choice.layersRun();
                int[] one = wide.clone();
                one[v] = 0;
                assertTrue(search.measure(one).accuracy() >= 0.97);
                long run = choice.layersRun() - before,
                        behind = behind(trial.network(), variables.get(v).layer());
                assertTrue(run <= behind, variables.get(v) + ": " + run + " layers, " + behind + " are it or read it");
            }
            var result = search.cheapest(0.975);
            assertArrayEquals(new int[variables.size()], result.options());
            assertEquals(result.cost() * 2, choice.bits().of(wide));
        }
    }

    /** Returns how many layers are the one that is named or read it, directly or not. */
    private static long behind(Layered network, String name) {
        var values = new HashSet<>(Set.of(name));
        var layers = new HashSet<String>();
        for (Layered.Layer layer : network.layers())
            if (layer.name().equals(name) || network.reads(layer).stream().anyMatch(values::contains)) {
                values.add(layer.output());
                layers.add(layer.name());
            }
        return layers.size();
    }

    /** A layer gives what the integer reference gives, but for roundings at a tie; the network gives the same classes. */
    @ParameterizedTest
    @ValueSource(ints = {8, 6, 4})
    void agreesWithTheIntegerReference(int bits) {
        Trial trial = Trials.of("kws_dscnn_mlperf_fp32", "kws01", 300);
        Graph graph = trial.network().graph();
        NumberFormat format = new NumberFormat(NumberFormat.Kind.SIGNED, bits);
        var calibration = trial.calibration().stream()
                .map(sample -> Map.of(graph.inputs().getFirst(), sample))
                .toList();
        var network = Quantizer.quantize(
                graph, Calibration.minMax(graph, calibration, 2), QuantizationSettings.of(format, format));
        Assignment assignment = Assignment.of(
                LayerFormats.of(Format.symmetric(bits).per(Granularity.CHANNEL), Format.asymmetric(bits)));
        Layered.Layer first = trial.network().weighted().getFirst();
        try (var floats = new FloatNodes(graph);
                var run = trial.run(PrecisionChoice.minMax(), FormatRun.Options.PLAIN)) {
            var integers = new IntegerRun(network, floats);
            var outputs = run.outputs(assignment);
            var maps = run.values(assignment, first.output(), false);
            String input = graph.inputs().getFirst(), output = graph.outputs().getFirst();
            Quantization unit = network.type(first.output()).quantization();
            int same = 0, units = 0, equal = 0, classes = 0;
            for (int i = 0; i < outputs.length; i += 5, classes++) {
                var x = Reals.quantize(trial.samples().get(i).toFloats(), network.type(input));
                var all = integers.all(Map.of(input, x));
                float[] ours = maps[i].toFloats(), theirs = Reals.of(all.get(first.output()), unit);
                for (int n = 0; n < ours.length; n++, units++) {
                    float apart = Math.abs(ours[n] - theirs[n]) / unit.scales()[0];
                    assertTrue(apart < 1.01, "sample " + i + ": " + apart + " units apart");
                    if (apart < 0.01) same++;
                }
                float[] scores = Reals.of(all.get(output), network.type(output).quantization());
                int theirClass = Classes.of(Tensor.of(outputs[i].shape(), scores))[0];
                if (theirClass == Classes.of(outputs[i])[0]) equal++;
            }
            assertTrue(same > 0.995 * units, same + " of " + units + " results of the first layer are the same");
            assertTrue(equal >= 0.9 * classes, equal + " of " + classes + " classes are the same");
        }
    }
}
