package org.systole.graph.operator;

import org.systole.graph.GraphProblem;
import org.systole.tensor.DataType;
import org.systole.tensor.Shape;

/** RNN, GRU and LSTM, in every direction and layout. */
final class RecurrentShapes {
    private RecurrentShapes() {}

    static void register(Registry registry) {
        registry.op("RNN", 1).inputs(3, 6).outputs(2).rule(n -> recurrent(n, 1));
        registry.op("GRU", 1).inputs(3, 6).outputs(2).rule(n -> recurrent(n, 3));
        registry.op("LSTM", 1).inputs(3, 8).outputs(3).rule(n -> recurrent(n, 4));
        registry.microsoft("DynamicQuantizeLSTM").inputs(3, 12).outputs(3).rule(RecurrentShapes::quantized);
    }

    /**
     * X is {@code T B I} (layout 0) or {@code B T I} (layout 1), W {@code D gates*H I}, R {@code D gates*H H}; Y is
     * {@code T D B H} or {@code B T D H}, the final states {@code D B H} or {@code B D H}.
     */
    private static void recurrent(NodeContext n, int gates) {
        Shape x = n.rank(0, 3);
        Shape w = n.rank(1, 3);
        Shape r = n.rank(2, 3);
        int directions = directions(n);
        int hidden = r.extent(2);
        n.requireShape(
                w.extent(0) == directions && r.extent(0) == directions,
                "W " + w + " and R " + r + " must be for " + directions + " directions");
        n.requireShape(
                w.extent(2) == x.extent(2),
                "the input has " + x.extent(2) + " features, W " + w + " expects " + w.extent(2));
        n.requireShape(
                w.extent(1) == (long) gates * hidden && r.extent(1) == (long) gates * hidden,
                "W " + w + " and R " + r + " must have " + gates + " gates of " + hidden + " rows");
        long stated = n.attributes().integer("hidden_size", hidden);
        n.requireAttribute(stated == hidden, "hidden_size is " + stated + ", R " + r + " has " + hidden);
        if (n.has(3))
            n.requireShape(
                    n.shape(3).equals(Shape.of(directions, 2 * gates * hidden)),
                    "B is " + n.shape(3) + ", expected " + directions + "x" + 2 * gates * hidden);
        outputs(n, n.dataType(0), directions, hidden);
    }

    private static void outputs(NodeContext n, DataType type, int directions, int hidden) {
        Shape x = n.shape(0);
        boolean batchFirst = n.attributes().integer("layout", 0) != 0;
        int time = x.extent(batchFirst ? 1 : 0);
        int batch = x.extent(batchFirst ? 0 : 1);
        if (batchFirst) n.output(0, type, batch, time, directions, hidden);
        else n.output(0, type, time, directions, batch, hidden);
        for (int i = 1; i < n.outputs(); i++) {
            if (batchFirst) n.output(i, type, batch, directions, hidden);
            else n.output(i, type, directions, batch, hidden);
        }
    }

    private static int directions(NodeContext n) {
        String direction = n.attributes().text("direction", "forward");
        return switch (direction) {
            case "forward", "reverse" -> 1;
            case "bidirectional" -> 2;
            default ->
                throw n.fail(
                        GraphProblem.ATTRIBUTE_VALUE,
                        "direction is '" + direction + "', expected forward, reverse or bidirectional");
        };
    }

    /** The contributed form has transposed weights: W is {@code D I 4H}, R is {@code D H 4H}. */
    private static void quantized(NodeContext n) {
        n.rank(0, 3);
        outputs(n, n.dataType(0), directions(n), n.rank(2, 3).extent(1));
    }
}
