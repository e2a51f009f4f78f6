package org.systole.quantize;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.systole.graph.Graph;
import org.systole.graph.Node;
import org.systole.graph.ValueType;
import org.systole.onnx.FloatReference;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/** Runs single nodes of a float graph under ONNX Runtime: what an integer network leaves in float. */
public final class FloatNodes implements IntegerRun.FloatOps, AutoCloseable {
    private final Graph graph;
    private final Map<String, FloatReference> references = new HashMap<>();

    /** Creates a runner for nodes of a graph. */
    public FloatNodes(Graph graph) {
        this.graph = graph;
    }

    @Override
    public synchronized float[] run(IntegerOp.Float op, List<float[]> inputs, List<Shape> shapes, Shape output) {
        Node node = op.node();
        List<String> names = computed(node);
        var reference = references.computeIfAbsent(
                node.name(), key -> FloatReference.of(alone(graph, node, names), FloatReference.Options.PLAIN));
        var tensors = new LinkedHashMap<String, Tensor>();
        for (int i = 0; i < names.size(); i++) tensors.put(names.get(i), Tensor.of(shapes.get(i), inputs.get(i)));
        return reference.run(tensors).get(node.outputs().get(op.output())).toFloats();
    }

    private List<String> computed(Node node) {
        return node.inputs().stream()
                .filter(input -> !input.isEmpty() && graph.constant(input).isEmpty())
                .distinct()
                .toList();
    }

    /** Returns a graph of one node; what it computes from are the graph's inputs. */
    static Graph alone(Graph graph, Node node, List<String> names) {
        var types = new LinkedHashMap<String, ValueType>();
        var constants = new LinkedHashMap<String, Tensor>();
        for (String name : names) types.put(name, graph.type(name));
        List<String> outputs =
                node.outputs().stream().filter(output -> !output.isEmpty()).toList();
        for (String output : outputs) types.put(output, graph.type(output));
        for (String input : node.inputs())
            graph.constant(input).ifPresent(tensor -> {
                constants.put(input, tensor);
                types.put(input, new ValueType(tensor.type(), tensor.shape()));
            });
        return new Graph(
                node.name(),
                new ArrayList<>(names),
                outputs,
                List.of(node),
                types,
                constants,
                graph.opsets(),
                Map.of());
    }

    @Override
    public void close() {
        references.values().forEach(FloatReference::close);
        references.clear();
    }
}
