package org.systole.onnx;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.systole.graph.Graph;
import org.systole.graph.Node;
import org.systole.graph.ValueType;
import org.systole.graph.operator.OnnxTypes;
import org.systole.onnx.proto.Onnx.AttributeProto;
import org.systole.onnx.proto.Onnx.AttributeProto.AttributeType;
import org.systole.onnx.proto.Onnx.GraphProto;
import org.systole.onnx.proto.Onnx.ModelProto;
import org.systole.onnx.proto.Onnx.NodeProto;
import org.systole.onnx.proto.Onnx.OperatorSetIdProto;
import org.systole.onnx.proto.Onnx.StringStringEntryProto;
import org.systole.onnx.proto.Onnx.TensorProto;
import org.systole.onnx.proto.Onnx.TensorShapeProto;
import org.systole.onnx.proto.Onnx.TypeProto;
import org.systole.onnx.proto.Onnx.ValueInfoProto;
import org.systole.tensor.DataType;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/** Turns a graph into the messages of the format. */
final class GraphWriter {
    private final Predicate<Tensor> outside;
    private String location;
    private long alignment = 1;
    private long end;

    /**
     * Creates a writer.
     *
     * @param outside decides, in the order of the file, which initializers are external
     */
    GraphWriter(Predicate<Tensor> outside) {
        this.outside = outside;
    }

    /** Names the file that external tensors lie in. */
    void externalFile(String name, long alignmentInBytes) {
        this.location = name;
        this.alignment = alignmentInBytes;
    }

    /** Returns the next multiple. */
    static long aligned(long at, long alignment) {
        return Math.ceilDiv(at, alignment) * alignment;
    }

    /** Returns the whole model. */
    ModelProto model(Graph graph) {
        var opsets = new TreeMap<>(graph.opsets());
        for (String domain : domains(graph, new TreeSet<>())) opsets.putIfAbsent(domain, 1);
        ModelProto.Builder model = ModelProto.newBuilder()
                .setIrVersion(formatVersion(opsets.getOrDefault("", 1)))
                .setProducerName("systole")
                .setGraph(graph(graph, true));
        opsets.forEach((domain, version) -> model.addOpsetImport(
                OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(version)));
        graph.metadata()
                .forEach((key, value) -> model.addMetadataProps(
                        StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
        return model.build();
    }

    private static TreeSet<String> domains(Graph graph, TreeSet<String> into) {
        for (Node node : graph.nodes()) {
            into.add(node.domain());
            for (String name : node.attributes().names())
                if (node.attributes().get(name) instanceof Graph body) domains(body, into);
        }
        return into;
    }

    /** Returns the version of the format that came with an operator set (table of versions in the standard's docs). */
    private static long formatVersion(int opset) {
        if (opset <= 18) return 8;
        if (opset <= 20) return 9;
        if (opset <= 22) return 10;
        return switch (opset) {
            case 23 -> 11;
            case 24 -> 12;
            case 25, 26, 27 -> 13;
            default -> Opsets.NEWEST_IR;
        };
    }

    private GraphProto graph(Graph graph, boolean whole) {
        GraphProto.Builder proto = GraphProto.newBuilder().setName(graph.name().isEmpty() ? "graph" : graph.name());
        graph.constants().forEach((name, tensor) -> proto.addInitializer(initializer(name, tensor)));
        for (String input : graph.inputs()) proto.addInput(value(graph, input));
        for (Node node : graph.nodes()) {
            proto.addNode(node(node));
            if (!whole) continue;
            for (String output : node.outputs())
                if (graph.types().containsKey(output) && !graph.isOutput(output))
                    proto.addValueInfo(value(graph, output));
        }
        for (String output : graph.outputs()) proto.addOutput(value(graph, output));
        return proto.build();
    }

    private static ValueInfoProto value(Graph graph, String name) {
        ValueInfoProto.Builder value = ValueInfoProto.newBuilder().setName(name);
        ValueType type = graph.types().get(name);
        if (type == null) return value.build();
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (int extent : type.shape().extents()) shape.addDimBuilder().setDimValue(extent);
        value.setType(TypeProto.newBuilder()
                .setTensorType(TypeProto.Tensor.newBuilder()
                        .setElemType(OnnxTypes.number(type.dataType()))
                        .setShape(shape)));
        return value.build();
    }

    private NodeProto node(Node node) {
        NodeProto.Builder proto = NodeProto.newBuilder()
                .setName(node.name())
                .setOpType(node.op())
                .addAllInput(node.inputs())
                .addAllOutput(node.outputs());
        if (!node.domain().isEmpty()) proto.setDomain(node.domain());
        for (String name : node.attributes().names())
            proto.addAttribute(attribute(name, node.attributes().get(name)));
        return proto.build();
    }

    private AttributeProto attribute(String name, Object value) {
        AttributeProto.Builder proto = AttributeProto.newBuilder().setName(name);
        switch (value) {
            case Long integer -> proto.setType(AttributeType.INT).setI(integer);
            case Float real -> proto.setType(AttributeType.FLOAT).setF(real);
            case String text -> proto.setType(AttributeType.STRING).setS(ByteString.copyFromUtf8(text));
            case long[] integers -> {
                proto.setType(AttributeType.INTS);
                for (long integer : integers) proto.addInts(integer);
            }
            case float[] reals -> {
                proto.setType(AttributeType.FLOATS);
                for (float real : reals) proto.addFloats(real);
            }
            case List<?> texts -> {
                proto.setType(AttributeType.STRINGS);
                for (Object text : texts) proto.addStrings(ByteString.copyFromUtf8((String) text));
            }
            case Tensor tensor -> proto.setType(AttributeType.TENSOR).setT(inside("", tensor));
            case Graph body -> proto.setType(AttributeType.GRAPH).setG(graph(body, false));
            default -> throw new IllegalArgumentException("attribute '" + name + "' is a " + value.getClass());
        }
        return proto.build();
    }

    private TensorProto initializer(String name, Tensor tensor) {
        return tensor.type() != DataType.STRING && outside.test(tensor) ? external(name, tensor) : inside(name, tensor);
    }

    private static TensorProto.Builder described(String name, Tensor tensor) {
        TensorProto.Builder proto = TensorProto.newBuilder().setDataType(OnnxTypes.number(tensor.type()));
        if (!name.isEmpty()) proto.setName(name);
        Shape shape = tensor.shape();
        for (int axis = 0; axis < shape.rank(); axis++) proto.addDims(shape.extent(axis));
        return proto;
    }

    private static TensorProto inside(String name, Tensor tensor) {
        if (tensor.type() == DataType.STRING)
            throw OnnxWriter.unwritable(name, "constants of text cannot be written", "cut text processing off", null);
        long length = tensor.type().bytes(tensor.elements());
        ByteString bytes = UnsafeByteOperations.unsafeWrap(
                tensor.bytes().asSlice(0, length).asByteBuffer());
        return described(name, tensor).setRawData(bytes).build();
    }

    private TensorProto external(String name, Tensor tensor) {
        long offset = aligned(end, alignment);
        long length = tensor.type().bytes(tensor.elements());
        end = offset + length;
        return described(name, tensor)
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(entry("location", location))
                .addExternalData(entry("offset", Long.toString(offset)))
                .addExternalData(entry("length", Long.toString(length)))
                .build();
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }
}
