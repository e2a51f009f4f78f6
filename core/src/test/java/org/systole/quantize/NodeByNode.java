package org.systole.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.systole.graph.Graph;
import org.systole.graph.Node;
import org.systole.onnx.FloatReference;
import org.systole.tensor.Tensor;

/**
 * Every node of an imported network, fed ONNX Runtime's own integers, beside what ONNX Runtime makes of the model (graph
 * optimization off).
 */
final class NodeByNode {
    private NodeByNode() {}

    /** Asserts that no element is more than one unit apart, and returns how many nodes were compared. */
    static int compare(Graph graph, QdqImport.Imported imported, Map<String, Tensor> sample) {
        // the integers of a value are the output of the QuantizeLinear that reads it, whatever its name in the float
        // network
        var made = new LinkedHashMap<String, String>();
        var real = new HashMap<String, String>();
        for (Node node : OperatorPairs.of(graph).nodes()) {
            if (graph.constant(node.input(0)).isPresent()) continue;
            String from = real.getOrDefault(node.input(0), node.input(0));
            if (node.op().equals("QuantizeLinear")) {
                // quantized a second time, differently: a change of scale with a value of its own
                String value = made.containsKey(from) ? node.output() + "/again" : from;
                made.put(value, node.output());
                real.put(node.output(), value);
            } else if (node.op().equals("DequantizeLinear")) real.put(node.output(), from);
        }
        IntegerNetwork network = imported.network();
        int compared = 0;
        try (var reference =
                        FloatReference.of(graph, FloatReference.Options.PLAIN.exposing(List.copyOf(made.values())));
                var floats = new FloatNodes(imported.graph())) {
            Map<String, Tensor> theirs = reference.run(sample);
            var values = new HashMap<String, IntegerTensor>();
            made.forEach((value, name) -> values.put(value, integers(theirs.get(name))));
            for (String input : network.inputs())
                values.computeIfAbsent(
                        input,
                        name -> graph.type(name).dataType().isFloat()
                                ? Reals.quantize(sample.get(name).toFloats(), network.type(name))
                                : integers(sample.get(name)));
            var run = new IntegerRun(network, floats);
            for (IntegerNode node : network.nodes()) {
                IntegerTensor ours = run.compute(node, values::get), expected = values.get(node.output());
                if (expected == null) {
                    values.put(node.output(), ours);
                    continue;
                }
                compared++;
                for (int e = 0; e < ours.values().length; e++)
                    assertEquals(expected.values()[e], ours.values()[e], 1, node.name() + ", element " + e);
            }
        }
        return compared;
    }

    /**
     * The same for a model of QONNX, whose values stay real: their integers are what the numbers behind Quant, BipolarQuant and
     * Trunc are.
     */
    static int compareQonnx(Graph graph, QdqImport.Imported imported, Map<String, Tensor> sample) {
        IntegerNetwork network = imported.network();
        var made = new LinkedHashMap<String, String>();
        var same = new HashMap<String, String>();
        for (Node node : graph.nodes()) {
            if (!QonnxQuant.isOperator(node.op())
                    || graph.constant(node.input(0)).isPresent()) continue;
            String from = same.getOrDefault(node.input(0), node.input(0));
            String value = network.types().containsKey(node.output()) ? node.output() : from;
            if (!network.types().containsKey(value)) continue;
            same.put(node.output(), value);
            made.putIfAbsent(value, node.output());
        }
        int compared = 0;
        try (var reference =
                        FloatReference.of(graph, FloatReference.Options.PLAIN.exposing(List.copyOf(made.values())));
                var floats = new FloatNodes(imported.graph())) {
            // an input that the model leaves real is what its integers stand for
            var given = new LinkedHashMap<String, Tensor>();
            for (String input : network.inputs()) {
                IntegerType type = network.type(input);
                float[] reals = Reals.of(Reals.quantize(sample.get(input).toFloats(), type), type.quantization());
                given.put(input, made.containsKey(input) ? sample.get(input) : Tensor.of(type.shape(), reals));
            }
            Map<String, Tensor> theirs = reference.run(given);
            var values = new HashMap<String, IntegerTensor>();
            made.forEach((value, name) ->
                    values.put(value, Reals.quantize(theirs.get(name).toFloats(), network.type(value))));
            for (String input : network.inputs())
                values.putIfAbsent(input, Reals.quantize(sample.get(input).toFloats(), network.type(input)));
            var run = new IntegerRun(network, floats);
            for (IntegerNode node : network.nodes()) {
                IntegerTensor ours = run.compute(node, values::get), expected = values.get(node.output());
                if (expected == null) {
                    values.put(node.output(), ours);
                    continue;
                }
                compared++;
                for (int e = 0; e < ours.values().length; e++)
                    assertEquals(expected.values()[e], ours.values()[e], 1, node.name() + ", element " + e);
            }
        }
        return compared;
    }

    /** Asserts that no element of an exported network is more than one unit apart, but those of recurrences. */
    static void compare(Graph graph, IntegerNetwork network, ExportedIntegers exported, Map<String, Tensor> sample) {
        try (var reference =
                        FloatReference.of(exported.qdq(), FloatReference.Options.PLAIN.exposing(exported.exposed()));
                var nodes = new QuantizedNodes(graph, network)) {
            Map<String, IntegerTensor> theirs = exported.from(reference.run(sample));
            Map<String, IntegerTensor> ours = nodes.alone(theirs);
            for (IntegerNode node : network.nodes()) {
                if (node.op() instanceof Recurrence || !ours.containsKey(node.output())) continue;
                int[] a = ours.get(node.output()).values(),
                        b = theirs.get(node.output()).values();
                for (int e = 0; e < a.length; e++) assertEquals(b[e], a[e], 1, node.name() + ", element " + e);
            }
        }
    }

    /** Returns a tensor of integers, as an imported network keeps them. */
    static IntegerTensor integers(Tensor t) {
        long[] values = t.toLongs();
        int[] integers = new int[values.length];
        // what is read keeps unsigned integers of 8 and 16 bits as signed ones
        int middle = switch (t.type()) {
            case UINT8 -> 1 << 7;
            case UINT16 -> 1 << 15;
            default -> 0;
        };
        for (int i = 0; i < integers.length; i++) integers[i] = (int) values[i] - middle;
        return new IntegerTensor(t.shape(), integers);
    }
}
