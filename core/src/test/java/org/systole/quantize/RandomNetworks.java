package org.systole.quantize;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.systole.graph.Convolution;
import org.systole.graph.Graph;
import org.systole.graph.NetworkBuilder;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/** Small convolutional networks of random layers, and random inputs for them. */
final class RandomNetworks {
    private RandomNetworks() {}

    /** Returns a network of 3 to 9 layers with one input {@code x} and one result. */
    static Graph of(SplittableRandom random) {
        var n = new NetworkBuilder("random", random.nextLong());
        String x = n.input("x", 1, random.nextInt(1, 6), random.nextInt(6, 13), random.nextInt(6, 13));
        int layers = random.nextInt(3, 10);
        for (int i = 0; i < layers; i++) x = layer(n, x, random);
        if (random.nextBoolean()) {
            x = n.dense(n.flatten(n.globalAveragePool(x)), random.nextInt(2, 11), random.nextBoolean());
            if (random.nextBoolean()) x = n.softmax(x, -1);
        }
        return n.output(x).build();
    }

    private static String layer(NetworkBuilder n, String x, SplittableRandom random) {
        int channels = n.shape(x).extent(1);
        boolean large = n.shape(x).extent(2) > 4 && n.shape(x).extent(3) > 4;
        return switch (random.nextInt(11)) {
            case 0 -> n.relu(n.conv(x, random.nextInt(1, 17), 3, large ? random.nextInt(1, 3) : 1, 1));
            case 1 -> n.relu6(n.batchNorm(n.conv(x, random.nextInt(1, 17), 1, 1, 0)));
            case 2 -> n.depthwise(x, 3, 1, 1);
            case 3 -> n.conv(x, Convolution.of(random.nextInt(1, 9), 3).pad(1).withBias());
            case 4 -> n.add(x, n.relu(n.conv(x, channels, 3, 1, 1)));
            case 5 -> n.concat(1, x, n.conv(x, 3, 1, 1, 0));
            case 6 -> large ? n.maxPool(x, 2, 2, 0) : n.relu(x);
            case 7 -> large ? n.averagePool(x, 3, 2, 1) : n.sigmoid(x);
            case 8 -> n.hardSwish(x);
            case 9 -> n.mul(x, n.sigmoid(n.conv(x, channels, 1, 1, 0)));
            default -> n.leakyRelu(x, 0.1f);
        };
    }

    /** Returns normally distributed inputs of a graph. */
    static Map<String, Tensor> sample(Graph graph, SplittableRandom random) {
        var sample = new java.util.LinkedHashMap<String, Tensor>();
        for (String input : graph.inputs()) {
            Shape shape = graph.type(input).shape();
            float[] values = new float[Math.toIntExact(shape.elements())];
            for (int i = 0; i < values.length; i++) values[i] = (float) random.nextGaussian();
            sample.put(input, Tensor.of(shape, values));
        }
        return sample;
    }

    /** Returns several samples. */
    static List<Map<String, Tensor>> samples(Graph graph, SplittableRandom random, int count) {
        var samples = new ArrayList<Map<String, Tensor>>();
        for (int i = 0; i < count; i++) samples.add(sample(graph, random));
        return samples;
    }
}
