package org.systole.onnx;

import com.google.protobuf.ByteString;
import org.systole.onnx.proto.Onnx.AttributeProto;
import org.systole.onnx.proto.Onnx.AttributeProto.AttributeType;
import org.systole.onnx.proto.Onnx.FunctionProto;
import org.systole.onnx.proto.Onnx.GraphProto;
import org.systole.onnx.proto.Onnx.ModelProto;
import org.systole.onnx.proto.Onnx.NodeProto;
import org.systole.onnx.proto.Onnx.TensorProto;

/** Bodies of If and Loop, and functions of the model. */
final class HostileBodies {
    private HostileBodies() {}

    static void add(HostileCase.Table table) {
        branches(table);
        loops(table);
        calls(table);
        expansion(table);
    }

    private static TensorProto.Builder truth(boolean value) {
        return Protos.tensor("", TensorProto.DataType.BOOL_VALUE)
                .setRawData(ByteString.copyFrom(new byte[] {(byte) (value ? 1 : 0)}));
    }

    private static GraphProto.Builder branch(NodeProto.Builder... nodes) {
        GraphProto.Builder graph = GraphProto.newBuilder().setName("b");
        for (NodeProto.Builder node : nodes) graph.addNode(node);
        return graph.addOutput(Protos.value("o"));
    }

    private static GraphProto.Builder choose(NodeProto.Builder condition, AttributeProto... branches) {
        return GraphProto.newBuilder()
                .setName("g")
                .addInput(Protos.value("x", 2))
                .addNode(condition)
                .addNode(Protos.node("If", "if", "c", "y", branches))
                .addOutput(Protos.value("y"));
    }

    private static void branches(HostileCase.Table table) {
        var yes = Protos.constant("c", truth(true));
        var then = Protos.graph("then_branch", branch(Protos.node("Relu", "r", "x", "o")));
        var other = Protos.graph("else_branch", branch(Protos.node("Tanh", "t", "x", "o")));
        table.graph("if with a constant condition", choose(yes, then, other));
        table.graph(
                "if with a condition that is not constant",
                choose(Protos.node("Cast", "k", "x", "c", Protos.integer("to", 9)), then, other));
        table.graph("if without branches", choose(yes));
        table.graph("if with one branch", choose(yes, then));
        table.graph("if with a number as branch", choose(yes, Protos.integer("then_branch", 1), other));
        table.graph(
                "if with a graph of two outputs",
                choose(
                        yes,
                        Protos.graph(
                                "then_branch",
                                branch(Protos.node("Relu", "r", "x", "o")).addOutput(Protos.value("x"))),
                        other));
        table.graph(
                "if that captures what does not exist",
                choose(yes, Protos.graph("then_branch", branch(Protos.node("Relu", "r", "nowhere", "o"))), other));
        table.graph(
                "if that captures itself",
                choose(yes, Protos.graph("then_branch", branch(Protos.node("Relu", "r", "y", "o"))), other));
        table.graph(
                "if whose branch has a cycle",
                choose(
                        yes,
                        Protos.graph(
                                "then_branch",
                                branch(
                                        Protos.node("Relu", "r", "p", "q"),
                                        Protos.node("Relu", "s", "q", "p"),
                                        Protos.node("Relu", "t", "q", "o"))),
                        other));
        table.graph(
                "if whose branch shadows a name",
                choose(
                        yes,
                        Protos.graph(
                                "then_branch",
                                branch(Protos.node("Tanh", "t", "x", "c"), Protos.node("Relu", "r", "c", "o"))),
                        other));
        table.graph(
                "if whose unused branch has an unknown operator",
                choose(yes, then, Protos.graph("else_branch", branch(Protos.node("NoSuch", "n", "x", "o")))));
        table.graph(
                "if whose branch has a bad tensor",
                choose(
                        yes,
                        Protos.graph(
                                "then_branch",
                                branch(Protos.node("Add", "a", "x,w", "o"))
                                        .addInitializer(Protos.floats("w", 2).addDims(7))),
                        other));
    }

    private static GraphProto.Builder loop(long trips, GraphProto.Builder body) {
        return GraphProto.newBuilder()
                .setName("g")
                .addInput(Protos.value("x", 2))
                .addInitializer(Protos.longs("m", trips).clearDims())
                .addNode(Protos.constant("c", truth(true)))
                .addNode(Protos.node("Loop", "loop", "m,c,x", "y", Protos.graph("body", body)))
                .addOutput(Protos.value("y"));
    }

    private static GraphProto.Builder body() {
        return GraphProto.newBuilder()
                .setName("b")
                .addInput(Protos.value("i"))
                .addInput(Protos.value("k"))
                .addInput(Protos.value("v"))
                .addNode(Protos.node("Identity", "n", "k", "ko"))
                .addNode(Protos.node("Relu", "r", "v", "vo"))
                .addOutput(Protos.value("ko"))
                .addOutput(Protos.value("vo"));
    }

    private static void loops(HostileCase.Table table) {
        table.graph("loop of three", loop(3, body()));
        table.graph("loop of a million", loop(1_000_000, body()));
        table.graph("loop of the greatest long", loop(Long.MAX_VALUE, body()));
        table.graph("loop of minus one", loop(-1, body()));
        table.graph("loop whose body lacks an input", loop(3, body().removeInput(2)));
        table.graph("loop whose body lacks an output", loop(3, body().removeOutput(1)));
        GraphProto.Builder mute = loop(3, body().removeOutput(1));
        mute.getNodeBuilder(1).clearOutput();
        table.graph("loop without outputs", mute.clearOutput().addOutput(Protos.value("x")));
        table.graph("loop without a body", loop(3, GraphProto.newBuilder()));
    }

    private static FunctionProto.Builder function(String name, NodeProto.Builder... nodes) {
        FunctionProto.Builder function = FunctionProto.newBuilder()
                .setName(name)
                .setDomain("d")
                .addInput("a")
                .addOutput("b")
                .addOpsetImport(Protos.opset("", 17));
        for (NodeProto.Builder node : nodes) function.addNode(node);
        return function;
    }

    private static NodeProto.Builder call(String name, String inputs, String outputs, AttributeProto... attributes) {
        return Protos.node(name, "call", inputs, outputs, attributes).setDomain("d");
    }

    private static ModelProto.Builder calling(NodeProto.Builder call, FunctionProto.Builder... functions) {
        ModelProto.Builder model = Protos.model(GraphProto.newBuilder()
                        .setName("g")
                        .addInput(Protos.value("x", 2))
                        .addNode(call)
                        .addOutput(Protos.value("y")))
                .addOpsetImport(Protos.opset("d", 1));
        for (FunctionProto.Builder function : functions) model.addFunctions(function);
        return model;
    }

    private static void calls(HostileCase.Table table) {
        var relu = function("F", Protos.node("Relu", "r", "a", "b"));
        var slope = AttributeProto.newBuilder()
                .setName("alpha")
                .setType(AttributeType.FLOAT)
                .setRefAttrName("slope")
                .build();
        var leaky =
                function("F", Protos.node("LeakyRelu", "r", "a", "b", slope)).addAttribute("slope");
        table.model("function is replaced", calling(call("F", "x", "y"), relu));
        table.model("function with an attribute", calling(call("F", "x", "y", Protos.real("slope", 0.5f)), leaky));
        table.model("function with an attribute left out", calling(call("F", "x", "y"), leaky));
        table.model("function missing", calling(call("G", "x", "y"), relu));
        table.model("function without nodes", calling(call("F", "x", "y"), function("F")));
        table.model("function without a name", calling(call("F", "x", "y"), relu, function("")));
        table.model("function twice", calling(call("F", "x", "y"), relu, relu));
        table.model(
                "function overloaded",
                calling(call("F", "x", "y").setOverload("o"), relu, relu.clone().setOverload("o")));
        table.model("function with too many inputs", calling(call("F", "x,x", "y"), relu));
        table.model("function with too many outputs", calling(call("F", "x", "y,z"), relu));
        table.model("function with too few inputs", calling(call("F", "", "y"), relu));
        table.model(
                "function that lacks its output",
                calling(call("F", "x", "y"), function("F", Protos.node("Relu", "r", "a", "other"))));
        table.model(
                "function that reads the caller's names",
                calling(call("F", "x", "y"), function("F", Protos.node("Add", "r", "a,x", "b"))));
        table.model(
                "function written for another opset",
                calling(call("F", "x", "y"), relu.clone().clearOpsetImport().addOpsetImport(Protos.opset("", 13))));
        table.graph(
                "attribute reference outside a function",
                Protos.relu().addNode(Protos.node("LeakyRelu", "l", "x", "z", slope)));
    }

    private static void expansion(HostileCase.Table table) {
        table.model("function that calls itself", calling(call("F", "x", "y"), function("F", call("F", "a", "b"))));
        table.model(
                "functions that call each other",
                calling(call("F", "x", "y"), function("F", call("G", "a", "b")), function("G", call("F", "a", "b"))));
        ModelProto.Builder doubling = calling(call("F0", "x", "y"));
        for (int i = 0; i < 30; i++)
            doubling.addFunctions(function("F" + i, call("F" + (i + 1), "a", "c"), call("F" + (i + 1), "c", "b")));
        doubling.addFunctions(function("F30", Protos.node("Relu", "r", "a", "b")));
        table.model("functions that double 30 times", doubling);
        ModelProto.Builder hollow = doubling.clone();
        hollow.getFunctionsBuilder(30).clearNode();
        table.model("functions that double 30 times around nothing", hollow);
        ModelProto.Builder chain = calling(call("F0", "x", "y"));
        for (int i = 0; i < 1000; i++) chain.addFunctions(function("F" + i, call("F" + (i + 1), "a", "b")));
        chain.addFunctions(function("F1000", Protos.node("Relu", "r", "a", "b")));
        table.model("functions that call 1000 deep", chain);
    }
}
