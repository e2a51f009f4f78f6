package org.systole.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.systole.problem.SystoleException;
import org.systole.tensor.DataType;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/** Broadcasting and reshaping over random shapes; a failure names the seed. */
class BroadcastPropertyTest {
    private static final long SEED = Long.getLong("test.seed", 20261120L);

    private static Shape random(Random random, int rank) {
        int[] extents = new int[rank];
        for (int i = 0; i < rank; i++) extents[i] = random.nextInt(3) == 0 ? 1 : 1 + random.nextInt(5);
        return Shape.of(extents);
    }

    private static String add(GraphBuilder graph, String a, String b) {
        return graph.node("sum", "Add", List.of(a, b), Attributes.NONE);
    }

    /** Symmetric; whole, kept and 1 in every axis; what broadcasts changes nothing when broadcast again. */
    @Test
    void broadcasting() {
        var random = new Random(SEED);
        for (int round = 0; round < 500; round++) {
            Shape whole = random(random, random.nextInt(5));
            int[] part = whole.extents();
            for (int i = 0; i < part.length; i++) if (random.nextBoolean()) part[i] = 1;
            int dropped = random.nextInt(part.length + 1);
            int[] tail = Arrays.copyOfRange(part, dropped, part.length);
            String label = "seed " + SEED + " round " + round;
            var graph = new GraphBuilder("g");
            String a = graph.input("a", DataType.FLOAT32, whole.extents());
            String b = graph.input("b", DataType.FLOAT32, tail);
            assertEquals(whole, graph.shape(add(graph, a, b)), label);
            assertEquals(whole, graph.shape(add(graph, b, a)), label);
            assertEquals(whole, graph.shape(add(graph, add(graph, a, b), b)), label);
        }
    }

    @Test
    void extentsThatDiffer() {
        var random = new Random(SEED);
        for (int round = 0; round < 200; round++) {
            Shape shape = random(random, 1 + random.nextInt(4));
            int axis = random.nextInt(shape.rank());
            Shape other = shape.with(axis, Math.max(2, shape.extent(axis)) + 1);
            Shape one = shape.with(axis, Math.max(2, shape.extent(axis)));
            var graph = new GraphBuilder("g");
            graph.input("a", DataType.FLOAT32, one.extents());
            graph.input("b", DataType.FLOAT32, other.extents());
            assertThrows(SystoleException.class, () -> add(graph, "a", "b"), "seed " + SEED + " round " + round);
        }
    }

    /** Folded values of a broadcast sum are those of plain index arithmetic. */
    @Test
    void valuesOfBroadcastSums() {
        var random = new Random(SEED);
        for (int round = 0; round < 200; round++) {
            int rows = 1 + random.nextInt(4);
            int columns = 1 + random.nextInt(4);
            var graph = new GraphBuilder("g");
            float[] a = new float[rows];
            float[] b = new float[columns];
            for (int i = 0; i < rows; i++) a[i] = random.nextInt(100);
            for (int i = 0; i < columns; i++) b[i] = random.nextInt(100);
            String left = graph.constant("a", Tensor.of(Shape.of(rows, 1), a));
            String right = graph.constant("b", Tensor.of(Shape.of(columns), b));
            Graph built = graph.output(add(graph, left, right)).build();
            Tensor sum = built.constant(built.outputs().getFirst()).orElseThrow();
            for (int i = 0; i < rows; i++)
                for (int j = 0; j < columns; j++)
                    assertEquals(a[i] + b[j], sum.real((long) i * columns + j), "seed " + SEED + " round " + round);
        }
    }

    /** Reshaping keeps the number of elements and any -1 finds the extent that was hidden; so does a transposition. */
    @Test
    void reshaping() {
        var random = new Random(SEED);
        for (int round = 0; round < 500; round++) {
            Shape shape = random(random, 1 + random.nextInt(4));
            var graph = new GraphBuilder("g");
            String x = graph.input("x", DataType.FLOAT32, shape.extents());
            long[] target = Arrays.stream(shape.extents()).asLongStream().toArray();
            for (int i = target.length - 1; i > 0; i--) {
                int j = random.nextInt(i + 1);
                long swapped = target[i];
                target[i] = target[j];
                target[j] = swapped;
            }
            long[] hidden = target.clone();
            hidden[random.nextInt(hidden.length)] = -1;
            String asked = graph.constant("shape", Tensor.of(Shape.of(hidden.length), hidden));
            String y = graph.node("y", "Reshape", List.of(x, asked), Attributes.NONE);
            assertEquals(
                    Shape.of(Arrays.stream(target).mapToInt(Math::toIntExact).toArray()),
                    graph.shape(y),
                    "seed " + SEED + " round " + round);
        }
    }

    /** Two transpositions that undo each other give constants back as they were. */
    @Test
    void transposing() {
        var random = new Random(SEED);
        for (int round = 0; round < 200; round++) {
            Shape shape = random(random, 1 + random.nextInt(4));
            float[] values = new float[(int) shape.elements()];
            for (int i = 0; i < values.length; i++) values[i] = i;
            List<Integer> order = new ArrayList<>();
            for (int i = 0; i < shape.rank(); i++) order.add(i);
            Collections.shuffle(order, random);
            int[] there = order.stream().mapToInt(Integer::intValue).toArray();
            int[] back = new int[there.length];
            for (int i = 0; i < there.length; i++) back[there[i]] = i;
            var graph = new GraphBuilder("g");
            String x = graph.constant("x", Tensor.of(shape, values));
            String y = graph.node("y", "Transpose", List.of(x), Attributes.pairs("perm", there));
            String z = graph.node("z", "Transpose", List.of(y), Attributes.pairs("perm", back));
            Graph built = graph.output(z).build();
            assertArrayEquals(values, built.constant(z).orElseThrow().toFloats(), "seed " + SEED + " round " + round);
        }
    }
}
