package org.systole.precision;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.systole.data.Accuracy;
import org.systole.data.DataReader;
import org.systole.data.DataSet;
import org.systole.data.Score;
import org.systole.graph.Graph;
import org.systole.house.Shared;
import org.systole.onnx.FloatReference;
import org.systole.onnx.OnnxReader;
import org.systole.quantize.ActivationSettings;
import org.systole.quantize.CalibrationMethod;
import org.systole.quantize.ExportedIntegers;
import org.systole.quantize.IntegerNetwork;
import org.systole.quantize.IntegerNode;
import org.systole.quantize.IntegerOp;
import org.systole.quantize.IntegerTensor;
import org.systole.quantize.LayerSettings;
import org.systole.quantize.Plan;
import org.systole.quantize.PostTraining;
import org.systole.quantize.Predictors;
import org.systole.quantize.QuantizedNodes;
import org.systole.quantize.WeightLearner;
import org.systole.quantize.WeightSettings;
import org.systole.tensor.NumberFormat;
import org.systole.tensor.Tensor;

/** One row of {@code docs/quantization.md}: a model on its data, float and 8 bits, and the exported model under ONNX Runtime. */
final class QuantizationRow {
    /** Calibration samples at most, as {@code systole quantize} takes them. */
    private static final int CALIBRATION = 200;

    private static final int COMPARED = 100;

    private final Case about;
    private final Graph graph;
    private final DataSet data;

    /**
     * A model of the page.
     *
     * @param model file name without ending
     * @param yaml name of its data description
     * @param wanted how many points the change may cost, or NaN
     * @param method how ranges are chosen
     */
    record Case(String model, String yaml, double wanted, CalibrationMethod method) {
        Case(String model, String yaml, double wanted) {
            this(model, yaml, wanted, CalibrationMethod.MSE);
        }
    }

    QuantizationRow(Case about) {
        this.about = about;
        this.graph = OnnxReader.read(Shared.path("data/models/" + about.model() + ".onnx"))
                .graph();
        this.data =
                DataReader.read(Shared.repositoryPath("examples/data/" + about.yaml() + ".yaml"), Shared.path("data"));
    }

    /** Returns the row's text. */
    String text(int threads) {
        var plan = Plan.of(new LayerSettings(
                WeightSettings.of(NumberFormat.INT8),
                ActivationSettings.of(NumberFormat.INT8).with(about.method())));
        var quantized = PostTraining.quantize(
                graph, Predictors.calibration(graph, data, CALIBRATION), plan, WeightLearner.NONE, threads, done -> {});
        IntegerNetwork network = quantized.network();
        var exported = ExportedIntegers.of(graph, network);
        int[] scoring = data.scoring();
        Accuracy before, after, runtime;
        try (var predictors = new Predictors()) {
            before = Accuracy.of(data, scoring, predictors.floats(graph), threads, done -> {});
            after = Accuracy.of(data, scoring, predictors.integers(graph, network), threads, done -> {});
            runtime = Accuracy.of(data, scoring, predictors.runtimeIntegers(exported.qdq()), threads, done -> {});
        }
        Score first = before.scores().getFirst();
        Score change = Score.paired(first.measure(), before.each(), after.each());
        Score between = Score.paired(first.measure(), runtime.each(), after.each());
        Comparison compared = compare(network, exported, scoring);
        boolean paired = data.task() == DataSet.Task.CLASSIFICATION;
        double points = 100 * (after.scores().getFirst().value() - first.value());
        return String.format(
                Locale.ROOT,
                "| %s | %s | %s | %.2f | %.2f | %+.2f%s | %s | %d | %.2f (%+.2f +- %.2f) | %s | %s | %s | %d |",
                about.model(),
                about.yaml(),
                first.measure() + (about.method() == CalibrationMethod.MSE ? "" : ", " + about.method()),
                100 * first.value(),
                100 * after.scores().getFirst().value(),
                points,
                paired ? String.format(Locale.ROOT, " +- %.2f", 100 * change.standardError()) : "",
                Double.isNaN(about.wanted()) ? "" : String.format(Locale.ROOT, "%.1f", -about.wanted()),
                scoring.length,
                100 * runtime.scores().getFirst().value(),
                100 * between.value(),
                100 * between.standardError(),
                compared.nodes(),
                compared.finals(),
                compared.floatFinals(),
                network.nodes().stream()
                        .filter(node -> node.op() instanceof IntegerOp.Float)
                        .count());
    }

    private record Comparison(String nodes, String finals, String floatFinals) {}

    private Comparison compare(IntegerNetwork network, ExportedIntegers exported, int[] scoring) {
        long values = graph.types().values().stream()
                .mapToLong(type -> type.shape().elements())
                .sum();
        int count = Math.clamp(200_000_000L / values, 2, Math.min(COMPARED, scoring.length));
        long[] alone = new long[3], finals = new long[3], floats = new long[3];
        String last = network.nodes().stream()
                .filter(node -> node.op() instanceof IntegerOp.Dense || node.op() instanceof IntegerOp.Convolution)
                .map(IntegerNode::output)
                .reduce((a, b) -> b)
                .orElseThrow();
        String lastIntegers = exported.names().get(last);
        try (var reference =
                        FloatReference.of(exported.qdq(), new FloatReference.Options(2, false, exported.exposed()));
                var onIntegers = FloatReference.of(
                        exported.qdq(), FloatReference.Options.INTEGERS.on(2).exposing(List.of(lastIntegers)));
                var nodes = new QuantizedNodes(graph, network)) {
            for (int i = 0; i < count; i++) {
                Map<String, Tensor> sample =
                        Predictors.shaped(graph, data.sample(scoring[(int) ((long) i * scoring.length / count)]));
                Map<String, IntegerTensor> integers = exported.from(reference.run(sample));
                if (i < Math.max(1, count / 20))
                    nodes.alone(integers).forEach((name, y) -> tally(y, integers.get(name), alone));
                IntegerTensor ours = nodes.whole(sample).get(last);
                tally(ours, integers.get(last), floats);
                tally(ours, integers(onIntegers.run(sample).get(lastIntegers)), finals);
            }
        }
        return new Comparison(shares(alone), shares(finals), shares(floats));
    }

    private static void tally(IntegerTensor ours, IntegerTensor theirs, long[] units) {
        for (int e = 0; e < ours.values().length; e++)
            units[Math.min(2, Math.abs(ours.values()[e] - theirs.values()[e]))]++;
    }

    private static String shares(long[] units) {
        double all = units[0] + units[1] + units[2];
        return String.format(
                Locale.ROOT, "%.4f / %.4f / %.4f", 100 * units[0] / all, 100 * units[1] / all, 100 * units[2] / all);
    }

    private static IntegerTensor integers(Tensor t) {
        long[] values = t.toLongs();
        int[] integers = new int[values.length];
        for (int i = 0; i < integers.length; i++) integers[i] = (int) values[i];
        return new IntegerTensor(t.shape(), integers);
    }

    /** Returns all models of the page in its order. */
    static List<Case> all() {
        var all = new ArrayList<Case>();
        all.add(new Case("kws_dscnn_mlperf_fp32", "kws01", 0.3));
        all.add(new Case("cifar10_resnet8_mlperf_fp32", "cifar10-raw", 0.6));
        all.add(new Case("vww_mobilenetv1_025_96_fp32", "vww", 0.7));
        all.add(new Case("cifar10_resnet20", "cifar10-resnet20", 0.45));
        all.add(new Case("imagenet_mobilenetv2_224", "imagenet-mobilenetv2", 1.0));
        all.add(new Case("fsdd_dscnn", "fsdd", 1.0));
        all.add(new Case("fsdd_gru", "fsdd", 1.0));
        all.add(new Case("fsdd_lstm", "fsdd", 1.0));
        all.add(new Case("fsdd_transformer", "fsdd", 1.0));
        all.add(new Case("mnist_lstm", "mnist-unit", 1.0));
        all.add(new Case("mnist_cnn_cntk", "mnist-raw", 1.0));
        all.add(new Case("imagenet_squeezenet1.1", "imagenet-squeezenet", Double.NaN));
        all.add(new Case("imagenet_mobilenetv1_025_224", "imagenet-mobilenetv2", Double.NaN));
        all.add(new Case("seg_deeplab_edgetpuslim_cityscapes_513", "camvid-cityscapes513", 1.0));
        return all;
    }
}
