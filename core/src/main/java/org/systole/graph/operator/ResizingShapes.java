package org.systole.graph.operator;

import java.util.Arrays;
import org.systole.graph.GraphProblem;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/** Resize, Upsample and sampling on a grid. */
final class ResizingShapes {
    private ResizingShapes() {}

    static void register(Registry registry) {
        registry.op("Resize", 10).inputs(1, 4).rule(ResizingShapes::resize);
        registry.op("Upsample", 7).until(9).inputs(1, 2).rule(ResizingShapes::upsample);
        registry.op("GridSample", 16).inputs(2).rule(ResizingShapes::gridSample);
        registry.op("AffineGrid", 20).inputs(2).rule(ResizingShapes::affineGrid);
    }

    private static void resize(NodeContext n) {
        Shape input = n.shape(0);
        int[] axes = axes(n, input.rank());
        int scalesAt = n.opset() < 11 ? 1 : 2;
        if (n.opset() >= 11 && given(n, 3)) {
            n.output(0, n.dataType(0), toSizes(n, input, axes));
        } else if (given(n, scalesAt)) {
            n.output(0, n.dataType(0), scaled(n, input, axes, reals(n, scalesAt)));
        } else {
            throw n.fail(GraphProblem.INPUT_COUNT, "has neither scales nor sizes");
        }
    }

    private static int[] axes(NodeContext n, int rank) {
        long[] stated = n.attributes().integers("axes", null);
        int[] axes = new int[stated == null ? rank : stated.length];
        for (int i = 0; i < axes.length; i++) axes[i] = stated == null ? i : n.axis(stated[i], rank);
        return axes;
    }

    /** Whether an optional input is there and not the empty tensor that old exporters write for an absent one. */
    private static boolean given(NodeContext n, int input) {
        return n.has(input) && n.shape(input).elements() > 0;
    }

    private static double[] reals(NodeContext n, int input) {
        Tensor tensor = n.constant(input);
        if (tensor == null)
            throw n.fail(
                    GraphProblem.DATA_DEPENDENT,
                    "the shape of its output depends on the value of input '"
                            + n.node().input(input) + "', which is not constant");
        double[] reals = new double[Math.toIntExact(Math.min(tensor.elements(), 64))];
        for (int i = 0; i < reals.length; i++) reals[i] = tensor.real(i);
        return reals;
    }

    private static long[] scaled(NodeContext n, Shape input, int[] axes, double[] scales) {
        n.requireShape(
                scales.length == axes.length, "scales has " + scales.length + " entries, expected " + axes.length);
        long[] output = Arrays.stream(input.extents()).asLongStream().toArray();
        for (int i = 0; i < axes.length; i++) {
            n.requireAttribute(scales[i] > 0 && scales[i] < 1e9, "scale " + scales[i] + " is not a positive number");
            // The product is taken in single precision, as the scales are.
            output[axes[i]] = (long) Math.floor(input.extent(axes[i]) * (float) scales[i]);
        }
        return output;
    }

    private static long[] toSizes(NodeContext n, Shape input, int[] axes) {
        long[] sizes = n.longs(3);
        n.requireShape(sizes.length == axes.length, "sizes has " + sizes.length + " entries, expected " + axes.length);
        long[] output = Arrays.stream(input.extents()).asLongStream().toArray();
        String policy = n.attributes().text("keep_aspect_ratio_policy", "stretch");
        double scale = policy.equals("not_larger") ? Double.MAX_VALUE : 0;
        for (int i = 0; i < axes.length; i++) {
            double own = sizes[i] / (double) input.extent(axes[i]);
            scale = policy.equals("not_larger") ? Math.min(scale, own) : Math.max(scale, own);
        }
        for (int i = 0; i < axes.length; i++)
            output[axes[i]] =
                    policy.equals("stretch") ? sizes[i] : (long) Math.floor(scale * input.extent(axes[i]) + 0.5);
        return output;
    }

    private static void upsample(NodeContext n) {
        Shape input = n.shape(0);
        int[] axes = axes(n, input.rank());
        float[] attribute = n.attributes().reals("scales", null);
        double[] scales;
        if (n.opset() >= 9) {
            scales = reals(n, 1);
        } else {
            if (attribute == null) throw n.fail(GraphProblem.ATTRIBUTE_VALUE, "attribute 'scales' is missing");
            scales = new double[attribute.length];
            for (int i = 0; i < scales.length; i++) scales[i] = attribute[i];
        }
        n.output(0, n.dataType(0), scaled(n, input, axes, scales));
    }

    private static void gridSample(NodeContext n) {
        Shape input = n.rankAtLeast(0, 3);
        Shape grid = n.rank(1, input.rank());
        long[] spatial = Arrays.stream(grid.extents())
                .skip(1)
                .limit(input.rank() - 2L)
                .asLongStream()
                .toArray();
        n.output(0, n.dataType(0), Windows.image(input.extent(0), input.extent(1), spatial));
    }

    private static void affineGrid(NodeContext n) {
        long[] size = n.longs(1);
        n.requireShape(size.length == 4 || size.length == 5, "size must have 4 or 5 entries, has " + size.length);
        long[] output = new long[size.length];
        output[0] = size[0];
        System.arraycopy(size, 2, output, 1, size.length - 2);
        output[size.length - 1] = size.length - 2;
        n.output(0, n.dataType(0), output);
    }
}
