package org.systole.precision;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.systole.graph.Attributes;
import org.systole.graph.Graph;
import org.systole.graph.Node;
import org.systole.quantize.IntegerNetwork;
import org.systole.quantize.IntegerNode;
import org.systole.quantize.IntegerOp;
import org.systole.quantize.IntegerTensor;
import org.systole.quantize.Quantization;
import org.systole.quantize.QuantizationSettings;
import org.systole.quantize.QuantizedWeights;
import org.systole.quantize.Quantizer;
import org.systole.quantize.Ranges;
import org.systole.tensor.NumberFormat;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;
import org.systole.tensor.Window;

/**
 * A float network as layers that can each get number formats: batch normalizations and offsets folded into weights and bias
 * as {@link Quantizer} folds them, so that a format of weights means the same in both.
 *
 * <p>The layers and their names are those of the integer network. Immutable.
 */
public final class Layered {
    private static final NumberFormat WIDE = NumberFormat.INT16;

    private final Graph graph;
    private final Map<String, Layer> layers;

    /**
     * One layer.
     *
     * @param name that of the integer network's node
     * @param output the value that gets the layer's activation format
     * @param nodes the nodes that compute it, in order, folded
     * @param weights one row for each output channel; null for layers without weights
     * @param bias one for each output channel; null for layers without weights
     * @param shape of the weights, K first; null for layers without weights
     * @param window of a convolution; {@link Window#NONE} for dense layers, null for layers without weights
     * @param groups of a convolution; 1 for dense layers
     * @param keepsScale whether it only moves or picks numbers, so that it has no activation format of its own
     */
    public record Layer(
            String name,
            String output,
            List<Node> nodes,
            float[] weights,
            float[] bias,
            Shape shape,
            Window window,
            int groups,
            boolean keepsScale) {
        /** Returns whether the layer has weights. */
        public boolean hasWeights() {
            return weights != null;
        }

        /** Returns how many output channels the weights have. */
        public int channels() {
            return shape.extent(0);
        }

        /** Returns the node that multiplies. */
        Node multiplier() {
            return nodes.getFirst();
        }

        String weightsName() {
            return name + "/folded weights";
        }

        String biasName() {
            return name + "/folded bias";
        }
    }

    private Layered(Graph graph, Map<String, Layer> layers) {
        this.graph = graph;
        this.layers = Collections.unmodifiableMap(layers);
    }

    /**
     * Returns the layers of a float network.
     *
     * @param ranges of every computed value, as calibration observes them
     * @throws org.systole.problem.SystoleException when the network is quantized already or weights are not finite
     */
    public static Layered of(Graph graph, Ranges ranges) {
        var values = new HashMap<String, float[]>();
        var settings = QuantizationSettings.of(WIDE, WIDE).with((layer, weights, shape, _) -> {
            values.put(layer, weights.clone());
            return wide(weights, shape);
        });
        IntegerNetwork network = Quantizer.quantize(graph, ranges, settings);
        Map<String, Node> nodes = new HashMap<>();
        for (Node node : graph.nodes()) nodes.put(node.name(), node);
        var layers = new LinkedHashMap<String, Layer>();
        for (IntegerNode node : network.nodes()) {
            // a node that is split into several operations gives each a name of its own
            String name = node.name();
            for (int i = 1; layers.containsKey(name); i++) name = node.name() + ":" + i;
            layers.put(name, layer(graph, network, node, nodes, values.get(node.name())));
        }
        return new Layered(graph, layers);
    }

    /** Weights of 16 bits, only to learn how the network is folded; a channel of zeros gets a scale that keeps its bias. */
    private static QuantizedWeights wide(float[] weights, Shape shape) {
        int channels = shape.extent(0), each = weights.length / Math.max(1, channels);
        float[] scales = new float[channels];
        int[] integers = new int[weights.length];
        for (int c = 0; c < channels; c++) {
            float most = 1e-9f;
            for (int i = 0; i < each; i++) most = Math.max(most, Math.abs(weights[c * each + i]));
            scales[c] = most / 32767;
            for (int i = 0; i < each; i++) integers[c * each + i] = Math.round(weights[c * each + i] / scales[c]);
        }
        return new QuantizedWeights(
                new IntegerTensor(shape, integers), new Quantization(WIDE, scales, new int[channels], 0));
    }

    private static Layer layer(
            Graph graph, IntegerNetwork network, IntegerNode node, Map<String, Node> nodes, float[] weights) {
        List<Node> covered = node.nodes().stream().map(nodes::get).toList();
        // recurrent layers keep their weights in single precision in simulated runs
        boolean layered = node.op() instanceof IntegerOp.Convolution || node.op() instanceof IntegerOp.Dense;
        if (weights == null || !layered)
            return new Layer(node.name(), node.output(), covered, null, null, null, null, 1, keepsScale(node.op()));
        Quantization x = network.type(node.inputs().getFirst()).quantization();
        Shape shape;
        long[] integers;
        Quantization w;
        Window window = Window.NONE;
        int groups = 1;
        switch (node.op()) {
            case IntegerOp.Convolution op -> {
                shape = op.weights().shape();
                integers = op.bias();
                w = op.weight();
                window = op.window();
                groups = op.groups();
            }
            case IntegerOp.Dense op -> {
                shape = op.weights().shape();
                integers = op.bias();
                w = op.weight();
            }
            default -> throw new IllegalStateException(node.name() + " has weights and is no layer");
        }
        float[] bias = new float[integers.length];
        for (int k = 0; k < bias.length; k++) bias[k] = (float) (integers[k] * (double) x.scales()[0] * w.scales()[k]);
        var layer = new Layer(node.name(), node.output(), List.of(), weights, bias, shape, window, groups, false);
        return new Layer(
                node.name(), node.output(), folded(graph, layer, covered), weights, bias, shape, window, groups, false);
    }

    private static boolean keepsScale(IntegerOp op) {
        return op instanceof IntegerOp.Move || op instanceof IntegerOp.Region || op instanceof IntegerOp.MaxPool;
    }

    /** Returns the nodes of a layer with weights: the multiplication, a bias where it has none, a clamp at the end. */
    private static List<Node> folded(Graph graph, Layer layer, List<Node> covered) {
        Node first = covered.getFirst(), last = covered.getLast();
        boolean clamps =
                covered.size() > 1 && (last.op().equals("Relu") || last.op().equals("Clip"));
        String sum = clamps ? layer.name() + "/sum" : layer.output();
        var nodes = new ArrayList<Node>();
        switch (first.op()) {
            case "Conv" ->
                nodes.add(new Node(
                        first.name(),
                        "",
                        "Conv",
                        List.of(first.input(0), layer.weightsName(), layer.biasName()),
                        List.of(sum),
                        first.attributes()));
            case "Gemm" ->
                nodes.add(new Node(
                        first.name(),
                        "",
                        "Gemm",
                        List.of(first.input(0), layer.weightsName(), layer.biasName()),
                        List.of(sum),
                        Attributes.pairs("transB", 1)));
            default -> {
                String product = layer.name() + "/product";
                nodes.add(new Node(
                        first.name(),
                        "",
                        "MatMul",
                        List.of(first.input(0), layer.weightsName()),
                        List.of(product),
                        Attributes.NONE));
                nodes.add(new Node(
                        layer.name() + "/bias",
                        "",
                        "Add",
                        List.of(product, layer.biasName()),
                        List.of(sum),
                        Attributes.NONE));
            }
        }
        if (clamps) {
            var inputs = new ArrayList<>(last.inputs());
            inputs.set(0, sum);
            nodes.add(new Node(last.name(), last.domain(), last.op(), inputs, last.outputs(), last.attributes()));
        }
        return List.copyOf(nodes);
    }

    /** Returns the float network that the layers were found in. */
    public Graph graph() {
        return graph;
    }

    /** Returns the layers, producers before consumers. */
    public List<Layer> layers() {
        return List.copyOf(layers.values());
    }

    /** Returns the layers with weights. */
    public List<Layer> weighted() {
        return layers.values().stream().filter(Layer::hasWeights).toList();
    }

    /** Returns a layer, or null. */
    public Layer layer(String name) {
        return layers.get(name);
    }

    /**
     * Returns what a value's format belongs to: the layer, or the input of the network, that made its numbers; layers between
     * that only move or pick numbers are passed.
     */
    public String source(String value) {
        String at = value;
        for (boolean moved = true; moved; ) {
            moved = false;
            for (Layer layer : layers.values()) {
                if (!layer.output().equals(at)) continue;
                if (!layer.keepsScale()) return layer.name();
                at = reads(layer).getFirst();
                moved = true;
                break;
            }
        }
        return at;
    }

    /** Returns the values that a layer reads and that no constant gives, in order. */
    public List<String> reads(Layer layer) {
        var reads = new LinkedHashSet<String>();
        var made = new HashSet<String>();
        for (Node node : layer.nodes()) {
            for (String input : node.inputs())
                if (!input.isEmpty()
                        && graph.constant(input).isEmpty()
                        && !made.contains(input)
                        && !input.equals(layer.weightsName())
                        && !input.equals(layer.biasName())) reads.add(input);
            made.addAll(node.outputs());
        }
        return List.copyOf(reads);
    }

    /** Returns weights as the node's operator wants them stored. */
    Tensor stored(Layer layer, float[] rows) {
        Node node = layer.multiplier();
        if (node.op().equals("Conv")) {
            Shape declared = declared(layer);
            return Tensor.of(declared, rows);
        }
        if (node.op().equals("Gemm")) return Tensor.of(layer.shape(), rows);
        int outputs = layer.shape().extent(0), depth = layer.shape().extent(1);
        float[] columns = new float[rows.length];
        for (int k = 0; k < outputs; k++)
            for (int c = 0; c < depth; c++) columns[c * outputs + k] = rows[k * depth + c];
        return Tensor.of(Shape.of(depth, outputs), columns);
    }

    /** A one-dimensional convolution has no row axis. */
    private Shape declared(Layer layer) {
        Shape s = layer.shape();
        boolean flat = graph.type(layer.multiplier().input(0)).shape().rank() == 3;
        return flat ? Shape.of(s.extent(0), s.extent(1), s.extent(3)) : s;
    }
}
