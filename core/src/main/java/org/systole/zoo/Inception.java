package org.systole.zoo;

import org.systole.graph.Graph;

/** GoogLeNet and the SqueezeNets: networks that join parallel branches. */
final class Inception {
    private static final int CLASSES = 1000;

    private final Blocks blocks;
    private final boolean asPublished;

    private Inception(Blocks blocks, boolean asPublished) {
        this.blocks = blocks;
        this.asPublished = asPublished;
    }

    /**
     * GoogLeNet without its auxiliary classifiers (Szegedy et al., CVPR 2015, arXiv 1409.4842, table 1).
     *
     * @param asPublished 5×5 convolutions with bias and local response normalization as in the paper, or else
     *     normalized convolutions with 3×3 in place of 5×5, as torchvision has it (pytorch/vision issue 906)
     */
    static Graph googLeNet(String name, boolean asPublished, ZooOptions options) {
        var blocks = Blocks.start(name, options);
        return blocks.net().graph(new Inception(blocks, asPublished).googLeNet(blocks.image(options, 3)));
    }

    private Value googLeNet(Value x) {
        x = pooled(conv(x, "conv1", 64, Kernel.of(7).stride(2).pad(3)), "maxpool1", 3);
        if (asPublished) x = blocks.ops().localResponse(x, "norm1");
        x = conv(conv(x, "conv2", 64, Kernel.of(1)), "conv3", 192, Kernel.of(3).pad(1));
        if (asPublished) x = blocks.ops().localResponse(x, "norm2");
        x = pooled(x, "maxpool2", 3);
        x = inception(x, "inception3a", 64, 96, 128, 16, 32, 32);
        x = pooled(inception(x, "inception3b", 128, 128, 192, 32, 96, 64), "maxpool3", 3);
        x = inception(x, "inception4a", 192, 96, 208, 16, 48, 64);
        x = inception(x, "inception4b", 160, 112, 224, 24, 64, 64);
        x = inception(x, "inception4c", 128, 128, 256, 24, 64, 64);
        x = inception(x, "inception4d", 112, 144, 288, 32, 64, 64);
        x = inception(x, "inception4e", 256, 160, 320, 32, 128, 128);
        x = pooled(x, "maxpool4", asPublished ? 3 : 2);
        x = inception(x, "inception5a", 256, 160, 320, 32, 128, 128);
        x = inception(x, "inception5b", 384, 192, 384, 48, 128, 128);
        return blocks.classifier(x, "avgpool", "fc", CLASSES);
    }

    private Value inception(Value x, String name, int one, int narrow3, int three, int narrow5, int five, int pool) {
        Kernel single = Kernel.of(1);
        Kernel fifth = Kernel.of(asPublished ? 5 : 3).keep();
        Value first = conv(x, name + ".branch1", one, single);
        Value second = conv(x, name + ".branch2.0", narrow3, single);
        second = conv(second, name + ".branch2.1", three, Kernel.of(3).pad(1));
        Value third = conv(x, name + ".branch3.0", narrow5, single);
        third = conv(third, name + ".branch3.1", five, fifth);
        Value fourth = blocks.ops().maxPool(x, name + ".branch4.0", Kernel.of(3).pad(1));
        fourth = conv(fourth, name + ".branch4.1", pool, single);
        return blocks.ops().concat(name + ".concat", first, second, third, fourth);
    }

    private Value conv(Value x, String name, int filters, Kernel kernel) {
        if (asPublished) return blocks.ops().relu(blocks.layers().convBias(x, name, filters, kernel));
        Value y = blocks.layers().conv(x, name + ".conv", filters, kernel);
        return blocks.ops().relu(blocks.layers().batchNorm(y, name + ".bn", 1e-3, 1));
    }

    private Value pooled(Value x, String name, int size) {
        return blocks.ops().maxPool(x, name, Kernel.of(size).stride(2).ceiling());
    }

    /** SqueezeNet 1.0 (Iandola et al., arXiv 1602.07360, table 1), padded as torchvision does. */
    static Graph squeezeNet10(ZooOptions options) {
        var b = Blocks.start("squeezenet-1.0", options);
        Value x = b.ops()
                .relu(b.layers()
                        .convBias(
                                b.image(options, 3),
                                "features.0",
                                96,
                                Kernel.of(7).stride(2)));
        x = squeezed(b, x, 2);
        x = fire(b, fire(b, fire(b, x, 3, 16, 64), 4, 16, 64), 5, 32, 128);
        x = squeezed(b, x, 6);
        x = fire(b, fire(b, x, 7, 32, 128), 8, 48, 192);
        x = fire(b, fire(b, x, 9, 48, 192), 10, 64, 256);
        x = squeezed(b, x, 11);
        return squeezeHead(b, fire(b, x, 12, 64, 256));
    }

    /** SqueezeNet 1.1: forresti/SqueezeNet, SqueezeNet_v1.1. */
    static Graph squeezeNet11(ZooOptions options) {
        var b = Blocks.start("squeezenet-1.1", options);
        Value x = b.ops()
                .relu(b.layers()
                        .convBias(
                                b.image(options, 3),
                                "features.0",
                                64,
                                Kernel.of(3).stride(2)));
        x = squeezed(b, x, 2);
        x = fire(b, fire(b, x, 3, 16, 64), 4, 16, 64);
        x = squeezed(b, x, 5);
        x = fire(b, fire(b, x, 6, 32, 128), 7, 32, 128);
        x = squeezed(b, x, 8);
        x = fire(b, fire(b, x, 9, 48, 192), 10, 48, 192);
        return squeezeHead(b, fire(b, fire(b, x, 11, 64, 256), 12, 64, 256));
    }

    private static Value squeezed(Blocks b, Value x, int module) {
        return b.ops().maxPool(x, "features." + module, Kernel.of(3).stride(2).ceiling());
    }

    private static Value fire(Blocks b, Value x, int module, int narrow, int wide) {
        String name = "features." + module;
        Value squeeze = b.ops().relu(b.layers().convBias(x, name + ".squeeze", narrow, Kernel.of(1)));
        Value one = b.ops().relu(b.layers().convBias(squeeze, name + ".expand1x1", wide, Kernel.of(1)));
        Value three = b.ops()
                .relu(b.layers()
                        .convBias(
                                squeeze, name + ".expand3x3", wide, Kernel.of(3).pad(1)));
        return b.ops().concat(name + ".concat", one, three);
    }

    private static Graph squeezeHead(Blocks b, Value x) {
        Value y = b.ops().relu(b.layers().convBias(x, "classifier.1", CLASSES, Kernel.of(1)));
        return b.net().graph(b.ops().flatten(b.ops().globalAveragePool(y, "classifier.3"), "flatten"));
    }
}
