package org.systole.graph.operator;

import java.util.Arrays;
import org.systole.graph.GraphProblem;
import org.systole.tensor.Shape;

/** Operators that cut tensors apart, put them together, pad and repeat them. */
final class SlicingShapes {
    private SlicingShapes() {}

    static void register(Registry registry) {
        registry.op("Concat", 1)
                .inputs(1, Operator.ANY)
                .folds(LayoutValues::concat)
                .rule(SlicingShapes::concat);
        registry.op("Split", 1)
                .inputs(1, 2)
                .outputs(Operator.ANY)
                .folds(LayoutValues::split)
                .rule(SlicingShapes::split);
        registry.op("Slice", 1).inputs(1, 5).folds(LayoutValues::slice).rule(SlicingShapes::slice);
        registry.op("Pad", 1).inputs(1, 4).rule(SlicingShapes::pad);
        registry.op("Expand", 8).inputs(2).folds(LayoutValues::expand).rule(SlicingShapes::expand);
        registry.op("Tile", 6).inputs(2).folds(LayoutValues::tile).rule(SlicingShapes::tile);
        registry.op("CenterCropPad", 18).inputs(2).rule(SlicingShapes::centerCropPad);
    }

    private static void concat(NodeContext n) {
        Shape first = n.rankAtLeast(0, 1);
        n.requireAttribute(n.attributes().has("axis"), "attribute 'axis' is missing");
        int axis = n.axis(n.attributes().integer("axis", 1), first.rank());
        n.output(0, n.dataType(0), joined(n, axis, 0, 1));
    }

    /**
     * Returns the shape of inputs put together.
     *
     * @param from the first input that counts
     * @param step how many inputs one of them takes (three in QLinearConcat)
     */
    static Shape joined(NodeContext n, int axis, int from, int step) {
        Shape first = n.shape(from);
        long total = 0;
        for (int i = from; i < n.inputs(); i += step) {
            Shape next = n.rank(i, first.rank());
            n.requireShape(
                    next.with(axis, 0).equals(first.with(axis, 0)),
                    "inputs " + first + " and " + next + " differ along another axis than " + axis);
            if (step == 1) ElementwiseShapes.requireSameType(n, from, i);
            total += next.extent(axis);
        }
        long[] extents = longs(first);
        extents[axis] = total;
        return n.shapeOf(extents);
    }

    private static long[] longs(Shape shape) {
        return Arrays.stream(shape.extents()).asLongStream().toArray();
    }

    private static void split(NodeContext n) {
        Shape input = n.rankAtLeast(0, 1);
        int axis = n.axis(n.attributes().integer("axis", 0), input.rank());
        long[] parts = parts(n, input.extent(axis));
        for (int i = 0; i < n.outputs(); i++) {
            long[] extents = longs(input);
            extents[axis] = parts[i];
            n.output(i, n.dataType(0), extents);
        }
    }

    /** Returns how long the part of each output is: stated, or equal with a shorter last one (opset 18). */
    static long[] parts(NodeContext n, long extent) {
        int count = n.outputs();
        long[] stated = n.has(1) ? n.longs(1) : n.attributes().integers("split", null);
        if (stated != null) {
            n.requireShape(
                    stated.length == count && Arrays.stream(stated).sum() == extent,
                    "split " + Arrays.toString(stated) + " does not cut " + extent + " into " + count + " outputs");
            return stated;
        }
        long asked = n.attributes().integer("num_outputs", count);
        n.requireAttribute(asked == count, "num_outputs is " + asked + ", the node has " + count + " outputs");
        n.requireShape(
                n.opset() >= 18 || extent % count == 0,
                extent + " elements do not split into " + count + " equal parts");
        long part = Math.ceilDiv(extent, count);
        long[] parts = new long[count];
        Arrays.fill(parts, part);
        parts[count - 1] = extent - part * (count - 1);
        n.requireShape(parts[count - 1] >= 0, extent + " elements do not split into " + count + " parts");
        return parts;
    }

    /** What a Slice takes along each axis: first index, step, and count. */
    record Cut(long[] start, long[] step, long[] count) {}

    private static void slice(NodeContext n) {
        n.output(0, n.dataType(0), cut(n).count());
    }

    /** Returns what a Slice takes; attributes before opset 10, inputs from then on. */
    static Cut cut(NodeContext n) {
        boolean old = n.opset() < 10;
        long[] starts = old ? n.attributes().integers("starts", null) : n.longs(1);
        long[] ends = old ? n.attributes().integers("ends", null) : n.longs(2);
        n.requireAttribute(starts != null && ends != null, "starts or ends are missing");
        long[] axes = old ? n.attributes().integers("axes", null) : n.has(3) ? n.longs(3) : null;
        long[] steps = !old && n.has(4) ? n.longs(4) : null;
        n.requireShape(
                starts.length == ends.length
                        && (axes == null || axes.length == starts.length)
                        && (steps == null || steps.length == starts.length),
                "starts, ends, axes and steps differ in length");
        Shape input = n.shape(0);
        n.requireShape(starts.length <= input.rank(), "slices more axes than " + input + " has");
        var cut = new Cut(new long[input.rank()], new long[input.rank()], longs(input));
        Arrays.fill(cut.step, 1);
        for (int i = 0; i < starts.length; i++) {
            int axis = n.axis(axes == null ? i : axes[i], input.rank());
            along(n, cut, axis, starts[i], ends[i], steps == null ? 1 : steps[i]);
        }
        return cut;
    }

    private static void along(NodeContext n, Cut cut, int axis, long start, long end, long step) {
        long extent = cut.count[axis];
        n.requireAttribute(step != 0, "the step along axis " + axis + " is 0");
        long from = start < 0 ? start + extent : start;
        long to = end < 0 ? end + extent : end;
        // Values as far out as -2^63 mean "all the way"; adding the extent never overflows since both signs differ.
        from = step > 0 ? Math.clamp(from, 0, extent) : Math.clamp(from, 0, Math.max(0, extent - 1));
        to = step > 0 ? Math.clamp(to, 0, extent) : Math.clamp(to, -1, Math.max(-1, extent - 1));
        cut.start[axis] = from;
        cut.step[axis] = step;
        long distance = step > 0 ? to - from : from - to;
        long stride = step == Long.MIN_VALUE ? Long.MAX_VALUE : Math.abs(step);
        cut.count[axis] = extent == 0 ? 0 : Math.max(0, Math.ceilDiv(distance, stride));
    }

    private static void pad(NodeContext n) {
        Shape input = n.shape(0);
        long[] pads = n.opset() < 11
                ? n.attributes().integers("pads", n.attributes().integers("paddings", null))
                : n.longs(1);
        n.requireAttribute(pads != null, "the pads are missing");
        long[] axes = n.has(3) ? n.longs(3) : null;
        int count = axes == null ? input.rank() : axes.length;
        n.requireShape(pads.length == 2 * count, "pads has " + pads.length + " entries, expected " + 2 * count);
        long[] extents = longs(input);
        for (int i = 0; i < count; i++) {
            int axis = n.axis(axes == null ? i : axes[i], input.rank());
            if (Math.abs(pads[i]) > Integer.MAX_VALUE || Math.abs(pads[i + count]) > Integer.MAX_VALUE)
                throw n.fail(GraphProblem.TOO_LARGE, "pads " + Arrays.toString(pads) + " are out of range");
            extents[axis] += pads[i] + pads[i + count];
        }
        n.output(0, n.dataType(0), extents);
    }

    private static void expand(NodeContext n) {
        n.output(0, n.dataType(0), Extents.broadcast(n, n.shape(0), n.shapeOf(n.longs(1))));
    }

    private static void tile(NodeContext n) {
        Shape input = n.shape(0);
        long[] repeats = n.longs(1);
        n.requireShape(
                repeats.length == input.rank(), "repeats has " + repeats.length + " entries, expected " + input.rank());
        long[] extents = longs(input);
        for (int i = 0; i < extents.length; i++) {
            if (repeats[i] > Integer.MAX_VALUE)
                throw n.fail(GraphProblem.TOO_LARGE, "repeats " + Arrays.toString(repeats) + " are out of range");
            extents[i] *= repeats[i];
        }
        n.output(0, n.dataType(0), extents);
    }

    private static void centerCropPad(NodeContext n) {
        Shape input = n.shape(0);
        long[] target = n.longs(1);
        long[] axes = n.attributes().integers("axes", null);
        int count = axes == null ? input.rank() : axes.length;
        n.requireShape(target.length == count, "shape has " + target.length + " entries, expected " + count);
        long[] extents = longs(input);
        for (int i = 0; i < count; i++) extents[n.axis(axes == null ? i : axes[i], input.rank())] = target[i];
        n.output(0, n.dataType(0), extents);
    }
}
