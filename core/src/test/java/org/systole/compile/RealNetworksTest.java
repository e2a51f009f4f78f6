package org.systole.compile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.systole.graph.Graph;
import org.systole.house.Shared;
import org.systole.onnx.OnnxReader;
import org.systole.quantize.Calibration;
import org.systole.quantize.FloatNodes;
import org.systole.quantize.IntegerNetwork;
import org.systole.quantize.IntegerRun;
import org.systole.quantize.IntegerTensor;
import org.systole.quantize.QuantizationSettings;
import org.systole.quantize.Quantizer;
import org.systole.quantize.Reals;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/** Every layer of trained networks, compiled, has the bits of the integer reference. */
class RealNetworksTest {
    private static final CoreConfig CORE =
            new CoreConfig(8, true, 8, 8, 32, 4096, 4096, 1024, 64, 1024, 64, 16, 8, 4, 4, 4, 50);

    @Test
    void keywordSpotting() {
        check("kws_dscnn_mlperf_fp32", 50, 2);
    }

    @Test
    void resNet8() {
        check("cifar10_resnet8_mlperf_fp32", 255, 2); // softmax, and the identity behind it
    }

    @Test
    void mnist() {
        check("mnist_cnn_cntk", 255, 0);
    }

    private static void check(String model, float scale, int hostNodes) {
        Graph graph =
                OnnxReader.read(Shared.path("data/models/" + model + ".onnx")).graph();
        String input = graph.inputs().getFirst();
        Shape shape = graph.type(input).shape();
        var random = new SplittableRandom(7);
        var samples = new ArrayList<Map<String, Tensor>>();
        for (int i = 0; i < 3; i++) {
            float[] values = new float[(int) shape.elements()];
            for (int e = 0; e < values.length; e++) values[e] = scale * (float) random.nextDouble();
            samples.add(Map.of(input, Tensor.of(shape, values)));
        }
        IntegerNetwork network =
                Quantizer.quantize(graph, Calibration.minMax(graph, samples, 2), QuantizationSettings.INT8);
        var compiled = Compiler.compile(network, CORE);
        assertEquals(hostNodes, compiled.host().size(), () -> "left to the host: " + compiled.host());
        Program program = compiled.program();
        byte[] dram = java.util.Arrays.copyOf(program.dram(), Math.toIntExact(program.dramBytes()));
        IntegerTensor x = Reals.quantize(samples.getFirst().get(input).toFloats(), network.type(input));
        FeatureMaps.write(CORE, dram, program.inputs().get(input), x);
        new Interpreter(CORE, dram).run(program);
        try (var floats = new FloatNodes(graph)) {
            var expected = new LinkedHashMap<>(new IntegerRun(network, floats).all(Map.of(input, x)));
            for (String output : List.copyOf(program.outputs().keySet()))
                assertArrayEquals(
                        expected.get(output).values(),
                        FeatureMaps.read(
                                        CORE,
                                        dram,
                                        program.outputs().get(output),
                                        network.type(output).shape())
                                .values(),
                        model + " " + output);
        }
    }
}
