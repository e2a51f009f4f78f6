package org.systole.zoo;

import java.util.function.UnaryOperator;
import org.systole.graph.Graph;

/** MobileNetV1 and the networks of inverted residuals: MobileNetV2, EfficientNet-B0, ProxylessNAS-mobile. */
final class MobileNet {
    private static final int CLASSES = 1000;

    private MobileNet() {}

    /** MobileNetV1, width 1 (Howard et al., arXiv 1704.04861, table 1). */
    static Graph v1(ZooOptions options) {
        var b = Blocks.start("mobilenet-v1", options);
        // Filters of the pointwise convolution and stride of the depthwise one before it.
        int[][] separable = {
            {64, 1}, {128, 2}, {128, 1}, {256, 2}, {256, 1}, {512, 2}, {512, 1}, {512, 1}, {512, 1}, {512, 1}, {512, 1},
            {1024, 2}, {1024, 1}
        };
        Value x = b.convNorm(
                b.image(options, 3),
                "conv1",
                "conv1.bn",
                32,
                Kernel.of(3).stride(2).pad(1),
                b.ops()::relu6);
        int block = 0;
        for (int[] next : separable) {
            String name = "conv" + (++block + 1);
            Kernel three = Kernel.of(3).stride(next[1]).pad(1);
            x = b.depthwiseNorm(x, name + ".dw", name + ".dw.bn", three, b.ops()::relu6);
            x = b.convNorm(x, name + ".pw", name + ".pw.bn", next[0], Kernel.of(1), b.ops()::relu6);
        }
        return b.net().graph(b.classifier(x, "pool", "fc", CLASSES));
    }

    /**
     * MobileNetV2, width 1 (Sandler et al., CVPR 2018, arXiv 1801.04381, table 2); node names as in pytorch/vision
     * torchvision/models/mobilenetv2.py.
     */
    static Graph v2(ZooOptions options) {
        var b = Blocks.start("mobilenet-v2", options);
        var inverted = new InvertedResiduals(b, b.ops()::relu6, 1e-5);
        Value x = v2Features(b, inverted, b.image(options, 3), 18, 32);
        x = b.convNorm(x, "features.18.0", "features.18.1", 1280, Kernel.of(1), b.ops()::relu6);
        return b.net().graph(b.classifier(x, "avgpool", "classifier.1", CLASSES));
    }

    /** Expansion, channels, repetitions and stride of each stage of MobileNetV2. */
    private static int[][] v2Stages() {
        return new int[][] {
            {1, 16, 1, 1}, {6, 24, 2, 2}, {6, 32, 3, 2}, {6, 64, 4, 2}, {6, 96, 3, 1}, {6, 160, 3, 2}, {6, 320, 1, 1}
        };
    }

    /**
     * Adds the blocks {@code features.0} to before {@code features.END} of MobileNetV2; an input that went through
     * the first {@code inverted.done()} of them already continues from there.
     *
     * @param outputStride how much smaller the image becomes at most; later strides become dilations
     */
    static Value v2Features(Blocks b, InvertedResiduals inverted, Value x, int end, int outputStride) {
        if (inverted.done() == 0) {
            x = b.convNorm(
                    x,
                    "features.0.0",
                    "features.0.1",
                    32,
                    Kernel.of(3).stride(2).pad(1),
                    b.ops()::relu6);
            inverted.skip(1);
        }
        int block = 1;
        int reached = 2;
        int dilation = 1;
        for (int[] stage : v2Stages()) {
            int before = dilation;
            int stride = stage[3];
            if (reached == outputStride) {
                dilation *= stride;
                stride = 1;
            } else {
                reached *= stride;
            }
            for (int i = 0; i < stage[2]; i++, block++) {
                if (block < inverted.done() || block >= end) continue;
                Kernel three = Kernel.of(3).stride(i == 0 ? stride : 1).dilate(i == 0 ? before : dilation);
                x = inverted.add(x, "features." + block, stage[0], stage[1], three, 1 / Math.sqrt(stage[2]));
            }
        }
        return x;
    }

    /**
     * ProxylessNAS-mobile (Cai, Zhu and Han, ICLR 2019, arXiv 1812.00332); structure as in osmr/imgclsmob
     * pytorch/pytorchcv/models/proxylessnas.py, which states its 4,080,512 parameters.
     */
    static Graph proxylessMobile(ZooOptions options) {
        var b = Blocks.start("proxylessnas-mobile", options);
        var inverted = new InvertedResiduals(b, b.ops()::relu6, 1e-3);
        // Channels and stride of each stage, then kernel and expansion of each block of it.
        int[][] stages = {{16, 1}, {32, 2}, {40, 2}, {80, 2}, {96, 1}, {192, 2}, {320, 1}};
        int[][][] searched = {
            {{3, 1}},
            {{5, 3}, {3, 3}},
            {{7, 3}, {3, 3}, {5, 3}, {5, 3}},
            {{7, 6}, {5, 3}, {5, 3}, {5, 3}},
            {{5, 6}, {5, 3}, {5, 3}, {5, 3}},
            {{7, 6}, {7, 6}, {7, 3}, {7, 3}},
            {{7, 6}}
        };
        Value x = b.convNorm(
                b.image(options, 3),
                "first_conv",
                "first_conv.bn",
                32,
                Kernel.of(3).stride(2).pad(1),
                b.ops()::relu6);
        int block = 0;
        for (int stage = 0; stage < stages.length; stage++) {
            for (int i = 0; i < searched[stage].length; i++) {
                int[] choice = searched[stage][i];
                Kernel kernel = Kernel.of(choice[0]).stride(i == 0 ? stages[stage][1] : 1);
                double gain = 1 / Math.sqrt(searched[stage].length);
                x = inverted.add(x, "blocks." + block++, choice[1], stages[stage][0], kernel, gain);
            }
        }
        UnaryOperator<Value> relu6 = b.ops()::relu6;
        x = b.convNorm(x, "feature_mix_layer", "feature_mix_layer.bn", 1280, Kernel.of(1), relu6);
        return b.net().graph(b.classifier(x, "avgpool", "classifier", CLASSES));
    }

    /** EfficientNet-B0 (Tan and Le, ICML 2019, arXiv 1905.11946, table 1), squeeze-and-excitation included. */
    static Graph efficientNetB0(ZooOptions options) {
        var b = Blocks.start("efficientnet-b0", options);
        var inverted = new InvertedResiduals(b, b.ops()::silu, 1e-5).squeezing();
        // Expansion, kernel, stride, channels, repetitions.
        int[][] stages = {
            {1, 3, 1, 16, 1},
            {6, 3, 2, 24, 2},
            {6, 5, 2, 40, 2},
            {6, 3, 2, 80, 3},
            {6, 5, 1, 112, 3},
            {6, 5, 2, 192, 4},
            {6, 3, 1, 320, 1}
        };
        Value x = b.convNorm(
                b.image(options, 3),
                "features.0.0",
                "features.0.1",
                32,
                Kernel.of(3).stride(2).pad(1),
                b.ops()::silu);
        int number = 0;
        for (int[] stage : stages) {
            number++;
            for (int i = 0; i < stage[4]; i++) {
                Kernel kernel = Kernel.of(stage[1]).stride(i == 0 ? stage[2] : 1);
                double gain = 1 / Math.sqrt(stage[4]);
                x = inverted.add(x, "features." + number + "." + i, stage[0], stage[3], kernel, gain);
            }
        }
        x = b.convNorm(x, "features.8.0", "features.8.1", 1280, Kernel.of(1), b.ops()::silu);
        return b.net().graph(b.classifier(x, "avgpool", "classifier.1", CLASSES));
    }
}
