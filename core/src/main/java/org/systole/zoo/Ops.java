package org.systole.zoo;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.systole.tensor.Tensor;

/**
 * The operations without parameters. Those that a network does not name are called after their input.
 *
 * <p>Composite activations are written as the ONNX exporter of PyTorch writes them: SiLU as Sigmoid and Mul, Mish as
 * Softplus, Tanh and Mul, GELU with Erf.
 */
final class Ops {
    /** How many elements of a pooling window are taken as independent at most: neighbours look alike. */
    private static final int INDEPENDENT = 4;

    private final Net net;

    Ops(Net net) {
        this.net = net;
    }

    /** Adds max(x, 0). */
    Value relu(Value x) {
        return unary("Relu", x, ".relu", Map.of(), v -> Math.max(0, v));
    }

    /** Adds min(max(x, 0), 6). */
    Value relu6(Value x) {
        String name = x.name() + ".relu6";
        var from = List.of(x.name(), net.scalar(name + ".min", 0), net.scalar(name + ".max", 6));
        return net.node("Clip", name, from, Map.of(), x.marginal().map(v -> Math.clamp(v, 0, 6)));
    }

    /** Adds max(x, 0.1·x), the slope of Darknet. */
    Value leakyRelu(Value x) {
        return unary("LeakyRelu", x, ".leaky", Map.of("alpha", 0.1f), v -> v < 0 ? 0.1 * v : v);
    }

    /** Adds x·min(max(x + 3, 0), 6)/6. */
    Value hardSwish(Value x) {
        return unary("HardSwish", x, ".hardswish", Map.of(), v -> v * Math.clamp(v + 3, 0, 6) / 6);
    }

    /** Adds 1/(1 + exp(-x)). */
    Value sigmoid(Value x) {
        return unary("Sigmoid", x, ".sigmoid", Map.of(), Ops::sigmoidOf);
    }

    /** Adds tanh x. */
    Value tanh(Value x) {
        return unary("Tanh", x, ".tanh", Map.of(), StrictMath::tanh);
    }

    /** Adds x·sigmoid(x). */
    Value silu(Value x) {
        return product(x, sigmoid(x), ".silu", v -> v * sigmoidOf(v));
    }

    /** Adds x·tanh(ln(1 + exp(x))). */
    Value mish(Value x) {
        Value soft = unary("Softplus", x, ".softplus", Map.of(), v -> StrictMath.log1p(StrictMath.exp(v)));
        return product(x, tanh(soft), ".mish", v -> v * StrictMath.tanh(StrictMath.log1p(StrictMath.exp(v))));
    }

    /** Adds x·(1 + erf(x/√2))/2. */
    Value gelu(Value x) {
        Value scaled = scaled("Div", x, ".over_root2", (float) Math.sqrt(2), v -> v / Math.sqrt(2));
        Value erf = unary("Erf", scaled, ".erf", Map.of(), Ops::erfOf);
        Value shifted = scaled("Add", erf, ".plus1", 1, v -> v + 1);
        Value twice = product(x, shifted, ".gelu2", v -> v * (1 + erfOf(v / Math.sqrt(2))));
        return scaled("Mul", twice, ".gelu", 0.5f, v -> v / 2);
    }

    /** Adds a softmax over an axis. */
    Value softmax(Value x, String name, int axis) {
        double share = 1.0 / x.shape().extent(axis);
        Marginal shares =
                x.marginal().map(v -> share * StrictMath.exp(v - x.marginal().variance() / 2));
        return net.node("Softmax", name, List.of(x.name()), Map.of("axis", (long) axis), shares);
    }

    /** Adds a sum of two values of one shape. */
    Value add(Value a, Value b, String name) {
        return binary("Add", a, b, name, Double::sum);
    }

    /** Adds a product of two values, the second of which may have extents of 1. */
    Value mul(Value a, Value b, String name) {
        return binary("Mul", a, b, name, (x, y) -> x * y);
    }

    /** Adds a sum, product, quotient or power with a single number. */
    Value scaled(String op, Value x, String suffix, float by, DoubleUnaryOperator function) {
        String name = x.name() + suffix;
        var from = List.of(x.name(), net.scalar(name + ".by", by));
        return net.node(op, name, from, Map.of(), x.marginal().map(function));
    }

    /** Adds a sum or product with a constant tensor that is no trained parameter, such as a grid. */
    Value constantOperand(String op, Value x, String name, Tensor constant, DoubleUnaryOperator function) {
        var from = List.of(x.name(), net.constant(name + ".constant", constant));
        return net.node(op, name, from, Map.of(), x.marginal().map(function));
    }

    /** Adds the largest of each window. */
    Value maxPool(Value x, String name, Kernel kernel) {
        return pool("MaxPool", x, name, kernel, x.marginal().largestOf(kernel.taps()));
    }

    /** Adds the mean of each window, padding not counted. */
    Value averagePool(Value x, String name, Kernel kernel) {
        return pool("AveragePool", x, name, kernel, x.marginal().meanOf(Math.min(INDEPENDENT, kernel.taps())));
    }

    /**
     * Adds a normalization by the squares of neighbouring channels with the constants of AlexNet (size 5, alpha 1e-4,
     * beta 0.75, bias 2).
     */
    Value localResponse(Value x, String name) {
        Map<String, Object> attributes = Map.of("size", 5L, "alpha", 1e-4f, "beta", 0.75f, "bias", 2f);
        // The squares weigh next to nothing beside the bias.
        Marginal marginal = x.marginal().map(v -> v * 0.5946035575013605);
        return net.node("LRN", name, List.of(x.name()), attributes, marginal);
    }

    private Value pool(String op, Value x, String name, Kernel kernel, Marginal marginal) {
        var attributes = new LinkedHashMap<>(Layers.window(kernel));
        // AveragePool knows dilations only from operator set 19 on.
        if (op.equals("AveragePool")) attributes.remove("dilations");
        if (kernel.ceil()) attributes.put("ceil_mode", 1L);
        return net.node(op, name, List.of(x.name()), attributes, marginal);
    }

    /** Adds the mean of each channel. */
    Value globalAveragePool(Value x, String name) {
        Marginal mean = x.marginal().meanOf(INDEPENDENT);
        return net.node("GlobalAveragePool", name, List.of(x.name()), Map.of(), mean);
    }

    /** Adds a reshaping of each batch element to a row. */
    Value flatten(Value x, String name) {
        return net.node("Flatten", name, List.of(x.name()), Map.of("axis", 1L), x.marginal());
    }

    /** Adds a joining along the channels. */
    Value concat(String name, Value... parts) {
        return concat(name, 1, parts);
    }

    /** Adds a joining along an axis. */
    Value concat(String name, int axis, Value... parts) {
        var names = new ArrayList<String>();
        Marginal marginal = parts[0].marginal();
        int extent = 0;
        for (Value part : parts) {
            names.add(part.name());
            int more = part.shape().extent(axis);
            extent += more;
            marginal = marginal.mixedWith(part.marginal(), (double) more / extent);
        }
        return net.node("Concat", name, names, Map.of("axis", (long) axis), marginal);
    }

    /** Adds an enlargement by repeating elements. */
    Value nearest(Value x, String name, int by) {
        Map<String, Object> attributes =
                Map.of("mode", "nearest", "coordinate_transformation_mode", "asymmetric", "nearest_mode", "floor");
        return resize(x, name, attributes, x.height() * by, x.width() * by, x.marginal());
    }

    /**
     * Adds a bilinear interpolation.
     *
     * @param corners whether the corners' centres are kept, or else their outer edges
     */
    Value bilinear(Value x, String name, int height, int width, boolean corners) {
        Map<String, Object> attributes =
                Map.of("mode", "linear", "coordinate_transformation_mode", corners ? "align_corners" : "half_pixel");
        return resize(x, name, attributes, height, width, x.marginal().meanOf(1.5));
    }

    private Value resize(
            Value x, String name, Map<String, Object> attributes, int height, int width, Marginal marginal) {
        String sizes = net.integers(name + ".sizes", x.shape().extent(0), x.channels(), height, width);
        return net.node("Resize", name, List.of(x.name(), "", "", sizes), attributes, marginal);
    }

    /** Adds a selection of every step-th element from one to before another along an axis. */
    Value slice(Value x, String name, int axis, int start, int end, int step) {
        return slice(x, name, new long[] {axis}, new long[] {start}, new long[] {end}, new long[] {step});
    }

    /** Adds a selection along several axes. */
    Value slice(Value x, String name, long[] axes, long[] starts, long[] ends, long[] steps) {
        var from = List.of(
                x.name(),
                net.integers(name + ".starts", starts),
                net.integers(name + ".ends", ends),
                net.integers(name + ".axes", axes),
                net.integers(name + ".steps", steps));
        return net.node("Slice", name, from, Map.of(), x.marginal());
    }

    /** Adds zeros around an image. */
    Value pad(Value x, String name, int before, int after) {
        String pads = net.integers(name + ".pads", 0, 0, before, before, 0, 0, after, after);
        return net.node("Pad", name, List.of(x.name(), pads), Map.of("mode", "constant"), x.marginal());
    }

    /** Adds channels of zeros before and after those of an image. */
    Value padChannels(Value x, String name, int each) {
        String pads = net.integers(name + ".pads", 0, each, 0, 0, 0, each, 0, 0);
        Marginal zeros = Marginal.normal(0, 0);
        Marginal marginal = x.marginal().mixedWith(zeros, 2.0 * each / (x.channels() + 2.0 * each));
        return net.node("Pad", name, List.of(x.name(), pads), Map.of("mode", "constant"), marginal);
    }

    /** Adds another shape for the same elements. */
    Value reshape(Value x, String name, int... extents) {
        long[] target = new long[extents.length];
        for (int i = 0; i < target.length; i++) target[i] = extents[i];
        var from = List.of(x.name(), net.integers(name + ".shape", target));
        return net.node("Reshape", name, from, Map.of(), x.marginal());
    }

    /** Adds another order of the axes. */
    Value transpose(Value x, String name, int... order) {
        long[] perm = new long[order.length];
        for (int i = 0; i < order.length; i++) perm[i] = order[i];
        return net.node("Transpose", name, List.of(x.name()), Map.of("perm", perm), x.marginal());
    }

    /** Adds a product of two computed matrices (their last two axes). */
    Value matMul(Value a, Value b, String name, Marginal marginal) {
        return net.node("MatMul", name, List.of(a.name(), b.name()), Map.of(), marginal);
    }

    private Value unary(
            String op, Value x, String suffix, Map<String, Object> attributes, DoubleUnaryOperator function) {
        return net.node(
                op,
                x.name() + suffix,
                List.of(x.name()),
                attributes,
                x.marginal().map(function));
    }

    private Value binary(String op, Value a, Value b, String name, DoubleBinaryOperator function) {
        Marginal marginal = a.marginal().with(b.marginal(), function);
        return net.node(op, name, List.of(a.name(), b.name()), Map.of(), marginal);
    }

    /** A product of a value with a function of itself: not independent. */
    private Value product(Value x, Value ofX, String suffix, DoubleUnaryOperator function) {
        var from = List.of(x.name(), ofX.name());
        return net.node("Mul", x.name() + suffix, from, Map.of(), x.marginal().map(function));
    }

    private static double sigmoidOf(double x) {
        return 1 / (1 + StrictMath.exp(-x));
    }

    /** Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.26; error below 1.5e-7. */
    private static double erfOf(double x) {
        double t = 1 / (1 + 0.3275911 * Math.abs(x));
        double series =
                t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
        return Math.signum(x) * (1 - series * StrictMath.exp(-x * x));
    }
}
