package org.systole.quantize;

import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.systole.files.ContentHash;
import org.systole.files.Json;
import org.systole.graph.Graph;
import org.systole.graph.Node;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.Problems;
import org.systole.problem.SystoleException;
import org.systole.tensor.NumberFormat;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/**
 * A whole integer network in the metadata of the model that was exported from it: what ONNX has no words for (multipliers and
 * shifts, biases in accumulator units, tables), so that reading it back gives the same network to the bit.
 */
final class NetworkCodec {
    /** Key of the network's tree. */
    static final String KEY = "systole.network";

    /** Key of the hash of the model's constants that the tree belongs to. */
    static final String HASH = "systole.network.constants";

    private static final String SCHEMA = "systole/integer-network/1";

    private NetworkCodec() {}

    /** Returns the text of a network. */
    static String write(IntegerNetwork network, OpCodec codec) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("schema", SCHEMA);
        tree.put("name", network.name());
        tree.put("inputs", network.inputs());
        tree.put("outputs", network.outputs());
        var types = new LinkedHashMap<String, Object>();
        network.types().forEach((name, type) -> types.put(name, type(type)));
        tree.put("types", types);
        var nodes = new ArrayList<Object>();
        for (IntegerNode node : network.nodes()) {
            var entry = new LinkedHashMap<String, Object>();
            entry.put("name", node.name());
            entry.put("inputs", node.inputs());
            entry.put("output", node.output());
            entry.put("nodes", node.nodes());
            entry.put("op", codec.write(node.op()));
            nodes.add(entry);
        }
        tree.put("nodes", nodes);
        return Json.compact(tree);
    }

    private static Object type(IntegerType type) {
        Quantization q = type.quantization();
        var entry = new LinkedHashMap<String, Object>();
        entry.put("shape", ints(type.shape().extents()));
        entry.put("kind", q.format().kind().name());
        entry.put("bits", q.format().bits());
        var scales = new ArrayList<Object>();
        for (float scale : q.scales()) scales.add((double) scale);
        entry.put("scales", scales);
        entry.put("zeros", ints(q.zeroPoints()));
        entry.put("axis", q.axis());
        if (q.grid() != null) entry.put("grid", q.grid().name());
        return entry;
    }

    private static List<Object> ints(int[] values) {
        var list = new ArrayList<Object>();
        for (int value : values) list.add(value);
        return list;
    }

    /**
     * Returns the network in a model's metadata.
     *
     * @throws SystoleException E4110 when the metadata are damaged
     */
    static IntegerNetwork read(Graph graph) {
        try {
            Map<?, ?> tree = (Map<?, ?>) Json.parse(graph.metadata().get(KEY).getBytes(StandardCharsets.UTF_8));
            if (!SCHEMA.equals(tree.get("schema")))
                throw new IllegalArgumentException("its schema is '" + tree.get("schema") + "', known is " + SCHEMA);
            return network(tree, graph);
        } catch (IllegalArgumentException | ClassCastException | NullPointerException | ArithmeticException e) {
            throw new SystoleException(
                    Problem.of(
                            QuantizeProblem.DAMAGED_NETWORK,
                            Place.element(graph.name(), "metadata '" + KEY + "'"),
                            "it cannot be read: " + e.getMessage(),
                            "export the model again, or take the metadata that begin with 'systole.' out of it"),
                    e);
        }
    }

    private static IntegerNetwork network(Map<?, ?> tree, Graph graph) {
        var byName = new LinkedHashMap<String, Node>();
        graph.nodes().forEach(node -> byName.put(node.name(), node));
        OpCodec codec = OpCodec.reader(name -> integers(graph, name), known("node", byName::get));
        var types = new LinkedHashMap<String, IntegerType>();
        ((Map<?, ?>) tree.get("types")).forEach((name, type) -> types.put((String) name, type((Map<?, ?>) type)));
        var nodes = new ArrayList<IntegerNode>();
        for (Object item : (List<?>) tree.get("nodes")) {
            Map<?, ?> entry = (Map<?, ?>) item;
            nodes.add(new IntegerNode(
                    (String) entry.get("name"),
                    codec.read(entry.get("op")),
                    texts(entry.get("inputs")),
                    (String) entry.get("output"),
                    texts(entry.get("nodes"))));
        }
        var metadata = new LinkedHashMap<>(graph.metadata());
        metadata.remove(KEY);
        metadata.remove(HASH);
        return new IntegerNetwork(
                (String) tree.get("name"),
                texts(tree.get("inputs")),
                texts(tree.get("outputs")),
                nodes,
                types,
                metadata);
    }

    private static <T> Function<String, T> known(String what, Function<String, T> find) {
        return name -> {
            T found = find.apply(name);
            if (found == null) throw new IllegalArgumentException("the model has no " + what + " '" + name + "'");
            return found;
        };
    }

    private static IntegerTensor integers(Graph graph, String constant) {
        Tensor tensor = graph.constant(constant)
                .orElseThrow(() -> new IllegalArgumentException("the model has no constant '" + constant + "'"));
        if (tensor.type().isFloat()) return qonnx(graph, constant, tensor);
        long[] values = tensor.toLongs();
        int[] integers = new int[values.length];
        for (int i = 0; i < integers.length; i++) integers[i] = Math.toIntExact(values[i]);
        return new IntegerTensor(tensor.shape(), integers);
    }

    /** Returns the integers of weights that QONNX keeps as real numbers before their quantization. */
    private static IntegerTensor qonnx(Graph graph, String constant, Tensor tensor) {
        for (Node node : graph.consumers(constant)) {
            if (!QonnxQuant.isOperator(node.op())) continue;
            QonnxQuant quant = QonnxQuant.of(graph, node, new Problems());
            if (quant != null) return quant.integers(tensor);
        }
        throw new IllegalArgumentException("constant '" + constant + "' is real, and nothing quantizes it");
    }

    private static IntegerType type(Map<?, ?> entry) {
        var format = new NumberFormat(
                NumberFormat.Kind.valueOf((String) entry.get("kind")), ((Number) entry.get("bits")).intValue());
        List<?> scales = (List<?>) entry.get("scales");
        float[] each = new float[scales.size()];
        for (int i = 0; i < each.length; i++) each[i] = ((Number) scales.get(i)).floatValue();
        return new IntegerType(
                Shape.of(whole(entry.get("shape"))),
                new Quantization(
                        format,
                        each,
                        whole(entry.get("zeros")),
                        ((Number) entry.get("axis")).intValue(),
                        OpCodec.grid(entry.get("grid"))));
    }

    private static int[] whole(Object list) {
        return ((List<?>) list)
                .stream()
                        .mapToInt(item -> Math.toIntExact(((Number) item).longValue()))
                        .toArray();
    }

    private static List<String> texts(Object list) {
        return ((List<?>) list).stream().map(String.class::cast).toList();
    }

    /** Returns a hash of all constants that nodes read, by name. */
    static String hash(Graph graph) {
        var text = new StringBuilder();
        new TreeMap<>(graph.constants()).forEach((name, tensor) -> {
            if (graph.consumers(name).isEmpty()) return;
            long bytes = tensor.type().bytes(tensor.elements());
            byte[] content = tensor.bytes().asSlice(0, bytes).toArray(ValueLayout.JAVA_BYTE);
            text.append(name).append('\n').append(ContentHash.of(content)).append('\n');
        });
        return ContentHash.of(text.toString());
    }
}
