package org.systole.zoo;

import java.util.function.UnaryOperator;

/**
 * Blocks of a 1×1 convolution that widens, a depthwise one and a 1×1 one that narrows, with a shortcut where the
 * extents and the channels stay (Sandler et al., arXiv 1801.04381, figure 3), and optionally squeeze-and-excitation
 * before the narrowing (Hu et al., arXiv 1709.01507).
 */
final class InvertedResiduals {
    private static final int SQUEEZE = 4;

    private final Blocks blocks;
    private final UnaryOperator<Value> activation;
    private final double epsilon;
    private final boolean squeeze;
    private int done;
    private boolean padFirst;

    InvertedResiduals(Blocks blocks, UnaryOperator<Value> activation, double epsilon) {
        this(blocks, activation, epsilon, false);
    }

    private InvertedResiduals(Blocks blocks, UnaryOperator<Value> activation, double epsilon, boolean squeeze) {
        this.blocks = blocks;
        this.activation = activation;
        this.epsilon = epsilon;
        this.squeeze = squeeze;
    }

    /** Returns blocks with squeeze-and-excitation, to a quarter of the block's input channels. */
    InvertedResiduals squeezing() {
        return new InvertedResiduals(blocks, activation, epsilon, true);
    }

    /** Lets the blocks pad their input, before the widening, instead of the depthwise convolution's. */
    InvertedResiduals padFirst() {
        padFirst = true;
        return this;
    }

    /** Returns how many blocks were added or skipped. */
    int done() {
        return done;
    }

    /** Counts blocks that were added elsewhere. */
    void skip(int count) {
        done += count;
    }

    /**
     * Adds a block.
     *
     * @param expansion how much wider the middle is than the input; with 1 there is no widening convolution
     * @param kernel of the depthwise convolution; its padding is set here
     * @param gain of the last normalization when there is a shortcut, see {@link Layers#batchNorm}
     */
    Value add(Value x, String name, int expansion, int channels, Kernel kernel, double gain) {
        done++;
        boolean shortcut = kernel.stride()[0] == 1 && x.channels() == channels;
        Kernel padded = kernel.keep();
        Value y = padFirst ? blocks.ops().pad(x, name + ".pad", padded.before()[0], padded.after()[0]) : x;
        int module = 0;
        if (expansion != 1) y = widen(y, name + ".conv." + module++, expansion * x.channels());
        String middle = name + ".conv." + module++;
        y = activation.apply(
                normalize(blocks.layers().depthwise(y, middle + ".0", padFirst ? kernel : padded), middle + ".1", 1));
        if (squeeze) y = excite(y, name + ".conv." + module++, Math.max(1, x.channels() / SQUEEZE));
        y = blocks.layers().conv(y, name + ".conv." + module, channels, Kernel.of(1));
        y = normalize(y, name + ".conv." + (module + 1), shortcut ? gain : 1);
        return shortcut ? blocks.ops().add(x, y, name + ".add") : y;
    }

    private Value widen(Value x, String name, int channels) {
        return activation.apply(
                normalize(blocks.layers().conv(x, name + ".0", channels, Kernel.of(1)), name + ".1", 1));
    }

    private Value normalize(Value x, String name, double gain) {
        return blocks.layers().batchNorm(x, name, epsilon, gain);
    }

    private Value excite(Value x, String name, int squeezed) {
        Value mean = blocks.ops().globalAveragePool(x, name + ".avgpool");
        Value narrow = activation.apply(blocks.layers().convBias(mean, name + ".fc1", squeezed, Kernel.of(1)));
        Value gate = blocks.ops().sigmoid(blocks.layers().convBias(narrow, name + ".fc2", x.channels(), Kernel.of(1)));
        return blocks.ops().mul(x, gate, name + ".scale");
    }
}
