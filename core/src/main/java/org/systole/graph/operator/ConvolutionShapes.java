package org.systole.graph.operator;

import java.util.Arrays;
import org.systole.graph.GraphProblem;
import org.systole.tensor.DataType;
import org.systole.tensor.Shape;

/** Convolutions: 1-D and 2-D, grouped, dilated, transposed, on floats and on integers. */
final class ConvolutionShapes {
    private static final String NOTES = "1-D and 2-D; every group, stride, dilation and padding";

    private ConvolutionShapes() {}

    static void register(Registry registry) {
        registry.op("Conv", 1).inputs(2, 3).notes(NOTES).rule(n -> n.output(0, n.dataType(0), convolve(n, 0, 1, 2)));
        registry.op("ConvTranspose", 1).inputs(2, 3).notes(NOTES).rule(ConvolutionShapes::transposed);
        registry.op("ConvInteger", 10)
                .inputs(2, 4)
                .notes(NOTES)
                .rule(n -> n.output(0, DataType.INT32, convolve(n, 0, 1, -1)));
        registry.op("QLinearConv", 10)
                .inputs(8, 9)
                .notes(NOTES)
                .rule(n -> n.output(0, n.dataType(7), convolve(n, 0, 3, 8)));
        registry.op("DeformConv", 19).inputs(3, 5).notes("2-D").rule(ConvolutionShapes::deformable);
        registry.microsoft("FusedConv")
                .inputs(2, 4)
                .notes(NOTES)
                .rule(n -> n.output(0, n.dataType(0), convolve(n, 0, 1, 2)));
    }

    /**
     * Returns the shape of a convolution's output.
     *
     * @param x index of the input {@code N C spatial}
     * @param w index of the weights {@code K C/group spatial}
     * @param b index of the bias {@code K}; -1 when the operator has none
     */
    static Shape convolve(NodeContext n, int x, int w, int b) {
        Shape input = image(n, x);
        Shape weights = n.rank(w, input.rank());
        long group = group(n);
        n.requireShape(
                weights.extent(1) * group == input.extent(1),
                "the input has " + input.extent(1) + " channels, the weights " + weights + " with group " + group
                        + " expect " + weights.extent(1) * group);
        n.requireShape(
                weights.extent(0) % group == 0,
                "group " + group + " does not divide the " + weights.extent(0) + " output channels");
        if (b >= 0) bias(n, b, weights.extent(0));
        return n.shapeOf(Windows.image(
                input.extent(0),
                weights.extent(0),
                Windows.of(n, kernel(n, weights)).forward(Windows.spatial(input), false)));
    }

    private static Shape image(NodeContext n, int x) {
        Shape input = n.rankAtLeast(x, 3);
        if (input.rank() > 4)
            throw n.fail(
                    GraphProblem.UNSUPPORTED_VARIANT,
                    "input '" + n.node().input(x) + "' is " + input + ": convolutions in " + (input.rank() - 2)
                            + " dimensions are not supported, only in 1 and 2",
                    "split the depth into 2-D convolutions and additions");
        return input;
    }

    private static long group(NodeContext n) {
        long group = n.attributes().integer("group", 1);
        n.requireAttribute(group >= 1 && group <= Integer.MAX_VALUE, "group is " + group + ", expected at least 1");
        return group;
    }

    private static long[] kernel(NodeContext n, Shape weights) {
        long[] ofWeights =
                Arrays.stream(Windows.spatial(weights)).asLongStream().toArray();
        long[] stated = n.attributes().integers("kernel_shape", ofWeights);
        n.requireAttribute(
                stated.length == 0 || Arrays.equals(stated, ofWeights),
                "kernel_shape " + Arrays.toString(stated) + " contradicts the weights " + weights);
        return ofWeights;
    }

    private static void bias(NodeContext n, int index, long channels) {
        if (!n.has(index)) return;
        Shape bias = n.shape(index);
        n.requireShape(
                bias.rank() == 1 && bias.extent(0) == channels, "the bias is " + bias + ", expected " + channels);
    }

    private static void transposed(NodeContext n) {
        Shape input = image(n, 0);
        Shape weights = n.rank(1, input.rank());
        long group = group(n);
        n.requireShape(
                weights.extent(0) == input.extent(1),
                "the input has " + input.extent(1) + " channels, the weights " + weights + " expect "
                        + weights.extent(0));
        n.requireShape(
                input.extent(1) % group == 0, "group " + group + " does not divide " + input.extent(1) + " channels");
        long channels = weights.extent(1) * group;
        bias(n, 2, channels);
        long[] spatial = Windows.of(n, kernel(n, weights)).backward(Windows.spatial(input));
        n.output(0, n.dataType(0), Windows.image(input.extent(0), channels, spatial));
    }

    private static void deformable(NodeContext n) {
        Shape input = n.rank(0, 4);
        Shape weights = n.rank(1, 4);
        n.requireShape(weights.extent(1) * group(n) == input.extent(1), "input " + input + " and weights " + weights);
        long[] spatial = Windows.of(n, kernel(n, weights)).forward(Windows.spatial(input), false);
        n.output(0, n.dataType(0), Windows.image(input.extent(0), weights.extent(0), spatial));
    }
}
