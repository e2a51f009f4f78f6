package org.systole.zoo;

import org.systole.graph.Graph;
import org.systole.graph.Node;
import org.systole.tensor.Shape;

/** A plain count over the nodes of a graph, from shapes alone; knows nothing of the builder and of workloads. */
record NetworkCounts(
        long macs,
        long convolutionMacs,
        long denseMacs,
        long parameters,
        long mergedParameters,
        long storedParameters,
        long convolutionWeights,
        long recurrentWeights,
        long recurrentMacs,
        int convolutions,
        int denseLayers) {

    static NetworkCounts of(Graph graph) {
        long convMacs = 0;
        long denseMacs = 0;
        long otherMacs = 0;
        long recurrentMacs = 0;
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
                    recurrentMacs += weights * x.extent(0) * x.extent(1);
                }
                default -> {}
            }
        }
        long trained = parameters(graph);
        long normalized = normalizedChannels(graph);
        return new NetworkCounts(
                convMacs + denseMacs + otherMacs + recurrentMacs,
                convMacs,
                denseMacs,
                trained,
                trained - normalized,
                trained + 2 * normalized,
                convWeights,
                recurrentWeights,
                recurrentMacs,
                convs,
                denses);
    }

    /** Every constant that is called a weight or a bias. */
    private static long parameters(Graph graph) {
        long sum = 0;
        for (var constant : graph.constants().entrySet()) {
            String kind = constant.getKey().substring(constant.getKey().lastIndexOf('.') + 1);
            if (kind.equals("bias") || kind.startsWith("weight"))
                sum += constant.getValue().elements();
        }
        return sum;
    }

    /** The channels of all normalizations with running statistics. */
    private static long normalizedChannels(Graph graph) {
        long sum = 0;
        for (Node node : graph.nodes())
            if (node.op().equals("BatchNormalization"))
                sum += graph.type(node.input(1)).shape().elements();
        return sum;
    }

    double of(Quantity quantity) {
        return switch (quantity) {
            case MACS -> macs;
            case CONVOLUTION_MACS -> convolutionMacs;
            case DENSE_MACS -> denseMacs;
            case PARAMETERS -> parameters;
            case MERGED_PARAMETERS -> mergedParameters;
            case STORED_PARAMETERS -> storedParameters;
            case CONVOLUTION_WEIGHTS -> convolutionWeights;
            case RECURRENT_WEIGHTS -> recurrentWeights;
            case RECURRENT_MACS -> recurrentMacs;
            case CONVOLUTIONS -> convolutions;
            case DENSE_LAYERS -> denseLayers;
        };
    }
}
