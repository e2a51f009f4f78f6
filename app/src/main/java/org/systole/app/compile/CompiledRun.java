package org.systole.app.compile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.systole.compile.FastInterpreter;
import org.systole.compile.FeatureMaps;
import org.systole.compile.Program;
import org.systole.data.Accuracy;
import org.systole.quantize.FastRun;
import org.systole.quantize.FloatNodes;
import org.systole.quantize.IntegerNetwork;
import org.systole.quantize.IntegerNode;
import org.systole.quantize.IntegerTensor;
import org.systole.quantize.IntegerType;
import org.systole.quantize.Reals;
import org.systole.tensor.Tensor;

/** Runs a compiled network on samples: the core's part by the program, the rest as the host does. Used by one thread. */
public final class CompiledRun implements AutoCloseable {
    private final Program program;
    private final IntegerNetwork network;
    private final FloatNodes floats;
    private final FastRun reference;
    private final FastRun host;
    private long different;
    private long compared;

    /** Creates a runner. */
    public CompiledRun(QuantizedModel model, Program program) {
        this.program = program;
        this.network = model.network();
        this.floats = new FloatNodes(model.graph());
        this.reference = new FastRun(network, floats);
        this.host = new FastRun(hostPart(network, program), floats);
    }

    /** Returns the part of a network behind the program's results. */
    static IntegerNetwork hostPart(IntegerNetwork network, Program program) {
        var needed = new LinkedHashSet<>(network.outputs());
        var nodes = new ArrayList<IntegerNode>();
        for (IntegerNode node : network.nodes().reversed())
            if (needed.contains(node.output()) && !program.outputs().containsKey(node.output())) {
                nodes.addFirst(node);
                needed.addAll(node.inputs());
            }
        return new IntegerNetwork(
                network.name(),
                List.copyOf(program.outputs().keySet()),
                network.outputs(),
                nodes,
                network.types(),
                network.metadata());
    }

    /** Returns the nodes that the host computes, in order. */
    public static List<IntegerNode> hostNodes(IntegerNetwork network, Program program) {
        return hostPart(network, program).nodes();
    }

    /** Returns the DRAM at the start of a run on a sample. */
    public static byte[] dram(Program program, Map<String, IntegerTensor> sample) {
        byte[] dram = Arrays.copyOf(program.dram(), Math.toIntExact(program.dramBytes()));
        program.inputs().forEach((input, place) -> FeatureMaps.write(program.config(), dram, place, sample.get(input)));
        return dram;
    }

    /** Returns the program's results in a DRAM after the run. */
    private Map<String, IntegerTensor> results(byte[] dram) {
        var results = new LinkedHashMap<String, IntegerTensor>();
        program.outputs()
                .forEach((value, place) -> results.put(
                        value,
                        FeatureMaps.read(
                                program.config(),
                                dram,
                                place,
                                network.type(value).shape())));
        return results;
    }

    /** Returns the network's outputs for a sample; counts elements that differ from the integer reference. */
    public Map<String, IntegerTensor> run(Map<String, IntegerTensor> sample) {
        byte[] dram = dram(program, sample);
        FastInterpreter.run(program, dram);
        return finish(sample, dram);
    }

    /** Compares the DRAM after a run with the integer reference and returns the network's outputs. */
    public Map<String, IntegerTensor> finish(Map<String, IntegerTensor> sample, byte[] dram) {
        Map<String, IntegerTensor> outputs = host.outputs(results(dram));
        Map<String, IntegerTensor> expected = reference.outputs(sample);
        for (String output : network.outputs())
            compare(expected.get(output).values(), outputs.get(output).values());
        return outputs;
    }

    private void compare(int[] expected, int[] found) {
        compared += expected.length;
        if (expected.length != found.length) different += expected.length;
        else for (int i = 0; i < expected.length; i++) if (expected[i] != found[i]) different++;
    }

    /** Returns how many output elements were compared with the integer reference. */
    public long compared() {
        return compared;
    }

    /** Returns how many of them differed. */
    public long different() {
        return different;
    }

    /** Returns the network as a function of a prepared sample. */
    public Accuracy.Predictor predictor() {
        String input = network.inputs().getFirst(), output = network.outputs().getFirst();
        IntegerType type = network.type(input);
        return sample -> {
            IntegerTensor x = Reals.quantize(sample.toFloats(), type);
            IntegerTensor y = run(Map.of(input, x)).get(output);
            return Tensor.of(y.shape(), Reals.of(y, network.type(output).quantization()));
        };
    }

    @Override
    public void close() {
        floats.close();
    }
}
