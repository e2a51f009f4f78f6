package org.systole.quantize;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.systole.graph.Graph;
import org.systole.graph.NetworkBuilder;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/** One small network for each operator that has an integer form; inputs {@code x} (and {@code b}), one result. */
final class OperatorNetworks {
    private OperatorNetworks() {}

    /** Returns the networks by name; each takes normally distributed inputs. */
    static Map<String, Supplier<Graph>> all() {
        var all = new LinkedHashMap<String, Supplier<Graph>>();
        normalizations(all);
        functions(all);
        reductions(all);
        moves(all);
        layers(all);
        recurrences(all);
        return all;
    }

    private interface Body {
        String of(NetworkBuilder n, String x);
    }

    private static Supplier<Graph> net(Body body, int... extents) {
        return () -> {
            var n = new NetworkBuilder("net", 7);
            return n.output(body.of(n, n.input("x", extents))).build();
        };
    }

    /** Returns a constant of seeded numbers from low to high. */
    private static String numbers(NetworkBuilder n, double low, double high, int... extents) {
        Shape shape = Shape.of(extents);
        var random = new SplittableRandom(shape.elements() + (long) (100 * high));
        float[] values = new float[Math.toIntExact(shape.elements())];
        for (int i = 0; i < values.length; i++) values[i] = (float) random.nextDouble(low, high);
        return n.graph().constant(Tensor.of(shape, values));
    }

    private static String longs(NetworkBuilder n, long... values) {
        return n.graph().constant(Tensor.of(Shape.of(values.length), values));
    }

    private static void normalizations(Map<String, Supplier<Graph>> all) {
        all.put("softmax last axis", net((n, x) -> n.softmax(x, -1), 3, 17));
        all.put("softmax middle axis", net((n, x) -> n.softmax(x, 1), 2, 9, 5));
        all.put("softmax of a thousand", net((n, x) -> n.softmax(x, -1), 1, 1000));
        all.put("layer normalization", net((n, x) -> n.layerNorm(x), 2, 5, 48));
        all.put("written layer normalization", net(OperatorNetworks::written, 2, 5, 48));
        all.put(
                "instance normalization",
                net(
                        (n, x) ->
                                n.node("InstanceNormalization", List.of(x, numbers(n, -2, 2, 6), numbers(n, -1, 1, 6))),
                        1,
                        6,
                        5,
                        7));
        all.put(
                "group normalization",
                net(
                        (n, x) -> n.node(
                                "GroupNormalization",
                                List.of(x, numbers(n, 0.1, 2, 6), numbers(n, -1, 1, 6)),
                                "num_groups",
                                3L),
                        2,
                        6,
                        4,
                        4));
    }

    private static String written(NetworkBuilder n, String x) {
        String axes = longs(n, -1);
        String mean = n.node("ReduceMean", List.of(x, axes));
        String d = n.node("Sub", List.of(x, mean));
        String square = n.node("Pow", List.of(d, n.scalar("two", 2)));
        String variance = n.node("ReduceMean", List.of(square, axes));
        String sum = n.node("Add", List.of(variance, n.scalar("epsilon", 1e-5f)));
        String z = n.node("Div", List.of(d, n.node("Sqrt", List.of(sum))));
        String scaled = n.node("Mul", List.of(z, numbers(n, -2, 2, 48)));
        return n.node("Add", List.of(scaled, numbers(n, -1, 1, 48)));
    }

    private static void functions(Map<String, Supplier<Graph>> all) {
        for (String op : List.of(
                "Sigmoid",
                "Tanh",
                "HardSwish",
                "HardSigmoid",
                "Erf",
                "Gelu",
                "Mish",
                "Softplus",
                "Softsign",
                "Elu",
                "Selu",
                "Celu",
                "LeakyRelu",
                "Exp",
                "Abs",
                "Neg",
                "Sin",
                "Cos",
                "Atan",
                "Reciprocal",
                "Sign",
                "Floor",
                "Round",
                "ThresholdedRelu",
                "Shrink")) all.put(op, net((n, x) -> n.node(op, List.of(x)), 1, 400));
        all.put("Gelu written with Erf", net(OperatorNetworks::erfGelu, 4, 100));
        all.put("x * Sigmoid(x)", net((n, x) -> n.mul(x, n.sigmoid(x)), 4, 100));
        all.put("times a number", net((n, x) -> n.node("Mul", List.of(x, n.scalar("c", 0.125f))), 1, 50));
        all.put("divided by a number", net((n, x) -> n.node("Div", List.of(x, n.scalar("c", 3))), 1, 50));
        all.put("plus a number", net((n, x) -> n.node("Add", List.of(x, n.scalar("c", -1.5f))), 1, 50));
        all.put("largest of it and a number", net((n, x) -> n.node("Max", List.of(x, n.scalar("c", 0.3f))), 1, 50));
        all.put("plus a constant", net((n, x) -> n.node("Add", List.of(numbers(n, -1, 2, 7, 11), x)), 3, 7, 11));
        all.put("constant minus it", net((n, x) -> n.node("Sub", List.of(numbers(n, -1, 2, 1, 11), x)), 3, 7, 11));
        all.put("times a constant", net((n, x) -> n.node("Mul", List.of(x, numbers(n, -1, 2, 7, 1))), 3, 7, 11));
        all.put("concatenated with a constant", net((n, x) -> n.concat(1, x, numbers(n, -1, 2, 3, 2, 5)), 3, 4, 5));
    }

    private static String erfGelu(NetworkBuilder n, String x) {
        String erf = n.node("Erf", List.of(n.node("Div", List.of(x, n.scalar("root", 1.4142135f)))));
        String one = n.node("Add", List.of(erf, n.scalar("one", 1)));
        return n.node("Mul", List.of(n.mul(x, one), n.scalar("half", 0.5f)));
    }

    private static void reductions(Map<String, Supplier<Graph>> all) {
        for (String op : List.of("ReduceMean", "ReduceSum", "ReduceMax", "ReduceMin"))
            all.put(op, net((n, x) -> n.node(op, List.of(x, longs(n, 1)), "keepdims", 0L), 2, 9, 4));
        all.put("ReduceMean of all", net((n, x) -> n.node("ReduceMean", List.of(x), "keepdims", 0L), 2, 3, 4));
        all.put("GlobalMaxPool", net((n, x) -> n.node("GlobalMaxPool", List.of(x)), 1, 3, 4, 5));
        all.put("product of computed matrices", net((n, x) -> n.matMul(x, n.transpose(x, 0, 2, 1)), 3, 7, 20));
        all.put(
                "product with a constant of three axes",
                net((n, x) -> n.matMul(x, numbers(n, -1, 1, 3, 20, 6)), 3, 7, 20));
    }

    private static void moves(Map<String, Supplier<Graph>> all) {
        all.put("Gather", net((n, x) -> n.node("Gather", List.of(x, longs(n, 3, 0, 3)), "axis", 1L), 2, 4, 3));
        all.put(
                "Slice backwards",
                net(
                        (n, x) -> n.node("Slice", List.of(x, longs(n, -1), longs(n, -9), longs(n, 1), longs(n, -2))),
                        2,
                        5,
                        3));
        all.put(
                "Split",
                net((n, x) -> n.mul(n.split(x, 1, 2).get(0), n.split(x, 1, 2).get(1)), 2, 6, 3));
        all.put("Tile", net((n, x) -> n.node("Tile", List.of(x, longs(n, 2, 3))), 2, 6));
        all.put("Expand", net((n, x) -> n.node("Expand", List.of(x, longs(n, 2, 3, 4))), 3, 1));
        all.put("DepthToSpace", net((n, x) -> n.node("DepthToSpace", List.of(x), "blocksize", 2L), 1, 8, 2, 3));
        all.put("SpaceToDepth", net((n, x) -> n.node("SpaceToDepth", List.of(x), "blocksize", 2L), 1, 2, 4, 6));
        all.put("nearest Resize", net((n, x) -> n.upsample(x, 2), 1, 2, 3, 4));
        all.put(
                "reflecting Pad",
                net(
                        (n, x) -> n.node("Pad", List.of(x, longs(n, 0, 0, 1, 2, 0, 0, 2, 1)), "mode", "reflect"),
                        1,
                        2,
                        4,
                        5));
    }

    private static void layers(Map<String, Supplier<Graph>> all) {
        all.put(
                "ConvTranspose",
                net(
                        (n, x) -> n.node(
                                "ConvTranspose",
                                List.of(x, numbers(n, -1, 1, 4, 3, 3, 2), numbers(n, -1, 1, 6)),
                                "strides",
                                new long[] {2, 3},
                                "pads",
                                new long[] {1, 0, 1, 1},
                                "group",
                                2L),
                        2,
                        4,
                        5,
                        6));
        all.put("BatchNormalization alone", net((n, x) -> n.batchNorm(n.maxPool(x, 2, 2, 0)), 1, 5, 6, 6));
        all.put("linear Resize", net((n, x) -> n.resize(x, 9, 7, false), 1, 3, 4, 5));
        all.put("linear Resize with aligned corners", net((n, x) -> n.resize(x, 9, 3, true), 1, 3, 4, 5));
    }

    private static void recurrences(Map<String, Supplier<Graph>> all) {
        for (String direction : List.of("forward", "reverse", "bidirectional")) {
            all.put("LSTM " + direction, net((n, x) -> n.lstm(x, 12, direction).get(0), 9, 2, 6));
            all.put("GRU " + direction, net((n, x) -> n.gru(x, 12, direction).get(0), 9, 2, 6));
        }
        all.put(
                "LSTM last hidden value",
                net((n, x) -> n.lstm(x, 12, "bidirectional").get(1), 9, 2, 6));
        all.put("LSTM last state", net((n, x) -> n.lstm(x, 12, "reverse").get(2), 9, 2, 6));
        all.put("LSTM coupled gates", net((n, x) -> cell(n, x, "LSTM", 4, false, "input_forget", 1L), 9, 2, 6));
        all.put("LSTM initial values", net((n, x) -> cell(n, x, "LSTM", 4, true), 9, 2, 6));
        all.put(
                "LSTM other functions",
                net(
                        (n, x) ->
                                cell(n, x, "LSTM", 4, false, "activations", List.of("HardSigmoid", "Softsign", "Tanh")),
                        9,
                        2,
                        6));
        all.put("GRU reset after", net((n, x) -> cell(n, x, "GRU", 3, true, "linear_before_reset", 1L), 9, 2, 6));
        all.put("RNN", net((n, x) -> cell(n, x, "RNN", 1, true), 9, 2, 6));
        all.put("RNN Relu", net((n, x) -> cell(n, x, "RNN", 1, false, "activations", List.of("Relu")), 9, 2, 6));
    }

    private static String cell(
            NetworkBuilder n, String x, String op, int gates, boolean initial, Object... attributes) {
        int hidden = 10;
        boolean lstm = op.equals("LSTM");
        var inputs = new java.util.ArrayList<>(List.of(
                x,
                numbers(n, -0.4, 0.4, 1, gates * hidden, 6),
                numbers(n, -0.3, 0.3, 1, gates * hidden, hidden),
                numbers(n, -0.3, 0.5, 1, 2 * gates * hidden)));
        if (initial) {
            inputs.add("");
            inputs.add(numbers(n, -0.9, 0.9, 1, 2, hidden));
            if (lstm) inputs.add(numbers(n, -1.5, 1.6, 1, 2, hidden));
        }
        Object[] all = new Object[attributes.length + 2];
        all[0] = "hidden_size";
        all[1] = (long) hidden;
        System.arraycopy(attributes, 0, all, 2, attributes.length);
        return n.node(op, inputs, all);
    }
}
