package org.systole.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.systole.graph.Graph;
import org.systole.graph.Node;
import org.systole.tensor.Shape;

/** Sums over the shapes of all layers that were recomputed from the seeds' documents (golden/structural.md). */
class StructuralFiguresTest {
    /** Blocks of the input matrices of all convolutions: ⌈OH·OW / rows⌉ · ⌈C·kh·kw / columns⌉. */
    @ParameterizedTest
    @CsvSource({
        "resnet-50, 0, 0, 8, 8, 345440",
        "resnet-50, 0, 0, 4, 4, 1368000",
        "resnet-50, 0, 0, 16, 16, 88080",
        "resnet-50, 0, 0, 1, 16, 1373568",
        "resnet-50, 0, 0, 3, 7, 1055032",
        "resnet-18, 0, 0, 8, 8, 232800",
        "resnet-34, 0, 0, 8, 8, 411360",
        "resnet-20, 0, 0, 8, 8, 23840",
        "resnet-20, 0, 0, 4, 4, 95104",
        "yolov5s, 480, 640, 8, 8, 946560",
    })
    void blocksOfTheInputMatrices(String name, int height, int width, int rows, int columns, long blocks) {
        Graph graph = Zoo.entry(name).graph(ZooOptions.DEFAULT.withImage(height, width));
        long sum = 0;
        for (Node node : convolutions(graph)) {
            Shape out = graph.type(node.output()).shape();
            Shape weight = graph.type(node.input(1)).shape();
            long taps = weight.elements() / weight.extent(0);
            sum += Math.ceilDiv((long) out.extent(2) * out.extent(3), rows) * Math.ceilDiv(taps, columns);
        }
        assertEquals(blocks, sum);
    }

    /** ResNet-50 v1: the layers that do not fit 2 MiB at 8 bit with input, weights and output, numbered from 1. */
    @Test
    void layersOfResNet50ThatDoNotFitTwoMebibytes() {
        Graph graph = Zoo.graph("resnet-50-v1");
        List<Node> convolutions = convolutions(graph);
        var tooLarge = new ArrayList<String>();
        for (int i = 0; i < convolutions.size(); i++) {
            Node node = convolutions.get(i);
            long bytes = graph.type(node.input(0)).shape().elements()
                    + graph.type(node.input(1)).shape().elements()
                    + graph.type(node.output()).shape().elements();
            if (bytes > 2 << 20) tooLarge.add("L" + (i + 1) + " " + bytes);
        }
        assertEquals(List.of("L45 2409472", "L47 2398208", "L49 2409472", "L52 2409472"), tooLarge);
    }

    /** ResNet-50: all convolutions together write 11,113,984 elements, the largest map has 802,816. */
    @Test
    void featureMapsOfResNet50() {
        Graph graph = Zoo.graph("resnet-50");
        long sum = 0;
        long largest = 0;
        for (Node node : convolutions(graph)) {
            long elements = graph.type(node.output()).shape().elements();
            sum += elements;
            largest = Math.max(largest, elements);
        }
        assertEquals(11_113_984, sum);
        assertEquals(802_816, largest);
    }

    private static List<Node> convolutions(Graph graph) {
        return graph.nodes().stream().filter(node -> node.op().equals("Conv")).toList();
    }
}
