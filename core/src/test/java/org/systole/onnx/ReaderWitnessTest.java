package org.systole.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.systole.graph.Graph;
import org.systole.onnx.FloatReference.Options;
import org.systole.onnx.proto.Onnx.AttributeProto;
import org.systole.onnx.proto.Onnx.AttributeProto.AttributeType;
import org.systole.onnx.proto.Onnx.FunctionProto;
import org.systole.onnx.proto.Onnx.GraphProto;
import org.systole.onnx.proto.Onnx.ModelProto;
import org.systole.onnx.proto.Onnx.NodeProto;
import org.systole.onnx.proto.Onnx.SparseTensorProto;
import org.systole.onnx.proto.Onnx.TensorProto;
import org.systole.onnx.proto.Onnx.TensorProto.DataType;
import org.systole.tensor.Tensor;

/** Corners of the format, with ONNX Runtime as the witness: the file and the graph read from it compute the same. */
class ReaderWitnessTest {
    @TempDir
    Path folder;

    @TestFactory
    List<DynamicTest> fileAndGraphComputeTheSame() {
        var tests = new ArrayList<DynamicTest>();
        test(tests, "sparse initializer", sparse());
        test(tests, "function with attributes, defaults and an optional input", functions());
        test(tests, "function with a body inside", functionWithBranch());
        for (TensorProto.Builder weights : typed())
            test(tests, "typed data of " + DataType.forNumber(weights.getDataType()), cast(weights));
        test(tests, "constants of every form", constants());
        return tests;
    }

    private void test(List<DynamicTest> tests, String name, ModelProto.Builder model) {
        tests.add(DynamicTest.dynamicTest(name, () -> same(model.build())));
    }

    private void same(ModelProto model) throws IOException {
        Path file = Files.write(folder.resolve("m.onnx"), model.toByteArray());
        Graph graph = OnnxReader.read(file).graph();
        Map<String, Tensor> inputs = RandomTensors.inputs(graph, 7);
        try (var ofFile = FloatReference.of(file, Options.PLAIN);
                var ofGraph = FloatReference.of(graph, Options.PLAIN)) {
            Map<String, Tensor> expected = ofFile.run(inputs);
            Map<String, Tensor> found = ofGraph.run(inputs);
            assertEquals(expected.keySet(), found.keySet());
            expected.forEach((value, tensor) ->
                    assertArrayEquals(tensor.toFloats(), found.get(value).toFloats(), value));
        }
    }

    private static ModelProto.Builder sparse() {
        SparseTensorProto.Builder weights = SparseTensorProto.newBuilder()
                .setValues(Protos.tensor("w", Protos.FLOAT, 2).addFloatData(3).addFloatData(-4))
                .setIndices(Protos.longs("", 1, 3))
                .addDims(4);
        return Protos.model(GraphProto.newBuilder()
                .setName("g")
                .addInput(Protos.value("x", 4))
                .addSparseInitializer(weights)
                .addNode(Protos.node("Add", "a", "x,w", "y"))
                .addOutput(Protos.value("y", 4)));
    }

    private static AttributeProto reference(String name, String to) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.FLOAT)
                .setRefAttrName(to)
                .build();
    }

    private static FunctionProto.Builder function(String name, String input, NodeProto.Builder... nodes) {
        FunctionProto.Builder function = FunctionProto.newBuilder()
                .setName(name)
                .setDomain("d")
                .addInput(input)
                .addOutput("out")
                .addOpsetImport(Protos.opset("", 17))
                .addOpsetImport(Protos.opset("d", 1));
        for (NodeProto.Builder node : nodes) function.addNode(node);
        return function;
    }

    private static ModelProto.Builder calls(FunctionProto.Builder... functions) {
        ModelProto.Builder model = Protos.model(GraphProto.newBuilder()
                        .setName("g")
                        .addInput(Protos.value("x", 2, 3))
                        .addNode(Protos.node("Outer", "first", "x", "h", Protos.real("slope", 0.25f))
                                .setDomain("d"))
                        .addNode(Protos.node("Outer", "second", "h", "y").setDomain("d"))
                        .addOutput(Protos.value("y", 2, 3)))
                .addOpsetImport(Protos.opset("d", 1));
        for (FunctionProto.Builder function : functions) model.addFunctions(function);
        return model;
    }

    private static ModelProto.Builder functions() {
        var inner = function(
                        "Inner",
                        "a",
                        Protos.node("LeakyRelu", "l", "a", "m", reference("alpha", "alpha")),
                        Protos.node("Clip", "c", "m,,", "out"))
                .addAttribute("alpha");
        var outer = function(
                        "Outer",
                        "a",
                        Protos.node("Inner", "i", "a", "n", reference("alpha", "slope"))
                                .setDomain("d"),
                        Protos.node("Neg", "n", "n", "out"))
                .addAttributeProto(Protos.real("slope", 0.5f));
        return calls(inner, outer);
    }

    private static ModelProto.Builder functionWithBranch() {
        var yes = Protos.tensor("", DataType.BOOL_VALUE).setRawData(ByteString.copyFrom(new byte[] {1}));
        GraphProto.Builder then = GraphProto.newBuilder()
                .setName("then")
                .addNode(Protos.node("Tanh", "t", "a", "local"))
                .addOutput(Protos.value("local"));
        GraphProto.Builder other = GraphProto.newBuilder()
                .setName("else")
                .addNode(Protos.node("Relu", "t", "a", "local"))
                .addOutput(Protos.value("local"));
        return calls(function(
                "Outer",
                "a",
                Protos.constant("k", yes),
                Protos.node(
                        "If", "f", "k", "out", Protos.graph("then_branch", then), Protos.graph("else_branch", other))));
    }

    /** Six numbers of each type, in the list that the format has for them. */
    private static List<TensorProto.Builder> typed() {
        var list = new ArrayList<TensorProto.Builder>();
        list.add(Protos.tensor("w", DataType.FLOAT_VALUE, 6).addAllFloatData(List.of(1f, -2f, .5f, 0f, 4f, 1e9f)));
        list.add(Protos.tensor("w", DataType.DOUBLE_VALUE, 6).addAllDoubleData(List.of(1d, -2d, .5, 0d, 4d, 1e9)));
        list.add(Protos.tensor("w", DataType.INT64_VALUE, 6).addAllInt64Data(List.of(1L, -2L, 3L, 0L, 4L, 1L << 30)));
        list.add(Protos.tensor("w", DataType.UINT64_VALUE, 6).addAllUint64Data(List.of(1L, 2L, 3L, 0L, 4L, 1L << 30)));
        list.add(Protos.tensor("w", DataType.UINT32_VALUE, 6).addAllUint64Data(List.of(1L, 2L, 3L, 0L, 4L, 1L << 31)));
        for (int type : new int[] {DataType.INT32_VALUE, DataType.INT16_VALUE, DataType.INT8_VALUE})
            list.add(Protos.tensor("w", type, 6).addAllInt32Data(List.of(1, -2, 3, 0, 127, -128)));
        for (int type : new int[] {DataType.UINT16_VALUE, DataType.UINT8_VALUE})
            list.add(Protos.tensor("w", type, 6).addAllInt32Data(List.of(1, 2, 3, 0, 127, 255)));
        list.add(Protos.tensor("w", DataType.BOOL_VALUE, 6).addAllInt32Data(List.of(1, 0, 1, 0, 1, 1)));
        for (int type : new int[] {DataType.FLOAT16_VALUE, DataType.BFLOAT16_VALUE})
            list.add(Protos.tensor("w", type, 6).addAllInt32Data(List.of(0x3c00, 0xbc00, 0x4000, 0, 0x3800, 0xc100)));
        return list;
    }

    private static ModelProto.Builder cast(TensorProto.Builder weights) {
        return Protos.model(GraphProto.newBuilder()
                .setName("g")
                .addInput(Protos.value("x", 6))
                .addInitializer(weights)
                .addNode(Protos.node("Cast", "c", "w", "f", Protos.integer("to", Protos.FLOAT)))
                .addNode(Protos.node("Add", "a", "x,f", "y"))
                .addOutput(Protos.value("y", 6)));
    }

    private static ModelProto.Builder constants() {
        var floats = Protos.attribute("value_floats", AttributeType.FLOATS)
                .addFloats(1)
                .addFloats(2)
                .build();
        return Protos.model(GraphProto.newBuilder()
                .setName("g")
                .addInput(Protos.value("x", 2))
                .addNode(Protos.node("Constant", "a", "", "a", floats))
                .addNode(Protos.node("Constant", "b", "", "b", Protos.real("value_float", 3)))
                .addNode(Protos.node("Constant", "c", "", "c", Protos.integers("value_ints", 4, 5)))
                .addNode(Protos.node("Constant", "d", "", "d", Protos.integer("value_int", 6)))
                .addNode(Protos.node("Mul", "e", "c,d", "e"))
                .addNode(Protos.node("Cast", "f", "e", "f", Protos.integer("to", Protos.FLOAT)))
                .addNode(Protos.node("Sum", "g", "x,a,b,f", "y"))
                .addOutput(Protos.value("y", 2)));
    }
}
