package org.systole.quantize;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.systole.graph.Node;
import org.systole.onnx.FloatReference;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/**
 * Operators that only move elements, by constant positions. Which element goes where is not written here a second time:
 * ONNX Runtime runs the node once on the elements' numbers.
 */
final class MoveLowering {
    private static final Set<String> MOVES = Set.of(
            "Slice",
            "Pad",
            "Gather",
            "GatherElements",
            "GatherND",
            "Split",
            "Tile",
            "Expand",
            "DepthToSpace",
            "SpaceToDepth",
            "ReverseSequence",
            "Trilu",
            "Resize",
            "Upsample",
            "CenterCropPad");

    /** Numbers above this are not exact in single precision. */
    private static final long MOST = 1 << 24;

    private final Lowering lowering;

    MoveLowering(Lowering lowering) {
        this.lowering = lowering;
    }

    /** Returns whether an operator only moves elements. */
    static boolean isMove(String op) {
        return MOVES.contains(op);
    }

    boolean lower(Node node) {
        if (!isMove(node.op()) || !lowering.parts().computed(node).equals(List.of(node.input(0)))) return false;
        String input = node.input(0);
        Shape shape = lowering.shape(input);
        if (!lowering.parts().has(input) || shape.elements() >= MOST || !isPlain(node)) return false;
        // element i has the number i + 1; what the operator itself puts in is 0
        float[] numbers = new float[Math.toIntExact(shape.elements())];
        for (int i = 0; i < numbers.length; i++) numbers[i] = i + 1;
        var alone = FloatNodes.alone(lowering.graph(), node, List.of(input));
        try (var reference = FloatReference.of(alone, FloatReference.Options.PLAIN)) {
            var moved = reference.run(Map.of(input, Tensor.of(shape, numbers)));
            for (String output : node.outputs())
                if (lowering.isRead(output)) add(node, input, output, moved.get(output));
        }
        return true;
    }

    private void add(Node node, String input, String output, Tensor moved) {
        float[] numbers = moved.toFloats();
        int[] source = new int[numbers.length];
        for (int i = 0; i < source.length; i++) source[i] = (int) numbers[i] - 1;
        lowering.parts().type(output, lowering.shape(output), lowering.quantization(input));
        lowering.parts().add(new Rearrangement(node.op(), source), node, List.of(input), output, List.of(node));
    }

    /** Returns whether nothing but elements and zeros comes out. */
    private boolean isPlain(Node node) {
        return switch (node.op()) {
            case "Resize", "Upsample" ->
                node.attributes().text("mode", "nearest").equals("nearest")
                        && !node.attributes()
                                .text("coordinate_transformation_mode", "")
                                .equals("tf_crop_and_resize");
            case "Pad" -> !node.attributes().text("mode", "constant").equals("constant") || padsZero(node);
            default -> true;
        };
    }

    private boolean padsZero(Node node) {
        if (!node.hasInput(2)) return node.attributes().real("value", 0) == 0;
        return lowering.scalar(node.input(2)).filter(value -> value == 0).isPresent();
    }
}
