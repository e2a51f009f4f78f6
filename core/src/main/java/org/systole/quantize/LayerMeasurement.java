package org.systole.quantize;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.systole.graph.Graph;
import org.systole.onnx.FloatReference;
import org.systole.tensor.Tensor;

/** Measures what quantization does to each layer: the float and the integer reference side by side on samples. */
public final class LayerMeasurement {
    private final Graph graph;
    private final IntegerNetwork network;
    private final Map<String, Tally> tallies = new LinkedHashMap<>();
    private final Map<String, Integer> widths = new HashMap<>();
    private final Map<String, Long> overflows = new HashMap<>();

    private LayerMeasurement(Graph graph, IntegerNetwork network) {
        this.graph = graph;
        this.network = network;
    }

    /**
     * Returns the facts of every layer, inputs first.
     *
     * @param graph the float network that the integers stand for
     * @param samples inputs by name; a few are enough
     * @param threads threads of the float reference
     * @param progress told how many samples are done
     */
    public static List<LayerFacts> of(
            Graph graph, IntegerNetwork network, List<Map<String, Tensor>> samples, int threads, IntConsumer progress) {
        return new LayerMeasurement(graph, network).run(samples, threads, progress);
    }

    private List<LayerFacts> run(List<Map<String, Tensor>> samples, int threads, IntConsumer progress) {
        var exposed = new ArrayList<String>();
        for (IntegerNode node : network.nodes())
            if (!graph.isOutput(node.output()) && graph.types().containsKey(node.output())) exposed.add(node.output());
        try (var reference = FloatReference.of(graph, new FloatReference.Options(threads, false, exposed));
                var floats = new FloatNodes(graph)) {
            var run = new FastRun(network, floats);
            int done = 0;
            for (Map<String, Tensor> sample : samples) {
                var real = new HashMap<>(reference.run(sample));
                real.putAll(sample);
                one(run, real);
                progress.accept(++done);
            }
        }
        var facts = new ArrayList<LayerFacts>();
        for (String input : network.inputs()) facts.add(input(input));
        for (IntegerNode node : network.nodes()) facts.add(layer(node));
        return facts;
    }

    private void one(FastRun run, Map<String, Tensor> real) {
        var inputs = new LinkedHashMap<String, IntegerTensor>();
        for (String input : network.inputs())
            inputs.put(input, Reals.quantize(real.get(input).toFloats(), network.type(input)));
        var kept = new HashMap<String, IntegerTensor>();
        run.observe(inputs, (name, tensor) -> {
            kept.put(name, tensor);
            Tensor expected = real.get(name);
            if (expected != null)
                tallies.computeIfAbsent(name, key -> new Tally())
                        .add(expected.toFloats(), tensor, network.type(name).quantization());
        });
        for (IntegerNode node : network.nodes()) {
            if (!AccumulatorBits.hasWeights(node.op())) continue;
            String input = node.inputs().getFirst();
            int bits = AccumulatorBits.observed(
                    node.op(),
                    kept.get(input),
                    network.type(input).quantization(),
                    network.type(node.output()).shape());
            widths.merge(node.name(), bits, Math::max);
            if (node.op() instanceof LimitedLayer limited)
                overflows.merge(
                        node.name(),
                        limited.overflows(
                                kept.get(input),
                                network.type(input).quantization().zeroPoints()[0],
                                network.type(node.output()).shape()),
                        Long::sum);
        }
    }

    private LayerFacts input(String name) {
        return facts(name, "Input", name, List.of(), null, null, "");
    }

    private LayerFacts layer(IntegerNode node) {
        LayerFacts.Accumulator accumulator = AccumulatorBits.hasWeights(node.op()) ? accumulator(node) : null;
        String reason = node.op() instanceof IntegerOp.Float stays ? stays.reason() : "";
        return facts(
                node.name(), kind(node.op()), node.output(), node.nodes(), weights(node.op()), accumulator, reason);
    }

    private LayerFacts.Accumulator accumulator(IntegerNode node) {
        int proven = AccumulatorBits.proven(
                node.op(), network.type(node.inputs().getFirst()).quantization());
        boolean limited = node.op() instanceof LimitedLayer;
        return new LayerFacts.Accumulator(
                proven,
                widths.getOrDefault(node.name(), 0),
                node.op() instanceof LimitedLayer l ? l.accumulator().bits() : 0,
                node.op() instanceof LimitedLayer l ? l.accumulator().overflow() : null,
                limited ? overflows.getOrDefault(node.name(), 0L) : 0);
    }

    private static LayerFacts.Weights weights(IntegerOp op) {
        return switch (op) {
            case LimitedLayer l -> weights(l.layer());
            case IntegerOp.Convolution c -> weights(c.weights(), c.weight());
            case IntegerOp.Dense d -> weights(d.weights(), d.weight());
            default -> null;
        };
    }

    private static LayerFacts.Weights weights(IntegerTensor integers, Quantization q) {
        return new LayerFacts.Weights(q.name(), q.storedBits(), integers.values().length, q.scales().length);
    }

    private LayerFacts facts(
            String name,
            String kind,
            String value,
            List<String> nodes,
            LayerFacts.Weights weights,
            LayerFacts.Accumulator accumulator,
            String reason) {
        Tally tally = tallies.getOrDefault(value, new Tally());
        return new LayerFacts(
                name,
                kind,
                value,
                nodes,
                weights,
                network.type(value).quantization(),
                tally.sqnr(),
                tally.elements == 0 ? new Range(0, 0) : new Range(tally.low, tally.high),
                tally.elements,
                tally.saturated,
                accumulator,
                tally.before,
                tally.after,
                reason);
    }

    /** Returns what an operation is called. */
    public static String kind(IntegerOp op) {
        return switch (op) {
            case LimitedLayer l -> kind(l.layer());
            case IntegerOp.Convolution c -> c.groups() == 1 ? "Convolution" : "Depthwise";
            case IntegerOp.Lookup l -> l.function();
            case IntegerOp.Move m -> m.node().op();
            case IntegerOp.Float f -> f.node().op() + " (float)";
            default -> op.getClass().getSimpleName();
        };
    }

    /** Sums over the elements of one value. */
    private static final class Tally {
        private final Histogram before = new Histogram();
        private final Histogram after = new Histogram();
        private double signal;
        private double noise;
        private float low = Float.POSITIVE_INFINITY;
        private float high = Float.NEGATIVE_INFINITY;
        private long elements;
        private long saturated;

        void add(float[] real, IntegerTensor integers, Quantization q) {
            float[] stands = Reals.of(integers, q);
            double half = q.scales()[0] / 2.0;
            double least = q.dequantize(q.low(), 0) - half, most = q.dequantize(q.high(), 0) + half;
            for (int i = 0; i < real.length; i++) {
                double off = real[i] - (double) stands[i];
                signal += (double) real[i] * real[i];
                noise += off * off;
                low = Math.min(low, real[i]);
                high = Math.max(high, real[i]);
                if (real[i] < least || real[i] > most) saturated++;
            }
            elements += real.length;
            before.add(real);
            after.add(stands);
        }

        double sqnr() {
            if (elements == 0) return Double.NaN;
            return noise == 0 ? Double.POSITIVE_INFINITY : 10 * Math.log10(signal / noise);
        }
    }
}
