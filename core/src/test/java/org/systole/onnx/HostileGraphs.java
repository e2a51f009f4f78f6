package org.systole.onnx;

import org.systole.onnx.proto.Onnx.GraphProto;
import org.systole.onnx.proto.Onnx.ModelProto;
import org.systole.onnx.proto.Onnx.NodeProto;
import org.systole.onnx.proto.Onnx.TypeProto;
import org.systole.onnx.proto.Onnx.ValueInfoProto;

/** Graphs whose nodes, names, versions and operators do not fit. */
final class HostileGraphs {
    private HostileGraphs() {}

    static void add(HostileCase.Table table) {
        links(table);
        names(table);
        versions(table);
        operators(table);
        inputs(table);
    }

    private static GraphProto.Builder empty() {
        return GraphProto.newBuilder().setName("g").addInput(Protos.value("x", 1, 2, 4, 4));
    }

    private static GraphProto.Builder nodes(NodeProto.Builder... nodes) {
        GraphProto.Builder graph = empty();
        for (NodeProto.Builder node : nodes) graph.addNode(node);
        return graph.addOutput(Protos.value("y"));
    }

    private static void links(HostileCase.Table table) {
        table.graph(
                "cycle of two",
                nodes(
                        Protos.node("Add", "a", "x,c", "b"),
                        Protos.node("Relu", "r", "b", "c"),
                        Protos.node("Relu", "s", "c", "y")));
        table.graph("cycle of one", nodes(Protos.node("Add", "a", "x,y", "y")));
        table.graph("input undefined", nodes(Protos.node("Relu", "r", "nothing", "y")));
        table.graph(
                "inputs undefined, several",
                nodes(Protos.node("Relu", "r", "p", "q"), Protos.node("Add", "a", "s,t", "y")));
        table.graph("output undefined", nodes(Protos.node("Relu", "r", "x", "z")));
        table.graph("value made twice", nodes(Protos.node("Relu", "r", "x", "y"), Protos.node("Tanh", "t", "x", "y")));
        table.graph("value made twice by one node", nodes(Protos.node("Split", "s", "x", "y,y")));
        table.graph("input made again", nodes(Protos.node("Relu", "r", "x", "x"), Protos.node("Relu", "s", "x", "y")));
        table.graph(
                "initializer made again",
                Protos.add(Protos.floats("w", 2)).addNode(Protos.node("Relu", "r", "x", "w")));
        table.graph("nodes unsorted", nodes(Protos.node("Relu", "s", "b", "y"), Protos.node("Relu", "r", "x", "b")));
        table.graph("node without outputs", Protos.relu().addNode(Protos.node("Relu", "s", "x", "")));
        table.graph("node with an empty output", Protos.relu().addNode(Protos.node("Relu", "s", "x", ",")));
        table.graph("node with too few inputs", nodes(Protos.node("Conv", "c", "x", "y")));
        table.graph("node with an empty required input", nodes(Protos.node("Add", "a", "x,", "y")));
        table.graph("node with too many inputs", nodes(Protos.node("Relu", "r", "x,x,x", "y")));
        table.graph("node with no inputs", nodes(Protos.node("Relu", "r", "", "y")));
        table.graph("node with 100000 inputs", nodes(Protos.node("Relu", "r", "x,".repeat(100_000), "y")));
        table.graph(
                "optional input left out in the middle",
                nodes(Protos.node("Clip", "c", "x,,m", "y"))
                        .addInitializer(Protos.tensor("m", Protos.FLOAT).addFloatData(6)));
        table.graph("output is an input", empty().addOutput(Protos.value("x")));
        table.graph(
                "output is an initializer",
                empty().addInitializer(Protos.floats("w", 2)).addOutput(Protos.value("w")));
        table.graph("no outputs", empty().addNode(Protos.node("Relu", "r", "x", "y")));
        table.graph("no nodes, no outputs", GraphProto.newBuilder());
        table.graph("shapes that do not broadcast", Protos.add(Protos.floats("w", 3)));
    }

    private static void names(HostileCase.Table table) {
        table.graph(
                "duplicate node names",
                nodes(
                        Protos.node("Relu", "r", "x", "b"),
                        Protos.node("Relu", "r", "b", "c"),
                        Protos.node("Relu", "r", "c", "y")));
        table.graph(
                "names made up",
                nodes(
                        Protos.node("Relu", "", "x", "b"),
                        Protos.node("Relu", "Relu_0", "b", "c"),
                        Protos.node("Relu", "", "c", "y")));
        table.graph("duplicate inputs", Protos.relu().addInput(Protos.value("x", 1)));
        table.graph("duplicate outputs", Protos.relu().addOutput(Protos.value("y")));
        table.graph("duplicate initializers", Protos.add(Protos.floats("w", 2)).addInitializer(Protos.floats("w", 2)));
        table.graph(
                "initializer that is an input",
                Protos.add(Protos.floats("w", 2)).addInput(Protos.value("w", 2)));
        table.graph("initializer without a name", Protos.relu().addInitializer(Protos.floats("", 2)));
        table.graph("input without a name", Protos.relu().addInput(Protos.value("", 2)));
        table.graph("output without a name", Protos.relu().addOutput(Protos.value("")));
        table.graph(
                "names that differ by case",
                nodes(Protos.node("Relu", "r", "x", "Y"), Protos.node("Relu", "R", "Y", "y")));
        table.graph(
                "names that differ by composition",
                nodes(
                        Protos.node("Relu", "r", "x", "\u00e9"),
                        Protos.node("Relu", "s", "\u00e9", "e\u0301"),
                        Protos.node("Relu", "t", "e\u0301", "y")));
    }

    private static ModelProto.Builder version(long ir, Object... domainsAndVersions) {
        ModelProto.Builder model = ModelProto.newBuilder().setIrVersion(ir).setGraph(Protos.relu());
        for (int i = 0; i < domainsAndVersions.length; i += 2)
            model.addOpsetImport(
                    Protos.opset((String) domainsAndVersions[i], ((Number) domainsAndVersions[i + 1]).longValue()));
        return model;
    }

    private static void versions(HostileCase.Table table) {
        table.model("opset missing", version(8));
        table.model("opset of another domain only", version(8, "com.microsoft", 1));
        table.model("opset 0", version(8, "", 0));
        table.model("opset negative", version(8, "", -1));
        table.model("opset 6", version(8, "", 6));
        table.model("opset 7", version(8, "", 7));
        table.model("opset 28", version(8, "", 28));
        table.model("opset 29", version(8, "", 29));
        table.model("opset 1000000", version(8, "", 1_000_000));
        table.model("opset greatest long", version(8, "", Long.MAX_VALUE));
        table.model("opset twice, the same", version(8, "", 17, "ai.onnx", 17));
        table.model("opset twice, different", version(8, "", 17, "ai.onnx", 13));
        table.model("opset of a domain negative", version(8, "", 17, "d", -5));
        table.model("format version missing", version(8, "", 17).clearIrVersion());
        table.model("format version 0", version(0, "", 17));
        table.model("format version negative", version(-3, "", 17));
        table.model("format version 14", version(14, "", 17));
        table.model("format version 99", version(99, "", 17));
        table.model("graph missing", version(8, "", 17).clearGraph());
        table.model("model empty but for a version", ModelProto.newBuilder().setIrVersion(8));
    }

    private static void operators(HostileCase.Table table) {
        table.graph(
                "operators unsupported, all named",
                nodes(
                        Protos.node("NoSuch", "n", "x", "b"),
                        Protos.node("Relu", "r", "b", "c"),
                        Protos.node("Fancy", "f", "c", "d").setDomain("com.example"),
                        Protos.node("StringNormalizer", "s", "d,d", "y")));
        table.graph("operator without a name", nodes(Protos.node("", "n", "x", "y")));
        table.graph("operator named with control characters", nodes(Protos.node("Re\u001b[2Jlu", "n", "x", "y")));
        table.graph("operator of another case", nodes(Protos.node("relu", "n", "x", "y")));
        table.graph(
                "operator in ai.onnx", nodes(Protos.node("Relu", "n", "x", "y").setDomain("ai.onnx")));
        table.graph(
                "operator in a domain of its own",
                nodes(Protos.node("Relu", "n", "x", "y").setDomain("my.domain")));
        ModelProto.Builder old = Protos.model(nodes(Protos.node("Mish", "n", "x", "y")));
        table.model("operator newer than the opset", old.clearOpsetImport().addOpsetImport(Protos.opset("", 9)));
    }

    private static void inputs(HostileCase.Table table) {
        table.graph(
                "input without a type",
                Protos.relu().addInput(ValueInfoProto.newBuilder().setName("i")));
        table.graph(
                "input without an element type",
                Protos.relu().addInput(Protos.typed("i", TypeProto.Tensor.newBuilder())));
        table.graph(
                "input of an unknown element type",
                Protos.relu()
                        .addInput(
                                Protos.typed("i", TypeProto.Tensor.newBuilder().setElemType(77))));
        table.graph(
                "input of text",
                Protos.relu()
                        .addInput(
                                Protos.typed("i", TypeProto.Tensor.newBuilder().setElemType(8))));
        table.graph(
                "input a sequence",
                Protos.relu()
                        .addInput(ValueInfoProto.newBuilder()
                                .setName("i")
                                .setType(TypeProto.newBuilder().setSequenceType(TypeProto.Sequence.newBuilder()))));
        table.graph(
                "input optional",
                Protos.relu()
                        .addInput(ValueInfoProto.newBuilder()
                                .setName("i")
                                .setType(TypeProto.newBuilder().setOptionalType(TypeProto.Optional.newBuilder()))));
        table.graph("input of impossible dimensions", Protos.relu().addInput(Protos.value("i", 1, -7)));
        table.graph("input of dimensions that overflow", Protos.relu().addInput(Protos.value("i", 1, 1L << 31)));
        table.graph(
                "input whose elements overflow",
                Protos.relu().addInput(Protos.value("i", 1L << 30, 1L << 30, 1L << 30)));
        table.graph(
                "input of 2 TiB",
                nodes(Protos.node("Relu", "r", "i", "y")).addInput(Protos.value("i", 1L << 30, 1L << 9)));
        table.graph(
                "output declared with another shape",
                Protos.relu().clearOutput().addOutput(Protos.value("y", 9, 9)));
        table.graph("value declared with another shape", Protos.relu().addValueInfo(Protos.value("y", 9, 9)));
    }
}
