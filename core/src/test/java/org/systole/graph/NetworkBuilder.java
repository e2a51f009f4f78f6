package org.systole.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.systole.tensor.DataType;
import org.systole.tensor.SeededTensor;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/**
 * Builds networks layer by layer: what {@link GraphBuilder} does, with weights.
 *
 * <p>Methods take names of values and return the name of their result. Names are made of the scope ({@link #scope}),
 * the operator and a running number, or given by {@link #name}. Weights are FLOAT32, normally distributed with the
 * variance 2/fan-in (He, Zhang, Ren, Sun, "Delving deep into rectifiers", 2015), a function of the seed and their name
 * alone, and made only when they are read. Not thread-safe.
 */
public final class NetworkBuilder {
    private final GraphBuilder graph;
    private final long seed;
    private String scope = "";
    private String next = "";

    /**
     * Starts a network of operator set {@link GraphBuilder#OPSET}.
     *
     * @param name for people
     * @param seed of all weights
     */
    public NetworkBuilder(String name, long seed) {
        this(new GraphBuilder(name), seed);
    }

    /**
     * Goes on with a graph.
     *
     * @param graph receives the nodes
     * @param seed of all weights
     */
    public NetworkBuilder(GraphBuilder graph, long seed) {
        this.graph = graph;
        this.seed = seed;
    }

    /** Returns the builder below, for nodes that have no method here. */
    public GraphBuilder graph() {
        return graph;
    }

    /** Returns the finished graph. */
    public Graph build() {
        return graph.build();
    }

    /** Returns the shape of a value. */
    public Shape shape(String value) {
        return graph.shape(value);
    }

    /**
     * Names the next node; its weights get the name with {@code .weight}, {@code .bias} and so on behind it.
     *
     * <p>The next node is the next that is added: in {@code b.name("y").relu(b.conv(x, ...))} Java evaluates the
     * argument first, and the convolution gets the name.
     */
    public NetworkBuilder name(String name) {
        next = name;
        return this;
    }

    /** Puts a prefix and a point before all names from now on; the empty string ends it. */
    public NetworkBuilder scope(String prefix) {
        scope = prefix;
        return this;
    }

    /** Adds a FLOAT32 input. */
    public String input(String name, int... extents) {
        return graph.input(name, DataType.FLOAT32, extents);
    }

    /** Makes values outputs. */
    public NetworkBuilder output(String... values) {
        graph.output(values);
        return this;
    }

    /** Adds a node of one output under the next name. */
    public String node(String op, List<String> inputs, Object... attributes) {
        return graph.node(claim(op), op, inputs, Attributes.pairs(attributes));
    }

    private String claim(String op) {
        String base = next.isEmpty() ? op : next;
        next = "";
        return graph.uniqueNode(scope.isEmpty() ? base : scope + "." + base);
    }

    private String weight(String name, double fanIn, int... extents) {
        return tensor(name, SeededTensor.normal(Shape.of(extents), 0, Math.sqrt(2 / fanIn), seedOf(name)));
    }

    private String filled(String name, float value, int... extents) {
        return tensor(name, SeededTensor.filled(Shape.of(extents), value));
    }

    private String tensor(String name, Tensor tensor) {
        return graph.constant(name, tensor);
    }

    /** Every weight has a stream of its own, so that a layer more or less does not change the others. */
    private long seedOf(String name) {
        long hash = seed;
        for (int i = 0; i < name.length(); i++) hash = hash * 0x100000001b3L ^ name.charAt(i);
        return hash;
    }

    /** Adds an INT64 vector. */
    public String integers(String name, long... values) {
        return graph.constant(graph.freshValue(name), Tensor.of(Shape.of(values.length), values));
    }

    /** Adds a FLOAT32 scalar. */
    public String scalar(String name, float value) {
        return graph.constant(graph.freshValue(name), Tensor.of(Shape.of(), value));
    }

    /** Convolution of {@code N C H W} or {@code N C L}. */
    public String conv(String x, Convolution convolution) {
        Shape input = graph.shape(x);
        String name = claim("Conv");
        int axes = input.rank() - 2;
        int perGroup = input.extent(1) / convolution.groups();
        int[] extents = axes == 2
                ? new int[] {convolution.channels(), perGroup, convolution.kernelY(), convolution.kernelX()}
                : new int[] {convolution.channels(), perGroup, convolution.kernelY()};
        var inputs = new ArrayList<String>(List.of(x, weight(name + ".weight", fanIn(extents), extents)));
        if (convolution.bias()) inputs.add(filled(name + ".bias", 0, convolution.channels()));
        return graph.node(name, "Conv", inputs, convolution.attributes(axes));
    }

    /** Convolution with a square kernel, one group, no bias. */
    public String conv(String x, int channels, int kernel, int stride, int pad) {
        return conv(x, Convolution.of(channels, kernel).stride(stride).pad(pad));
    }

    /** Depthwise convolution with a square kernel, no bias. */
    public String depthwise(String x, int kernel, int stride, int pad) {
        int channels = graph.shape(x).extent(1);
        return conv(x, Convolution.of(channels, kernel).stride(stride).pad(pad).groups(channels));
    }

    /** Transposed convolution; the weights are {@code C K/groups FY FX}. */
    public String convTranspose(String x, Convolution convolution) {
        Shape input = graph.shape(x);
        String name = claim("ConvTranspose");
        int axes = input.rank() - 2;
        int perGroup = convolution.channels() / convolution.groups();
        int[] extents = axes == 2
                ? new int[] {input.extent(1), perGroup, convolution.kernelY(), convolution.kernelX()}
                : new int[] {input.extent(1), perGroup, convolution.kernelY()};
        var inputs = new ArrayList<String>(List.of(x, weight(name + ".weight", fanIn(extents), extents)));
        if (convolution.bias()) inputs.add(filled(name + ".bias", 0, convolution.channels()));
        return graph.node(name, "ConvTranspose", inputs, convolution.attributes(axes));
    }

    private static double fanIn(int[] extents) {
        double fan = 1;
        for (int i = 1; i < extents.length; i++) fan *= extents[i];
        return fan;
    }

    /** Batch normalization with scale 1, shift 0, mean 0 and variance 1. */
    public String batchNorm(String x) {
        String name = claim("BatchNormalization");
        int channels = graph.shape(x).extent(1);
        List<String> inputs = List.of(
                x,
                filled(name + ".weight", 1, channels),
                filled(name + ".bias", 0, channels),
                filled(name + ".running_mean", 0, channels),
                filled(name + ".running_var", 1, channels));
        return graph.node(name, "BatchNormalization", inputs, Attributes.pairs("epsilon", 1e-5));
    }

    /** Layer normalization over the last axis. */
    public String layerNorm(String x) {
        String name = claim("LayerNormalization");
        int width = graph.shape(x).extent(-1);
        List<String> inputs = List.of(x, filled(name + ".weight", 1, width), filled(name + ".bias", 0, width));
        return graph.node(name, "LayerNormalization", inputs, Attributes.pairs("axis", -1, "epsilon", 1e-5));
    }

    /** Local response normalization over channels. */
    public String lrn(String x, int size, double alpha, double beta, double bias) {
        return node("LRN", List.of(x), "size", size, "alpha", alpha, "beta", beta, "bias", bias);
    }

    /** Dense layer on a matrix {@code N C}: weights {@code out C}, transposed as PyTorch keeps them. */
    public String dense(String x, int out, boolean bias) {
        String name = claim("Gemm");
        int in = graph.shape(x).extent(1);
        var inputs = new ArrayList<String>(List.of(x, weight(name + ".weight", in, out, in)));
        if (bias) inputs.add(filled(name + ".bias", 0, out));
        return graph.node(name, "Gemm", inputs, Attributes.pairs("transB", 1));
    }

    /** Dense layer on the last axis of a tensor of any rank: MatMul by {@code C out}, then Add. */
    public String linear(String x, int out, boolean bias) {
        String name = claim("MatMul");
        int in = graph.shape(x).extent(-1);
        String product = graph.node(name, "MatMul", List.of(x, weight(name + ".weight", in, in, out)), Attributes.NONE);
        if (!bias) return product;
        String offset = filled(name + ".bias", 0, out);
        return graph.node(name + ".add", "Add", List.of(product, offset), Attributes.NONE);
    }

    /** Looks up rows of a table {@code entries width} by INT64 indices. */
    public String embedding(String indices, int entries, int width) {
        String name = claim("Gather");
        return graph.node(
                name, "Gather", List.of(weight(name + ".weight", 2, entries, width), indices), Attributes.NONE);
    }

    /** Product of two values, as numpy.matmul. */
    public String matMul(String a, String b) {
        return node("MatMul", List.of(a, b));
    }

    /** Max(x, 0). */
    public String relu(String x) {
        return node("Relu", List.of(x));
    }

    /** Min(max(x, 0), 6). */
    public String relu6(String x) {
        return clip(x, 0, 6);
    }

    /** Min(max(x, low), high). */
    public String clip(String x, float low, float high) {
        String name = claim("Clip");
        List<String> inputs = List.of(x, scalar(name + ".min", low), scalar(name + ".max", high));
        return graph.node(name, "Clip", inputs, Attributes.NONE);
    }

    /** Max(x, 0) + slope * min(x, 0). */
    public String leakyRelu(String x, float slope) {
        return node("LeakyRelu", List.of(x), "alpha", slope);
    }

    /** 1 / (1 + exp(-x)). */
    public String sigmoid(String x) {
        return node("Sigmoid", List.of(x));
    }

    /** Hyperbolic tangent. */
    public String tanh(String x) {
        return node("Tanh", List.of(x));
    }

    /** x * sigmoid(x), as the two nodes that PyTorch exports; also called SiLU. */
    public String swish(String x) {
        String name = claim("Swish");
        String gate = graph.node(name + ".sigmoid", "Sigmoid", List.of(x), Attributes.NONE);
        return graph.node(name, "Mul", List.of(x, gate), Attributes.NONE);
    }

    /** Max(0, min(1, x/6 + 1/2)). */
    public String hardSigmoid(String x) {
        return node("HardSigmoid", List.of(x), "alpha", 1 / 6f, "beta", 0.5f);
    }

    /** x * max(0, min(1, x/6 + 1/2)). */
    public String hardSwish(String x) {
        return node("HardSwish", List.of(x));
    }

    /** x * tanh(softplus(x)). */
    public String mish(String x) {
        return node("Mish", List.of(x));
    }

    /** Gaussian error linear unit. */
    public String gelu(String x) {
        return node("Gelu", List.of(x));
    }

    /** Softmax along an axis. */
    public String softmax(String x, int axis) {
        return node("Softmax", List.of(x), "axis", axis);
    }

    /** Max pooling with a square window. */
    public String maxPool(String x, int kernel, int stride, int pad) {
        return pool("MaxPool", x, kernel, stride, pad);
    }

    /** Average pooling with a square window. */
    public String averagePool(String x, int kernel, int stride, int pad) {
        return pool("AveragePool", x, kernel, stride, pad);
    }

    private String pool(String op, String x, int kernel, int stride, int pad) {
        int axes = graph.shape(x).rank() - 2;
        return node(
                op,
                List.of(x),
                "kernel_shape",
                repeated(kernel, axes),
                "strides",
                repeated(stride, axes),
                "pads",
                repeated(pad, 2 * axes));
    }

    private static int[] repeated(int value, int count) {
        int[] list = new int[count];
        Arrays.fill(list, value);
        return list;
    }

    /** Average over all spatial positions, which stay as extents of 1. */
    public String globalAveragePool(String x) {
        return node("GlobalAveragePool", List.of(x));
    }

    /** Sum, with broadcasting. */
    public String add(String a, String b) {
        return node("Add", List.of(a, b));
    }

    /** Product, with broadcasting. */
    public String mul(String a, String b) {
        return node("Mul", List.of(a, b));
    }

    /** Puts values together along an axis. */
    public String concat(int axis, String... values) {
        return node("Concat", List.of(values), "axis", axis);
    }

    /** Cuts a value into equal parts along an axis. */
    public List<String> split(String x, int axis, int parts) {
        String name = claim("Split");
        Attributes attributes = Attributes.pairs("axis", axis, "num_outputs", parts);
        return graph.node(name, "", "Split", List.of(x), attributes, parts);
    }

    /** Matrix {@code N rest}. */
    public String flatten(String x) {
        return node("Flatten", List.of(x), "axis", 1);
    }

    /** The same elements in another shape; 0 copies an extent, -1 takes what is left. */
    public String reshape(String x, long... extents) {
        String name = claim("Reshape");
        return graph.node(name, "Reshape", List.of(x, integers(name + ".shape", extents)), Attributes.NONE);
    }

    /** Axes in another order. */
    public String transpose(String x, int... order) {
        return node("Transpose", List.of(x), "perm", order);
    }

    /** Zeros around the height and width of {@code N C H W}. */
    public String zeroPad(String x, int top, int left, int bottom, int right) {
        String name = claim("Pad");
        String pads = integers(name + ".pads", 0, 0, top, left, 0, 0, bottom, right);
        return graph.node(name, "Pad", List.of(x, pads), Attributes.pairs("mode", "constant"));
    }

    /** Repeats every row and column so many times (nearest neighbour). */
    public String upsample(String x, int factor) {
        String name = claim("Resize");
        String scales = graph.constant(name + ".scales", Tensor.of(Shape.of(4), 1f, 1f, factor, factor));
        return graph.node(
                name,
                "Resize",
                List.of(x, "", scales),
                Attributes.pairs(
                        "mode", "nearest", "coordinate_transformation_mode", "asymmetric", "nearest_mode", "floor"));
    }

    /** Bilinear interpolation of {@code N C H W} to a size. */
    public String resize(String x, int height, int width, boolean alignCorners) {
        String name = claim("Resize");
        Shape input = graph.shape(x);
        String sizes = integers(name + ".sizes", input.extent(0), input.extent(1), height, width);
        return graph.node(
                name,
                "Resize",
                List.of(x, "", "", sizes),
                Attributes.pairs(
                        "mode",
                        "linear",
                        "coordinate_transformation_mode",
                        alignCorners ? "align_corners" : "half_pixel"));
    }

    /**
     * LSTM over {@code T B I}; returns the outputs Y {@code T D B H}, Y_h and Y_c {@code D B H}.
     *
     * @param direction {@code forward}, {@code reverse} or {@code bidirectional}
     */
    public List<String> lstm(String x, int hidden, String direction) {
        return recurrent("LSTM", x, hidden, direction, 4, 3);
    }

    /** GRU over {@code T B I}; returns the outputs Y {@code T D B H} and Y_h {@code D B H}. */
    public List<String> gru(String x, int hidden, String direction) {
        return recurrent("GRU", x, hidden, direction, 3, 2);
    }

    private List<String> recurrent(String op, String x, int hidden, String direction, int gates, int outputs) {
        String name = claim(op);
        int in = graph.shape(x).extent(2);
        int directions = direction.equals("bidirectional") ? 2 : 1;
        List<String> inputs = List.of(
                x,
                weight(name + ".weight", 2.0 * hidden, directions, gates * hidden, in),
                weight(name + ".recurrent", 2.0 * hidden, directions, gates * hidden, hidden),
                filled(name + ".bias", 0, directions, 2 * gates * hidden));
        Attributes attributes = op.equals("GRU")
                ? Attributes.pairs("hidden_size", hidden, "direction", direction, "linear_before_reset", 1)
                : Attributes.pairs("hidden_size", hidden, "direction", direction);
        return graph.node(name, "", op, inputs, attributes, outputs);
    }
}
