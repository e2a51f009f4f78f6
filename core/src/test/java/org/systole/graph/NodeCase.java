package org.systole.graph;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.systole.tensor.DataType;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One of the ONNX standard's own test cases for a single node: types and shapes of inputs and outputs, and the
 * elements of small ones.
 *
 * <p>Source: the node test cases of onnx 1.23.1 ({@code onnx.backend.test.case.node}); text, complex, sequence and
 * optional values and repeated signatures left out, elements kept for operators that Systole computes on constants.
 *
 * @param node its outputs have the names of {@code expected}
 */
record NodeCase(String name, int opset, Node node, List<NodeCase.Value> given, List<NodeCase.Value> expected) {
    /** An input or output; {@code tensor} is null when its elements are not known. */
    record Value(String name, ValueType type, Tensor tensor) {}

    static List<NodeCase> all() throws IOException {
        var cases = new ArrayList<NodeCase>();
        try (InputStream stream = NodeCase.class.getResourceAsStream("/golden/graph/onnx-node-cases.jsonl")) {
            String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            for (String line : text.split("\n")) {
                NodeCase parsed = parse(JsonMapper.shared().readTree(line));
                if (parsed != null) cases.add(parsed);
            }
        }
        return cases;
    }

    /** Returns null when the case has an element type that Systole does not know. */
    private static NodeCase parse(JsonNode json) {
        try {
            var attributes = new LinkedHashMap<String, Object>();
            for (Map.Entry<String, JsonNode> attribute : json.get("attrs").properties())
                attributes.put(attribute.getKey(), attribute(attribute.getValue()));
            var node = new Node(
                    "node",
                    "",
                    json.get("op").asString(),
                    strings(json.get("inputs")),
                    strings(json.get("outputs")),
                    Attributes.of(attributes));
            return new NodeCase(
                    json.get("name").asString(),
                    json.get("opset").asInt(),
                    node,
                    values(json.get("given")),
                    values(json.get("expected")));
        } catch (UnknownType unknown) {
            return null;
        }
    }

    private static Object attribute(JsonNode json) {
        JsonNode value = json.get(1);
        return switch (json.get(0).asString()) {
            case "i" -> value.asLong();
            case "f" -> (float) value.asDouble();
            case "s" -> value.asString();
            case "I" -> value.values().stream().mapToLong(JsonNode::asLong).toArray();
            case "F" -> {
                float[] reals = new float[value.size()];
                for (int i = 0; i < reals.length; i++)
                    reals[i] = (float) value.get(i).asDouble();
                yield reals;
            }
            case "S" -> strings(value);
            default -> tensor(type(value.asString()), shape(json.get(2)), json.get(3));
        };
    }

    private static List<String> strings(JsonNode json) {
        return json.values().stream().map(JsonNode::asString).toList();
    }

    private static List<Value> values(JsonNode json) {
        var values = new ArrayList<Value>();
        for (JsonNode value : json.values()) {
            DataType type = type(value.get(1).asString());
            Shape shape = shape(value.get(2));
            Tensor tensor = value.size() > 3 ? tensor(type, shape, value.get(3)) : null;
            values.add(new Value(value.get(0).asString(), new ValueType(type, shape), tensor));
        }
        return values;
    }

    private static Shape shape(JsonNode json) {
        return Shape.of(json.values().stream().mapToInt(JsonNode::asInt).toArray());
    }

    private static final class UnknownType extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static DataType type(String name) {
        return switch (name) {
            case "FLOAT" -> DataType.FLOAT32;
            case "DOUBLE" -> DataType.FLOAT64;
            default -> {
                for (DataType type : DataType.values()) if (type.name().equals(name)) yield type;
                throw new UnknownType();
            }
        };
    }

    private static Tensor tensor(DataType type, Shape shape, JsonNode elements) {
        if (elements == null || elements.isNull()) return null;
        return Tensors.of(
                type,
                shape,
                index -> {
                    JsonNode element = elements.get((int) index);
                    if (!element.isString()) return element.asDouble();
                    return switch (element.asString()) {
                        case "inf" -> Double.POSITIVE_INFINITY;
                        case "-inf" -> Double.NEGATIVE_INFINITY;
                        default -> Double.NaN;
                    };
                },
                index -> elements.get((int) index).asLong());
    }
}
