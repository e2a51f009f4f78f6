package org.systole.zoo;

import org.systole.graph.Graph;

/** The networks without branches: LeNet-5, both AlexNets, VGG-16. */
final class Classics {
    private Classics() {}

    /**
     * LeNet-5 (LeCun et al., "Gradient-based learning applied to document recognition", Proc. IEEE 86(11), 1998) in
     * the form that is in use: tanh, plain average pooling, C3 connected to all six maps.
     */
    static Graph leNet5(ZooOptions options) {
        var b = Blocks.start("lenet-5", options);
        Kernel five = Kernel.of(5);
        Kernel half = Kernel.of(2).stride(2);
        Value x = b.ops().tanh(b.layers().convBias(b.image(options, 1), "c1", 6, five));
        x = b.ops().averagePool(x, "s2", half);
        x = b.ops().tanh(b.layers().convBias(x, "c3", 16, five));
        x = b.ops().averagePool(x, "s4", half);
        x = b.ops().tanh(b.layers().convBias(x, "c5", 120, five));
        x = b.ops().flatten(x, "flatten");
        x = b.ops().tanh(b.layers().dense(x, "f6", 84));
        return b.net().graph(b.ops().softmax(b.layers().dense(x, "output", 10), "softmax", 1));
    }

    /**
     * AlexNet as torchvision has it: one column (Krizhevsky, "One weird trick for parallelizing convolutional neural
     * networks", arXiv 1404.5997).
     */
    static Graph alexNet(ZooOptions options) {
        var b = Blocks.start("alexnet", options);
        Kernel three = Kernel.of(3).pad(1);
        Value x = conv(
                b,
                b.image(options, 3),
                "features.0",
                64,
                Kernel.of(11).stride(4).pad(2),
                1);
        x = pool(b, x, "features.2");
        x = conv(b, x, "features.3", 192, Kernel.of(5).pad(2), 1);
        x = pool(b, x, "features.5");
        x = conv(b, x, "features.6", 384, three, 1);
        x = conv(b, x, "features.8", 256, three, 1);
        x = conv(b, x, "features.10", 256, three, 1);
        x = pool(b, x, "features.12");
        return b.net().graph(head(b, x, "classifier.1", "classifier.4", "classifier.6"));
    }

    /**
     * AlexNet as first published, on 227×227 with two groups in layers 2, 4 and 5 (Krizhevsky, Sutskever and Hinton,
     * NIPS 2012), normalization before pooling as in the paper.
     */
    static Graph alexNetGrouped(ZooOptions options) {
        var b = Blocks.start("alexnet-grouped", options);
        Kernel three = Kernel.of(3).pad(1);
        Value x = conv(b, b.image(options, 3), "conv1", 96, Kernel.of(11).stride(4), 1);
        x = pool(b, b.ops().localResponse(x, "norm1"), "pool1");
        x = conv(b, x, "conv2", 256, Kernel.of(5).pad(2), 2);
        x = pool(b, b.ops().localResponse(x, "norm2"), "pool2");
        x = conv(b, x, "conv3", 384, three, 1);
        x = conv(b, x, "conv4", 384, three, 2);
        x = conv(b, x, "conv5", 256, three, 2);
        x = pool(b, x, "pool5");
        return b.net().graph(head(b, x, "fc6", "fc7", "fc8"));
    }

    /** VGG-16, configuration D (Simonyan and Zisserman, ICLR 2015, arXiv 1409.1556, table 1). */
    static Graph vgg16(ZooOptions options) {
        var b = Blocks.start("vgg-16", options);
        int[][] stages = {{64, 64}, {128, 128}, {256, 256, 256}, {512, 512, 512}, {512, 512, 512}};
        Value x = b.image(options, 3);
        int module = 0;
        for (int[] stage : stages) {
            for (int filters : stage) {
                x = conv(b, x, "features." + module, filters, Kernel.of(3).pad(1), 1);
                module += 2;
            }
            x = b.ops().maxPool(x, "features." + module++, Kernel.of(2).stride(2));
        }
        return b.net().graph(head(b, x, "classifier.0", "classifier.3", "classifier.6"));
    }

    private static Value conv(Blocks b, Value x, String name, int filters, Kernel kernel, int groups) {
        return b.ops().relu(b.layers().conv(x, name, filters, kernel, groups, true));
    }

    private static Value pool(Blocks b, Value x, String name) {
        return b.ops().maxPool(x, name, Kernel.of(3).stride(2));
    }

    private static Value head(Blocks b, Value x, String first, String second, String third) {
        x = b.ops().flatten(x, "flatten");
        x = b.ops().relu(b.layers().dense(x, first, 4096));
        x = b.ops().relu(b.layers().dense(x, second, 4096));
        return b.layers().dense(x, third, 1000);
    }
}
