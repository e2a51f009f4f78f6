package org.systole.zoo;

import java.util.function.UnaryOperator;

/**
 * What the families share: the network under construction with its layers and operations, and common blocks.
 *
 * @param net the nodes so far
 * @param layers adds layers with parameters
 * @param ops adds operations without
 */
record Blocks(Net net, Layers layers, Ops ops) {
    /** Starts a network. */
    static Blocks start(String name, ZooOptions options) {
        var net = new Net(name, options.seed());
        return new Blocks(net, new Layers(net), new Ops(net));
    }

    /** Adds the usual image input, named {@code input}. */
    Value image(ZooOptions options, int channels) {
        return net.input("input", options.batch(), channels, options.height(), options.width());
    }

    /** Adds a convolution and a normalization with the given names. */
    Value convNorm(Value x, String conv, String norm, int filters, Kernel kernel) {
        return layers.batchNorm(layers.conv(x, conv, filters, kernel), norm);
    }

    /** Adds a convolution, a normalization and an activation with the given names. */
    Value convNorm(Value x, String conv, String norm, int filters, Kernel kernel, UnaryOperator<Value> activation) {
        return activation.apply(convNorm(x, conv, norm, filters, kernel));
    }

    /** Adds a depthwise convolution, a normalization and an activation with the given names. */
    Value depthwiseNorm(Value x, String conv, String norm, Kernel kernel, UnaryOperator<Value> activation) {
        return activation.apply(layers.batchNorm(layers.depthwise(x, conv, kernel), norm));
    }

    /** Adds the mean over the image and the product with a matrix, as most classifiers end. */
    Value classifier(Value x, String pool, String dense, int classes) {
        Value mean = ops.globalAveragePool(x, pool);
        return layers.dense(ops.flatten(mean, pool + ".flatten"), dense, classes);
    }
}
