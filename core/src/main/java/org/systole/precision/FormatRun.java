package org.systole.precision;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.systole.formats.Fitting;
import org.systole.formats.Format;
import org.systole.graph.Graph;
import org.systole.onnx.FloatReference;
import org.systole.problem.Parallel;
import org.systole.tensor.Tensor;

/**
 * Runs a network with weights and activations in any formats on many samples, in single precision under ONNX Runtime.
 *
 * <p>A value depends only on the formats of the layers before it. Values that are kept are found again for every assignment
 * that agrees on those, so only what a change reaches is computed. The least recently used are dropped beyond a limit. One
 * evaluation at a time; the results do not depend on the number of threads nor on what was kept.
 */
public final class FormatRun implements AutoCloseable {
    private final Layered network;
    private final List<Tensor> samples;
    private final Weights weights;
    private final Activations activations;
    private final int threads;
    private final long mostBytes;
    private final Map<List<Object>, Integer> interned = new HashMap<>();
    private final LinkedHashMap<Integer, Tensor[]> kept = new LinkedHashMap<>(16, 0.75f, true);
    private int next;
    private long keptBytes;
    private long evaluations;
    private long layersRun;

    /**
     * How to run.
     *
     * @param threads samples that run at the same time
     * @param mostBytes how much kept values may take
     * @param fitting how scales of activations are chosen
     */
    public record Options(int threads, long mostBytes, Fitting fitting) {
        /** One thread, a sixth of the memory there is and at most 1 GiB, min-max. */
        public static final Options PLAIN =
                new Options(1, Math.min(1L << 30, Runtime.getRuntime().maxMemory() / 6), Fitting.MIN_MAX);

        /** Returns this with another number of threads. */
        public Options threads(int other) {
            return new Options(other, mostBytes, fitting);
        }

        /** Returns this with another choice of scales. */
        public Options fitting(Fitting other) {
            return new Options(threads, mostBytes, other);
        }
    }

    /**
     * Prepares runs.
     *
     * @param samples inputs in the shape of the network's only input
     * @param calibration inputs that activations' scales are chosen on; may be empty when no activation has a format
     */
    public FormatRun(
            Layered network, List<Tensor> samples, List<Tensor> calibration, Weights weights, Options options) {
        this.network = network;
        this.samples = List.copyOf(samples);
        this.weights = weights;
        this.threads = options.threads();
        this.mostBytes = options.mostBytes();
        this.activations = observe(network, calibration, options);
    }

    private static Activations observe(Layered network, List<Tensor> calibration, Options options) {
        var activations = new Activations(options.fitting());
        if (calibration.isEmpty()) return activations;
        var outputs = new LinkedHashSet<String>();
        for (Layered.Layer layer : network.layers()) {
            if (layer.hasWeights()) outputs.add(FormatGraph.sumsOf(layer));
            if (!layer.keepsScale()) outputs.add(layer.output());
        }
        Assignment exposing = Assignment.of(new LayerFormats(Format.FLOAT32, Format.FLOAT32, Format.FLOAT32));
        Graph graph = FormatGraph.build(
                network,
                exposing,
                (layer, _) -> new Weights.Given(layer.weights(), layer.bias()),
                activations,
                network.layers(),
                network.graph().inputs(),
                List.copyOf(outputs));
        String input = network.graph().inputs().getFirst();
        try (var reference = FloatReference.of(graph, new FloatReference.Options(options.threads(), true, List.of()))) {
            for (Tensor sample : calibration) {
                activations.observe(input, sample.toFloats(), calibration.size());
                reference
                        .run(Map.of(input, sample))
                        .forEach((value, tensor) -> activations.observe(value, tensor.toFloats(), calibration.size()));
            }
        }
        return activations;
    }

    /** Returns how many assignments were run; repeated ones count again. */
    public long evaluations() {
        return evaluations;
    }

    /** Returns how many layers were computed in all evaluations together, those that only move numbers not counted. */
    public long layersRun() {
        return layersRun;
    }

    /** Returns the network. */
    public Layered network() {
        return network;
    }

    /** Returns the first output of the network for every sample. */
    public Tensor[] outputs(Assignment assignment) {
        return outputs(assignment, false);
    }

    /**
     * Returns the first output of the network for every sample.
     *
     * @param keep whether what layers give is kept, so that assignments that agree with this one on the first layers start
     *     where they part
     */
    public Tensor[] outputs(Assignment assignment, boolean keep) {
        evaluations++;
        return values(assignment, network.graph().outputs().getFirst(), keep);
    }

    /** Returns a value of the network, in its format, for every sample. */
    Tensor[] values(Assignment assignment, String wanted, boolean keep) {
        Map<String, Integer> keys = keys(assignment);
        Set<String> needed = new HashSet<>(Set.of(wanted));
        var part = new ArrayList<Layered.Layer>();
        var inputs = new LinkedHashSet<String>();
        for (Layered.Layer layer : network.layers().reversed()) {
            if (!needed.contains(layer.output()) || kept.containsKey(keys.get(layer.output()))) continue;
            part.addFirst(layer);
            needed.addAll(network.reads(layer));
        }
        if (part.isEmpty()) return given(wanted, assignment, keys);
        var made = new HashSet<String>();
        for (Layered.Layer layer : part) made.add(layer.output());
        for (Layered.Layer layer : part)
            for (String value : network.reads(layer)) if (!made.contains(value)) inputs.add(value);
        layersRun += part.stream().filter(layer -> !layer.keepsScale()).count();
        var outputs = new LinkedHashSet<String>(List.of(wanted));
        if (keep) for (Layered.Layer layer : part) if (!layer.keepsScale()) outputs.add(layer.output());
        Tensor[] results = run(assignment, part, List.copyOf(inputs), List.copyOf(outputs), keys, wanted);
        if (keep) trim();
        return results;
    }

    /** Returns a value that is kept, or an input of the network. */
    private Tensor[] given(String value, Assignment assignment, Map<String, Integer> keys) {
        Tensor[] found = kept.get(keys.get(value));
        if (found != null || !network.graph().inputs().contains(value)) return found;
        Format format = activations.format(value, assignment.of(value).activations());
        Tensor[] projected = samples.toArray(Tensor[]::new);
        if (format.isExact()) return projected;
        var fit = activations.fit(value, format);
        for (int i = 0; i < projected.length; i++) {
            float[] numbers = projected[i].toFloats();
            for (int n = 0; n < numbers.length; n++) numbers[n] = format.project(numbers[n], fit);
            projected[i] = Tensor.of(projected[i].shape(), numbers);
        }
        return projected;
    }

    private Tensor[] run(
            Assignment assignment,
            List<Layered.Layer> part,
            List<String> inputs,
            List<String> outputs,
            Map<String, Integer> keys,
            String wanted) {
        Graph graph = FormatGraph.build(network, assignment, weights, activations, part, inputs, outputs);
        var results = new LinkedHashMap<String, Tensor[]>();
        for (String output : outputs) results.put(output, new Tensor[samples.size()]);
        Parallel.each(threads, thread -> {
            try (var reference = FloatReference.of(graph, new FloatReference.Options(1, true, List.of()))) {
                for (int i = thread; i < samples.size(); i += threads) {
                    var given = new LinkedHashMap<String, Tensor>();
                    for (String input : inputs)
                        given.put(
                                FormatGraph.fed(network, assignment, input),
                                network.graph().inputs().contains(input)
                                        ? samples.get(i)
                                        : kept.get(keys.get(input))[i]);
                    var found = reference.run(given);
                    for (String output : outputs) results.get(output)[i] = found.get(output);
                }
            }
        });
        if (outputs.size() > 1) results.forEach((value, tensors) -> keep(keys.get(value), tensors));
        return results.get(wanted);
    }

    private void keep(int key, Tensor[] tensors) {
        if (kept.put(key, tensors) == null) keptBytes += bytes(tensors);
    }

    private void trim() {
        var oldest = kept.entrySet().iterator();
        while (keptBytes > mostBytes && oldest.hasNext()) {
            keptBytes -= bytes(oldest.next().getValue());
            oldest.remove();
        }
    }

    private static long bytes(Tensor[] tensors) {
        long bytes = 0;
        for (Tensor tensor : tensors) bytes += tensor.type().bytes(tensor.elements());
        return bytes;
    }

    /** Returns for each value a number that stands for all that it depends on. */
    private Map<String, Integer> keys(Assignment assignment) {
        var keys = new HashMap<String, Integer>();
        for (String input : network.graph().inputs())
            keys.put(input, intern(List.of(input, assignment.of(input).activations())));
        for (Layered.Layer layer : network.layers()) {
            var parts = new ArrayList<Object>(List.of(layer.name()));
            for (String value : network.reads(layer)) parts.add(keys.getOrDefault(value, -1));
            LayerFormats formats = assignment.of(layer.name());
            if (layer.hasWeights()) {
                parts.add(formats.weights());
                parts.add(String.valueOf(formats.sums()));
            }
            if (!layer.keepsScale()) parts.add(formats.activations());
            keys.put(layer.output(), intern(parts));
        }
        return keys;
    }

    private int intern(List<Object> parts) {
        return interned.computeIfAbsent(List.copyOf(parts), _ -> next++);
    }

    @Override
    public void close() {
        kept.clear();
        keptBytes = 0;
    }
}
