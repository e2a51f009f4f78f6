package org.systole.graph.operator;

import org.systole.graph.GraphProblem;
import org.systole.tensor.DataType;
import org.systole.tensor.Shape;

/** Attention as one operator (opset 23) and what belongs to it. */
final class AttentionShapes {
    private AttentionShapes() {}

    static void register(Registry registry) {
        registry.op("Attention", 23).inputs(3, 7).outputs(4).rule(AttentionShapes::attention);
        registry.op("RotaryEmbedding", 23).inputs(3, 4).rule(ElementwiseShapes::same);
    }

    /**
     * Q is {@code B Hq L E} or {@code B L Hq*E}; K and V likewise with their own heads and length; past keys and values
     * are put before them.
     */
    private static void attention(NodeContext n) {
        Shape q = n.shape(0);
        n.requireShape(q.rank() == 3 || q.rank() == 4, "Q is " + q + ", expected 3 or 4 dimensions");
        boolean packed = q.rank() == 3;
        Shape k = n.rank(1, q.rank());
        Shape v = n.rank(2, q.rank());
        long queryHeads = packed ? heads(n, "q_num_heads", q) : q.extent(1);
        long keyHeads = packed ? heads(n, "kv_num_heads", k) : k.extent(1);
        n.requireShape(
                queryHeads % keyHeads == 0,
                queryHeads + " query heads are not a multiple of " + keyHeads + " key heads");
        long keyWidth = packed ? k.extent(2) / keyHeads : k.extent(3);
        long valueWidth = packed ? v.extent(2) / keyHeads : v.extent(3);
        long queryWidth = packed ? q.extent(2) / queryHeads : q.extent(3);
        n.requireShape(
                queryWidth == keyWidth,
                "queries are " + queryWidth + " wide and keys " + keyWidth + "; they must agree");
        long queries = q.extent(packed ? 1 : 2);
        long keys = k.extent(packed ? 1 : 2) + (n.has(4) ? n.rank(4, 4).extent(2) : 0);
        long batch = q.extent(0);
        DataType type = n.dataType(0);
        if (packed) n.output(0, type, batch, queries, queryHeads * valueWidth);
        else n.output(0, type, batch, queryHeads, queries, valueWidth);
        n.output(1, n.has(1) ? n.dataType(1) : type, batch, keyHeads, keys, keyWidth);
        n.output(2, n.has(2) ? n.dataType(2) : type, batch, keyHeads, keys, valueWidth);
        n.output(3, type, batch, queryHeads, queries, keys);
    }

    private static long heads(NodeContext n, String attribute, Shape shape) {
        long heads = n.attributes().integer(attribute, 0);
        if (heads < 1 || shape.extent(2) % heads != 0)
            throw n.fail(
                    GraphProblem.ATTRIBUTE_VALUE,
                    attribute + " is " + heads + ", which does not divide " + shape.extent(2));
        return heads;
    }
}
