package org.systole.quantize;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.systole.graph.Graph;
import org.systole.tensor.Tensor;

/** Runs an integer network for comparisons with another run: each node on the other's integers, or as a whole. */
public final class QuantizedNodes implements AutoCloseable {
    private final IntegerNetwork network;
    private final FloatNodes floats;
    private final IntegerRun single;
    private final FastRun fast;

    /**
     * Prepares the runs.
     *
     * @param graph the float network that the integers stand for
     */
    public QuantizedNodes(Graph graph, IntegerNetwork network) {
        this.network = network;
        this.floats = new FloatNodes(graph);
        this.single = new IntegerRun(network, floats);
        this.fast = new FastRun(network, floats);
    }

    /**
     * Returns what each node makes of another run's integers, for the values that are given. Inputs of a node that the other run
     * does not give are computed from those that it does.
     *
     * @param given integers by value
     */
    public Map<String, IntegerTensor> alone(Map<String, IntegerTensor> given) {
        var values = new HashMap<>(given);
        var made = new LinkedHashMap<String, IntegerTensor>();
        for (IntegerNode node : network.nodes()) {
            IntegerTensor y = single.compute(node, values::get);
            if (given.containsKey(node.output())) made.put(node.output(), y);
            else values.put(node.output(), y);
        }
        return made;
    }

    /** Returns all values of the network on a sample of real inputs. */
    public Map<String, IntegerTensor> whole(Map<String, Tensor> sample) {
        var inputs = new LinkedHashMap<String, IntegerTensor>();
        for (String input : network.inputs())
            inputs.put(input, Reals.quantize(sample.get(input).toFloats(), network.type(input)));
        var values = new LinkedHashMap<String, IntegerTensor>();
        fast.observe(inputs, values::put);
        return values;
    }

    @Override
    public void close() {
        floats.close();
    }
}
