package org.systole.app.compile;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.systole.app.evaluate.ModelReference;
import org.systole.data.DataReader;
import org.systole.data.DataSet;
import org.systole.files.RunRecord;
import org.systole.graph.Graph;
import org.systole.onnx.OnnxReader;
import org.systole.onnx.OnnxWriter;
import org.systole.precision.LearnedRounding;
import org.systole.problem.SystoleException;
import org.systole.quantize.Calibration;
import org.systole.quantize.IntegerNetwork;
import org.systole.quantize.IntegerTensor;
import org.systole.quantize.PlanReader;
import org.systole.quantize.PostTraining;
import org.systole.quantize.Predictors;
import org.systole.quantize.QdqExport;
import org.systole.quantize.QdqImport;
import org.systole.quantize.QuantizationSettings;
import org.systole.quantize.Quantizer;
import org.systole.quantize.Reals;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/**
 * A model as integers, ready to be compiled.
 *
 * @param graph the network as it was read
 * @param network its integers
 * @param samples inputs for runs without data of their own, quantized; the first calibration samples
 * @param inputs what was read
 * @param options what decides the result, for {@code run.json}
 * @param made whether the integers were made here and not read
 */
public record QuantizedModel(
        Graph graph,
        IntegerNetwork network,
        List<Map<String, IntegerTensor>> samples,
        List<RunRecord.Input> inputs,
        Map<String, String> options,
        boolean made) {
    private static final int RANDOM_SAMPLES = 4;
    private static final int KEPT_SAMPLES = 4;
    private static final long SEED = 1;

    /**
     * What the user asked for.
     *
     * @param model an ONNX file, {@code zoo:NAME} or a run directory
     * @param shapes shapes of inputs that the model leaves open
     * @param data a data.yaml, if there is one
     * @param root the folder that names in it are relative to
     * @param weights bits of weights
     * @param activations bits of activations
     * @param plan a quantization plan, which says more than the two widths, if there is one
     * @param threads samples that run at the same time
     */
    public record Request(
            String model,
            List<String> shapes,
            Optional<Path> data,
            Optional<Path> root,
            int weights,
            int activations,
            Optional<Path> plan,
            int threads) {
        /** Copies the list. */
        public Request {
            shapes = List.copyOf(shapes);
        }

        /** Returns the options of {@code run.json}. */
        Map<String, String> options(ModelReference reference) {
            var options = new LinkedHashMap<String, String>();
            options.put("model", reference.source());
            options.put("shape", String.join("\n", reference.shapes()));
            data.ifPresent(file ->
                    options.put("data", file.toAbsolutePath().normalize().toString()));
            root.ifPresent(folder ->
                    options.put("data_root", folder.toAbsolutePath().normalize().toString()));
            options.put("weights", Integer.toString(weights));
            options.put("activations", Integer.toString(activations));
            plan.ifPresent(file ->
                    options.put("plan", file.toAbsolutePath().normalize().toString()));
            return options;
        }

        /** Returns the request that a run was made with. */
        static Request of(RunRecord record, int threads) {
            Map<String, String> options = record.options();
            String shapes = options.getOrDefault("shape", "");
            return new Request(
                    record.input("model").name(),
                    shapes.isEmpty() ? List.of() : List.of(shapes.split("\n")),
                    Optional.ofNullable(options.get("data")).map(Path::of),
                    Optional.ofNullable(options.get("data_root")).map(Path::of),
                    Integer.parseInt(options.getOrDefault("weights", "8")),
                    Integer.parseInt(options.getOrDefault("activations", "8")),
                    Optional.ofNullable(options.get("plan")).map(Path::of),
                    threads);
        }
    }

    /**
     * Reads and quantizes a model. The same request gives the same integers.
     *
     * @param notes receives what the user should know
     * @throws SystoleException with all problems of the model, the data or the quantization
     */
    public static QuantizedModel of(Request request, Consumer<String> notes) {
        ModelReference reference = ModelReference.of(request.model(), request.shapes(), notes);
        Graph graph = reference.graph();
        if (request.data().isEmpty() && !QdqImport.isQuantized(graph))
            notes.accept(
                    "no --data: calibrated on random inputs; cycles are right, the network's results mean nothing");
        List<Map<String, Tensor>> samples = samples(request, graph);
        // a quantized model has its integers already: those of 'systole quantize', or those that others gave it
        var imported = QdqImport.isQuantized(graph) ? QdqImport.read(graph, samples) : null;
        if (imported != null) imported.notes().forEach(notes);
        var planned = imported == null ? planned(request, graph, samples) : Optional.<PostTraining.Quantized>empty();
        IntegerNetwork network = imported != null
                ? imported.network()
                : planned.map(PostTraining.Quantized::network).orElseGet(() -> quantized(request, graph, samples));
        var inputs = new ArrayList<RunRecord.Input>();
        inputs.add(reference.input());
        request.data().ifPresent(file -> inputs.add(RunRecord.Input.file("data", file)));
        request.plan().ifPresent(file -> inputs.add(RunRecord.Input.file("plan", file)));
        Graph floats = imported != null
                ? imported.graph()
                : planned.map(PostTraining.Quantized::graph).orElse(graph);
        return new QuantizedModel(
                floats, network, integers(network, samples), inputs, request.options(reference), imported == null);
    }

    /**
     * Returns the quantized model as a file, from which {@link #stored} reads the same integers; nothing when they were read from
     * one, or are of a width that such files do not have.
     */
    public Optional<byte[]> file() {
        if (!made) return Optional.empty();
        try {
            return Optional.of(OnnxWriter.bytes(QdqExport.export(graph, network)));
        } catch (IllegalArgumentException wide) {
            return Optional.empty();
        }
    }

    /**
     * Reads what {@link #file} wrote: the integers of that run, whatever the quantizer would make of the model today.
     *
     * @param file the quantized model
     * @param request what the run was asked for: samples for runs without data of their own
     */
    static QuantizedModel stored(Path file, Request request) {
        Graph graph = OnnxReader.read(file).graph();
        var imported = QdqImport.read(graph);
        var integers = integers(imported.network(), samples(request, graph));
        return new QuantizedModel(imported.graph(), imported.network(), integers, List.of(), Map.of(), false);
    }

    /** Returns the samples that calibrate: the user's, or random ones. */
    private static List<Map<String, Tensor>> samples(Request request, Graph graph) {
        if (request.data().isEmpty()) return random(graph);
        Path file = request.data().get();
        DataSet data = request.root().map(root -> DataReader.read(file, root)).orElseGet(() -> DataReader.read(file));
        return Predictors.calibration(graph, data, Predictors.MOST_CALIBRATION);
    }

    private static List<Map<String, IntegerTensor>> integers(
            IntegerNetwork network, List<Map<String, Tensor>> samples) {
        return samples.stream()
                .limit(KEPT_SAMPLES)
                .map(sample -> integers(network, sample))
                .toList();
    }

    private static Optional<PostTraining.Quantized> planned(
            Request request, Graph graph, List<Map<String, Tensor>> samples) {
        return request.plan()
                .map(file -> PostTraining.quantize(
                        graph,
                        samples,
                        PlanReader.read(file, graph),
                        new LearnedRounding(),
                        request.threads(),
                        done -> {}));
    }

    private static IntegerNetwork quantized(Request request, Graph graph, List<Map<String, Tensor>> samples) {
        var settings = QuantizationSettings.usual(request.weights(), request.activations());
        return Quantizer.quantize(graph, Calibration.minMax(graph, samples, request.threads()), settings);
    }

    /** Returns a sample as the network's integers. */
    static Map<String, IntegerTensor> integers(IntegerNetwork network, Map<String, Tensor> sample) {
        var integers = new LinkedHashMap<String, IntegerTensor>();
        for (String input : network.inputs())
            integers.put(input, Reals.quantize(sample.get(input).toFloats(), network.type(input)));
        return integers;
    }

    private static List<Map<String, Tensor>> random(Graph graph) {
        var random = new SplittableRandom(SEED);
        var samples = new ArrayList<Map<String, Tensor>>();
        for (int i = 0; i < RANDOM_SAMPLES; i++) {
            var sample = new LinkedHashMap<String, Tensor>();
            for (String input : graph.inputs()) {
                Shape shape = graph.type(input).shape();
                float[] values = new float[Math.toIntExact(shape.elements())];
                for (int e = 0; e < values.length; e++) values[e] = (float) random.nextDouble();
                sample.put(input, Tensor.of(shape, values));
            }
            samples.add(sample);
        }
        return samples;
    }
}
