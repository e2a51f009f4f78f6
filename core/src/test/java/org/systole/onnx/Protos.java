package org.systole.onnx;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
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

/** Short names for building model files in tests. */
final class Protos {
    static final int FLOAT = TensorProto.DataType.FLOAT_VALUE;
    static final int INT64 = TensorProto.DataType.INT64_VALUE;

    private Protos() {}

    /** A model of operator set 17 around a graph. */
    static ModelProto.Builder model(GraphProto.Builder graph) {
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(opset("", 17))
                .setGraph(graph);
    }

    static OperatorSetIdProto opset(String domain, long version) {
        return OperatorSetIdProto.newBuilder()
                .setDomain(domain)
                .setVersion(version)
                .build();
    }

    /** {@code y = Relu(x)} for x of 1x2x4x4. */
    static GraphProto.Builder relu() {
        return GraphProto.newBuilder()
                .setName("g")
                .addInput(value("x", 1, 2, 4, 4))
                .addNode(node("Relu", "r", "x", "y"))
                .addOutput(value("y"));
    }

    /** {@code y = Add(x, w)} for x and w of 2, w given. */
    static GraphProto.Builder add(TensorProto.Builder w) {
        return GraphProto.newBuilder()
                .setName("g")
                .addInput(value("x", 2))
                .addInitializer(w)
                .addNode(node("Add", "a", "x,w", "y"))
                .addOutput(value("y"));
    }

    /** {@code y = Conv(x, w)} for x of 1x2x4x4 and w of 2x2x3x3. */
    static GraphProto.Builder conv(AttributeProto... attributes) {
        return GraphProto.newBuilder()
                .setName("g")
                .addInput(value("x", 1, 2, 4, 4))
                .addInitializer(floats("w", 2, 2, 3, 3))
                .addNode(node("Conv", "c", "x,w", "y", attributes))
                .addOutput(value("y"));
    }

    /** A node; names separated by commas, an empty one is left out. */
    static NodeProto.Builder node(String op, String name, String inputs, String outputs, AttributeProto... attributes) {
        var node = NodeProto.newBuilder().setOpType(op).setName(name);
        if (!inputs.isEmpty()) node.addAllInput(List.of(inputs.split(",", -1)));
        if (!outputs.isEmpty()) node.addAllOutput(List.of(outputs.split(",", -1)));
        return node.addAllAttribute(List.of(attributes));
    }

    /** A FLOAT value; no dimensions leave the shape out. */
    static ValueInfoProto.Builder value(String name, long... dims) {
        var tensor = TypeProto.Tensor.newBuilder().setElemType(FLOAT);
        if (dims.length > 0) {
            var shape = TensorShapeProto.newBuilder();
            for (long dim : dims)
                shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(dim));
            tensor.setShape(shape);
        }
        return typed(name, tensor);
    }

    /** A FLOAT value whose dimensions are numbers or names. */
    static ValueInfoProto.Builder symbolic(String name, String... dims) {
        var shape = TensorShapeProto.newBuilder();
        for (String dim : dims) {
            var dimension = shape.addDimBuilder();
            if (dim.matches("-?[0-9]+")) dimension.setDimValue(Long.parseLong(dim));
            else if (!dim.isEmpty()) dimension.setDimParam(dim);
        }
        return typed(name, TypeProto.Tensor.newBuilder().setElemType(FLOAT).setShape(shape));
    }

    static ValueInfoProto.Builder typed(String name, TypeProto.Tensor.Builder tensor) {
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor));
    }

    /** A tensor without data. */
    static TensorProto.Builder tensor(String name, int type, long... dims) {
        var tensor = TensorProto.newBuilder().setName(name).setDataType(type);
        for (long dim : dims) tensor.addDims(dim);
        return tensor;
    }

    /** A FLOAT tensor of raw data 0, 1, 2 and so on. */
    static TensorProto.Builder floats(String name, long... dims) {
        int count = 1;
        for (long dim : dims) count *= (int) dim;
        ByteBuffer bytes = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) bytes.putFloat(i);
        return tensor(name, FLOAT, dims).setRawData(ByteString.copyFrom(bytes.flip()));
    }

    /** A one-dimensional INT64 tensor. */
    static TensorProto.Builder longs(String name, long... values) {
        var tensor = tensor(name, INT64, values.length);
        for (long value : values) tensor.addInt64Data(value);
        return tensor;
    }

    /** Zero bytes. */
    static ByteString zeros(int count) {
        return ByteString.copyFrom(new byte[count]);
    }

    /** A FLOAT tensor of two with external data; entries are key, value, key, value. */
    static TensorProto.Builder external(String... entries) {
        var tensor = tensor("w", FLOAT, 2).setDataLocation(TensorProto.DataLocation.EXTERNAL);
        for (int i = 0; i < entries.length; i += 2)
            tensor.addExternalData(
                    StringStringEntryProto.newBuilder().setKey(entries[i]).setValue(entries[i + 1]));
        return tensor;
    }

    static AttributeProto integer(String name, long value) {
        return attribute(name, AttributeType.INT).setI(value).build();
    }

    static AttributeProto real(String name, float value) {
        return attribute(name, AttributeType.FLOAT).setF(value).build();
    }

    static AttributeProto text(String name, String value) {
        return attribute(name, AttributeType.STRING)
                .setS(ByteString.copyFromUtf8(value))
                .build();
    }

    static AttributeProto integers(String name, long... values) {
        var attribute = attribute(name, AttributeType.INTS);
        for (long value : values) attribute.addInts(value);
        return attribute.build();
    }

    static AttributeProto tensor(String name, TensorProto.Builder value) {
        return attribute(name, AttributeType.TENSOR).setT(value).build();
    }

    static AttributeProto graph(String name, GraphProto.Builder value) {
        return attribute(name, AttributeType.GRAPH).setG(value).build();
    }

    static AttributeProto.Builder attribute(String name, AttributeType type) {
        return AttributeProto.newBuilder().setName(name).setType(type);
    }

    /** A Constant node for a tensor. */
    static NodeProto.Builder constant(String output, TensorProto.Builder value) {
        return node("Constant", output, "", output, tensor("value", value));
    }
}
