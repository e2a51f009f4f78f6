package org.systole.compile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.systole.graph.Graph;
import org.systole.house.Shared;
import org.systole.onnx.OnnxReader;
import org.systole.quantize.Calibration;
import org.systole.quantize.IntegerNetwork;
import org.systole.quantize.IntegerTensor;
import org.systole.quantize.QdqImport;
import org.systole.quantize.QuantizationSettings;
import org.systole.quantize.Quantizer;
import org.systole.quantize.Reals;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/**
 * A trained network, quantized to int8, or as it was quantized, and compiled.
 *
 * @param graph the network as it was read
 * @param network its integers
 * @param inputs samples, as integers
 * @param compiled the program and what is left to the host
 */
public record CompiledModel(
        Graph graph, IntegerNetwork network, List<IntegerTensor> inputs, Compiler.Compiled compiled) {
    private static final int SAMPLES = 3;

    /** Compiles a model of the shared data with random inputs from 0 to {@code scale}; aborts the test without it. */
    public static CompiledModel of(String model, float scale, CoreConfig core) {
        Graph graph =
                OnnxReader.read(Shared.path("data/models/" + model + ".onnx")).graph();
        String input = graph.inputs().getFirst();
        Shape shape = graph.type(input).shape();
        var random = new SplittableRandom(7);
        var samples = new ArrayList<Map<String, Tensor>>();
        for (int i = 0; i < SAMPLES; i++) {
            float[] values = new float[(int) shape.elements()];
            for (int e = 0; e < values.length; e++) values[e] = scale * (float) random.nextDouble();
            samples.add(Map.of(input, Tensor.of(shape, values)));
        }
        IntegerNetwork network;
        if (QdqImport.isQuantized(graph)) {
            var imported = QdqImport.read(graph);
            graph = imported.graph();
            network = imported.network();
        } else {
            network = Quantizer.quantize(graph, Calibration.minMax(graph, samples, 2), QuantizationSettings.INT8);
        }
        var inputs = samples.stream()
                .map(s -> Reals.quantize(s.get(input).toFloats(), network.type(input)))
                .toList();
        return new CompiledModel(graph, network, inputs, Compiler.compile(network, core));
    }

    /** Returns the DRAM before a run on a sample. */
    public byte[] dram(int sample) {
        Program program = compiled.program();
        byte[] dram = Arrays.copyOf(program.dram(), Math.toIntExact(program.dramBytes()));
        String input = network.inputs().getFirst();
        FeatureMaps.write(program.config(), dram, program.inputs().get(input), inputs.get(sample));
        return dram;
    }
}
