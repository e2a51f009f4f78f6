package org.systole.quantize;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.systole.graph.Attributes;
import org.systole.graph.Graph;
import org.systole.graph.GraphBuilder;
import org.systole.graph.Node;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/**
 * Attributes of a node in the form of a newer operator set: what became an input is added to the inputs, a default that has
 * changed is written out (ONNX, "Operator Changelog").
 */
final class UpgradedAttributes {
    private static final int CLIP_INPUTS = 11;
    private static final int AXES_INPUT = 13;
    private static final int LAST_AXIS = 13;
    private static final int REDUCE_INPUT = 18;
    private static final int PAD_INPUTS = 11;
    private static final int SLICE_INPUTS = 10;

    private final Node node;
    private final List<String> inputs;
    private final int from;
    private final int to;
    private final GraphBuilder out;

    private UpgradedAttributes(Node node, List<String> inputs, int from, int to, GraphBuilder out) {
        this.node = node;
        this.inputs = inputs;
        this.from = from;
        this.to = to;
        this.out = out;
    }

    /**
     * Returns the attributes.
     *
     * @param node as it stands in the source
     * @param inputs its inputs in the result; constants are added here
     * @param source the graph that the node is from
     * @param opset the result's operator set
     * @param out receives constants
     */
    static Attributes of(Node node, List<String> inputs, Graph source, int opset, GraphBuilder out) {
        if (!node.domain().isEmpty()) return node.attributes();
        return new UpgradedAttributes(node, inputs, source.opset(), opset, out).attributes(source);
    }

    private boolean crosses(int version) {
        return from < version && to >= version;
    }

    private Attributes attributes(Graph source) {
        Attributes a = node.attributes();
        switch (node.op()) {
            case "Clip" -> {
                if (!crosses(CLIP_INPUTS)) return a;
                inputs.add(out.constant(Tensor.of(Shape.of(), a.real("min", -Float.MAX_VALUE))));
                inputs.add(out.constant(Tensor.of(Shape.of(), a.real("max", Float.MAX_VALUE))));
                return without("min", "max");
            }
            case "Softmax", "LogSoftmax", "Hardmax" -> {
                int rank = source.type(node.input(0)).shape().rank();
                // before 13 everything from the axis on was one row: the same as one axis only where that is the last
                if (!crosses(LAST_AXIS)) return a;
                return with("axis", Math.floorMod(a.integer("axis", 1), rank));
            }
            case "Squeeze", "Unsqueeze", "ReduceSum" -> {
                return crosses(AXES_INPUT) ? moved("axes") : a;
            }
            case "ReduceMean", "ReduceMax", "ReduceMin", "ReduceProd", "ReduceL1", "ReduceL2", "ReduceSumSquare" -> {
                return crosses(REDUCE_INPUT) ? moved("axes") : a;
            }
            case "Pad" -> {
                if (!crosses(PAD_INPUTS)) return a;
                inputs.add(longs(a.integers("pads", new long[0])));
                inputs.add(out.constant(Tensor.of(Shape.of(), a.real("value", 0))));
                return without("pads", "value");
            }
            case "Slice" -> {
                if (!crosses(SLICE_INPUTS)) return a;
                inputs.add(longs(a.integers("starts", new long[0])));
                inputs.add(longs(a.integers("ends", new long[0])));
                if (a.has("axes")) inputs.add(longs(a.integers("axes", null)));
                return without("starts", "ends", "axes");
            }
            case "Dropout" -> {
                return without("ratio", "is_test", "consumed_inputs");
            }
            case "BatchNormalization" -> {
                return without("spatial", "is_test", "consumed_inputs");
            }
            default -> {
                return a;
            }
        }
    }

    /** Returns the attributes without one of integers, which becomes the next input. */
    private Attributes moved(String name) {
        if (!node.attributes().has(name)) return node.attributes();
        inputs.add(longs(node.attributes().integers(name, null)));
        return without(name);
    }

    private String longs(long[] values) {
        return out.constant(Tensor.of(Shape.of(values.length), values));
    }

    private Attributes without(String... names) {
        Map<String, Object> kept = copy();
        for (String name : names) kept.remove(name);
        return Attributes.of(kept);
    }

    private Attributes with(String name, long value) {
        Map<String, Object> kept = copy();
        kept.put(name, value);
        return Attributes.of(kept);
    }

    private Map<String, Object> copy() {
        var copy = new LinkedHashMap<String, Object>();
        for (String name : node.attributes().names())
            copy.put(name, node.attributes().get(name));
        return copy;
    }
}
