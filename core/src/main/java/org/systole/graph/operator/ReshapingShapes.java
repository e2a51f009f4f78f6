package org.systole.graph.operator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.systole.graph.GraphProblem;
import org.systole.tensor.DataType;
import org.systole.tensor.Shape;

/** Operators that give the same elements another shape or order. */
final class ReshapingShapes {
    private ReshapingShapes() {}

    static void register(Registry registry) {
        registry.op("Reshape", 5).inputs(2).folds(LayoutValues::identity).rule(ReshapingShapes::reshape);
        registry.op("Flatten", 1).folds(LayoutValues::identity).rule(ReshapingShapes::flatten);
        registry.op("Squeeze", 1).inputs(1, 2).folds(LayoutValues::identity).rule(ReshapingShapes::squeeze);
        registry.op("Unsqueeze", 1).inputs(1, 2).folds(LayoutValues::identity).rule(ReshapingShapes::unsqueeze);
        registry.op("Transpose", 1).folds(LayoutValues::transpose).rule(ReshapingShapes::transpose);
        registry.op("DepthToSpace", 1).rule(ReshapingShapes::depthToSpace);
        registry.op("SpaceToDepth", 1).rule(ReshapingShapes::spaceToDepth);
        registry.op("Col2Im", 18).inputs(3).rule(ReshapingShapes::columnsToImage);
        registry.op("Dropout", 1).inputs(1, 3).outputs(2).rule(ReshapingShapes::dropout);
    }

    private static void reshape(NodeContext n) {
        n.output(0, n.dataType(0), reshaped(n, n.shape(0), n.longs(1)));
    }

    /** Returns the shape asked for, with 0 (copied unless allowzero) and one -1 (what is left) resolved. */
    static Shape reshaped(NodeContext n, Shape input, long[] asked) {
        boolean allowZero = n.attributes().integer("allowzero", 0) != 0;
        long[] extents = asked.clone();
        int open = -1;
        long known = 1;
        for (int i = 0; i < extents.length; i++) {
            if (extents[i] == 0 && !allowZero) {
                n.requireShape(
                        i < input.rank(), "a 0 at position " + i + " copies a dimension that " + input + " lacks");
                extents[i] = input.extent(i);
            }
            if (extents[i] == -1) {
                n.requireShape(open < 0, "shape " + Arrays.toString(asked) + " has more than one -1");
                open = i;
            } else {
                n.requireShape(extents[i] >= 0, "shape " + Arrays.toString(asked) + " has a negative entry");
                if (extents[i] > Integer.MAX_VALUE || known > Long.MAX_VALUE / Math.max(1, extents[i]))
                    throw n.fail(GraphProblem.TOO_LARGE, "shape " + Arrays.toString(asked) + " has too many elements");
                known *= extents[i];
            }
        }
        long elements = input.elements();
        if (open >= 0) {
            n.requireShape(
                    known > 0 && elements % known == 0,
                    "cannot reshape " + input + " to " + Arrays.toString(asked) + ": " + elements
                            + " elements do not divide by " + known);
            extents[open] = elements / known;
        } else {
            n.requireShape(
                    known == elements,
                    "cannot reshape " + input + " (" + elements + " elements) to " + Arrays.toString(asked) + " ("
                            + known + ")");
        }
        return n.shapeOf(extents);
    }

    private static void flatten(NodeContext n) {
        Shape input = n.shape(0);
        long stated = n.attributes().integer("axis", 1);
        int axis = stated == input.rank() ? input.rank() : n.axis(stated, Math.max(1, input.rank()));
        n.output(0, n.dataType(0), Extents.product(input, 0, axis), Extents.product(input, axis, input.rank()));
    }

    /** Axes: an attribute before opset 13, an input from then on. */
    private static long[] axes(NodeContext n) {
        return n.has(1) ? n.longs(1) : n.attributes().integers("axes", null);
    }

    private static void squeeze(NodeContext n) {
        Shape input = n.shape(0);
        boolean[] removed = new boolean[input.rank()];
        long[] axes = axes(n);
        if (axes == null) {
            for (int i = 0; i < removed.length; i++) removed[i] = input.extent(i) == 1;
        } else {
            for (long stated : axes) {
                int axis = n.axis(stated, input.rank());
                n.requireShape(
                        input.extent(axis) == 1, "cannot squeeze axis " + stated + " of " + input + ": it is not 1");
                removed[axis] = true;
            }
        }
        n.output(0, n.dataType(0), ReductionShapes.without(input, removed, false));
    }

    private static void unsqueeze(NodeContext n) {
        Shape input = n.shape(0);
        long[] axes = axes(n);
        if (axes == null) throw n.fail(GraphProblem.ATTRIBUTE_VALUE, "the axes are missing");
        int rank = input.rank() + axes.length;
        boolean[] added = new boolean[rank];
        for (long stated : axes) {
            int axis = n.axis(stated, rank);
            n.requireAttribute(!added[axis], "axis " + stated + " stands there twice");
            added[axis] = true;
        }
        List<Integer> extents = new ArrayList<>();
        int next = 0;
        for (boolean one : added) extents.add(one ? 1 : input.extent(next++));
        n.output(0, n.dataType(0), Shape.of(extents));
    }

    private static void transpose(NodeContext n) {
        Shape input = n.shape(0);
        int[] order = permutation(n);
        int[] extents = new int[order.length];
        for (int i = 0; i < order.length; i++) extents[i] = input.extent(order[i]);
        n.output(0, n.dataType(0), Shape.of(extents));
    }

    /** Returns the order of the axes; reversed when the attribute is absent. */
    static int[] permutation(NodeContext n) {
        int rank = n.shape(0).rank();
        long[] stated = n.attributes().integers("perm", null);
        int[] order = new int[rank];
        if (stated == null) {
            for (int i = 0; i < rank; i++) order[i] = rank - 1 - i;
            return order;
        }
        n.requireAttribute(
                stated.length == rank, "perm has " + stated.length + " entries, the input " + rank + " dimensions");
        boolean[] used = new boolean[rank];
        for (int i = 0; i < rank; i++) {
            order[i] = n.axis(stated[i], rank);
            n.requireAttribute(!used[order[i]], "perm " + Arrays.toString(stated) + " is not a permutation");
            used[order[i]] = true;
        }
        return order;
    }

    private static long block(NodeContext n) {
        long block = n.attributes().integer("blocksize", 0);
        n.requireAttribute(block >= 1 && block <= 1 << 15, "blocksize is " + block + ", expected 1 to 32768");
        return block;
    }

    private static void depthToSpace(NodeContext n) {
        Shape input = n.rank(0, 4);
        long block = block(n);
        n.requireShape(
                input.extent(1) % (block * block) == 0,
                input.extent(1) + " channels do not divide by the block of " + block + "x" + block);
        n.output(
                0,
                n.dataType(0),
                input.extent(0),
                input.extent(1) / (block * block),
                input.extent(2) * block,
                input.extent(3) * block);
    }

    /** Columns {@code N C*block L} become images {@code N C image}; overlapping blocks are added. */
    private static void columnsToImage(NodeContext n) {
        Shape columns = n.rank(0, 3);
        long[] image = n.longs(1);
        long block = 1;
        for (long extent : n.longs(2)) block = Math.multiplyExact(block, extent);
        n.requireShape(
                block > 0 && columns.extent(1) % block == 0,
                columns.extent(1) + " rows do not divide by the " + block + " elements of a block");
        n.output(0, n.dataType(0), Windows.image(columns.extent(0), columns.extent(1) / block, image));
    }

    private static void spaceToDepth(NodeContext n) {
        Shape input = n.rank(0, 4);
        long block = block(n);
        n.requireShape(
                input.extent(2) % block == 0 && input.extent(3) % block == 0,
                input + " does not divide into blocks of " + block + "x" + block);
        n.output(
                0,
                n.dataType(0),
                input.extent(0),
                input.extent(1) * block * block,
                input.extent(2) / block,
                input.extent(3) / block);
    }

    /** The mask is of booleans since opset 10, of the input's type before. */
    private static void dropout(NodeContext n) {
        n.output(0, n.dataType(0), n.shape(0));
        n.output(1, n.opset() < 10 ? n.dataType(0) : DataType.BOOL, n.shape(0));
    }
}
