package org.systole.zoo;

import java.util.function.UnaryOperator;
import org.systole.graph.Graph;

/**
 * Tiny-Darknet, YOLOv4 and YOLOv4-tiny, from the configuration files of Darknet; a node is called after its number
 * there. The detectors end where the files' {@code [yolo]} sections begin: those decode boxes on the host.
 */
final class Darknet {
    private static final int DETECTIONS = 255;

    private final Blocks blocks;
    private int number;

    private Darknet(Blocks blocks) {
        this.blocks = blocks;
    }

    /** Tiny-Darknet: pjreddie/darknet cfg/tiny.cfg. */
    static Graph tiny(ZooOptions options) {
        var net = new Darknet(Blocks.start("tiny-darknet", options));
        UnaryOperator<Value> leaky = net.blocks.ops()::leakyRelu;
        Value x = net.conv(net.blocks.image(options, 3), 16, 3, 1, leaky);
        x = net.conv(net.half(x), 32, 3, 1, leaky);
        x = net.half(x);
        int[][] stages = {{16, 128}, {32, 256}, {64, 512}};
        for (int stage = 0; stage < stages.length; stage++) {
            if (stage > 0) x = net.half(x);
            for (int i = 0; i < 2; i++) {
                x = net.conv(x, stages[stage][0], 1, 1, leaky);
                x = net.conv(x, stages[stage][1], 3, 1, leaky);
            }
        }
        x = net.linear(net.conv(x, 128, 1, 1, leaky), 1000);
        Value mean = net.blocks.ops().globalAveragePool(x, net.next("avgpool"));
        Value row = net.blocks.ops().flatten(mean, "flatten");
        return net.blocks.net().graph(net.blocks.ops().softmax(row, net.next("softmax"), 1));
    }

    /** YOLOv4 (Bochkovskiy, Wang and Liao, arXiv 2004.10934): AlexeyAB/darknet cfg/yolov4.cfg. */
    static Graph yoloV4(String name, ZooOptions options) {
        var net = new Darknet(Blocks.start(name, options));
        UnaryOperator<Value> mish = net.blocks.ops()::mish;
        Value x = net.conv(net.blocks.image(options, 3), 32, 3, 1, mish);
        x = net.crossStage(x, 64, 64, 32, 1);
        x = net.crossStage(x, 128, 64, 64, 2);
        Value eighth = net.crossStage(x, 256, 128, 128, 8);
        Value sixteenth = net.crossStage(eighth, 512, 256, 256, 8);
        x = net.crossStage(sixteenth, 1024, 512, 512, 4);
        return net.yoloV4Neck(eighth, sixteenth, x);
    }

    private Graph yoloV4Neck(Value eighth, Value sixteenth, Value x) {
        UnaryOperator<Value> leaky = blocks.ops()::leakyRelu;
        Value deep = conv(conv(pyramid(triple(x, 512)), 512, 1, 1, leaky), 1024, 3, 1, leaky);
        deep = conv(deep, 512, 1, 1, leaky);
        Value middle = fiveAfter(lateral(deep, sixteenth, 256), 256);
        Value shallow = fiveAfter(lateral(middle, eighth, 128), 128);
        Value first = linear(conv(shallow, 256, 3, 1, leaky), DETECTIONS);
        number++;
        Value second = fiveAfter(concat(conv(shallow, 256, 3, 2, leaky), middle), 256);
        Value secondOut = linear(conv(second, 512, 3, 1, leaky), DETECTIONS);
        number++;
        Value third = fiveAfter(concat(conv(second, 512, 3, 2, leaky), deep), 512);
        Value thirdOut = linear(conv(third, 1024, 3, 1, leaky), DETECTIONS);
        return blocks.net().graph(first, secondOut, thirdOut);
    }

    /**
     * Adds a stage that halves the extents, splits into two branches of which one goes through residual blocks, and
     * joins them (Wang et al., CSPNet, arXiv 1911.11929).
     */
    private Value crossStage(Value x, int channels, int branch, int narrow, int count) {
        UnaryOperator<Value> mish = blocks.ops()::mish;
        Value down = conv(x, channels, 3, 2, mish);
        Value around = conv(down, branch, 1, 1, mish);
        number++;
        Value y = conv(down, branch, 1, 1, mish);
        for (int i = 0; i < count; i++) {
            Value residual = conv(conv(y, narrow, 1, 1, mish), branch, 3, 1, mish, 1 / Math.sqrt(count));
            y = blocks.ops().add(y, residual, next("shortcut"));
        }
        y = conv(y, branch, 1, 1, mish);
        return conv(concat(y, around), channels, 1, 1, mish);
    }

    /** Adds 1×1, 3×3, 1×1. */
    private Value triple(Value x, int channels) {
        UnaryOperator<Value> leaky = blocks.ops()::leakyRelu;
        return conv(conv(conv(x, channels, 1, 1, leaky), 2 * channels, 3, 1, leaky), channels, 1, 1, leaky);
    }

    /** Adds 1×1, 3×3, 1×1, 3×3, 1×1. */
    private Value fiveAfter(Value x, int channels) {
        UnaryOperator<Value> leaky = blocks.ops()::leakyRelu;
        return conv(conv(triple(x, channels), 2 * channels, 3, 1, leaky), channels, 1, 1, leaky);
    }

    /** Adds poolings of 5×5, 9×9 and 13×13 beside each other. */
    private Value pyramid(Value x) {
        Value five = blocks.ops().maxPool(x, next("maxpool"), Kernel.of(5).keep());
        number++;
        Value nine = blocks.ops().maxPool(x, next("maxpool"), Kernel.of(9).keep());
        number++;
        Value thirteen = blocks.ops().maxPool(x, next("maxpool"), Kernel.of(13).keep());
        return concat(thirteen, nine, five, x);
    }

    /** Joins an enlarged deep map to a shallow one. */
    private Value lateral(Value deep, Value shallow, int channels) {
        UnaryOperator<Value> leaky = blocks.ops()::leakyRelu;
        Value up = blocks.ops().nearest(conv(deep, channels, 1, 1, leaky), next("upsample"), 2);
        number++;
        return concat(conv(shallow, channels, 1, 1, leaky), up);
    }

    /** YOLOv4-tiny: AlexeyAB/darknet cfg/yolov4-tiny.cfg. */
    static Graph yoloV4Tiny(ZooOptions options) {
        var net = new Darknet(Blocks.start("yolov4-tiny", options));
        UnaryOperator<Value> leaky = net.blocks.ops()::leakyRelu;
        Value x = net.conv(net.blocks.image(options, 3), 32, 3, 2, leaky);
        x = net.conv(x, 64, 3, 2, leaky);
        x = net.half(net.halfStage(x, 64).joined());
        x = net.half(net.halfStage(x, 128).joined());
        Stage last = net.halfStage(x, 256);
        x = net.conv(net.half(last.joined()), 512, 3, 1, leaky);
        Value narrow = net.conv(x, 256, 1, 1, leaky);
        Value coarse = net.linear(net.conv(narrow, 512, 3, 1, leaky), DETECTIONS);
        net.number += 2;
        Value up = net.blocks.ops().nearest(net.conv(narrow, 128, 1, 1, leaky), net.next("upsample"), 2);
        x = net.concat(up, last.inner());
        Value fine = net.linear(net.conv(x, 256, 3, 1, leaky), DETECTIONS);
        return net.blocks.net().graph(coarse, fine);
    }

    private record Stage(Value inner, Value joined) {}

    /** Adds a stage of which only the second half of the channels goes through the inner convolutions. */
    private Stage halfStage(Value x, int channels) {
        UnaryOperator<Value> leaky = blocks.ops()::leakyRelu;
        Value all = conv(x, channels, 3, 1, leaky);
        Value part = blocks.ops().slice(all, next("route"), 1, channels / 2, channels, 1);
        Value first = conv(part, channels / 2, 3, 1, leaky);
        Value second = conv(first, channels / 2, 3, 1, leaky);
        Value inner = conv(concat(second, first), channels, 1, 1, leaky);
        return new Stage(inner, concat(all, inner));
    }

    private Value conv(Value x, int filters, int size, int stride, UnaryOperator<Value> activation) {
        return conv(x, filters, size, stride, activation, 1);
    }

    private Value conv(Value x, int filters, int size, int stride, UnaryOperator<Value> activation, double gain) {
        String name = next("conv");
        Value y = blocks.layers().conv(x, name, filters, Kernel.of(size).keep().stride(stride));
        return activation.apply(blocks.layers().batchNorm(y, name + ".bn", 1e-5, gain));
    }

    private Value linear(Value x, int filters) {
        return blocks.layers().convBias(x, next("conv"), filters, Kernel.of(1));
    }

    private Value half(Value x) {
        return blocks.ops().maxPool(x, next("maxpool"), Kernel.of(2).stride(2));
    }

    private Value concat(Value... parts) {
        return blocks.ops().concat(next("route"), parts);
    }

    private String next(String kind) {
        return kind + "_" + number++;
    }
}
