package org.systole.zoo;

import org.systole.graph.Graph;

/**
 * The keyword spotters that imec compares (P. Debacker, "Semiconductor technologies for energy-efficient intelligence", slide
 * "Neural network optimization for ACiM: train with ACiM imperfections in mind"): 39 features a frame, 99 frames. The quantization of the activations to 7
 * levels is left out.
 */
final class Speech {
    private static final int FEATURES = 39;
    private static final int WIDTH = 100;
    private static final int KEYWORDS = 12;
    private static final int FILTERS = 45;

    private Speech() {}

    /** A dense layer a frame, then seven dilated convolutions along time, without padding. */
    static Graph convolutional(ZooOptions options) {
        var b = Blocks.start("kws-cnn", options);
        Value x = frames(b, options);
        int[] dilations = {2, 2, 4, 4, 8, 8, 16};
        for (int i = 0; i < dilations.length; i++) {
            String name = "conv" + (i + 1);
            Kernel kernel = Kernel.line(3).dilate(dilations[i]);
            x = b.convNorm(x, name, name + ".bn", FILTERS, kernel, b.ops()::relu);
        }
        Value scores = b.classifier(x, "pool", "output", KEYWORDS);
        return b.net().graph(b.ops().softmax(scores, "softmax", 1));
    }

    /** A dense layer a frame, then a long short-term memory of 400 cells. */
    static Graph recurrent(ZooOptions options) {
        var b = Blocks.start("kws-lstm", options);
        int hidden = 400;
        Value x = b.ops().transpose(frames(b, options), "time_first", 2, 0, 1);
        Value state = b.layers().lstm(x, "lstm", hidden);
        Value row = b.ops().reshape(state, "last", options.batch(), hidden);
        Value scores = b.layers().dense(row, "output", KEYWORDS);
        return b.net().graph(b.ops().softmax(scores, "softmax", 1));
    }

    /** Adds the input and the dense layer a frame; returns batch, 100 features, frames. */
    private static Value frames(Blocks b, ZooOptions options) {
        Value x = b.net().input("input", options.batch(), options.sequence(), FEATURES);
        x = b.layers().linear(x, "fc", WIDTH);
        return b.layers().batchNorm(b.ops().transpose(x, "features_first", 0, 2, 1), "fc.bn");
    }

    /**
     * ResNet-15 (Tang and Lin, ICASSP 2018, arXiv 1710.10361, "res15"): castorini/honk utils/model.py@c3aae75, on 101
     * frames of 40 coefficients.
     */
    static Graph resNet15(ZooOptions options) {
        var b = Blocks.start("kws-resnet-15", options);
        Value x = b.image(options, 1);
        Value before = null;
        for (int i = 0; i <= 13; i++) {
            int dilation = i == 0 ? 1 : 1 << (i - 1) / 3;
            Kernel kernel = Kernel.of(3).dilate(dilation).keep();
            Value y = b.ops().relu(b.layers().conv(x, "conv" + i, FILTERS, kernel));
            if (i == 0) before = y;
            x = y;
            if (i > 0 && i % 2 == 0) {
                x = b.ops().add(y, before, "add" + i);
                before = x;
            }
            if (i > 0) x = b.layers().batchNormPlain(x, "bn" + i);
        }
        return b.net().graph(b.classifier(x, "mean", "output", KEYWORDS));
    }
}
