package org.systole.quantize;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;

/**
 * Runs an integer network with kernels; the same bits as {@link IntegerRun}.
 *
 * <p>Maps stay N, H, W, C between operations that have a kernel; the others take the definition. Thread-safe: several
 * inputs may run at the same time.
 */
public final class FastRun {
    private final IntegerNetwork network;
    private final IntegerRun definition;
    private final Map<String, FastStep> steps = new HashMap<>();
    private final Map<String, IntegerTensor> constants = new HashMap<>();
    private final Queue<Scratch> scratches = new ConcurrentLinkedQueue<>();
    private final Map<String, Integer> uses = new HashMap<>();

    /**
     * Prepares a run: packs the weights.
     *
     * @param floats computes what stayed float
     */
    public FastRun(IntegerNetwork network, IntegerRun.FloatOps floats) {
        this.network = network;
        this.definition = new IntegerRun(network, floats);
        for (IntegerNode node : network.nodes()) {
            if (node.op() instanceof IntegerConstant constant) constants.put(node.output(), constant.value());
            FastStep step = FastStep.of(node, network);
            if (step != null) steps.put(node.output(), step);
            for (String input : node.inputs()) uses.merge(input, 1, Integer::sum);
        }
        for (String output : network.outputs()) uses.merge(output, 1, Integer::sum);
    }

    /** Returns the results of the network, by name. */
    public Map<String, IntegerTensor> outputs(Map<String, IntegerTensor> inputs) {
        return run(inputs, (value, values) -> {});
    }

    /**
     * Runs the network and shows every value.
     *
     * @param sink receives each value by name as soon as it is computed, the inputs first
     */
    public void observe(Map<String, IntegerTensor> inputs, BiConsumer<String, IntegerTensor> sink) {
        for (String input : network.inputs()) sink.accept(input, inputs.get(input));
        run(inputs, (value, values) -> sink.accept(value, values.tensor(value)));
    }

    private Map<String, IntegerTensor> run(Map<String, IntegerTensor> inputs, BiConsumer<String, Values> computed) {
        var values = new Values(inputs);
        for (IntegerNode node : network.nodes()) {
            compute(node, values);
            computed.accept(node.output(), values);
            for (String input : node.inputs()) values.release(input);
        }
        var results = new LinkedHashMap<String, IntegerTensor>();
        for (String output : network.outputs()) results.put(output, values.tensor(output));
        values.close();
        return results;
    }

    private void compute(IntegerNode node, Values values) {
        FastStep step = steps.get(node.output());
        if (step != null) {
            step.run(values);
        } else if (node.op() instanceof DefinedOp op) {
            List<IntegerTensor> in = node.inputs().stream().map(values::tensor).toList();
            values.put(node.output(), op.fast(definition.operands(node, in)));
        } else {
            values.put(node.output(), definition.compute(node, values::tensor));
        }
    }

    /** The values of one run, in either form, converted when asked. */
    final class Values {
        private final Map<String, IntegerTensor> tensors;
        private final Map<String, FastMap> maps = new HashMap<>();
        private final Map<String, Integer> left = new HashMap<>(uses);
        private final Scratch scratch;

        Values(Map<String, IntegerTensor> inputs) {
            Scratch used = scratches.poll();
            scratch = used == null ? new Scratch() : used;
            tensors = new HashMap<>(constants);
            tensors.putAll(inputs);
        }

        Scratch scratch() {
            return scratch;
        }

        FastMap map(String value) {
            FastMap map = maps.get(value);
            if (map == null) {
                map = FastMap.of(tensor(value));
                maps.put(value, map);
            }
            return map;
        }

        IntegerTensor tensor(String value) {
            IntegerTensor tensor = tensors.get(value);
            if (tensor == null) {
                tensor = maps.get(value).toTensor(network.type(value).shape());
                tensors.put(value, tensor);
            }
            return tensor;
        }

        void put(String value, FastMap map) {
            maps.put(value, map);
        }

        void put(String value, IntegerTensor tensor) {
            tensors.put(value, tensor);
        }

        /** Keeps the memory for the next run. */
        void close() {
            scratches.add(scratch);
        }

        void release(String value) {
            if (left.merge(value, -1, Integer::sum) > 0) return;
            FastMap map = maps.remove(value);
            if (map != null) scratch.give(map.values());
            tensors.remove(value);
        }
    }

    /** Returns the names of the nodes that run by a kernel. */
    List<String> accelerated() {
        return network.nodes().stream()
                .filter(node -> steps.containsKey(node.output()))
                .map(IntegerNode::name)
                .toList();
    }
}
