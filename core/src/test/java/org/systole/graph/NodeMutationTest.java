package org.systole.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.systole.graph.NodeCase.Value;
import org.systole.problem.Problems;
import org.systole.tensor.DataType;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/** Whatever a node looks like, the answer is a type or a problem, never another exception; a failure names the seed. */
class NodeMutationTest {
    private static final long SEED = Long.getLong("test.seed", 20261120L);
    private static final int ROUNDS = 25;
    private static final long[] ODD = {
        0,
        1,
        -1,
        2,
        3,
        -2,
        5,
        7,
        100,
        -100,
        1 << 16,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        1L << 33,
        1L << 62,
        Long.MAX_VALUE,
        Long.MIN_VALUE
    };

    @Test
    void neverAnotherException() throws IOException {
        var wrong = new ArrayList<String>();
        int refused = 0;
        int accepted = 0;
        int number = 0;
        for (NodeCase test : NodeCase.all()) {
            for (int round = 0; round < ROUNDS; round++) {
                var random = new Random(SEED ^ 0x9e3779b97f4a7c15L * ++number);
                Graph raw = mutated(test, random);
                var problems = new Problems();
                try {
                    Graph graph = ShapeInference.infer(raw, "", problems);
                    if (problems.isEmpty()) {
                        accepted++;
                        GraphVerifier.verify(graph, "", problems);
                        if (!problems.isEmpty())
                            wrong.add(label(test, raw)
                                    + problems.found().getFirst().render());
                    } else {
                        refused++;
                    }
                } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
                    wrong.add(label(test, raw) + e + " at " + e.getStackTrace()[0]);
                }
            }
        }
        assertEquals("", String.join("\n", wrong.subList(0, Math.min(20, wrong.size()))), wrong.size() + " wrong");
        assertTrue(refused > 5000 && accepted > 5000, refused + " refused, " + accepted + " accepted");
    }

    private static String label(NodeCase test, Graph raw) {
        Node node = raw.nodes().getFirst();
        return "seed " + SEED + " " + test.name() + " " + node.op() + " " + node.inputs() + " " + raw.types() + " "
                + raw.constants() + " " + node.attributes().names() + ": ";
    }

    private static Graph mutated(NodeCase test, Random random) {
        var types = new LinkedHashMap<String, ValueType>();
        var constants = new LinkedHashMap<String, Tensor>();
        int victim = random.nextInt(Math.max(1, test.given().size()));
        int kind = random.nextInt(5);
        boolean fixed = random.nextBoolean();
        for (int i = 0; i < test.given().size(); i++) {
            Value value = test.given().get(i);
            boolean integers = value.type().dataType().isInteger() && value.tensor() != null;
            if (i == victim && kind == 0) types.put(value.name(), reshaped(value.type(), random));
            else if (i == victim && kind == 1) types.put(value.name(), retyped(value.type(), random));
            else if (i == victim && kind == 2 && integers) constants.put(value.name(), odd(value.type(), random));
            else if (value.tensor() != null && (fixed || integers && i > 0))
                constants.put(value.name(), value.tensor());
            else types.put(value.name(), value.type());
        }
        Node node = test.node();
        Attributes attributes = kind == 3 ? changed(node.attributes(), random) : node.attributes();
        List<String> inputs = new ArrayList<>(node.inputs());
        if (kind == 4 && !inputs.isEmpty()) inputs.set(random.nextInt(inputs.size()), "");
        var copy = new Node(node.name(), node.domain(), node.op(), inputs, node.outputs(), attributes);
        int opset = random.nextInt(4) == 0 ? 7 + random.nextInt(20) : test.opset();
        return new Graph(
                "g",
                List.copyOf(types.keySet()),
                node.outputs().stream().filter(o -> !o.isEmpty()).toList(),
                List.of(copy),
                types,
                constants,
                Map.of("", opset),
                Map.of());
    }

    private static ValueType reshaped(ValueType type, Random random) {
        int[] extents = new int[random.nextInt(7)];
        for (int i = 0; i < extents.length; i++) {
            int pick = random.nextInt(10);
            extents[i] = pick == 0 ? 0 : pick == 1 ? 1 << 20 : pick == 2 ? Integer.MAX_VALUE : 1 + random.nextInt(8);
        }
        return new ValueType(type.dataType(), Shape.of(extents));
    }

    private static ValueType retyped(ValueType type, Random random) {
        DataType[] all = DataType.values();
        return new ValueType(all[random.nextInt(all.length)], type.shape());
    }

    private static Tensor odd(ValueType type, Random random) {
        int count = random.nextBoolean() ? (int) type.shape().elements() : random.nextInt(7);
        long[] values = new long[count];
        for (int i = 0; i < count; i++) values[i] = ODD[random.nextInt(ODD.length)];
        return Tensors.ofInts(type.dataType(), Shape.of(count), values);
    }

    private static Attributes changed(Attributes attributes, Random random) {
        var values = new LinkedHashMap<String, Object>();
        List<String> names = List.copyOf(attributes.names());
        if (names.isEmpty()) return Attributes.pairs("axis", ODD[random.nextInt(ODD.length)]);
        String victim = names.get(random.nextInt(names.size()));
        for (String name : names) {
            Object value = attributes.get(name);
            if (!name.equals(victim)) values.put(name, value);
            else if (random.nextInt(5) > 0) values.put(name, changed(value, random));
        }
        return Attributes.of(values);
    }

    private static Object changed(Object value, Random random) {
        return switch (value) {
            case Long number -> ODD[random.nextInt(ODD.length)];
            case Float number -> random.nextBoolean() ? Float.NaN : -1e30f;
            case String text -> random.nextBoolean() ? "" : "->,i.j..." + text;
            case long[] numbers -> {
                long[] other = random.nextBoolean() ? numbers.clone() : new long[random.nextInt(6)];
                for (int i = 0; i < other.length; i++)
                    if (random.nextBoolean()) other[i] = ODD[random.nextInt(ODD.length)];
                yield other;
            }
            case float[] numbers -> new float[random.nextInt(6)];
            default -> 7L;
        };
    }
}
