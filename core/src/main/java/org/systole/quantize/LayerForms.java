package org.systole.quantize;

import java.util.Arrays;
import java.util.List;
import org.systole.graph.Node;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;
import org.systole.tensor.Window;

/**
 * Operators that are convolutions in another guise: a batch normalization that no layer took in is one of 1 x 1 for each
 * channel; a transposed convolution is one with turned weights over its input with zeros between the pixels.
 */
final class LayerForms {
    private final Lowering lowering;

    LayerForms(Lowering lowering) {
        this.lowering = lowering;
    }

    boolean lower(Node node) {
        if (node.inputs().isEmpty() || !lowering.isNarrow(node.input(0))) return false;
        return switch (node.op()) {
            case "BatchNormalization" -> batchNormalization(node);
            case "ConvTranspose" -> transposed(node);
            default -> false;
        };
    }

    private float[] constant(Node node, int input) {
        return lowering.graph()
                .constant(node.input(input))
                .map(Tensor::toFloats)
                .orElse(null);
    }

    private boolean batchNormalization(Node node) {
        Shape shape = lowering.shape(node.input(0));
        if (shape.rank() < 2 || shape.rank() > 4 || !lowering.onlyFirstOutput(node)) return false;
        BatchNorm norm = BatchNorm.of(lowering.graph(), node).orElse(null);
        if (norm == null) return false;
        int channels = norm.channels();
        float[] weights = new float[channels], offset = new float[channels];
        for (int k = 0; k < channels; k++) {
            weights[k] = (float) norm.factor()[k];
            offset[k] = (float) norm.offset(k);
        }
        int height = shape.rank() == 4 ? shape.extent(2) : 1, width = shape.rank() == 2 ? 1 : shape.extent(-1);
        return layer(
                node, node.input(0), weights, Shape.of(channels, 1, 1, 1), offset, channels, Window.of(height, width));
    }

    /** Adds a convolution of an input that is there. */
    private boolean layer(
            Node node, String input, float[] values, Shape shape, float[] offset, int groups, Window window) {
        lowering.finite(node, values);
        lowering.finite(node, offset);
        QuantizedWeights w = lowering.settings()
                .method()
                .quantize(
                        node.name(),
                        values,
                        shape,
                        lowering.settings().layer(node.name()).weights());
        Quantization x = lowering.quantization(input), y = lowering.output(node, node.output());
        w = BiasRoom.of(w, offset, x.scales()[0]);
        if (!lowering.isFixed(node.output())) w = AgreeingScales.weights(w, offset, x, y, y.low(), y.high());
        long[] bias = new long[shape.extent(0)];
        double[] factors = new double[bias.length];
        for (int k = 0; k < bias.length; k++) {
            double unit = (double) x.scales()[0] * w.scale(k);
            bias[k] = Math.round(offset[k] / unit);
            factors[k] = AgreeingScales.factor(x.scales()[0], w.scale(k), y.scales()[0]);
        }
        if (!(Arrays.stream(factors).max().orElse(0) < 1 << Requantization.MULTIPLIER_BITS - 1)) return false;
        var op = new IntegerOp.Convolution(
                w.integers(), w.quantization(), bias, groups, window, Lowering.scaling(y, factors));
        return lowering.add(op, node, List.of(input));
    }

    private boolean transposed(Node node) {
        Shape in = lowering.shape(node.input(0)), out = lowering.shape(node.output());
        var weights = lowering.graph().constant(node.input(1));
        if (weights.isEmpty() || in.rank() != 4 || (node.hasInput(2) && constant(node, 2) == null)) return false;
        if (!node.attributes().text("auto_pad", "NOTSET").equals("NOTSET")) return false;
        int groups = (int) node.attributes().integer("group", 1);
        int[] kernel = {weights.get().shape().extent(2), weights.get().shape().extent(3)};
        int[] stride = pair(node, "strides", 1), dilation = pair(node, "dilations", 1), pads = pair(node, "pads", 0);
        if (node.attributes().get("output_shape") != null) return false;
        String spread = spread(node, in, stride);
        Shape wide = lowering.parts().types().get(spread).shape();
        int outputs = out.extent(1);
        float[] offset = node.hasInput(2) ? constant(node, 2) : new float[outputs];
        var window = new Window(
                1,
                1,
                dilation[0],
                dilation[1],
                (kernel[0] - 1) * dilation[0] - pads[0],
                (kernel[1] - 1) * dilation[1] - pads[1],
                wide.extent(2),
                wide.extent(3));
        Shape turned = Shape.of(outputs, in.extent(1) / groups, kernel[0], kernel[1]);
        return layer(node, spread, turned(weights.get(), turned, groups), turned, offset, groups, window);
    }

    private static int[] pair(Node node, String name, int otherwise) {
        long[] values = node.attributes().integers(name, null);
        return values == null ? new int[] {otherwise, otherwise} : new int[] {(int) values[0], (int) values[1]};
    }

    /** Adds the input with zeros between its pixels, and returns its name. */
    private String spread(Node node, Shape in, int[] stride) {
        if (stride[0] == 1 && stride[1] == 1) return node.input(0);
        int height = (in.extent(2) - 1) * stride[0] + 1, width = (in.extent(3) - 1) * stride[1] + 1;
        int planes = in.extent(0) * in.extent(1);
        int[] source = new int[planes * height * width];
        Arrays.fill(source, -1);
        for (int p = 0; p < planes; p++)
            for (int y = 0; y < in.extent(2); y++)
                for (int x = 0; x < in.extent(3); x++)
                    source[(p * height + y * stride[0]) * width + x * stride[1]] =
                            (p * in.extent(2) + y) * in.extent(3) + x;
        String value = node.output() + "/spread";
        lowering.parts()
                .type(value, Shape.of(in.extent(0), in.extent(1), height, width), lowering.quantization(node.input(0)));
        lowering.parts().helper(value, new Rearrangement("spread", source), List.of(node.input(0)), value);
        return value;
    }

    /** Returns ONNX's C x K/groups x FY x FX as K x C/groups x FY x FX, turned by half a circle. */
    private static float[] turned(Tensor weights, Shape to, int groups) {
        float[] w = weights.toFloats(), turned = new float[w.length];
        for (int i = 0; i < w.length; i++) turned[i] = w[across(i, to, groups)];
        return turned;
    }

    /** Returns weights K x C/groups x FY x FX as ONNX's transposed convolution wants them. */
    static float[] turnedBack(float[] w, Shape from, int groups) {
        float[] turned = new float[w.length];
        for (int i = 0; i < w.length; i++) turned[across(i, from, groups)] = w[i];
        return turned;
    }

    /** Returns the index in C x K/groups x FY x FX of an element of K x C/groups x FY x FX. */
    private static int across(int index, Shape shape, int groups) {
        int k = shape.extent(0), c = shape.extent(1), taps = shape.extent(2) * shape.extent(3), each = k / groups;
        int tap = index % taps, i = index / taps % c, o = index / taps / c;
        return ((o / each * c + i) * each + o % each) * taps + taps - 1 - tap;
    }
}
