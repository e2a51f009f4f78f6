package org.systole.compile;

import java.util.List;
import org.systole.graph.Graph;
import org.systole.quantize.IntegerNetwork;
import org.systole.quantize.IntegerTensor;

/**
 * A trained network compiled for one core.
 *
 * @param source the network, quantized
 * @param compiled the program and what is left to the host
 */
public record CompiledModel(CompiledNetwork source, Compiler.Compiled compiled) {
    private static final int SAMPLES = 3;

    /** Compiles a model of the shared data with random inputs from 0 to {@code scale}; aborts the test without it. */
    public static CompiledModel of(String model, float scale, CoreConfig core) {
        var source = CompiledNetwork.of(model, scale, SAMPLES);
        return new CompiledModel(source, source.compiled(core));
    }

    /** Returns the network as it was read. */
    public Graph graph() {
        return source.graph();
    }

    /** Returns its integers. */
    public IntegerNetwork network() {
        return source.network();
    }

    /** Returns samples, as integers. */
    public List<IntegerTensor> inputs() {
        return source.inputs();
    }

    /** Returns the DRAM before a run on a sample. */
    public byte[] dram(int sample) {
        return source.dram(compiled.program(), sample);
    }
}
