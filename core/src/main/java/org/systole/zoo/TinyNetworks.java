package org.systole.zoo;

import org.systole.graph.Graph;

/**
 * Small networks: the four of MLPerf Tiny (Banbury et al., NeurIPS 2021 datasets and benchmarks, arXiv 2106.07597;
 * mlcommons/tiny benchmark/training@1afd2c9), ResNet-20 for CIFAR-10, and two of which only the shape is published.
 */
final class TinyNetworks {
    private final Blocks b;

    private TinyNetworks(Blocks blocks) {
        this.b = blocks;
    }

    /** ResNet-8 for CIFAR-10: image_classification/keras_model.py with 16 filters, as its trained reference has. */
    static Graph resNet8(ZooOptions options) {
        var net = new TinyNetworks(Blocks.start("resnet-8", options));
        Ops ops = net.b.ops();
        Value x = ops.relu(net.norm(net.same(net.b.image(options, 3), "conv2d", 16, 3, 1)));
        for (int stage = 0; stage < 3; stage++) {
            String name = "stack" + (stage + 1);
            int filters = 16 << stage;
            int stride = stage == 0 ? 1 : 2;
            Value y = ops.relu(net.norm(net.same(x, name + ".conv1", filters, 3, stride)));
            y = net.norm(net.same(y, name + ".conv2", filters, 3, 1));
            if (stage > 0) x = net.same(x, name + ".shortcut", filters, 1, stride);
            x = ops.relu(ops.add(x, y, name + ".add"));
        }
        x = ops.averagePool(x, "average_pooling2d", Kernel.of(x.height(), x.width()));
        Value scores = net.b.layers().dense(ops.flatten(x, "flatten"), "dense", 10);
        return net.b.net().graph(ops.softmax(scores, "softmax", 1));
    }

    /** DS-CNN for 12 keywords: keyword_spotting/keras_model.py, ds_cnn, on 49 frames of 10 coefficients. */
    static Graph dsCnn(ZooOptions options) {
        var net = new TinyNetworks(Blocks.start("ds-cnn", options));
        Ops ops = net.b.ops();
        Value x = net.b.image(options, 1);
        Kernel first = Kernel.of(10, 4).stride(2).same(x.shape());
        x = ops.relu(net.norm(net.b.layers().convBias(x, "conv2d", 64, first)));
        for (int i = 1; i <= 4; i++) x = net.separable(x, "block" + i, 64, 1);
        x = ops.averagePool(x, "average_pooling2d", Kernel.of(24, 5).stride(24));
        Value scores = net.b.layers().dense(ops.flatten(x, "flatten"), "dense", 12);
        return net.b.net().graph(ops.softmax(scores, "softmax", 1));
    }

    /** MobileNetV1 of width 0.25 for persons on 96×96 images: visual_wake_words/vww_model.py. */
    static Graph visualWakeWords(ZooOptions options) {
        var net = new TinyNetworks(Blocks.start("mobilenet-v1-0.25-vww", options));
        Ops ops = net.b.ops();
        Value x = ops.relu(net.norm(net.same(net.b.image(options, 3), "conv2d", 8, 3, 2)));
        int[][] blocks = {
            {16, 1}, {32, 2}, {32, 1}, {64, 2}, {64, 1}, {128, 2}, {128, 1}, {128, 1}, {128, 1}, {128, 1}, {128, 1},
            {256, 2}, {256, 1}
        };
        for (int i = 0; i < blocks.length; i++) x = net.separable(x, "block" + (i + 1), blocks[i][0], blocks[i][1]);
        x = ops.averagePool(x, "average_pooling2d", Kernel.of(x.height(), x.width()));
        Value scores = net.b.layers().dense(ops.flatten(x, "flatten"), "dense", 2);
        return net.b.net().graph(ops.softmax(scores, "softmax", 1));
    }

    /** The autoencoder for anomalous sounds: anomaly_detection/keras_model.py, on 5 frames of 128 bands. */
    static Graph autoencoder(ZooOptions options) {
        var net = new TinyNetworks(Blocks.start("anomaly-autoencoder", options));
        Value x = net.b.net().input("input", options.batch(), 640);
        int[] widths = {128, 128, 128, 128, 8, 128, 128, 128, 128};
        for (int i = 0; i < widths.length; i++)
            x = net.b.ops().relu(net.norm(net.b.layers().dense(x, "dense" + (i + 1), widths[i])));
        return net.b.net().graph(net.b.layers().dense(x, "dense" + (widths.length + 1), 640));
    }

    /**
     * ResNet-20 for CIFAR-10 (He et al., arXiv 1512.03385, section 4.2), shortcuts without parameters ("option A"):
     * akamaster/pytorch_resnet_cifar10@d5489e8.
     */
    static Graph resNet20(ZooOptions options) {
        var b = Blocks.start("resnet-20", options);
        Kernel three = Kernel.of(3).pad(1);
        Value x = b.convNorm(b.image(options, 3), "conv1", "bn1", 16, three, b.ops()::relu);
        for (int stage = 1; stage <= 3; stage++) {
            int filters = 8 << stage;
            for (int i = 0; i < 3; i++) {
                String name = "layer" + stage + "." + i;
                int stride = stage > 1 && i == 0 ? 2 : 1;
                Value y = b.convNorm(x, name + ".conv1", name + ".bn1", filters, three.stride(stride), b.ops()::relu);
                y = b.layers().conv(y, name + ".conv2", filters, three);
                y = b.layers().batchNorm(y, name + ".bn2", 1e-5, 1 / Math.sqrt(3));
                Value shortcut = stride == 1 ? x : everySecond(b, x, name + ".shortcut", filters);
                x = b.ops().relu(b.ops().add(y, shortcut, name + ".add"));
            }
        }
        return b.net().graph(b.classifier(x, "avgpool", "linear", 10));
    }

    /** Takes every second row and column, and adds channels of zeros on both sides. */
    private static Value everySecond(Blocks b, Value x, String name, int channels) {
        long[] ends = {x.height(), x.width()};
        Value taken = b.ops().slice(x, name + ".slice", new long[] {2, 3}, new long[] {0, 0}, ends, new long[] {2, 2});
        return b.ops().padChannels(taken, name + ".pad", (channels - x.channels()) / 2);
    }

    /**
     * A voice activity detector of five convolutional and two dense layers, as Fraunhofer's (Mateu et al., EAI
     * workshop, Milan 2022). The slides state nothing else: input and widths are chosen here.
     */
    static Graph voiceActivity(ZooOptions options) {
        var b = Blocks.start("voice-activity", options);
        int[][] convolutions = {{16, 1}, {16, 2}, {32, 1}, {32, 2}, {64, 2}};
        Value x = b.image(options, 1);
        for (int i = 0; i < convolutions.length; i++) {
            Kernel kernel = Kernel.of(3).pad(1).stride(convolutions[i][1]);
            String name = "conv" + (i + 1);
            x = b.convNorm(x, name, name + ".bn", convolutions[i][0], kernel, b.ops()::relu);
        }
        Value y = b.ops().relu(b.layers().dense(b.ops().flatten(x, "flatten"), "fc1", 64));
        return b.net().graph(b.ops().softmax(b.layers().dense(y, "fc2", 2), "softmax", 1));
    }

    /**
     * The arc detector of VEDLIoT (deliverable D3.4, section 3.3.1): four dense layers on 320 features. The widths are
     * not published; those chosen here fit the latencies that its table 2 states for floating point.
     */
    static Graph arcDetection(ZooOptions options) {
        var b = Blocks.start("arc-detection", options);
        Value x = b.net().input("input", options.batch(), 320);
        int[] widths = {128, 64, 32};
        for (int i = 0; i < widths.length; i++) x = b.ops().relu(b.layers().dense(x, "fc" + (i + 1), widths[i]));
        return b.net().graph(b.ops().softmax(b.layers().dense(x, "fc4", 2), "softmax", 1));
    }

    private Value separable(Value x, String name, int filters, int stride) {
        Kernel three = Kernel.of(3).stride(stride).same(x.shape());
        Value y = b.layers().conv(x, name + ".depthwise", x.channels(), three, x.channels(), true);
        y = b.ops().relu(norm(y));
        return b.ops().relu(norm(b.layers().convBias(y, name + ".pointwise", filters, Kernel.of(1))));
    }

    private Value same(Value x, String name, int filters, int size, int stride) {
        return b.layers()
                .convBias(x, name, filters, Kernel.of(size).stride(stride).same(x.shape()));
    }

    private Value norm(Value x) {
        return b.layers().batchNorm(x, x.name() + ".bn", 1e-3, 1);
    }
}
