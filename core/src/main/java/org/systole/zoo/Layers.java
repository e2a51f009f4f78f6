package org.systole.zoo;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.systole.tensor.Shape;

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
        int[] output = new int[2 + kernel.rank()];
        weight[0] = filters;
        weight[1] = channels;
        output[0] = x.shape().extent(0);
        output[1] = filters;
        for (int axis = 0; axis < kernel.rank(); axis++) {
            weight[2 + axis] = kernel.extent()[axis];
            output[2 + axis] = kernel.output(axis, x.shape().extent(2 + axis));
        }
        var from = new ArrayList<>(List.of(x.name(), filters(x, name, Shape.of(weight), channels > 1)));
        if (bias) from.add(net.normal(name + ".bias", Shape.of(filters), 0, OFFSET));
        var attributes = window(kernel);
        attributes.put("group", (long) groups);
        return net.node("Conv", name, from, attributes, Shape.of(output), preActivation());
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
        Marginal in = x.marginal();
        Shape shape = Shape.of(x.channels());
        double deviation = Math.sqrt(in.variance());
        var from = List.of(
                x.name(),
                net.uniform(name + ".weight", shape, gain, JITTER * gain),
                net.normal(name + ".bias", shape, 0, OFFSET * gain),
                net.normal(name + ".running_mean", shape, in.mean(), OFFSET * deviation),
                net.uniform(name + ".running_var", shape, in.variance(), JITTER * in.variance()));
        Map<String, Object> attributes = Map.of("epsilon", (float) epsilon);
        return net.node(
                "BatchNormalization", name, from, attributes, x.shape(), Marginal.normal(0, gain * NORMALIZED));
    }

    /** Adds a product of a row with a constant matrix, and a bias. */
    Value dense(Value x, String name, int outputs) {
        String weight = filters(x, name, Shape.of(outputs, x.channels()), true);
        String bias = net.normal(name + ".bias", Shape.of(outputs), 0, OFFSET);
        Map<String, Object> attributes = Map.of("transB", 1L);
        return net.node(
                "Gemm",
                name,
                List.of(x.name(), weight, bias),
                attributes,
                Shape.of(x.shape().extent(0), outputs),
                preActivation());
    }

    /** Adds a product of the last axis with a constant matrix, as MatMul and Add. */
    Value linear(Value x, String name, int outputs) {
        int in = x.shape().extent(-1);
        Shape shape = x.shape().with(-1, outputs);
        double deviation = 1 / Math.sqrt(in * x.marginal().square());
        String weight = net.normal(name + ".weight", Shape.of(in, outputs), 0, deviation);
        Value product = net.node(
                "MatMul", name, List.of(x.name(), weight), Map.of(), shape, preActivation());
        String bias = net.normal(name + ".bias", Shape.of(outputs), 0, OFFSET);
        return net.node(
                "Add", name + ".add", List.of(product.name(), bias), Map.of(), shape, preActivation());
    }

    /** Adds a normalization over the last axis. */
    Value layerNorm(Value x, String name, double epsilon) {
        Shape shape = Shape.of(x.shape().extent(-1));
        var from = List.of(
                x.name(),
                net.uniform(name + ".weight", shape, 1, JITTER),
                net.normal(name + ".bias", shape, 0, OFFSET));
        Map<String, Object> attributes = Map.of("axis", -1L, "epsilon", (float) epsilon);
        return net.node("LayerNormalization", name, from, attributes, x.shape(), Marginal.normal(0, NORMALIZED));
    }

    /** Adds a table of vectors, looked up by an integer input. */
    Value embedding(Value indices, String name, int entries, int width) {
        String table = net.normal(name + ".weight", Shape.of(entries, width), 0, 1);
        Shape shape = Shape.of(indices.shape().extent(0), indices.shape().extent(1), width);
        return net.node("Gather", name, List.of(table, indices.name()), Map.of(), shape, Marginal.normal(0, 1));
    }

    /**
     * Adds a long short-term memory in one direction over (time, batch, features); returns all its outputs, of shape
     * (time, 1, batch, hidden).
     */
    Value lstm(Value x, String name, int hidden) {
        int in = x.shape().extent(2);
        double both = 1 / Math.sqrt(2.0);
        String input = net.normal(
                name + ".weight_ih",
                Shape.of(1, 4 * hidden, in),
                0,
                both / Math.sqrt(in * x.marginal().square()));
        // A hidden state is a sigmoid of variance 1 times a tanh of about that: mean square about 0.1.
        String recurrent =
                net.normal(name + ".weight_hh", Shape.of(1, 4 * hidden, hidden), 0, both / Math.sqrt(hidden * 0.1));
        String bias = net.normal(name + ".bias", Shape.of(1, 8 * hidden), 0, OFFSET);
        Shape all = Shape.of(x.shape().extent(0), 1, x.shape().extent(1), hidden);
        Map<String, Object> attributes = Map.of("hidden_size", (long) hidden);
        return net.node(
                "LSTM", name, List.of(x.name(), input, recurrent, bias), attributes, all, Marginal.normal(0, 0.32));
    }

    private String filters(Value x, String name, Shape shape, boolean mayCentre) {
        Marginal in = x.marginal();
        int fanIn = Math.toIntExact(shape.elements() / shape.extent(0));
        boolean centre = mayCentre && fanIn >= 16 && in.mean() * in.mean() > 0.01 * in.variance();
        if (!centre) return net.normal(name + ".weight", shape, 0, 1 / Math.sqrt(fanIn * in.square()));
        // Taking the mean away leaves (n - 1) / n of the variance.
        double deviation = 1 / Math.sqrt((fanIn - 1) * in.variance());
        return net.centred(name + ".weight", shape, fanIn, deviation);
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
