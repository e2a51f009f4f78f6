package org.systole.onnx;

import org.systole.onnx.proto.Onnx.GraphProto;
import org.systole.onnx.proto.Onnx.ModelProto;
import org.systole.onnx.proto.Onnx.ValueInfoProto;

/** Sizes that are open, and options that settle them or try to. */
final class HostileShapes {
    private HostileShapes() {}

    static void add(HostileCase.Table table) {
        open(table);
        given(table);
    }

    private static ModelProto.Builder relu(ValueInfoProto.Builder... inputs) {
        GraphProto.Builder graph = GraphProto.newBuilder().setName("g");
        for (ValueInfoProto.Builder input : inputs) {
            graph.addInput(input);
            graph.addNode(Protos.node("Relu", "r_" + input.getName(), input.getName(), "y_" + input.getName()));
            graph.addOutput(Protos.value("y_" + input.getName()));
        }
        return Protos.model(graph);
    }

    private static void open(HostileCase.Table table) {
        table.model("shape: open batch is 1", relu(Protos.symbolic("x", "N", "3")));
        table.model("shape: batch of -1 is 1", relu(Protos.symbolic("x", "-1", "3")));
        table.model("shape: batch of 0 is 1", relu(Protos.symbolic("x", "0", "3")));
        table.model("shape: batch without a name is 1", relu(Protos.symbolic("x", "", "3")));
        table.model(
                "shape: one batch for two inputs",
                relu(Protos.symbolic("x", "N", "3"), Protos.symbolic("z", "2", "N")));
        table.model("shape: open sizes are asked for", relu(Protos.symbolic("x", "N", "3", "H", "W")));
        table.model(
                "shape: open sizes of two inputs",
                relu(Protos.symbolic("x", "N", "L"), Protos.symbolic("z", "N", "M", "L")));
        table.model(
                "shape: sizes of one name are asked for once",
                relu(Protos.symbolic("x", "N", "L"), Protos.symbolic("z", "N", "L")));
        table.model("shape: -1 is asked for", relu(Protos.symbolic("x", "1", "-1")));
        table.model("shape: unknown rank", relu(Protos.value("x")));
        table.model("shape: name that needs quotes", relu(Protos.symbolic("a b", "N", "L")));
        table.model("shape: size named with control characters", relu(Protos.symbolic("x", "N", "L\u001b[2J")));
        ModelProto.Builder many = relu();
        for (int i = 0; i < 10_000; i++) many.getGraphBuilder().addInput(Protos.symbolic("i" + i, "N", "L" + i));
        many.getGraphBuilder().addOutput(Protos.value("i0"));
        table.model("shape: ten thousand open sizes", many);
        table.model("shape of an unknown input of ten thousand", many, "nothing=1x1");
        table.model("shape: scalar", relu(Protos.symbolic("x")));
    }

    private static void given(HostileCase.Table table) {
        ModelProto.Builder image = relu(Protos.symbolic("x", "N", "3", "H", "W"));
        ModelProto.Builder text = relu(Protos.symbolic("ids", "N", "L"), Protos.symbolic("mask", "N", "L"));
        table.model("shape given", image, "x=1x3x64x96");
        table.model("shape given with commas", image, "x=1,3,64,96");
        table.model("shape given without a name", image, "1x3x64x96");
        table.model("shape given for the batch, too", image, "x=4x3x64x96");
        table.model("shape given for one of two", text, "ids=2x128");
        table.model("shape given for both, contradicting", text, "ids=2x128", "mask=2x64");
        table.model("shape given by size", text, "L=128");
        table.model("shape given twice", image, "x=1x3x8x8", "x=1x3x9x9");
        table.model("shape of an unknown input", image, "y=1x3x64x96");
        table.model("shape of a misspelt input", text, "idz=1x128");
        table.model("shape without a name for two inputs", text, "1x128");
        table.model("shape of another rank", image, "x=3x64x96");
        table.model("shape against a fixed size", image, "x=1x4x64x96");
        table.model("shape with a zero", image, "x=1x3x0x96");
        table.model("shape negative", image, "x=1x3x-1x96");
        table.model("shape of letters", image, "x=1x3xHxW");
        table.model("shape too large", image, "x=1x3x99999999999x1");
        table.model("shape of 2 GiB each", image, "x=2147483647x3x2147483647x2147483647");
        table.model("shape empty", image, "x=");
        ModelProto.Builder scalar = relu(Protos.symbolic("rate"), Protos.symbolic("x", "N", "3"));
        table.model("value given", scalar, "rate:=16000");
        table.model("value given as a fraction", scalar, "rate:=-1.5e3");
        table.model("value of letters", scalar, "rate:=fast");
        table.model("value of an unknown input", scalar, "rat:=1");
        table.model("value of an input of three", scalar, "x:=1");
        table.model("value and shape given", scalar, "x=1x3", "x:=1");
        table.model("shape options, two wrong", image, "x=a", "b");
        table.model("shape for a model that needs none", Protos.model(Protos.relu()), "x=1x2x4x4");
        table.model("shape against a model that needs none", Protos.model(Protos.relu()), "x=2x2x4x4");
    }
}
