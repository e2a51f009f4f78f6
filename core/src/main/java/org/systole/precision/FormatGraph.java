package org.systole.precision;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.systole.formats.Format;
import org.systole.graph.Attributes;
import org.systole.graph.Graph;
import org.systole.graph.GraphBuilder;
import org.systole.graph.Node;
import org.systole.graph.ValueType;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/** A part of a layered network as a graph, its weights and activations in their formats. */
final class FormatGraph {
    private static final String REAL = "/real";

    private final Layered network;
    private final Assignment assignment;
    private final Weights weights;
    private final Activations activations;
    private final GraphBuilder out;
    private final Set<String> constants = new HashSet<>();
    private final Set<String> added = new HashSet<>();

    private FormatGraph(Layered network, Assignment assignment, Weights weights, Activations activations) {
        this.network = network;
        this.assignment = assignment;
        this.weights = weights;
        this.activations = activations;
        this.out = new GraphBuilder(network.graph().name(), network.graph().opset());
        network.graph().opsets().forEach((domain, version) -> {
            if (!domain.isEmpty()) out.opset(domain, version);
        });
    }

    /**
     * Returns the graph of some layers.
     *
     * @param layers in order
     * @param inputs values that are given, in their formats already; inputs of the network get theirs here
     * @param outputs values that are wanted
     */
    static Graph build(
            Layered network,
            Assignment assignment,
            Weights weights,
            Activations activations,
            List<Layered.Layer> layers,
            List<String> inputs,
            List<String> outputs) {
        var graph = new FormatGraph(network, assignment, weights, activations);
        for (String input : inputs) graph.input(input);
        for (Layered.Layer layer : layers) graph.layer(layer);
        graph.out.output(outputs.toArray(String[]::new));
        return graph.out.build();
    }

    private void input(String value) {
        ValueType type = network.graph().type(value);
        boolean ofNetwork = network.graph().inputs().contains(value);
        Format format = ofNetwork ? assignment.of(value).activations() : Format.FLOAT32;
        if (format.isExact()) {
            out.input(value, type.dataType(), type.shape().extents());
            return;
        }
        String real = value + REAL;
        out.input(real, type.dataType(), type.shape().extents());
        project(real, value, value, format);
    }

    /** Returns the name under which a value of the network is fed. */
    static String fed(Layered network, Assignment assignment, String value) {
        boolean projected = network.graph().inputs().contains(value)
                && !assignment.of(value).activations().isExact();
        return projected ? value + REAL : value;
    }

    private void project(String from, String to, String observed, Format wanted) {
        Format format = activations.format(observed, wanted);
        FakeQuantization.add(out, network.graph().opset(), from, to, format, activations.fit(observed, format));
    }

    private void layer(Layered.Layer layer) {
        LayerFormats formats = assignment.of(layer.name());
        boolean exact = layer.keepsScale() || formats.activations().isExact();
        var nodes = new ArrayList<>(layer.nodes());
        if (!exact) nodes.set(nodes.size() - 1, producing(nodes.getLast(), layer.output(), layer.output() + REAL));
        if (layer.hasWeights()) weights(layer, formats);
        for (Node node : nodes) {
            if (!added.add(node.name())) continue;
            for (String input : node.inputs()) constant(input);
            if (layer.hasWeights() && formats.sums() != null && node.inputs().contains(layer.biasName()))
                sums(layer, node, formats.sums());
            else out.add(node);
        }
        if (!exact) project(layer.output() + REAL, layer.output(), layer.output(), formats.activations());
    }

    private static Node producing(Node node, String from, String to) {
        return new Node(
                node.name(),
                node.domain(),
                node.op(),
                node.inputs(),
                node.outputs().stream().map(o -> o.equals(from) ? to : o).toList(),
                node.attributes());
    }

    private void constant(String value) {
        network.graph().constant(value).ifPresent(tensor -> {
            if (constants.add(value)) out.constant(value, tensor);
        });
    }

    private void weights(Layered.Layer layer, LayerFormats formats) {
        Weights.Given given = weights.of(layer, formats.weights());
        out.constant(layer.weightsName(), network.stored(layer, given.values()));
        out.constant(layer.biasName(), Tensor.of(Shape.of(given.bias().length), bias(layer, given)));
    }

    /** Returns the bias, rounded to the unit of the sum where weights and input are integers. */
    private float[] bias(Layered.Layer layer, Weights.Given given) {
        float unit =
                given.scales() == null ? Float.NaN : unit(layer.multiplier().input(0));
        if (Float.isNaN(unit)) return given.bias();
        float[] bias = new float[given.bias().length];
        for (int k = 0; k < bias.length; k++) {
            double each = (double) unit * given.scales()[k];
            bias[k] = (float) (Math.rint(given.bias()[k] / each) * each);
        }
        return bias;
    }

    /** Returns the scale of a value that is stored as integers, or NaN. */
    private float unit(String value) {
        String name = value, source = value;
        for (Layered.Layer layer : network.layers().reversed()) {
            if (!layer.output().equals(source)) continue;
            name = layer.name();
            if (!layer.keepsScale()) break;
            source = network.reads(layer).getFirst();
            name = source;
        }
        Format format = activations.format(source, assignment.of(name).activations());
        if (format.isExact() || !format.grid().isIntegral() || format.arithmetic() != null) return Float.NaN;
        return activations.fit(source, format).scale();
    }

    static String sumsOf(Layered.Layer layer) {
        return layer.name() + "/sums";
    }

    /** Sums get a format of their own before the bias is added: what an analog-to-digital converter gives. */
    private void sums(Layered.Layer layer, Node node, Format format) {
        String sums = sumsOf(layer), product = node.input(0);
        if (!node.op().equals("Add")) {
            product = sums + REAL;
            out.add(new Node(
                    node.name(), "", node.op(), node.inputs().subList(0, 2), List.of(product), node.attributes()));
        }
        if (format.isExact()) out.add(new Node(sums, "", "Identity", List.of(product), List.of(sums), Attributes.NONE));
        else project(product, sums, sums, format);
        String bias = layer.biasName();
        if (node.op().equals("Conv")) {
            int[] extents = new int[out.shape(product).rank()];
            Arrays.fill(extents, 1);
            extents[1] = layer.bias().length;
            Weights.Given given = weights.of(layer, assignment.of(layer.name()).weights());
            bias = out.constant(out.freshValue(bias + "/map"), Tensor.of(Shape.of(extents), bias(layer, given)));
        }
        out.add(new Node(
                out.uniqueNode(sums + "/bias"),
                "",
                "Add",
                List.of(sums, bias),
                List.of(node.output()),
                Attributes.NONE));
    }
}
