package org.systole.zoo;

import java.util.ArrayList;
import java.util.function.UnaryOperator;
import org.systole.graph.Graph;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/** YOLOv5s and YOLOP, with the decoding of boxes as their ONNX exports have it. */
final class Yolo {
    private static final double EPSILON = 1e-3;
    private static final int ANCHORS = 3;

    private final Blocks blocks;
    private final UnaryOperator<Value> activation;

    private Yolo(Blocks blocks, UnaryOperator<Value> activation) {
        this.blocks = blocks;
        this.activation = activation;
    }

    /** YOLOv5s of release 7.0: ultralytics/yolov5 models/yolov5s.yaml@v7.0, 80 classes. */
    static Graph v5s(ZooOptions options) {
        var blocks = Blocks.start("yolov5s", options);
        var net = new Yolo(blocks, blocks.ops()::silu);
        Value x = net.conv(
                blocks.image(options, 3), "model.0", 32, Kernel.of(6).stride(2).pad(2));
        x = net.crossStage(net.down(x, "model.1", 64), "model.2", 64, 1, true);
        Value eighth = net.crossStage(net.down(x, "model.3", 128), "model.4", 128, 2, true);
        Value sixteenth = net.crossStage(net.down(eighth, "model.5", 256), "model.6", 256, 3, true);
        x = net.crossStage(net.down(sixteenth, "model.7", 512), "model.8", 512, 1, true);
        Value deep = net.conv(net.fastPyramid(x, "model.9", 512), "model.10", 256, Kernel.of(1));
        x = blocks.ops().concat("model.12", blocks.ops().nearest(deep, "model.11", 2), sixteenth);
        Value middle = net.conv(net.crossStage(x, "model.13", 256, 1, false), "model.14", 128, Kernel.of(1));
        x = blocks.ops().concat("model.16", blocks.ops().nearest(middle, "model.15", 2), eighth);
        Value first = net.crossStage(x, "model.17", 128, 1, false);
        x = blocks.ops().concat("model.19", net.down(first, "model.18", 128), middle);
        Value second = net.crossStage(x, "model.20", 256, 1, false);
        x = blocks.ops().concat("model.22", net.down(second, "model.21", 256), deep);
        Value third = net.crossStage(x, "model.23", 512, 1, false);
        float[][] anchors = {{10, 13, 16, 30, 33, 23}, {30, 61, 62, 45, 59, 119}, {116, 90, 156, 198, 373, 326}};
        return blocks.net().graph(net.detect("model.24", 80, anchors, first, second, third));
    }

    /** Adds three 1×1 convolutions around a row of bottlenecks, one of them beside it ("C3"). */
    private Value crossStage(Value x, String name, int channels, int count, boolean shortcut) {
        int hidden = channels / 2;
        Value y = conv(x, name + ".cv1", hidden, Kernel.of(1));
        y = bottlenecks(y, name, count, shortcut);
        Value around = conv(x, name + ".cv2", hidden, Kernel.of(1));
        return conv(blocks.ops().concat(name + ".cat", y, around), name + ".cv3", channels, Kernel.of(1));
    }

    private Value bottlenecks(Value x, String name, int count, boolean shortcut) {
        int channels = x.channels();
        for (int i = 0; i < count; i++) {
            String each = name + ".m." + i;
            double gain = shortcut ? 1 / Math.sqrt(count) : 1;
            Value y = conv(x, each + ".cv1", channels, Kernel.of(1));
            y = conv(y, each + ".cv2", channels, Kernel.of(3).pad(1), gain);
            x = shortcut ? blocks.ops().add(x, y, each + ".add") : y;
        }
        return x;
    }

    /** Adds three poolings of 5×5 one after another, joined ("SPPF"). */
    private Value fastPyramid(Value x, String name, int channels) {
        Value y = conv(x, name + ".cv1", x.channels() / 2, Kernel.of(1));
        Value five = blocks.ops().maxPool(y, name + ".m.0", Kernel.of(5).keep());
        Value nine = blocks.ops().maxPool(five, name + ".m.1", Kernel.of(5).keep());
        Value thirteen = blocks.ops().maxPool(nine, name + ".m.2", Kernel.of(5).keep());
        Value all = blocks.ops().concat(name + ".cat", y, five, nine, thirteen);
        return conv(all, name + ".cv2", channels, Kernel.of(1));
    }

    /** YOLOP (Wu et al., Machine Intelligence Research 19, 2022): hustvl/YOLOP lib/models/YOLOP.py@8d8f68d. */
    static Graph panoptic(ZooOptions options) {
        var blocks = Blocks.start("yolop", options);
        var net = new Yolo(blocks, blocks.ops()::hardSwish);
        Value x = net.focus(blocks.image(options, 3), "model.0", 32);
        x = net.partial(net.down(x, "model.1", 64), "model.2", 64, 1, true);
        Value eighth = net.partial(net.down(x, "model.3", 128), "model.4", 128, 3, true);
        Value sixteenth = net.partial(net.down(eighth, "model.5", 256), "model.6", 256, 3, true);
        x = net.pyramid(net.down(sixteenth, "model.7", 512), "model.8", 512);
        x = net.partial(x, "model.9", 512, 1, false);
        Value deep = net.conv(x, "model.10", 256, Kernel.of(1));
        x = blocks.ops().concat("model.12", blocks.ops().nearest(deep, "model.11", 2), sixteenth);
        Value middle = net.conv(net.partial(x, "model.13", 256, 1, false), "model.14", 128, Kernel.of(1));
        Value shared = blocks.ops().concat("model.16", blocks.ops().nearest(middle, "model.15", 2), eighth);
        Value first = net.partial(shared, "model.17", 128, 1, false);
        x = blocks.ops().concat("model.19", net.down(first, "model.18", 128), middle);
        Value second = net.partial(x, "model.20", 256, 1, false);
        x = blocks.ops().concat("model.22", net.down(second, "model.21", 256), deep);
        Value third = net.partial(x, "model.23", 512, 1, false);
        float[][] anchors = {{3, 9, 5, 11, 4, 20}, {7, 18, 6, 39, 12, 31}, {19, 50, 38, 81, 68, 157}};
        Value boxes = net.detect("model.24", 1, anchors, first, second, third);
        return blocks.net().graph(boxes, net.segment(shared, 25), net.segment(shared, 34));
    }

    private Value segment(Value x, int module) {
        Kernel three = Kernel.of(3).pad(1);
        x = conv(x, "model." + module, 128, three);
        x = blocks.ops().nearest(x, "model." + (module + 1), 2);
        x = partial(x, "model." + (module + 2), 64, 1, false);
        x = conv(x, "model." + (module + 3), 32, three);
        x = blocks.ops().nearest(x, "model." + (module + 4), 2);
        x = conv(x, "model." + (module + 5), 16, three);
        x = partial(x, "model." + (module + 6), 8, 1, false);
        x = blocks.ops().nearest(x, "model." + (module + 7), 2);
        return blocks.ops().sigmoid(conv(x, "model." + (module + 8), 2, three));
    }

    /** Adds four convolutions around a row of bottlenecks, normalized after joining ("BottleneckCSP"). */
    private Value partial(Value x, String name, int channels, int count, boolean shortcut) {
        int hidden = channels / 2;
        Value y = bottlenecks(conv(x, name + ".cv1", hidden, Kernel.of(1)), name, count, shortcut);
        y = blocks.layers().conv(y, name + ".cv3", hidden, Kernel.of(1));
        Value around = blocks.layers().conv(x, name + ".cv2", hidden, Kernel.of(1));
        Value joined = blocks.ops().concat(name + ".cat", y, around);
        joined = blocks.layers().batchNorm(joined, name + ".bn", EPSILON, 1);
        return conv(blocks.ops().leakyRelu(joined), name + ".cv4", channels, Kernel.of(1));
    }

    /** Adds poolings of 5×5, 9×9 and 13×13 beside each other ("SPP"). */
    private Value pyramid(Value x, String name, int channels) {
        Value y = conv(x, name + ".cv1", x.channels() / 2, Kernel.of(1));
        Value five = blocks.ops().maxPool(y, name + ".m.0", Kernel.of(5).keep());
        Value nine = blocks.ops().maxPool(y, name + ".m.1", Kernel.of(9).keep());
        Value thirteen = blocks.ops().maxPool(y, name + ".m.2", Kernel.of(13).keep());
        return conv(blocks.ops().concat(name + ".cat", y, five, nine, thirteen), name + ".cv2", channels, Kernel.of(1));
    }

    /** Moves each 2×2 square of pixels to channels, then adds a 1×1 convolution ("Focus"). */
    private Value focus(Value x, String name, int channels) {
        var parts = new ArrayList<Value>();
        for (int[] at : new int[][] {{0, 0}, {1, 0}, {0, 1}, {1, 1}}) {
            long[] ends = {x.height(), x.width()};
            parts.add(blocks.ops()
                    .slice(
                            x,
                            name + ".slice" + at[0] + at[1],
                            new long[] {2, 3},
                            new long[] {at[0], at[1]},
                            ends,
                            new long[] {2, 2}));
        }
        Value squares = blocks.ops().concat(name + ".cat", parts.toArray(Value[]::new));
        return conv(squares, name + ".conv", channels, Kernel.of(1));
    }

    /** Adds a 1×1 convolution and the decoding for each scale; returns batch, boxes, 5 + classes. */
    private Value detect(String name, int classes, float[][] anchors, Value... scales) {
        var boxes = new ArrayList<Value>();
        int height = scales[0].height() * 8;
        for (int i = 0; i < scales.length; i++) {
            Value raw = blocks.layers().convBias(scales[i], name + ".m." + i, ANCHORS * (5 + classes), Kernel.of(1));
            boxes.add(decode(raw, name + "." + i, 5 + classes, anchors[i], height / scales[i].height()));
        }
        return blocks.ops().concat("output", 1, boxes.toArray(Value[]::new));
    }

    /** Centre = (2·s - 0.5 + cell)·stride, extent = (2·s)²·anchor, with s the sigmoid of the raw output. */
    private Value decode(Value raw, String name, int numbers, float[] anchors, int stride) {
        Ops ops = blocks.ops();
        int batch = raw.shape().extent(0);
        int h = raw.height();
        int w = raw.width();
        Value x = ops.reshape(raw, name + ".split", batch, ANCHORS, numbers, h, w);
        x = ops.sigmoid(ops.transpose(x, name + ".permute", 0, 1, 3, 4, 2));
        Value centre = ops.scaled("Mul", ops.slice(x, name + ".xy", 4, 0, 2, 1), ".2", 2, v -> 2 * v);
        centre = ops.constantOperand("Add", centre, name + ".cell", cells(h, w), v -> v + w / 2.0);
        centre = ops.scaled("Mul", centre, ".stride", stride, v -> v * stride);
        Value extent = ops.scaled("Mul", ops.slice(x, name + ".wh", 4, 2, 4, 1), ".2", 2, v -> 2 * v);
        extent = ops.scaled("Pow", extent, ".squared", 2, v -> v * v);
        extent = ops.constantOperand("Mul", extent, name + ".anchor", sizes(anchors), v -> v * anchors[0]);
        Value rest = ops.slice(x, name + ".scores", 4, 4, numbers, 1);
        return ops.reshape(ops.concat(name + ".cat", 4, centre, extent, rest), name, batch, ANCHORS * h * w, numbers);
    }

    private static Tensor cells(int height, int width) {
        float[] cells = new float[2 * height * width];
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++) {
                cells[2 * (y * width + x)] = x - 0.5f;
                cells[2 * (y * width + x) + 1] = y - 0.5f;
            }
        return Tensor.of(Shape.of(1, 1, height, width, 2), cells);
    }

    private static Tensor sizes(float[] anchors) {
        return Tensor.of(Shape.of(1, ANCHORS, 1, 1, 2), anchors.clone());
    }

    private Value down(Value x, String name, int channels) {
        return conv(x, name, channels, Kernel.of(3).stride(2).pad(1));
    }

    private Value conv(Value x, String name, int channels, Kernel kernel) {
        return conv(x, name, channels, kernel, 1);
    }

    private Value conv(Value x, String name, int channels, Kernel kernel, double gain) {
        Value y = blocks.layers().conv(x, name + ".conv", channels, kernel);
        return activation.apply(blocks.layers().batchNorm(y, name + ".bn", EPSILON, gain));
    }
}
