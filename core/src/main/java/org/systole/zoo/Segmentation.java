package org.systole.zoo;

import org.systole.graph.Graph;

/** The networks that label every pixel: U-Net and DeepLabV3+. */
final class Segmentation {
    private static final int DAVID_CLASSES = 13;
    private static final int CITYSCAPES_CLASSES = 19;
    private static final int ATROUS = 256;
    private static final int LOW_LEVEL = 48;

    private Segmentation() {}

    /**
     * U-Net (Ronneberger et al., MICCAI 2015) over ResNet-18, as evaluated in Hotfilter's dissertation, section 6.6:
     * itiv-kit/dnn-model-exploration model_explorer/workloads/unet.py.
     */
    static Graph uNet(ZooOptions options) {
        var b = Blocks.start("unet-resnet-18", options);
        var encoder = new ResNet(b, ResNet.RESNET_18, "encoder.");
        Value half = encoder.stem(b.image(options, 3));
        Value quarter = encoder.stage(encoder.pooled(half), 1);
        Value eighth = encoder.stage(quarter, 2);
        Value sixteenth = encoder.stage(eighth, 3);
        Value deep = encoder.stage(sixteenth, 4);
        Value x = three(b, three(b, deep, "center.0", 512), "center.1", 256);
        x = up(b, b.ops().concat("cat5", x, deep), "decoder5", 512);
        x = up(b, b.ops().concat("cat4", x, sixteenth), "decoder4", 256);
        x = up(b, b.ops().concat("cat3", x, eighth), "decoder3", 128);
        x = up(b, b.ops().concat("cat2", x, quarter), "decoder2", 64);
        x = up(b, x, "decoder1", 32);
        x = three(b, three(b, x, "logit.0", 16), "logit.1", 16);
        return b.net().graph(b.layers().convBias(x, "logit.2", DAVID_CLASSES, Kernel.of(1)));
    }

    /** Doubles the extents, then convolves to so many and to 32 channels. */
    private static Value up(Blocks b, Value x, String name, int channels) {
        Value larger = b.ops().bilinear(x, name + ".up", 2 * x.height(), 2 * x.width(), true);
        return three(b, three(b, larger, name + ".conv1", channels), name + ".conv2", 32);
    }

    private static Value three(Blocks b, Value x, String name, int channels) {
        return b.convNorm(x, name + ".0", name + ".1", channels, Kernel.of(3).pad(1), b.ops()::relu);
    }

    /**
     * DeepLabV3+ (Chen et al., ECCV 2018, arXiv 1802.02611) over ResNet-101, output stride 16, 19 classes:
     * VainF/DeepLabV3Plus-Pytorch network/modeling.py@4e1087d.
     */
    static Graph deepLabResNet101(ZooOptions options) {
        var b = Blocks.start("deeplabv3plus-resnet-101", options);
        var backbone = new ResNet(b, ResNet.RESNET_101.dilate(1), "backbone.");
        Value image = b.image(options, 3);
        Value low = backbone.stage(backbone.pooled(backbone.stem(image)), 1);
        Value x = low;
        for (int stage = 2; stage <= 4; stage++) x = backbone.stage(x, stage);
        return deepLabHead(b, image, low, x);
    }

    /**
     * DeepLabV3+ over MobileNetV2, output stride 16, 19 classes, from the same source; its blocks pad before they
     * widen, so that the widening convolutions work on the padding too.
     */
    static Graph deepLabMobileNet(ZooOptions options) {
        var b = Blocks.start("deeplabv3plus-mobilenet-v2", options);
        var inverted = new InvertedResiduals(b, b.ops()::relu6, 1e-5).padFirst();
        Value image = b.image(options, 3);
        Value low = MobileNet.v2Features(b, inverted, image, 4, 16);
        return deepLabHead(b, image, low, MobileNet.v2Features(b, inverted, low, 18, 16));
    }

    private static Graph deepLabHead(Blocks b, Value image, Value low, Value x) {
        String name = "classifier.";
        Value detail = b.convNorm(low, name + "project.0", name + "project.1", LOW_LEVEL, Kernel.of(1), b.ops()::relu);
        Value context = atrousPyramid(b, x, name + "aspp");
        context = b.ops().bilinear(context, name + "up", low.height(), low.width(), false);
        Value all = b.ops().concat(name + "cat", detail, context);
        all = b.convNorm(
                all,
                name + "classifier.0",
                name + "classifier.1",
                ATROUS,
                Kernel.of(3).pad(1),
                b.ops()::relu);
        all = b.layers().convBias(all, name + "classifier.3", CITYSCAPES_CLASSES, Kernel.of(1));
        return b.net().graph(b.ops().bilinear(all, "output", image.height(), image.width(), false));
    }

    /** Adds a 1×1 convolution, 3×3 ones with dilations 6, 12 and 18, and the mean of the image, joined. */
    private static Value atrousPyramid(Blocks b, Value x, String name) {
        var parts = new Value[5];
        parts[0] = branch(b, x, name + ".convs.0", Kernel.of(1));
        for (int i = 1; i <= 3; i++)
            parts[i] = branch(
                    b, x, name + ".convs." + i, Kernel.of(3).dilate(6 * i).keep());
        Value mean = b.ops().globalAveragePool(x, name + ".convs.4.pool");
        mean = branch(b, mean, name + ".convs.4", Kernel.of(1));
        parts[4] = b.ops().bilinear(mean, name + ".convs.4.up", x.height(), x.width(), false);
        return branch(b, b.ops().concat(name + ".cat", parts), name + ".project", Kernel.of(1));
    }

    private static Value branch(Blocks b, Value x, String name, Kernel kernel) {
        return b.convNorm(x, name + ".0", name + ".1", ATROUS, kernel, b.ops()::relu);
    }
}
