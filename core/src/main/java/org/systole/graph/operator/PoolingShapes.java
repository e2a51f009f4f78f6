package org.systole.graph.operator;

import java.util.Arrays;
import org.systole.tensor.DataType;
import org.systole.tensor.Shape;

/** Pooling over windows, over whole feature maps, and over regions of interest. */
final class PoolingShapes {
    private PoolingShapes() {}

    static void register(Registry registry) {
        registry.op("MaxPool", 1).outputs(2).rule(PoolingShapes::maxPool);
        for (String name : new String[] {"AveragePool", "LpPool"})
            registry.op(name, 1).rule(n -> n.output(0, n.dataType(0), pooled(n, 0)));
        for (String name : new String[] {"GlobalAveragePool", "GlobalMaxPool"})
            registry.op(name, 1).rule(n -> n.output(0, n.dataType(0), global(n, 0)));
        registry.op("GlobalLpPool", 2).rule(n -> n.output(0, n.dataType(0), global(n, 0)));
        registry.op("MaxUnpool", 9).inputs(2, 3).rule(PoolingShapes::unpool);
        registry.op("MaxRoiPool", 1).inputs(2).rule(PoolingShapes::maxRoi);
        registry.op("RoiAlign", 10).inputs(3).rule(PoolingShapes::roiAlign);
    }

    private static void maxPool(NodeContext n) {
        Shape shape = pooled(n, 0);
        n.output(0, n.dataType(0), shape);
        n.output(1, DataType.INT64, shape);
    }

    /** Returns the shape after pooling {@code N C spatial}. */
    static Shape pooled(NodeContext n, int x) {
        Shape input = n.rankAtLeast(x, 3);
        Windows windows = Windows.of(n, Windows.kernelAttribute(n, input.rank() - 2));
        boolean ceil = n.attributes().integer("ceil_mode", 0) != 0;
        return n.shapeOf(
                Windows.image(input.extent(0), input.extent(1), windows.forward(Windows.spatial(input), ceil)));
    }

    /** Returns the shape after pooling whole maps: every spatial extent becomes 1. */
    static Shape global(NodeContext n, int x) {
        int[] extents = n.rankAtLeast(x, 2).extents();
        Arrays.fill(extents, 2, extents.length, 1);
        return Shape.of(extents);
    }

    private static void unpool(NodeContext n) {
        Shape input = n.rankAtLeast(0, 3);
        if (n.has(2)) {
            n.output(0, n.dataType(0), n.longs(2));
            return;
        }
        Windows windows = Windows.of(n, Windows.kernelAttribute(n, input.rank() - 2));
        long[] spatial = windows.backward(Windows.spatial(input));
        n.output(0, n.dataType(0), Windows.image(input.extent(0), input.extent(1), spatial));
    }

    private static void maxRoi(NodeContext n) {
        long[] pooled = n.attributes().integers("pooled_shape", null);
        n.requireAttribute(pooled != null && pooled.length == 2, "attribute 'pooled_shape' must have two entries");
        n.output(0, n.dataType(0), n.rank(1, 2).extent(0), n.rank(0, 4).extent(1), pooled[0], pooled[1]);
    }

    private static void roiAlign(NodeContext n) {
        long height = n.attributes().integer("output_height", 1);
        long width = n.attributes().integer("output_width", 1);
        n.output(0, n.dataType(0), n.rank(1, 2).extent(0), n.rank(0, 4).extent(1), height, width);
    }
}
