package org.systole.compile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.systole.graph.Graph;
import org.systole.house.Shared;
import org.systole.onnx.OnnxReader;
import org.systole.quantize.Calibration;
import org.systole.quantize.FloatNodes;
import org.systole.quantize.IntegerNetwork;
import org.systole.quantize.IntegerRun;
import org.systole.quantize.IntegerTensor;
import org.systole.quantize.QdqImport;
import org.systole.quantize.QuantizationSettings;
import org.systole.quantize.Quantizer;
import org.systole.quantize.Reals;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;
import org.systole.zoo.Zoo;

/** A network as integers, int8 or as others quantized it, with random samples; to be compiled for several cores. */
public final class CompiledNetwork {
    private final String name;
    private final Graph graph;
    private final IntegerNetwork network;
    private final List<IntegerTensor> inputs;

    /** For each sample what the integer reference makes of it, value by value; as far as it was asked for. */
    private final List<Map<String, IntegerTensor>> expected = new ArrayList<>();

    private CompiledNetwork(String name, Graph graph, IntegerNetwork network, List<IntegerTensor> inputs) {
        this.name = name;
        this.graph = graph;
        this.network = network;
        this.inputs = inputs;
    }

    /** Reads and quantizes a network on random inputs from 0 to {@code scale}; aborts the test when the model is not there. */
    public static CompiledNetwork of(String name, float scale, int samples) {
        Graph graph = name.startsWith("zoo:")
                ? Zoo.graph(name.substring(4))
                : OnnxReader.read(Shared.path("data/models/" + name + ".onnx")).graph();
        String input = graph.inputs().getFirst();
        Shape shape = graph.type(input).shape();
        var random = new SplittableRandom(7);
        var reals = new ArrayList<float[]>();
        for (int s = 0; s < samples; s++) {
            float[] values = new float[Math.toIntExact(shape.elements())];
            for (int i = 0; i < values.length; i++) values[i] = scale * (float) random.nextDouble();
            reals.add(values);
        }
        IntegerNetwork network;
        if (QdqImport.isQuantized(graph)) {
            var imported = QdqImport.read(graph);
            graph = imported.graph();
            network = imported.network();
        } else {
            var sample = Map.of(input, Tensor.of(shape, reals.getFirst()));
            network =
                    Quantizer.quantize(graph, Calibration.minMax(graph, List.of(sample), 1), QuantizationSettings.INT8);
        }
        var inputs = reals.stream()
                .map(values -> Reals.quantize(values, network.type(input)))
                .toList();
        return new CompiledNetwork(name, graph, network, inputs);
    }

    /** Returns what tests call it. */
    public String name() {
        return name;
    }

    /** Returns the network as it was read. */
    public Graph graph() {
        return graph;
    }

    /** Returns its integers. */
    public IntegerNetwork network() {
        return network;
    }

    /** Returns the samples. */
    public List<IntegerTensor> inputs() {
        return inputs;
    }

    /** Compiles it. */
    public Compiler.Compiled compiled(CoreConfig config) {
        return Compiler.compile(network, config);
    }

    /** Returns the DRAM before a run on a sample. */
    public byte[] dram(Program program, int sample) {
        byte[] dram = Arrays.copyOf(program.dram(), Math.toIntExact(program.dramBytes()));
        String input = network.inputs().getFirst();
        FeatureMaps.write(program.config(), dram, program.inputs().get(input), inputs.get(sample));
        return dram;
    }

    /** Fails unless every bit of a program's results is the integer reference's. */
    public void equalsReference(Program program, int sample, byte[] dram) {
        while (expected.size() < inputs.size()) expected.add(reference(expected.size()));
        program.outputs()
                .forEach((value, place) -> assertArrayEquals(
                        expected.get(sample).get(value).values(),
                        FeatureMaps.read(
                                        program.config(),
                                        dram,
                                        place,
                                        network.type(value).shape())
                                .values(),
                        name + " " + value));
    }

    private Map<String, IntegerTensor> reference(int sample) {
        try (var floats = new FloatNodes(graph)) {
            return new IntegerRun(network, floats).all(Map.of(network.inputs().getFirst(), inputs.get(sample)));
        }
    }
}
