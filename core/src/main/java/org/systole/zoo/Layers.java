package org.systole.zoo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/**
 * The layers with parameters: what they compute and how their random parameters are scaled.
 *
 * <p>Weights have variance 1 / (fan-in · E[x²]), so that an output has variance 1 (He et al., arXiv 1502.01852, for a
 * rectified input). Where the input has a mean, each filter is made to sum to zero and E[x²] becomes the variance:
 * otherwise the mean drowns what differs between positions, more so with every layer. Normalizations have the
 * statistics that their input has, each off by a few percent, as trained ones are.
 */
final class Layers {
    /** How far a normalization's scale and variance lie from the exact ones at most. */
    private static final double JITTER = 0.25;
    /** The standard deviation of biases and of the error of running means, in standard deviations of the value. */
    private static final double OFFSET = 0.1;
    /** What both make of variance 1: E[scale²] · E[1 / variance] + two offsets. */
    private static final double NORMALIZED = Math.sqrt(1.02083 * 1.02165 + 2 * OFFSET * OFFSET);
    /** The mean square of a hidden state: a sigmoid of variance 1 times a tanh of about that. */
    private static final double HIDDEN_SQUARE = 0.1;

    private final Net net;

    Layers(Net net) {
        this.net = net;
    }

    /** Adds a convolution without bias. */
    Value conv(Value x, String name, int filters, Kernel kernel) {
        return conv(x, name, filters, kernel, 1, false);
    }

    /** Adds a convolution with bias. */
    Value convBias(Value x, String name, int filters, Kernel kernel) {
        return conv(x, name, filters, kernel, 1, true);
    }

    /** Adds a convolution without bias with one filter for each channel. */
    Value depthwise(Value x, String name, Kernel kernel) {
        return conv(x, name, x.channels(), kernel, x.channels(), false);
    }

    /** Adds a convolution, of one or of two dimensions as the kernel has. */
    Value conv(Value x, String name, int filters, Kernel kernel, int groups, boolean bias) {
        int channels = x.channels() / groups;
        int[] weight = new int[2 + kernel.rank()];
        weight[0] = filters;
        weight[1] = channels;
        System.arraycopy(kernel.extent(), 0, weight, 2, kernel.rank());
        var from = new ArrayList<>(List.of(x.name(), filters(x, name, Shape.of(weight), channels > 1)));
        if (bias) from.add(net.normal(name + ".bias", Shape.of(filters), 0, OFFSET));
        var attributes = window(kernel);
        attributes.put("group", (long) groups);
        return net.node("Conv", name, from, attributes, preActivation());
    }

    /** Adds a normalization with running statistics, epsilon 1e-5. */
    Value batchNorm(Value x, String name) {
        return batchNorm(x, name, 1e-5, 1);
    }

    /**
     * Adds a normalization with running statistics.
     *
     * @param gain the mean of the scale: below 1 for the last one of a residual branch, so that a stack of n such
     *     blocks with gain 1 / √n doubles the variance of its trunk instead of multiplying it by n + 1
     */
    Value batchNorm(Value x, String name, double epsilon, double gain) {
        Shape shape = Shape.of(x.channels());
        String scale = net.uniform(name + ".weight", shape, gain, JITTER * gain);
        String bias = net.normal(name + ".bias", shape, 0, OFFSET * gain);
        return normalize(x, name, scale, bias, epsilon, Marginal.normal(0, gain * NORMALIZED));
    }

    /** Adds a normalization with running statistics that has no trained scale and bias. */
    Value batchNormPlain(Value x, String name) {
        float[] ones = new float[x.channels()];
        Arrays.fill(ones, 1);
        Shape shape = Shape.of(x.channels());
        String scale = net.constant(name + ".ones", Tensor.of(shape, ones));
        String bias = net.constant(name + ".zeros", Tensor.of(shape, new float[x.channels()]));
        return normalize(x, name, scale, bias, 1e-5, Marginal.normal(0, 1));
    }

    private Value normalize(Value x, String name, String scale, String bias, double epsilon, Marginal marginal) {
        Marginal in = x.marginal();
        Shape shape = Shape.of(x.channels());
        double variance = in.variance();
        String mean = net.normal(name + ".running_mean", shape, in.mean(), OFFSET * Math.sqrt(variance));
        String spread = net.uniform(name + ".running_var", shape, variance, JITTER * variance);
        var from = List.of(x.name(), scale, bias, mean, spread);
        return net.node("BatchNormalization", name, from, Map.of("epsilon", (float) epsilon), marginal);
    }

    /** Adds a product of a row with a constant matrix, and a bias. */
    Value dense(Value x, String name, int outputs) {
        String weight = filters(x, name, Shape.of(outputs, x.channels()), true);
        String bias = net.normal(name + ".bias", Shape.of(outputs), 0, OFFSET);
        var from = List.of(x.name(), weight, bias);
        return net.node("Gemm", name, from, Map.of("transB", 1L), preActivation());
    }

    /** Adds a product of the last axis with a constant matrix, as MatMul and Add. */
    Value linear(Value x, String name, int outputs) {
        int in = x.shape().extent(-1);
        double deviation = 1 / Math.sqrt(in * x.marginal().square());
        String weight = net.normal(name + ".weight", Shape.of(in, outputs), 0, deviation);
        Value product = net.node("MatMul", name, List.of(x.name(), weight), Map.of(), preActivation());
        String bias = net.normal(name + ".bias", Shape.of(outputs), 0, OFFSET);
        return net.node("Add", name + ".add", List.of(product.name(), bias), Map.of(), preActivation());
    }

    /** Adds a normalization over the last axis. */
    Value layerNorm(Value x, String name, double epsilon) {
        Shape shape = Shape.of(x.shape().extent(-1));
        String scale = net.uniform(name + ".weight", shape, 1, JITTER);
        String bias = net.normal(name + ".bias", shape, 0, OFFSET);
        Map<String, Object> attributes = Map.of("axis", -1L, "epsilon", (float) epsilon);
        return net.node(
                "LayerNormalization", name, List.of(x.name(), scale, bias), attributes, Marginal.normal(0, NORMALIZED));
    }

    /** Adds a table of vectors, looked up by an integer input. */
    Value embedding(Value indices, String name, int entries, int width) {
        String table = net.normal(name + ".weight", Shape.of(entries, width), 0, 1);
        return net.node("Gather", name, List.of(table, indices.name()), Map.of(), Marginal.normal(0, 1));
    }

    /**
     * Adds a long short-term memory in one direction over (time, batch, features); returns its last hidden state, of
     * shape (1, batch, hidden).
     */
    Value lstm(Value x, String name, int hidden) {
        int in = x.shape().extent(2);
        double each = Math.sqrt(0.5 / (in * x.marginal().square()));
        String input = net.normal(name + ".weight_ih", Shape.of(1, 4 * hidden, in), 0, each);
        String recurrent = net.normal(
                name + ".weight_hh", Shape.of(1, 4 * hidden, hidden), 0, Math.sqrt(0.5 / (hidden * HIDDEN_SQUARE)));
        String bias = net.normal(name + ".bias", Shape.of(1, 8 * hidden), 0, OFFSET);
        return net.node(
                "LSTM",
                name,
                List.of(x.name(), input, recurrent, bias),
                Map.of("hidden_size", (long) hidden),
                List.of("", name),
                Marginal.normal(0, Math.sqrt(HIDDEN_SQUARE)));
    }

    private String filters(Value x, String name, Shape shape, boolean mayCentre) {
        Marginal in = x.marginal();
        long fanIn = shape.elements() / shape.extent(0);
        boolean centre = mayCentre && fanIn >= 16 && in.mean() * in.mean() > 0.01 * in.variance();
        if (!centre) return net.normal(name + ".weight", shape, 0, 1 / Math.sqrt(fanIn * in.square()));
        // Taking the mean away leaves (n - 1) / n of the variance.
        return net.centred(name + ".weight", shape, 1 / Math.sqrt((fanIn - 1) * in.variance()));
    }

    private static Marginal preActivation() {
        return Marginal.normal(0, Math.sqrt(1 + OFFSET * OFFSET));
    }

    /** Returns the attributes that a convolution and a pooling share. */
    static Map<String, Object> window(Kernel kernel) {
        var attributes = new LinkedHashMap<String, Object>();
        attributes.put("kernel_shape", longs(kernel.extent()));
        attributes.put("strides", longs(kernel.stride()));
        attributes.put("pads", kernel.pads());
        attributes.put("dilations", longs(kernel.dilation()));
        return attributes;
    }

    private static long[] longs(int[] values) {
        long[] longs = new long[values.length];
        for (int i = 0; i < longs.length; i++) longs[i] = values[i];
        return longs;
    }
}
