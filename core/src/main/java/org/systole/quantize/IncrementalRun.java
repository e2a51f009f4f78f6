package org.systole.quantize;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.systole.problem.Parallel;

/**
 * Runs variants of an integer network on the same samples: what a change does not reach is not computed again.
 *
 * <p>Every value of every sample is kept for one network, in as few bytes as its integers need. A variant runs from the first
 * operations on that differ in anything (weights, scales, widths) or read something that differs. Not thread-safe; the samples
 * of one evaluation run on several threads, with the same result on any number.
 */
public final class IncrementalRun {
    private final IntegerRun.FloatOps floats;
    private final int threads;
    private final List<Map<String, KeptTensor>> kept = new ArrayList<>();
    private IntegerNetwork network;

    /**
     * Runs a network on all samples and keeps every value.
     *
     * @param floats computes what stayed float
     * @param samples quantized inputs by name
     */
    public IncrementalRun(
            IntegerNetwork network, IntegerRun.FloatOps floats, List<Map<String, IntegerTensor>> samples, int threads) {
        this.network = network;
        this.floats = floats;
        this.threads = threads;
        for (Map<String, IntegerTensor> sample : samples) {
            var values = new HashMap<String, KeptTensor>();
            sample.forEach((name, tensor) -> values.put(name, KeptTensor.of(tensor)));
            kept.add(values);
        }
        run(network, network.nodes(), true);
    }

    /**
     * What a variant gave.
     *
     * @param outputs the results of each sample, by name
     * @param executed names of the operations that were run, in order
     */
    public record Result(List<Map<String, IntegerTensor>> outputs, List<String> executed) {
        /** Copies the lists. */
        public Result {
            outputs = List.copyOf(outputs);
            executed = List.copyOf(executed);
        }
    }

    /**
     * Returns the results of a variant of the kept network.
     *
     * @throws IllegalArgumentException when its inputs are quantized differently: the samples do not fit
     */
    public Result evaluate(IntegerNetwork variant) {
        return run(variant, changed(variant), false);
    }

    /** As {@link #evaluate}, and keeps the variant's values in the place of the network's. */
    public Result accept(IntegerNetwork variant) {
        Result result = run(variant, changed(variant), true);
        network = variant;
        return result;
    }

    /** Returns the operations of a variant whose output may differ from what is kept, in order. */
    private List<IntegerNode> changed(IntegerNetwork variant) {
        for (String input : network.inputs())
            if (!SameContent.of(network.type(input), variant.type(input)))
                throw new IllegalArgumentException("input '" + input + "' is quantized differently");
        var before = new HashMap<String, IntegerNode>();
        for (IntegerNode node : network.nodes()) before.put(node.output(), node);
        var differs = new HashSet<String>();
        var changed = new ArrayList<IntegerNode>();
        for (IntegerNode node : variant.nodes()) {
            if (!isChanged(node, before.get(node.output()), variant, differs)) continue;
            differs.add(node.output());
            changed.add(node);
        }
        return changed;
    }

    private boolean isChanged(IntegerNode node, IntegerNode old, IntegerNetwork variant, HashSet<String> differs) {
        return old == null
                || !old.inputs().equals(node.inputs())
                || node.inputs().stream().anyMatch(differs::contains)
                || !SameContent.of(network.type(node.output()), variant.type(node.output()))
                || !SameContent.of(old.op(), node.op());
    }

    private Result run(IntegerNetwork variant, List<IntegerNode> nodes, boolean keep) {
        var run = new FastRun(variant, floats, nodes);
        List<Map<String, IntegerTensor>> outputs =
                Parallel.map(threads, kept, sample -> one(run, variant, nodes, sample, keep));
        return new Result(outputs, nodes.stream().map(IntegerNode::name).toList());
    }

    private static Map<String, IntegerTensor> one(
            FastRun run,
            IntegerNetwork variant,
            List<IntegerNode> nodes,
            Map<String, KeptTensor> sample,
            boolean keep) {
        return run.some(
                nodes,
                name -> sample.get(name).tensor(),
                variant.outputs(),
                keep ? (name, tensor) -> sample.put(name, KeptTensor.of(tensor)) : null);
    }
}
