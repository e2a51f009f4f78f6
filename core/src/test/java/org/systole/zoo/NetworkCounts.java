package org.systole.zoo;

import java.util.HashSet;
import java.util.Set;
import org.systole.graph.Graph;
import org.systole.graph.Node;
import org.systole.tensor.DataType;
import org.systole.tensor.Shape;

/** A plain count over the nodes of a graph, from shapes alone; knows nothing of the builder and of workloads. */
record NetworkCounts(
        long macs,
        long convolutionMacs,
        long denseMacs,
        long parameters,
        long convolutionWeights,
        long recurrentWeights,
        int convolutions,
        int denseLayers) {

    static NetworkCounts of(Graph graph) {
        long convMacs = 0;
        long denseMacs = 0;
        long otherMacs = 0;
        long convWeights = 0;
        long recurrentWeights = 0;
        int convs = 0;
        int denses = 0;
        for (Node node : graph.nodes()) {
            switch (node.op()) {
                case "Conv" -> {
                    Shape weight = graph.type(node.input(1)).shape();
                    Shape out = graph.type(node.output()).shape();
                    convs++;
                    convWeights += weight.elements();
                    convMacs += out.elements() * weight.elements() / weight.extent(0);
                }
                case "Gemm" -> {
                    denses++;
                    denseMacs += graph.type(node.input(1)).shape().elements()
                            * graph.type(node.output()).shape().extent(0);
                }
                case "MatMul" -> {
                    Shape left = graph.type(node.input(0)).shape();
                    Shape out = graph.type(node.output()).shape();
                    long products = out.elements() * left.extent(-1);
                    if (graph.constant(node.input(1)).isPresent()) {
                        denses++;
                        denseMacs += products;
                    } else {
                        otherMacs += products;
                    }
                }
                case "LSTM" -> {
                    Shape x = graph.type(node.input(0)).shape();
                    long weights = graph.type(node.input(1)).shape().elements()
                            + graph.type(node.input(2)).shape().elements();
                    recurrentWeights += weights;
                    otherMacs += weights * x.extent(0) * x.extent(1);
                }
                default -> {}
            }
        }
        return new NetworkCounts(
                convMacs + denseMacs + otherMacs,
                convMacs,
                denseMacs,
                parameters(graph),
                convWeights,
                recurrentWeights,
                convs,
                denses);
    }

    /** Every constant of real numbers that is not a scalar, but for the statistics of normalizations. */
    private static long parameters(Graph graph) {
        Set<String> statistics = new HashSet<>();
        for (Node node : graph.nodes())
            if (node.op().equals("BatchNormalization")) {
                statistics.add(node.input(3));
                statistics.add(node.input(4));
            }
        long sum = 0;
        for (var constant : graph.constants().entrySet())
            if (constant.getValue().type() == DataType.FLOAT32
                    && constant.getValue().shape().rank() > 0
                    && !statistics.contains(constant.getKey()))
                sum += constant.getValue().elements();
        return sum;
    }

    double of(Quantity quantity) {
        return switch (quantity) {
            case MACS -> macs;
            case CONVOLUTION_MACS -> convolutionMacs;
            case DENSE_MACS -> denseMacs;
            case PARAMETERS -> parameters;
            case CONVOLUTION_WEIGHTS -> convolutionWeights;
            case RECURRENT_WEIGHTS -> recurrentWeights;
            case CONVOLUTIONS -> convolutions;
            case DENSE_LAYERS -> denseLayers;
        };
    }
}
