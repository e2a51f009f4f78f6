package org.systole.zoo;

import org.systole.graph.Graph;

/**
 * The residual networks of He et al., "Deep Residual Learning for Image Recognition", CVPR 2016 (arXiv 1512.03385),
 * table 1; node names as in pytorch/vision torchvision/models/resnet.py.
 */
final class ResNet {
    private static final int CLASSES = 1000;
    private static final int EXPANSION = 4;

    /**
     * A member of the family.
     *
     * @param bottleneck blocks of 1×1, 3×3, 1×1 instead of two 3×3
     * @param blocks in each of the four stages
     * @param strideFirst whether a bottleneck's stride is in its first 1×1, as in the paper, or in its 3×3 ("v1.5")
     * @param dilated how many of the last stages are dilated instead of strided, as segmentation backbones are
     */
    record Plan(boolean bottleneck, int[] blocks, boolean strideFirst, int dilated) {
        /** Two 3×3 convolutions a block. */
        static Plan basic(int... blocks) {
            return new Plan(false, blocks, false, 0);
        }

        /** Bottlenecks with the stride in the 3×3 convolution. */
        static Plan bottleneck(int... blocks) {
            return new Plan(true, blocks, false, 0);
        }

        /** Returns this plan with the stride in the first 1×1. */
        Plan asPublished() {
            return new Plan(bottleneck, blocks, true, dilated);
        }

        /** Returns this plan with so many of its last stages dilated. */
        Plan dilate(int stages) {
            return new Plan(bottleneck, blocks, strideFirst, stages);
        }
    }

    static final Plan RESNET_18 = Plan.basic(2, 2, 2, 2);
    static final Plan RESNET_34 = Plan.basic(3, 4, 6, 3);
    static final Plan RESNET_50 = Plan.bottleneck(3, 4, 6, 3);
    static final Plan RESNET_101 = Plan.bottleneck(3, 4, 23, 3);

    private final Blocks blocks;
    private final Plan plan;
    private final String prefix;
    private int dilation = 1;

    /** Prepares a backbone whose nodes have this prefix. */
    ResNet(Blocks blocks, Plan plan, String prefix) {
        this.blocks = blocks;
        this.plan = plan;
        this.prefix = prefix;
    }

    /** Builds a classifier. */
    static Graph classifier(String name, Plan plan, ZooOptions options) {
        var blocks = Blocks.start(name, options);
        var net = new ResNet(blocks, plan, "");
        Value x = net.pooled(net.stem(blocks.image(options, 3)));
        for (int stage = 1; stage <= 4; stage++) x = net.stage(x, stage);
        return blocks.net().graph(blocks.classifier(x, "avgpool", "fc", CLASSES));
    }

    /** Adds the 7×7 convolution: half the extents, 64 channels. */
    Value stem(Value x) {
        return blocks.convNorm(
                x, prefix + "conv1", prefix + "bn1", 64, Kernel.of(7).stride(2).pad(3), blocks.ops()::relu);
    }

    /** Adds the pooling after the stem. */
    Value pooled(Value x) {
        return blocks.ops()
                .maxPool(x, prefix + "maxpool", Kernel.of(3).stride(2).pad(1));
    }

    /**
     * Adds a stage.
     *
     * @param stage from 1 to 4; all but the first halve the extents, unless they are dilated
     */
    Value stage(Value x, int stage) {
        int width = 64 << (stage - 1);
        int count = plan.blocks()[stage - 1];
        int stride = stage == 1 ? 1 : 2;
        int first = dilation;
        if (stage > 4 - plan.dilated()) {
            dilation *= stride;
            stride = 1;
        }
        double gain = 1 / Math.sqrt(count);
        for (int i = 0; i < count; i++) {
            String name = prefix + "layer" + stage + "." + i;
            x = block(x, name, width, i == 0 ? stride : 1, i == 0 ? first : dilation, gain);
        }
        return x;
    }

    private Value block(Value x, String name, int width, int stride, int dilate, double gain) {
        int out = plan.bottleneck() ? EXPANSION * width : width;
        Value branch = plan.bottleneck()
                ? bottleneck(x, name, width, stride, dilate, gain)
                : basic(x, name, width, stride, dilate, gain);
        // After the branch, as the published code computes it and as layers are numbered.
        Value shortcut = x;
        if (stride != 1 || x.channels() != out)
            shortcut = blocks.convNorm(
                    x,
                    name + ".downsample.0",
                    name + ".downsample.1",
                    out,
                    Kernel.of(1).stride(stride));
        return blocks.ops().relu(blocks.ops().add(branch, shortcut, name + ".add"));
    }

    private Value basic(Value x, String name, int width, int stride, int dilate, double gain) {
        Kernel three = Kernel.of(3).dilate(dilate).keep();
        Value y = blocks.convNorm(x, name + ".conv1", name + ".bn1", width, three.stride(stride), blocks.ops()::relu);
        y = blocks.layers().conv(y, name + ".conv2", width, three);
        return blocks.layers().batchNorm(y, name + ".bn2", 1e-5, gain);
    }

    private Value bottleneck(Value x, String name, int width, int stride, int dilate, double gain) {
        Kernel one = Kernel.of(1).stride(plan.strideFirst() ? stride : 1);
        Kernel three = Kernel.of(3)
                .stride(plan.strideFirst() ? 1 : stride)
                .dilate(dilate)
                .keep();
        Value y = blocks.convNorm(x, name + ".conv1", name + ".bn1", width, one, blocks.ops()::relu);
        y = blocks.convNorm(y, name + ".conv2", name + ".bn2", width, three, blocks.ops()::relu);
        y = blocks.layers().conv(y, name + ".conv3", EXPANSION * width, Kernel.of(1));
        return blocks.layers().batchNorm(y, name + ".bn3", 1e-5, gain);
    }
}
