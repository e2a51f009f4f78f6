package org.systole.quantize;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.systole.data.Accuracy.Predictor;
import org.systole.data.DataProblem;
import org.systole.data.DataSet;
import org.systole.graph.Graph;
import org.systole.onnx.FloatReference;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/** Models as functions of a prepared sample: the float reference and the integer reference. Closes what it made. */
public final class Predictors implements AutoCloseable {
    /** Most samples that calibrate a network, in every command: the same data give the same integers. */
    public static final int MOST_CALIBRATION = 200;

    private final List<AutoCloseable> made = new ArrayList<>();

    /** Creates an empty collection. */
    public Predictors() {}

    /** Returns float references of a graph, one for each call, each on one thread. */
    public Supplier<Predictor> floats(Graph graph) {
        return references(graph, new FloatReference.Options(1, true, List.of()));
    }

    /** Returns runs of a graph of signed QDQ pairs under ONNX Runtime with graph optimization on: layers on integers. */
    public Supplier<Predictor> runtimeIntegers(Graph graph) {
        return references(graph, FloatReference.Options.INTEGERS);
    }

    private Supplier<Predictor> references(Graph graph, FloatReference.Options options) {
        String input = onlyInput(graph);
        Shape shape = graph.type(input).shape();
        String output = graph.outputs().getFirst();
        return () -> {
            FloatReference reference = keep(FloatReference.of(graph, options));
            return sample -> reference.run(Map.of(input, shaped(sample, shape))).get(output);
        };
    }

    /** Returns integer references of a network made from a graph, one for each call. */
    public Supplier<Predictor> integers(Graph graph, IntegerNetwork network) {
        String input = onlyInput(graph);
        IntegerType type = network.type(input);
        String output = network.outputs().getFirst();
        return () -> {
            var run = new FastRun(network, keep(new FloatNodes(graph)));
            return sample -> {
                IntegerTensor x = Reals.quantize(shaped(sample, type.shape()).toFloats(), type);
                IntegerTensor y = run.outputs(Map.of(input, x)).get(output);
                return Tensor.of(y.shape(), Reals.of(y, network.type(output).quantization()));
            };
        };
    }

    /** Returns the calibration samples of data, shaped for a graph. */
    public static List<Map<String, Tensor>> calibration(Graph graph, DataSet data, int most) {
        String input = onlyInput(graph);
        var samples = new ArrayList<Map<String, Tensor>>();
        int count = data.calibrating(), stride = Math.max(1, Math.ceilDiv(count, most));
        for (int i = 0; i < count; i += stride)
            samples.add(Map.of(
                    input, shaped(data.calibrationSample(i), graph.type(input).shape())));
        return samples;
    }

    /** Returns a prepared sample as the input of a graph. */
    public static Map<String, Tensor> shaped(Graph graph, Tensor sample) {
        String input = onlyInput(graph);
        return Map.of(input, shaped(sample, graph.type(input).shape()));
    }

    private static String onlyInput(Graph graph) {
        if (graph.inputs().size() == 1) return graph.inputs().getFirst();
        throw new SystoleException(Problem.of(
                DataProblem.SHAPE_MISMATCH,
                Place.element(graph.name(), "inputs"),
                "the model has " + graph.inputs().size() + " inputs, data give one",
                "use a model with one input"));
    }

    /** Returns the sample in the shape of the input; axes of extent 1 may come and go. */
    private static Tensor shaped(Tensor sample, Shape shape) {
        if (!withoutOnes(sample.shape()).equals(withoutOnes(shape)))
            throw new SystoleException(Problem.of(
                    DataProblem.SHAPE_MISMATCH,
                    Place.NONE,
                    "a prepared sample is " + sample.shape() + ", the model's input is " + shape,
                    "prepare it: transpose for another layout, resize for another size"));
        return new Tensor(sample.type(), shape, sample::bytes);
    }

    private static Shape withoutOnes(Shape shape) {
        return Shape.of(Arrays.stream(shape.extents()).filter(e -> e != 1).toArray());
    }

    private synchronized <T extends AutoCloseable> T keep(T resource) {
        made.add(resource);
        return resource;
    }

    @Override
    public void close() {
        for (AutoCloseable resource : made)
            try {
                resource.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        made.clear();
    }
}
