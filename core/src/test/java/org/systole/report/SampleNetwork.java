package org.systole.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.systole.cost.AcceleratorCosts;
import org.systole.cost.CostTables;
import org.systole.files.RunRecord;
import org.systole.hardware.Accelerator;
import org.systole.hardware.Accelerators;
import org.systole.mapping.AnalyticalEvaluator;
import org.systole.mapping.MapperSettings;
import org.systole.tensor.NumberFormat;
import org.systole.tensor.Window;
import org.systole.workload.FeatureMap;
import org.systole.workload.Layer;
import org.systole.workload.LoopNest;
import org.systole.workload.MacLayer;
import org.systole.workload.Precision;
import org.systole.workload.VectorLayer;
import org.systole.workload.VectorWork;
import org.systole.workload.Workload;

/** A small residual network, built by hand, for tests of what is shown. */
final class SampleNetwork {
    private final List<Layer> layers = new ArrayList<>();
    private final Map<String, FeatureMap> maps = new LinkedHashMap<>();
    private final String prefix;

    private SampleNetwork(String prefix) {
        this.prefix = prefix;
    }

    /** Returns a network of so many residual blocks; every name in it begins with the prefix. */
    static Workload workload(int blocks, String prefix) {
        var network = new SampleNetwork(prefix);
        network.map("input", 3 * 64 * 64);
        String at = network.convolution("stem", "input", 3, 16, 64, 7, 2);
        int channels = 16;
        int size = 32;
        for (int i = 0; i < blocks; i++) {
            int stride = i % 4 == 3 && size > 4 ? 2 : 1;
            int wider = stride == 2 ? channels * 2 : channels;
            String first = network.convolution("block" + i + "/conv1", at, channels, wider, size, 3, stride);
            size = size / stride;
            String second = network.convolution("block" + i + "/conv2", first, wider, wider, size, 3, 1);
            at = stride == 1 ? network.add("block" + i + "/add", second, at, (long) wider * size * size) : second;
            channels = wider;
        }
        network.dense("classifier", at, channels * size * size, 10);
        return new Workload(
                prefix + "sample",
                network.layers,
                network.maps,
                List.of(prefix + "input"),
                List.of(prefix + "classifier:out"),
                Map.of(),
                List.of("a float model is costed at int8"));
    }

    private String map(String name, long elements) {
        maps.put(prefix + name, new FeatureMap(prefix + name, elements, NumberFormat.INT8));
        return name;
    }

    private String convolution(String name, String from, int c, int k, int size, int filter, int stride) {
        int out = size / stride;
        var window = new Window(stride, stride, 1, 1, filter / 2, filter / 2, size, size);
        long elements = (long) k * out * out;
        var work = List.of(new VectorWork(
                VectorWork.Kind.CLAMP, prefix + name + "_relu", "Relu", elements, elements, 0, elements));
        layers.add(new MacLayer(
                prefix + name,
                MacLayer.Kind.CONVOLUTION,
                LoopNest.of(1, 1, k, c, out, out, filter, filter, window),
                Precision.INT8,
                1,
                true,
                List.of(prefix + from),
                List.of(prefix + name + ":out"),
                work,
                List.of(prefix + name, prefix + name + "_relu")));
        return map(name + ":out", elements);
    }

    private String add(String name, String a, String b, long elements) {
        var work =
                List.of(new VectorWork(VectorWork.Kind.ADD, prefix + name, "Add", elements, 2 * elements, 0, elements));
        layers.add(new VectorLayer(
                prefix + name,
                List.of(prefix + a, prefix + b),
                List.of(prefix + name + ":out"),
                work,
                List.of(prefix + name)));
        return map(name + ":out", elements);
    }

    private void dense(String name, String from, int c, int k) {
        layers.add(new MacLayer(
                prefix + name,
                MacLayer.Kind.DENSE,
                LoopNest.matrix(1, k, c),
                Precision.INT8,
                1,
                true,
                List.of(prefix + from),
                List.of(prefix + name + ":out"),
                List.of(),
                List.of(prefix + name)));
        map(name + ":out", k);
    }

    /** Returns what such a network costs on a shipped accelerator. */
    static Result result(int blocks, String prefix, String accelerator) {
        Accelerator hardware = Accelerators.shipped(accelerator);
        AcceleratorCosts costs = CostTables.read().costs(hardware);
        Workload workload = workload(blocks, prefix);
        var settings = MapperSettings.DEFAULT.withBudget(500);
        var cost = new AnalyticalEvaluator().evaluate(workload, hardware, costs, settings);
        var facts = new Result.ModelFacts(
                workload.name(),
                "sample.onnx",
                "ONNX, opset 17",
                3 * blocks,
                List.of(prefix + "input float32 1x3x64x64"),
                List.of(prefix + "classifier:out float32 1x10"),
                1);
        return Results.of(cost, facts, workload, hardware, costs, settings, List.of());
    }

    /** Returns the record of a run that made such a result. */
    static RunRecord run() {
        return new RunRecord(
                "evaluate",
                List.of("evaluate", "sample.onnx", "--accelerator", "gemmini-16", "-o", "run"),
                Map.of("objective", "edp"),
                "0.1.0",
                "",
                "2026-01-01T00:00:00Z",
                Map.of("mapper", 1L),
                List.of(new RunRecord.Input("model", "/models/sample.onnx", "ab".repeat(32), 1000)),
                List.of(),
                true);
    }

    /** Writes report.html for looking at it: {@code FILE BLOCKS ACCELERATOR}. */
    public static void main(String[] args) {
        org.systole.files.AtomicFile.write(
                java.nio.file.Path.of(args[0]), HtmlReport.of(result(Integer.parseInt(args[1]), "", args[2]), run()));
    }
}
