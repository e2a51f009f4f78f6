package org.systole.onnx;

import com.google.protobuf.ByteString;
import org.systole.onnx.proto.Onnx.AttributeProto;
import org.systole.onnx.proto.Onnx.AttributeProto.AttributeType;
import org.systole.onnx.proto.Onnx.GraphProto;
import org.systole.onnx.proto.Onnx.SparseTensorProto;
import org.systole.onnx.proto.Onnx.TensorProto;
import org.systole.onnx.proto.Onnx.TensorProto.DataType;

/** Tensors whose dimensions, types and data do not fit. */
final class HostileTensors {
    private HostileTensors() {}

    static void add(HostileCase.Table table) {
        dimensions(table);
        types(table);
        data(table);
        values(table);
        sparse(table);
    }

    private static TensorProto.Builder w(long... dims) {
        return Protos.tensor("w", Protos.FLOAT, dims);
    }

    private static void dimensions(HostileCase.Table table) {
        long most = Integer.MAX_VALUE;
        table.graph("dims negative", Protos.add(w(-2)));
        table.graph("dims least long", Protos.add(w(Long.MIN_VALUE)));
        table.graph("dims past an int", Protos.add(w(most + 1)));
        table.graph("dims greatest long", Protos.add(w(Long.MAX_VALUE)));
        table.graph("dims product overflows", Protos.add(w(most, most, most)));
        table.graph("dims product overflows in bytes", Protos.add(w(most, most, 2)));
        table.graph("dims overflow hidden by a zero", Protos.add(w(most, most, most, 0)));
        table.graph("dims of rank 1000", Protos.add(w(new long[1000])));
        table.graph("dims of 2 GiB without data", Protos.add(w(1 << 29)));
        table.graph("dims zero", Protos.add(w(0)));
        table.graph("dims none: a scalar", Protos.add(w().addFloatData(1)));
    }

    private static void types(HostileCase.Table table) {
        table.graph(
                "type missing",
                Protos.add(TensorProto.newBuilder().setName("w").addDims(2).setRawData(Protos.zeros(8))));
        table.graph("type undefined", Protos.add(w(2).setDataType(0).setRawData(Protos.zeros(8))));
        table.graph("type unknown", Protos.add(w(2).setDataType(99).setRawData(Protos.zeros(8))));
        table.graph("type negative", Protos.add(w(2).setDataType(-1).setRawData(Protos.zeros(8))));
        table.graph(
                "type complex",
                Protos.add(w(2).setDataType(DataType.COMPLEX64_VALUE).setRawData(Protos.zeros(16))));
        table.graph(
                "type text",
                Protos.add(w(1).setDataType(DataType.STRING_VALUE).addStringData(ByteString.copyFromUtf8("a"))));
        table.graph(
                "type text as raw data",
                Protos.add(w(1).setDataType(DataType.STRING_VALUE).setRawData(Protos.zeros(8))));
        table.graph(
                "type other than the operator's",
                Protos.add(w(2).setDataType(DataType.INT64_VALUE).setRawData(Protos.zeros(16))));
    }

    private static void data(HostileCase.Table table) {
        table.graph("data missing", Protos.add(w(2)));
        table.graph("data raw too short", Protos.add(w(2).setRawData(Protos.zeros(7))));
        table.graph("data raw too long", Protos.add(w(2).setRawData(Protos.zeros(9))));
        table.graph(
                "data raw of half an int4",
                Protos.add(w(3).setDataType(DataType.INT4_VALUE).setRawData(Protos.zeros(1))));
        table.graph("data typed too short", Protos.add(w(2).addFloatData(1)));
        table.graph(
                "data typed too long",
                Protos.add(w(2).addFloatData(1).addFloatData(2).addFloatData(3)));
        table.graph(
                "data raw and typed",
                Protos.add(w(2).setRawData(Protos.zeros(8)).addFloatData(1).addFloatData(2)));
        table.graph(
                "data typed twice",
                Protos.add(w(2).addInt32Data(1).addInt32Data(2).addFloatData(1).addFloatData(2)));
        table.graph(
                "data in another type's list", Protos.add(w(2).addInt64Data(1).addInt64Data(2)));
        table.graph("data for no elements", Protos.add(w(0).setRawData(Protos.zeros(4))));
        table.graph(
                "data in segments",
                Protos.add(w(2).setSegment(
                                TensorProto.Segment.newBuilder().setBegin(0).setEnd(1))));
        table.graph(
                "data of 4-bit numbers unpacked",
                Protos.add(
                        w(2).setDataType(DataType.UINT4_VALUE).addInt32Data(1).addInt32Data(2)));
    }

    private static void values(HostileCase.Table table) {
        table.graph(
                "value past int8",
                Protos.add(w(2).setDataType(DataType.INT8_VALUE).addInt32Data(1).addInt32Data(128)));
        table.graph(
                "value below uint8",
                Protos.add(
                        w(2).setDataType(DataType.UINT8_VALUE).addInt32Data(-1).addInt32Data(1)));
        table.graph(
                "value past uint32",
                Protos.add(
                        w(2).setDataType(DataType.UINT32_VALUE).addUint64Data(1).addUint64Data(1L << 32)));
        table.graph(
                "value past float16",
                Protos.add(
                        w(2).setDataType(DataType.FLOAT16_VALUE).addInt32Data(1).addInt32Data(70_000)));
        table.graph(
                "values not a number", Protos.add(w(2).addFloatData(Float.NaN).addFloatData(Float.POSITIVE_INFINITY)));
    }

    private static SparseTensorProto.Builder sparse(long... indices) {
        return SparseTensorProto.newBuilder()
                .setValues(Protos.floats("w", 2))
                .setIndices(Protos.longs("", indices))
                .addDims(4);
    }

    private static GraphProto.Builder withSparse(SparseTensorProto.Builder tensor) {
        return GraphProto.newBuilder()
                .setName("g")
                .addInput(Protos.value("x", 4))
                .addSparseInitializer(tensor)
                .addNode(Protos.node("Add", "a", "x,w", "y"))
                .addOutput(Protos.value("y"));
    }

    private static void sparse(HostileCase.Table table) {
        table.graph("sparse is read", withSparse(sparse(0, 3)));
        table.graph("sparse index outside", withSparse(sparse(0, 4)));
        table.graph("sparse index negative", withSparse(sparse(-1, 3)));
        table.graph("sparse index twice", withSparse(sparse(3, 3)));
        table.graph("sparse indices too few", withSparse(sparse(1)));
        table.graph(
                "sparse of 4 EiB",
                withSparse(sparse(0, 3).clearDims().addDims(1L << 30).addDims(1L << 30)));
        table.graph("sparse of 4 GiB", withSparse(sparse(0, 3).clearDims().addDims(1L << 30)));
        table.graph(
                "sparse without values",
                withSparse(SparseTensorProto.newBuilder().addDims(4)));
        table.graph("sparse in a Constant", constant(sparse(5, 6)));
    }

    private static GraphProto.Builder constant(SparseTensorProto.Builder tensor) {
        AttributeProto value = Protos.attribute("sparse_value", AttributeType.SPARSE_TENSOR)
                .setSparseTensor(tensor)
                .build();
        return Protos.relu().addNode(Protos.node("Constant", "k", "", "z", value));
    }
}
