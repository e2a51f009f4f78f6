package org.systole.quantize;

import org.systole.graph.Node;
import org.systole.tensor.Shape;

/** Operations that move elements and leave their integers as they are. */
final class Moves {
    private Moves() {}

    static IntegerTensor apply(Node node, IntegerTensor x, Shape output) {
        return switch (node.op()) {
            case "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Identity", "Dropout" ->
                new IntegerTensor(output, x.values());
            case "Transpose" -> transposed(x, order(node.attributes().integers("perm", null), output.rank()));
            default -> throw new UnsupportedOperationException("moving by " + node.op());
        };
    }

    static IntegerTensor region(IntegerOp.Region op, IntegerTensor x, int zero, Shape output) {
        int rank = output.rank();
        int[] y = new int[Math.toIntExact(output.elements())], index = new int[rank];
        for (int i = 0; i < y.length; i++) {
            int from = 0;
            boolean inside = true;
            for (int a = 0; a < rank; a++) {
                int at = op.starts()[a] + index[a] * op.steps()[a];
                inside &= at >= 0 && at < x.shape().extent(a);
                from = from * x.shape().extent(a) + at;
            }
            y[i] = inside ? x.values()[from] : zero;
            for (int a = rank - 1; a >= 0 && ++index[a] == output.extent(a); a--) index[a] = 0;
        }
        return new IntegerTensor(output, y);
    }

    /** Returns the axes of a transposition as a node names them; by default in reverse. */
    static int[] order(long[] perm, int rank) {
        int[] order = new int[rank];
        for (int a = 0; a < rank; a++) order[a] = perm == null ? rank - 1 - a : Math.toIntExact(perm[a]);
        return order;
    }

    /** Returns a tensor whose axis {@code a} is the given one's {@code order[a]}. */
    static IntegerTensor transposed(IntegerTensor x, int[] order) {
        int rank = order.length;
        int[] own = new int[rank], strides = new int[rank], extents = new int[rank], index = new int[rank];
        for (int a = rank - 1, stride = 1; a >= 0; stride *= x.shape().extent(a--)) own[a] = stride;
        for (int a = 0; a < rank; a++) {
            strides[a] = own[order[a]];
            extents[a] = x.shape().extent(order[a]);
        }
        int[] y = new int[x.values().length];
        for (int i = 0; i < y.length; i++) {
            int from = 0;
            for (int a = 0; a < rank; a++) from += index[a] * strides[a];
            y[i] = x.values()[from];
            for (int a = rank - 1; a >= 0 && ++index[a] == extents[a]; a--) index[a] = 0;
        }
        return new IntegerTensor(Shape.of(extents), y);
    }
}
