package org.systole.onnx;

import java.util.HashMap;
import java.util.Map;
import org.systole.onnx.proto.Onnx.AttributeProto;
import org.systole.onnx.proto.Onnx.FunctionProto;
import org.systole.onnx.proto.Onnx.GraphProto;
import org.systole.onnx.proto.Onnx.NodeProto;
import org.systole.onnx.proto.Onnx.SparseTensorProto;
import org.systole.onnx.proto.Onnx.TensorProto;
import org.systole.onnx.proto.Onnx.ValueInfoProto;

/** One call of a function: what its formal names and attributes stand for. */
final class CallScope {
    private final String prefix;
    private final Map<String, String> names = new HashMap<>();
    private final Map<String, AttributeProto> attributes = new HashMap<>();

    CallScope(NodeProto call, FunctionProto function, String prefix) {
        this.prefix = prefix;
        for (int i = 0; i < function.getInputCount(); i++)
            names.put(function.getInput(i), i < call.getInputCount() ? call.getInput(i) : "");
        for (int i = 0; i < function.getOutputCount(); i++)
            if (i < call.getOutputCount() && !call.getOutput(i).isEmpty())
                names.put(function.getOutput(i), call.getOutput(i));
        for (AttributeProto attribute : function.getAttributeProtoList())
            attributes.put(attribute.getName(), attribute);
        for (AttributeProto attribute : call.getAttributeList()) attributes.put(attribute.getName(), attribute);
    }

    /** Returns a node of the function's body as it stands at the place of the call. */
    NodeProto rename(NodeProto node) {
        NodeProto.Builder copy = node.toBuilder().clearInput().clearOutput().clearAttribute();
        copy.setName(prefix + (node.getName().isEmpty() ? node.getOpType() : node.getName()));
        for (String input : node.getInputList()) copy.addInput(name(input));
        for (String output : node.getOutputList()) copy.addOutput(name(output));
        for (AttributeProto attribute : node.getAttributeList()) rename(attribute, copy);
        return copy.build();
    }

    private String name(String inner) {
        if (inner.isEmpty()) return inner;
        String outer = names.get(inner);
        return outer != null ? outer : prefix + inner;
    }

    private void rename(AttributeProto attribute, NodeProto.Builder into) {
        if (!attribute.getRefAttrName().isEmpty()) {
            AttributeProto given = attributes.get(attribute.getRefAttrName());
            // An attribute that neither the call nor the function sets is left out.
            if (given != null) into.addAttribute(given.toBuilder().setName(attribute.getName()));
        } else if (attribute.hasG()) {
            into.addAttribute(attribute.toBuilder().setG(rename(attribute.getG())));
        } else {
            into.addAttribute(attribute);
        }
    }

    private GraphProto rename(GraphProto body) {
        GraphProto.Builder copy = body.toBuilder().clearNode().clearValueInfo();
        for (NodeProto node : body.getNodeList()) copy.addNode(rename(node));
        for (ValueInfoProto.Builder value : copy.getInputBuilderList()) value.setName(name(value.getName()));
        for (ValueInfoProto.Builder value : copy.getOutputBuilderList()) value.setName(name(value.getName()));
        for (TensorProto.Builder tensor : copy.getInitializerBuilderList()) tensor.setName(name(tensor.getName()));
        for (SparseTensorProto.Builder tensor : copy.getSparseInitializerBuilderList())
            tensor.getValuesBuilder().setName(name(tensor.getValues().getName()));
        return copy.build();
    }
}
