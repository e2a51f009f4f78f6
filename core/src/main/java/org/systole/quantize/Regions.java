package org.systole.quantize;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.systole.graph.Graph;
import org.systole.graph.Node;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/** Slices with positive steps and paddings with zeros, as regions of their input. */
final class Regions {
    /** From this opset on, slices take their bounds as inputs. */
    private static final int SLICE_INPUTS = 10;

    /** From this opset on, pads are an input. */
    private static final int PAD_INPUTS = 11;

    private Regions() {}

    /** Returns the region, or null when a bound is computed, a step is negative or something else than zero is padded. */
    static IntegerOp.Region of(Graph graph, Node node) {
        Shape shape = graph.type(node.input(0)).shape();
        return node.op().equals("Slice") ? slice(graph, node, shape) : pad(graph, node, shape);
    }

    private static IntegerOp.Region slice(Graph graph, Node node, Shape shape) {
        boolean old = graph.opset() < SLICE_INPUTS;
        long[] starts = old ? node.attributes().integers("starts", null) : integers(graph, node, 1);
        long[] axes = old ? node.attributes().integers("axes", null) : integers(graph, node, 3);
        long[] steps = old ? null : integers(graph, node, 4);
        if (starts == null || !known(graph, node, 3) || !known(graph, node, 4)) return null;
        int[] from = new int[shape.rank()], by = ones(shape.rank());
        for (int i = 0; i < starts.length; i++) {
            int axis = Math.floorMod(axes == null ? i : Math.toIntExact(axes[i]), shape.rank());
            long extent = shape.extent(axis), start = starts[i] < 0 ? starts[i] + extent : starts[i];
            if (steps != null && (steps[i] <= 0 || steps[i] > Integer.MAX_VALUE)) return null;
            from[axis] = (int) Math.clamp(start, 0, extent);
            by[axis] = steps == null ? 1 : (int) steps[i];
        }
        return new IntegerOp.Region(from, by);
    }

    private static IntegerOp.Region pad(Graph graph, Node node, Shape shape) {
        boolean old = graph.opset() < PAD_INPUTS;
        long[] pads = old ? node.attributes().integers("pads", null) : integers(graph, node, 1);
        long[] axes = integers(graph, node, 3);
        boolean zero = old ? node.attributes().real("value", 0) == 0 : isZero(graph, node);
        boolean constant = node.attributes().text("mode", "constant").equals("constant");
        if (pads == null || !zero || !constant || !known(graph, node, 3)) return null;
        if (axes == null) axes = LongStream.range(0, shape.rank()).toArray();
        int[] from = new int[shape.rank()];
        for (int i = 0; i < axes.length; i++)
            from[Math.floorMod(Math.toIntExact(axes[i]), shape.rank())] = Math.toIntExact(-pads[i]);
        return new IntegerOp.Region(from, ones(shape.rank()));
    }

    private static boolean isZero(Graph graph, Node node) {
        if (!node.hasInput(2)) return true;
        var value = graph.constant(node.input(2));
        return value.isPresent() && value.get().elements() == 1 && value.get().real(0) == 0;
    }

    private static boolean known(Graph graph, Node node, int input) {
        return !node.hasInput(input) || graph.constant(node.input(input)).isPresent();
    }

    private static long[] integers(Graph graph, Node node, int input) {
        if (!node.hasInput(input)) return null;
        return graph.constant(node.input(input)).map(Regions::longs).orElse(null);
    }

    private static long[] longs(Tensor tensor) {
        return IntStream.range(0, Math.toIntExact(tensor.elements()))
                .mapToLong(tensor::integer)
                .toArray();
    }

    private static int[] ones(int count) {
        int[] ones = new int[count];
        Arrays.fill(ones, 1);
        return ones;
    }
}
