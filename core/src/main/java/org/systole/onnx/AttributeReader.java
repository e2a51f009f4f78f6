package org.systole.onnx;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.systole.graph.Attributes;
import org.systole.graph.Graph;
import org.systole.onnx.proto.Onnx.AttributeProto;
import org.systole.onnx.proto.Onnx.AttributeProto.AttributeType;
import org.systole.onnx.proto.Onnx.GraphProto;
import org.systole.onnx.proto.Onnx.NodeProto;

/** Reads the attributes of nodes. */
final class AttributeReader {
    /** Reads the body of an If, a Loop or a Scan. */
    @FunctionalInterface
    interface Bodies {
        /** Returns the body; problems go to the context. */
        Graph read(GraphProto body, String place);
    }

    private final ReadContext context;
    private final TensorReader tensors;
    private final SparseReader sparse;
    private final Bodies bodies;

    AttributeReader(ReadContext context, TensorReader tensors, SparseReader sparse, Bodies bodies) {
        this.context = context;
        this.tensors = tensors;
        this.sparse = sparse;
        this.bodies = bodies;
    }

    /**
     * Returns the attributes that can be read; adds a problem for each that cannot.
     *
     * @param place the node, as messages name it
     */
    Attributes read(NodeProto node, String place) {
        if (node.getAttributeCount() == 0) return Attributes.NONE;
        boolean standard = Opsets.standard(node.getDomain());
        boolean constant = standard && node.getOpType().equals("Constant");
        Map<String, Object> values = new LinkedHashMap<>();
        for (AttributeProto attribute : node.getAttributeList()) {
            if (context.isFull()) break;
            String name = Names.clean(attribute.getName());
            String where = place + ", attribute '" + name + "'";
            if (name.isEmpty()) bad(OnnxProblem.NAMELESS, place, "an attribute has no name");
            else if (values.containsKey(name)) bad(OnnxProblem.DUPLICATE, where, "it is given twice");
            else if (!standard || expected(attribute, where))
                read(attribute, where, constant).ifPresent(value -> values.put(name, value));
        }
        return Attributes.of(values);
    }

    /** Returns whether an attribute of the standard says that it has the type that the standard gives it. */
    private boolean expected(AttributeProto attribute, String place) {
        AttributeType said = attribute.getType();
        AttributeType standard = AttributeTypes.of(attribute.getName());
        if (standard == null || said == standard || said == AttributeType.UNDEFINED) return true;
        context.problem(
                OnnxProblem.ATTRIBUTE,
                place,
                "its type is " + said + ", the standard says " + standard,
                "give it the type that the standard says, or export the model again");
        return false;
    }

    private Optional<Object> read(AttributeProto attribute, String place, boolean constant) {
        if (!attribute.getRefAttrName().isEmpty())
            return bad(
                    OnnxProblem.ATTRIBUTE_REFERENCE,
                    place,
                    "it refers to the attribute " + Names.quote(attribute.getRefAttrName())
                            + " of a function, but stands outside of one");
        AttributeType type = type(attribute, place);
        return type == null ? Optional.empty() : value(attribute, type, place, constant);
    }

    /** Returns the type of the value; adds a problem and returns null when there is none or more than one. */
    private AttributeType type(AttributeProto attribute, String place) {
        Set<AttributeType> filled = filled(attribute);
        AttributeType said = attribute.getType();
        if (said == AttributeType.UNDEFINED) {
            if (filled.size() == 1) return filled.iterator().next();
            bad(
                    OnnxProblem.ATTRIBUTE,
                    place,
                    filled.isEmpty() ? "it has no value" : "it has several values: " + filled);
            return null;
        }
        filled.remove(said);
        if (!filled.isEmpty()) {
            bad(OnnxProblem.ATTRIBUTE, place, "its type is " + said + ", but it has a value of type " + filled);
            return null;
        }
        boolean missing = switch (said) {
            case TENSOR -> !attribute.hasT();
            case GRAPH -> !attribute.hasG();
            case SPARSE_TENSOR -> !attribute.hasSparseTensor();
            default -> false;
        };
        // A number left out is zero, and a list left out is empty: some writers omit both.
        if (!missing) return said;
        bad(OnnxProblem.ATTRIBUTE, place, "its type is " + said + ", but it has no value");
        return null;
    }

    private static Set<AttributeType> filled(AttributeProto a) {
        var filled = EnumSet.noneOf(AttributeType.class);
        if (a.hasF()) filled.add(AttributeType.FLOAT);
        if (a.hasI()) filled.add(AttributeType.INT);
        if (a.hasS()) filled.add(AttributeType.STRING);
        if (a.hasT()) filled.add(AttributeType.TENSOR);
        if (a.hasG()) filled.add(AttributeType.GRAPH);
        if (a.hasSparseTensor()) filled.add(AttributeType.SPARSE_TENSOR);
        if (a.hasTp()) filled.add(AttributeType.TYPE_PROTO);
        if (a.getFloatsCount() > 0) filled.add(AttributeType.FLOATS);
        if (a.getIntsCount() > 0) filled.add(AttributeType.INTS);
        if (a.getStringsCount() > 0) filled.add(AttributeType.STRINGS);
        if (a.getTensorsCount() > 0) filled.add(AttributeType.TENSORS);
        if (a.getGraphsCount() > 0) filled.add(AttributeType.GRAPHS);
        if (a.getSparseTensorsCount() > 0) filled.add(AttributeType.SPARSE_TENSORS);
        if (a.getTypeProtosCount() > 0) filled.add(AttributeType.TYPE_PROTOS);
        return filled;
    }

    private Optional<Object> value(AttributeProto a, AttributeType type, String place, boolean constant) {
        return switch (type) {
            case INT -> Optional.of(a.getI());
            case FLOAT -> real(a, place, constant);
            case STRING -> Optional.of(text(a.getS()));
            case INTS ->
                Optional.of(a.getIntsList().stream().mapToLong(Long::longValue).toArray());
            case FLOATS -> reals(a, place, constant);
            case STRINGS -> Optional.of(texts(a));
            case TENSOR -> tensors.read(a.getT(), place).map(t -> t);
            case SPARSE_TENSOR -> sparse.read(a.getSparseTensor(), place).map(t -> t);
            case GRAPH -> Optional.of(bodies.read(a.getG(), place));
            default -> unsupported(a, type, place);
        };
    }

    private Optional<Object> real(AttributeProto a, String place, boolean constant) {
        if (Float.isNaN(a.getF()) && !constant) return bad(OnnxProblem.ATTRIBUTE, place, "it is not a number (NaN)");
        return Optional.of(a.getF());
    }

    private Optional<Object> reals(AttributeProto a, String place, boolean constant) {
        float[] values = new float[a.getFloatsCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = a.getFloats(i);
            if (Float.isNaN(values[i]) && !constant)
                return bad(OnnxProblem.ATTRIBUTE, place, "number " + i + " is not a number (NaN)");
        }
        return Optional.of(values);
    }

    private static List<String> texts(AttributeProto a) {
        var texts = new ArrayList<String>();
        for (ByteString text : a.getStringsList()) texts.add(text(text));
        return texts;
    }

    private static String text(ByteString bytes) {
        return Names.clean(bytes.toStringUtf8());
    }

    /** Looks at the tensors all the same: what they say about files must not go unseen. */
    private Optional<Object> unsupported(AttributeProto a, AttributeType type, String place) {
        a.getTensorsList().forEach(tensor -> tensors.read(tensor, place));
        a.getSparseTensorsList().forEach(tensor -> sparse.read(tensor, place));
        a.getGraphsList().forEach(graph -> bodies.read(graph, place));
        return bad(OnnxProblem.ATTRIBUTE_UNSUPPORTED, place, "attributes of type " + type + " are not supported");
    }

    private <T> Optional<T> bad(OnnxProblem code, String place, String message) {
        context.problem(code, place, message, "export the model again");
        return Optional.empty();
    }
}
