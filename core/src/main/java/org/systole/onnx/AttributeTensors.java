package org.systole.onnx;

import java.util.List;
import org.systole.onnx.proto.Onnx.AttributeProto;
import org.systole.onnx.proto.Onnx.GraphProto;
import org.systole.onnx.proto.Onnx.NodeProto;
import org.systole.onnx.proto.Onnx.SparseTensorProto;
import org.systole.onnx.proto.Onnx.TensorProto;

/**
 * Looks at every tensor inside nodes that are not read as a whole, such as the bodies of functions: what they say about
 * types, sizes and files must be as sound as everywhere else.
 */
final class AttributeTensors {
    private final TensorReader tensors;
    private final SparseReader sparse;
    private final String place;

    AttributeTensors(ReadContext context, String place) {
        this.tensors = new TensorReader(context);
        this.sparse = new SparseReader(context, tensors);
        this.place = place;
    }

    /** Adds a problem for each tensor that cannot be read. */
    void check(List<NodeProto> nodes, List<AttributeProto> attributes) {
        for (NodeProto node : nodes) for (AttributeProto attribute : node.getAttributeList()) check(attribute);
        for (AttributeProto attribute : attributes) check(attribute);
    }

    private void check(AttributeProto attribute) {
        String where = place + ", attribute '" + Names.clean(attribute.getName()) + "'";
        if (attribute.hasT()) tensors.read(attribute.getT(), where);
        if (attribute.hasSparseTensor()) sparse.read(attribute.getSparseTensor(), where);
        attribute.getTensorsList().forEach(tensor -> tensors.read(tensor, where));
        attribute.getSparseTensorsList().forEach(tensor -> sparse.read(tensor, where));
        if (attribute.hasG()) check(attribute.getG(), where);
        attribute.getGraphsList().forEach(graph -> check(graph, where));
    }

    private void check(GraphProto graph, String where) {
        for (TensorProto tensor : graph.getInitializerList()) tensors.read(tensor, where);
        for (SparseTensorProto tensor : graph.getSparseInitializerList()) sparse.read(tensor, where);
        check(graph.getNodeList(), List.of());
    }
}
