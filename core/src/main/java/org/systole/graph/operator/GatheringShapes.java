package org.systole.graph.operator;

import java.util.Arrays;
import org.systole.graph.GraphProblem;
import org.systole.tensor.DataType;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/** Operators that pick and place elements by index. */
final class GatheringShapes {
    private GatheringShapes() {}

    static void register(Registry registry) {
        registry.op("Gather", 1).inputs(2).folds(LayoutValues::gather).rule(GatheringShapes::gather);
        registry.op("GatherElements", 11).inputs(2).rule(GatheringShapes::gatherElements);
        registry.op("GatherND", 11).inputs(2).rule(GatheringShapes::gatherNd);
        registry.op("Scatter", 9).until(10).inputs(3).rule(ElementwiseShapes::same);
        registry.op("ScatterElements", 11).inputs(3).rule(GatheringShapes::scatterElements);
        registry.op("ScatterND", 11).inputs(3).folds(LayoutValues::scatterNd).rule(GatheringShapes::scatterNd);
        registry.op("TensorScatter", 24).inputs(2, 3).rule(ElementwiseShapes::same);
        registry.op("NonZero", 9)
                .folds(GeneratingValues::nonZero)
                .notes("only of constants: its shape depends on the data")
                .rule(GatheringShapes::nonZero);
        registry.op("Compress", 9)
                .inputs(2)
                .notes("only with a constant condition")
                .rule(GatheringShapes::compress);
        String declared = "only where the model declares the shapes of its outputs: they depend on the data";
        registry.op("NonMaxSuppression", 10).inputs(2, 5).notes(declared).rule(GatheringShapes::dependsOnData);
        registry.op("Unique", 11).outputs(4).notes(declared).rule(GatheringShapes::dependsOnData);
        registry.op("ReverseSequence", 10).inputs(2).rule(ElementwiseShapes::same);
        for (String name : new String[] {"CumSum", "CumProd"})
            registry.op(name, name.equals("CumSum") ? 11 : 26).inputs(2).rule(ElementwiseShapes::same);
        registry.op("Trilu", 14).inputs(1, 2).rule(GatheringShapes::trilu);
    }

    private static void gather(NodeContext n) {
        Shape data = n.rankAtLeast(0, 1);
        Shape indices = n.shape(1);
        int axis = n.axis(n.attributes().integer("axis", 0), data.rank());
        int[] extents = new int[data.rank() - 1 + indices.rank()];
        System.arraycopy(data.extents(), 0, extents, 0, axis);
        System.arraycopy(indices.extents(), 0, extents, axis, indices.rank());
        System.arraycopy(data.extents(), axis + 1, extents, axis + indices.rank(), data.rank() - axis - 1);
        n.output(
                0,
                n.dataType(0),
                n.shapeOf(Arrays.stream(extents).asLongStream().toArray()));
    }

    private static void gatherElements(NodeContext n) {
        Shape data = n.rankAtLeast(0, 1);
        n.axis(n.attributes().integer("axis", 0), data.rank());
        n.output(0, n.dataType(0), n.rank(1, data.rank()));
    }

    private static void gatherNd(NodeContext n) {
        Shape data = n.rankAtLeast(0, 1);
        Shape indices = n.rankAtLeast(1, 1);
        int batch = (int) n.attributes().integer("batch_dims", 0);
        int depth = indices.extent(-1);
        n.requireShape(
                batch >= 0 && batch < indices.rank() && (long) batch + depth <= data.rank(),
                "indices " + indices + " with batch_dims " + batch + " reach deeper than " + data);
        int[] extents = Arrays.copyOf(indices.extents(), indices.rank() - 1 + data.rank() - batch - depth);
        System.arraycopy(data.extents(), batch + depth, extents, indices.rank() - 1, data.rank() - batch - depth);
        n.output(
                0,
                n.dataType(0),
                n.shapeOf(Arrays.stream(extents).asLongStream().toArray()));
    }

    private static void scatterElements(NodeContext n) {
        Shape data = n.rankAtLeast(0, 1);
        n.axis(n.attributes().integer("axis", 0), data.rank());
        n.requireShape(
                n.shape(1).equals(n.shape(2)), "indices " + n.shape(1) + " and updates " + n.shape(2) + " differ");
        n.output(0, n.dataType(0), data);
    }

    private static void scatterNd(NodeContext n) {
        Shape data = n.rankAtLeast(0, 1);
        Shape indices = n.rankAtLeast(1, 1);
        int depth = indices.extent(-1);
        n.requireShape(depth <= data.rank(), "indices " + indices + " reach deeper than " + data);
        int[] updates = Arrays.copyOf(indices.extents(), indices.rank() - 1 + data.rank() - depth);
        System.arraycopy(data.extents(), depth, updates, indices.rank() - 1, data.rank() - depth);
        n.requireShape(
                n.shape(2).equals(Shape.of(updates)),
                "the updates are " + n.shape(2) + ", expected " + Shape.of(updates));
        n.output(0, n.dataType(0), data);
    }

    private static void nonZero(NodeContext n) {
        Tensor input = n.constant(0);
        if (input == null) n.longs(0);
        long count = 0;
        for (long i = 0; i < input.elements(); i++) if (input.real(i) != 0) count++;
        n.output(0, DataType.INT64, n.shape(0).rank(), count);
    }

    private static void compress(NodeContext n) {
        Shape input = n.shape(0);
        long kept = Arrays.stream(n.longs(1)).filter(flag -> flag != 0).count();
        if (!n.attributes().has("axis")) {
            n.output(0, n.dataType(0), kept);
            return;
        }
        n.output(0, n.dataType(0), input.with(n.axis(n.attributes().integer("axis", 0), input.rank()), (int) kept));
    }

    private static void dependsOnData(NodeContext n) {
        throw n.fail(
                GraphProblem.DATA_DEPENDENT,
                "how many elements it gives depends on the data",
                "declare the shapes of its outputs, or export the model without this part");
    }

    private static void trilu(NodeContext n) {
        n.output(0, n.dataType(0), n.rankAtLeast(0, 2));
    }
}
