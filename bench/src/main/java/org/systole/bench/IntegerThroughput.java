package org.systole.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.systole.graph.Graph;
import org.systole.onnx.FloatReference;
import org.systole.onnx.OnnxReader;
import org.systole.quantize.Calibration;
import org.systole.quantize.FastRun;
import org.systole.quantize.IntegerNetwork;
import org.systole.quantize.IntegerTensor;
import org.systole.quantize.QdqExport;
import org.systole.quantize.QuantizationSettings;
import org.systole.quantize.Quantizer;
import org.systole.quantize.Reals;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/**
 * Inferences a second at 8 bits on one thread: the integer reference, and ONNX Runtime on the QDQ model exported from the same
 * integer network, with all its graph optimizations. Models from {@code -Dmodels=FOLDER} (in {@code -jvmArgsAppend}), else
 * {@code ../shared/data/models}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
        value = 3,
        jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "-Xmx1g"})
public class IntegerThroughput {
    /** File name of the model without its ending. */
    @Param({"cifar10_resnet20", "imagenet_mobilenetv2_224"})
    public String model;

    private Map<String, Tensor> sample;
    private Map<String, IntegerTensor> integers;
    private FastRun reference;
    private FloatReference runtime;

    /** Quantizes the model by one random sample and exports it. */
    @Setup
    public void quantize() {
        Path folder = Path.of(System.getProperty("models", "../shared/data/models"));
        Graph graph = OnnxReader.read(folder.resolve(model + ".onnx")).graph();
        String input = graph.inputs().getFirst();
        Shape shape = graph.type(input).shape();
        var random = new SplittableRandom(1);
        float[] values = new float[Math.toIntExact(shape.elements())];
        for (int i = 0; i < values.length; i++) values[i] = (float) random.nextGaussian();
        sample = Map.of(input, Tensor.of(shape, values));
        IntegerNetwork network =
                Quantizer.quantize(graph, Calibration.minMax(graph, List.of(sample), 1), QuantizationSettings.INT8);
        integers = Map.of(input, Reals.quantize(values, network.type(input)));
        reference = new FastRun(network, (op, in, shapes, output) -> {
            throw new IllegalStateException("float node " + op.node().name());
        });
        runtime = FloatReference.of(QdqExport.export(graph, network), new FloatReference.Options(1, true, List.of()));
    }

    /** Frees ONNX Runtime's session. */
    @TearDown
    public void close() {
        runtime.close();
    }

    /** The integer reference by its kernels. */
    @Benchmark
    public Map<String, IntegerTensor> integerReference() {
        return reference.outputs(integers);
    }

    /** ONNX Runtime on the QDQ model. */
    @Benchmark
    public Map<String, Tensor> onnxRuntimeQdq() {
        return runtime.run(sample);
    }
}
