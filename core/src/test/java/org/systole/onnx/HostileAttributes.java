package org.systole.onnx;

import org.systole.onnx.proto.Onnx.AttributeProto;
import org.systole.onnx.proto.Onnx.AttributeProto.AttributeType;
import org.systole.onnx.proto.Onnx.GraphProto;
import org.systole.onnx.proto.Onnx.TensorProto;

/** Attributes of the wrong type or with impossible values, and quantization that contradicts itself. */
final class HostileAttributes {
    private HostileAttributes() {}

    static void add(HostileCase.Table table) {
        forms(table);
        convolution(table);
        others(table);
        constants(table);
        quantization(table);
    }

    private static GraphProto.Builder op(String op, AttributeProto... attributes) {
        return GraphProto.newBuilder()
                .setName("g")
                .addInput(Protos.value("x", 1, 2, 4, 4))
                .addNode(Protos.node(op, "n", "x", "y", attributes))
                .addOutput(Protos.value("y"));
    }

    private static void forms(HostileCase.Table table) {
        table.graph("attribute without a name", op("LeakyRelu", Protos.real("", 1)));
        table.graph("attribute twice", op("LeakyRelu", Protos.real("alpha", 1), Protos.real("alpha", 2)));
        table.graph(
                "attribute without a value",
                op("LeakyRelu", AttributeProto.newBuilder().setName("alpha").build()));
        table.graph(
                "attribute of two values",
                op(
                        "LeakyRelu",
                        AttributeProto.newBuilder()
                                .setName("alpha")
                                .setF(1)
                                .setI(2)
                                .build()));
        table.graph(
                "attribute of another type than said",
                op(
                        "LeakyRelu",
                        Protos.attribute("alpha", AttributeType.FLOAT).setI(2).build()));
        table.graph("attribute of the wrong type", op("LeakyRelu", Protos.text("alpha", "0.1")));
        table.graph("attribute a list for a number", op("Softmax", Protos.integers("axis", 1)));
        table.graph(
                "attribute without type, one value",
                op(
                        "LeakyRelu",
                        AttributeProto.newBuilder().setName("alpha").setF(0.5f).build()));
        table.graph("attribute not a number", op("LeakyRelu", Protos.real("alpha", Float.NaN)));
        table.graph(
                "attribute a graph missing",
                op("If", Protos.attribute("then_branch", AttributeType.GRAPH).build()));
        table.graph(
                "attribute a type",
                op("Odd", Protos.attribute("t", AttributeType.TYPE_PROTO).build()));
        table.graph("attribute unknown to the operator", op("Relu", Protos.integer("fancy", 1)));
        table.graph("attributes, a hundred bad ones", hundred());
    }

    private static GraphProto.Builder hundred() {
        GraphProto.Builder graph = Protos.relu();
        for (int i = 0; i < 100; i++)
            graph.addNode(Protos.node("LeakyRelu", "n" + i, "x", "z" + i, Protos.real("", 1)));
        return graph;
    }

    private static void convolution(HostileCase.Table table) {
        conv(table, "stride zero", Protos.integers("strides", 0, 1));
        conv(table, "stride negative", Protos.integers("strides", -1, 1));
        conv(table, "stride past an int", Protos.integers("strides", 1L << 31, 1));
        conv(table, "stride of one dimension", Protos.integers("strides", 1));
        conv(table, "dilation zero", Protos.integers("dilations", 0, 1));
        conv(table, "dilation huge", Protos.integers("dilations", 1L << 40, 1));
        conv(table, "kernel other than the weights", Protos.integers("kernel_shape", 5, 5));
        conv(table, "kernel zero", Protos.integers("kernel_shape", 0, 0));
        conv(table, "pads negative", Protos.integers("pads", -1, 0, 0, 0));
        conv(table, "pads of two", Protos.integers("pads", 1, 1));
        conv(table, "pads huge", Protos.integers("pads", 1L << 40, 0, 0, 0));
        conv(table, "group zero", Protos.integer("group", 0));
        conv(table, "group negative", Protos.integer("group", -2));
        conv(table, "group not dividing", Protos.integer("group", 3));
        conv(table, "group other than the weights", Protos.integer("group", 2));
        conv(table, "auto_pad unknown", Protos.text("auto_pad", "SAME"));
        conv(table, "kernel larger than the input", Protos.integers("dilations", 3, 3));
        GraphProto.Builder narrow = Protos.conv();
        narrow.setInput(0, Protos.value("x", 1, 3, 4, 4));
        table.graph("conv of other channels", narrow);
        GraphProto.Builder flat = Protos.conv();
        flat.setInput(0, Protos.value("x", 2));
        table.graph("conv of rank 1", flat);
    }

    private static void conv(HostileCase.Table table, String name, AttributeProto... attributes) {
        table.graph("conv " + name, Protos.conv(attributes));
    }

    private static void others(HostileCase.Table table) {
        table.graph("pool without a kernel", op("MaxPool"));
        table.graph("pool kernel zero", op("MaxPool", Protos.integers("kernel_shape", 0, 2)));
        table.graph("pool kernel larger than the input", op("MaxPool", Protos.integers("kernel_shape", 9, 9)));
        table.graph(
                "pool stride zero",
                op("AveragePool", Protos.integers("kernel_shape", 2, 2), Protos.integers("strides", 0, 0)));
        table.graph("perm not a permutation", op("Transpose", Protos.integers("perm", 0, 0, 1, 2)));
        table.graph("perm too short", op("Transpose", Protos.integers("perm", 0, 1)));
        table.graph("perm outside", op("Transpose", Protos.integers("perm", 0, 1, 2, 9)));
        table.graph("axis outside", op("Softmax", Protos.integer("axis", 4)));
        table.graph("axis far outside", op("Softmax", Protos.integer("axis", Long.MIN_VALUE)));
        table.graph("axis of flatten outside", op("Flatten", Protos.integer("axis", 7)));
        table.graph("concat without an axis", op("Concat"));
        table.graph("cast to an unknown type", op("Cast", Protos.integer("to", 99)));
        table.graph("cast to nothing", op("Cast"));
        table.graph("lstm without weights", op("LSTM"));
        table.graph("depth to space of block zero", op("DepthToSpace", Protos.integer("blocksize", 0)));
        second(table, "reshape to another count", "Reshape", Protos.longs("w", 5, 7));
        second(table, "reshape with two open sizes", "Reshape", Protos.longs("w", -1, -1));
        second(table, "reshape to a negative size", "Reshape", Protos.longs("w", -2, 16));
        second(table, "reshape to an overflowing size", "Reshape", Protos.longs("w", 1L << 40, 1L << 40));
        second(table, "expand to 4 EiB", "Expand", Protos.longs("w", 1L << 30, 1L << 30, 1, 2, 4, 4));
        second(table, "expand to a petabyte", "Expand", Protos.longs("w", 1L << 30, 1 << 15, 2, 4, 4));
        second(table, "tile past all bounds", "Tile", Protos.longs("w", 1L << 40, 1, 1, 1));
        second(table, "unsqueeze of an axis twice", "Unsqueeze", Protos.longs("w", 0, 0));
        second(table, "squeeze of a size that is not 1", "Squeeze", Protos.longs("w", 1));
        second(table, "pad past all bounds", "Pad", Protos.longs("w", 1L << 62, 0, 0, 0, 1L << 62, 0, 0, 0));
        second(table, "split that does not add up", "Split", Protos.longs("w", 5));
        table.graph(
                "constant of a petabyte",
                Protos.relu()
                        .addInitializer(Protos.longs("s", 1L << 30, 1 << 20))
                        .addNode(Protos.node("ConstantOfShape", "c", "s", "z")));
        table.graph(
                "range without end",
                Protos.relu()
                        .addInitializer(Protos.longs("a", 0).clearDims())
                        .addInitializer(Protos.longs("b", Long.MAX_VALUE).clearDims())
                        .addInitializer(Protos.longs("d", 1).clearDims())
                        .addNode(Protos.node("Range", "r", "a,b,d", "z")));
        table.graph(
                "range of step zero",
                Protos.relu()
                        .addInitializer(Protos.longs("a", 0).clearDims())
                        .addInitializer(Protos.longs("b", 9).clearDims())
                        .addNode(Protos.node("Range", "r", "a,b,a", "z")));
        table.graph(
                "division by zero in shapes",
                Protos.relu()
                        .addInitializer(Protos.longs("a", 6))
                        .addInitializer(Protos.longs("b", 0))
                        .addNode(Protos.node("Div", "d", "a,b", "q"))
                        .addNode(Protos.node("Reshape", "s", "x,q", "z")));
    }

    private static void second(HostileCase.Table table, String name, String op, TensorProto.Builder w) {
        table.graph(
                name,
                GraphProto.newBuilder()
                        .setName("g")
                        .addInput(Protos.value("x", 1, 2, 4, 4))
                        .addInitializer(w)
                        .addNode(Protos.node(op, "n", "x,w", "y"))
                        .addOutput(Protos.value("y")));
    }

    private static void constants(HostileCase.Table table) {
        var one = Protos.tensor("value", Protos.floats("", 1));
        table.graph("constant without a value", Protos.relu().addNode(Protos.node("Constant", "k", "", "z")));
        table.graph(
                "constant of two values",
                Protos.relu().addNode(Protos.node("Constant", "k", "", "z", one, Protos.real("value_float", 1))));
        table.graph("constant with an input", Protos.relu().addNode(Protos.node("Constant", "k", "x", "z", one)));
        table.graph("constant without an output", Protos.relu().addNode(Protos.node("Constant", "k", "", "", one)));
        table.graph(
                "constant of the wrong type",
                Protos.relu().addNode(Protos.node("Constant", "k", "", "z", Protos.integer("value", 1))));
        table.graph(
                "constant of an empty list",
                Protos.relu().addNode(Protos.node("Constant", "k", "", "z", Protos.integers("value_ints"))));
        table.graph(
                "constant not a number",
                Protos.relu().addNode(Protos.node("Constant", "k", "", "z", Protos.real("value_float", Float.NaN))));
        table.graph(
                "constant that is an initializer, too",
                Protos.relu()
                        .addInitializer(Protos.floats("z", 1))
                        .addNode(Protos.node("Constant", "k", "", "z", one)));
    }

    private static GraphProto.Builder quantize(TensorProto.Builder scale, TensorProto.Builder zero, long axis) {
        GraphProto.Builder graph = GraphProto.newBuilder()
                .setName("g")
                .addInput(Protos.value("x", 1, 2, 4, 4))
                .addInitializer(scale.setName("s"));
        if (zero != null) graph.addInitializer(zero.setName("z"));
        return graph.addNode(Protos.node(
                        "QuantizeLinear", "q", zero == null ? "x,s" : "x,s,z", "y", Protos.integer("axis", axis)))
                .addOutput(Protos.value("y"));
    }

    private static TensorProto.Builder int8(int... values) {
        var tensor = Protos.tensor("", TensorProto.DataType.INT8_VALUE, values.length);
        for (int value : values) tensor.addInt32Data(value);
        return tensor;
    }

    private static void quantization(HostileCase.Table table) {
        var two = Protos.tensor("", Protos.FLOAT, 2).addFloatData(0.5f).addFloatData(0.25f);
        var one = Protos.tensor("", Protos.FLOAT).addFloatData(0.5f);
        table.graph("quantize by channel", quantize(two, int8(0, 0), 1));
        table.graph("quantize with three scales for two channels", quantize(Protos.floats("", 3), int8(0, 0, 0), 1));
        table.graph("quantize along an axis outside", quantize(two, int8(0, 0), 4));
        table.graph("quantize with zero points of another count", quantize(two, int8(0), 1));
        table.graph(
                "quantize with a scale of zero",
                quantize(Protos.tensor("", Protos.FLOAT).addFloatData(0), null, 1));
        table.graph(
                "quantize with a negative scale",
                quantize(Protos.tensor("", Protos.FLOAT).addFloatData(-1), null, 1));
        table.graph(
                "quantize with a scale not a number",
                quantize(Protos.tensor("", Protos.FLOAT).addFloatData(Float.NaN), null, 1));
        table.graph(
                "quantize with a zero point of floats",
                quantize(one, Protos.tensor("", Protos.FLOAT).addFloatData(1), 1));
        table.graph(
                "quantize with a scale of integers",
                quantize(Protos.longs("", 1).clearDims(), null, 1));
        table.graph(
                "dequantize floats",
                Protos.relu()
                        .addInitializer(Protos.floats("s", 1).clearDims())
                        .addNode(Protos.node("DequantizeLinear", "d", "x,s", "z")));
    }
}
