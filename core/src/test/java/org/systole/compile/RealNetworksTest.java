package org.systole.compile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.systole.hardware.Accelerators;
import org.systole.quantize.FloatNodes;
import org.systole.quantize.IntegerNetwork;
import org.systole.quantize.IntegerRun;

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

    /** Its shortcuts take every second pixel and pad channels. */
    @Test
    void resNet20() {
        check("cifar10_resnet20", 1, 0);
    }

    /** Its input gets a channel axis by a view; its mean over the map is pooled at the write-back of the layer before. */
    @Test
    void spokenDigits() {
        check("fsdd_dscnn", 2, 0);
    }

    /** Dense layers only. */
    @Test
    void autoencoder() {
        check("ad_autoencoder_fp32", 1, 0);
    }

    /** Quantized by others, channels last at its input; its softmax has a wider format, but on the host. */
    @Test
    void resNet8AsOthersQuantizedIt() {
        check("cifar10_resnet8_mlperf_int8_qdq", 255, 1);
    }

    @Test
    void mnist() {
        check("mnist_cnn_cntk", 255, 0);
    }

    /**
     * Its picture-wide mean is spread over the map again, by strides of 0, before more convolutions; the two resizes behind the last
     * convolution, and the identity behind them, are the host's.
     */
    @Test
    @EnabledIfSystemProperty(named = "nightly", matches = "true")
    void segmentation() {
        check("seg_deeplab_edgetpuslim_cityscapes_513", 1, 3, CoreConfigs.of(Accelerators.load("systole-core-16ws")));
    }

    private static void check(String model, float scale, int hostNodes) {
        check(model, scale, hostNodes, CORE);
    }

    private static void check(String model, float scale, int hostNodes, CoreConfig core) {
        var made = CompiledModel.of(model, scale, core);
        IntegerNetwork network = made.network();
        var compiled = made.compiled();
        assertEquals(hostNodes, compiled.host().size(), () -> "left to the host: " + compiled.host());
        Program program = compiled.program();
        byte[] dram = made.dram(0);
        byte[] fast = dram.clone();
        FastInterpreter.run(program, fast);
        if (core.equals(CORE)) {
            new Interpreter(core, dram).run(program);
            assertArrayEquals(dram, fast, model + ": vectors and definition");
        }
        try (var floats = new FloatNodes(made.graph())) {
            var expected = new LinkedHashMap<>(new IntegerRun(network, floats)
                    .all(Map.of(network.inputs().getFirst(), made.inputs().getFirst())));
            for (String output : List.copyOf(program.outputs().keySet()))
                assertArrayEquals(
                        expected.get(output).values(),
                        FeatureMaps.read(
                                        core,
                                        fast,
                                        program.outputs().get(output),
                                        network.type(output).shape())
                                .values(),
                        model + " " + output);
        }
    }
}
