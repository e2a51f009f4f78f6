package org.systole.quantize;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.systole.graph.Graph;
import org.systole.graph.Node;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;

/**
 * From a float network and observed ranges to an integer network: post-training quantization.
 *
 * <p>Weights are symmetric with a scale for each output channel, activations asymmetric with one scale for each tensor.
 * Batch normalization, constant offsets and clamps are folded into the layer before them. Operations that only move
 * elements keep their input's scale. What has no integer form stays float, each such node named in
 * {@link IntegerOp.Float}.
 */
public final class Quantizer {
    private final Graph graph;
    private final Ranges ranges;
    private final QuantizationSettings settings;
    private final NetworkParts parts;

    private Quantizer(Graph graph, Ranges ranges, QuantizationSettings settings) {
        this.graph = graph;
        this.ranges = ranges;
        this.settings = settings;
        this.parts = new NetworkParts(graph);
    }

    /**
     * Returns the integer network.
     *
     * @param graph a float network with all shapes known
     * @param ranges of every computed float value and every input
     * @throws org.systole.problem.SystoleException when weights are not finite or scales cannot be expressed
     */
    public static IntegerNetwork quantize(Graph graph, Ranges ranges, QuantizationSettings settings) {
        check(graph);
        return of(graph, ranges, settings);
    }

    /** The same for a graph in which quantizations of integers are left, which become tables. */
    static IntegerNetwork of(Graph graph, Ranges ranges, QuantizationSettings settings) {
        return new Quantizer(graph, ranges, settings).run();
    }

    /** Refuses a network that is quantized already. */
    static void check(Graph graph) {
        for (Node node : graph.nodes())
            if (QdqImport.isQuantized(node.op()))
                throw new SystoleException(Problem.of(
                        QuantizeProblem.QUANTIZED_ALREADY,
                        Place.element(graph.name(), node.described()),
                        "the network is quantized already, expected a float network",
                        "give the float network it was made of; its own accuracy is the float witness's"));
    }

    private IntegerNetwork run() {
        for (String input : graph.inputs()) {
            if (!graph.type(input).dataType().isFloat()) refuseInput(input);
            parts.type(
                    input,
                    graph.type(input).shape(),
                    ranges.quantization(input, settings.layer(input).activations()));
        }
        var lowering = new Lowering(graph, ranges, settings, parts);
        var layers = new LayerLowering(graph, ranges, settings, parts);
        var simple = new SimpleLowering(lowering);
        var others = new OtherLowering(lowering);
        for (Node node : graph.nodes()) {
            if (parts.isDone(node) || parts.isConstant(node)) continue;
            if (!layers.lower(node) && !others.patterns(node) && !simple.lower(node) && !others.lower(node))
                stayFloat(node, others.reason(node));
        }
        var network = new IntegerNetwork(
                graph.name(), graph.inputs(), graph.outputs(), parts.nodes(), parts.types(), metadata());
        return AccumulatorLimits.apply(network, settings);
    }

    /** Adds the node as a float one, an operation for each of its outputs that somebody reads. */
    private void stayFloat(Node node, String reason) {
        List<String> inputs = parts.computed(node);
        for (String input : inputs) if (!parts.has(input)) refuse(node, input);
        for (int i = 0; i < node.outputs().size(); i++) {
            String output = node.outputs().get(i);
            boolean read = !output.isEmpty()
                    && (graph.isOutput(output) || !graph.consumers(output).isEmpty());
            if (!read) continue;
            if (!graph.type(output).dataType().isFloat()) refuse(node, output);
            parts.type(
                    output,
                    graph.type(output).shape(),
                    ranges.quantization(output, settings.layer(node.name()).activations()));
            parts.add(new IntegerOp.Float(node, reason, i), node, inputs, output, List.of(node));
        }
    }

    private void refuseInput(String input) {
        throw new SystoleException(Problem.of(
                QuantizeProblem.NO_REAL_NUMBERS,
                Place.element(graph.name(), "input '" + input + "'"),
                "the input holds " + graph.type(input).dataType() + ", expected real numbers",
                "cut the network behind its embedding; an integer network carries quantized real numbers only"));
    }

    private void refuse(Node node, String value) {
        throw new SystoleException(Problem.of(
                QuantizeProblem.NO_REAL_NUMBERS,
                Place.element(graph.name(), node.described()),
                "value '" + value + "' holds " + graph.type(value).dataType() + ", expected real numbers",
                "cut the network before this node; an integer network carries quantized real numbers only"));
    }

    private Map<String, String> metadata() {
        var metadata = new LinkedHashMap<>(graph.metadata());
        metadata.put("systole.weights", settings.defaults().weights().codes().toString());
        metadata.put(
                "systole.activations", settings.defaults().activations().codes().toString());
        return metadata;
    }
}
