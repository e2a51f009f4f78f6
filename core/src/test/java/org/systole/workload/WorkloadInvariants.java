package org.systole.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.systole.graph.Graph;
import org.systole.graph.Node;

/** What holds for the workload of every graph. */
final class WorkloadInvariants {
    /** Operators that become several layers. */
    private static final Set<String> SEVERAL = Set.of(
            "LSTM",
            "GRU",
            "RNN",
            "DynamicQuantizeLSTM",
            "ConvTranspose",
            "Attention",
            "DeformConv",
            "DynamicQuantizeMatMul");

    private WorkloadInvariants() {}

    static void check(Graph graph, Workload workload) {
        everyNodeStandsSomewhere(graph, workload);
        everyMapIsWrittenOnceBeforeItIsRead(graph, workload);
        multiplyAccumulatesAreThoseOfTheNodes(graph, workload);
        layersAndMapsFit(workload);
    }

    private static void everyNodeStandsSomewhere(Graph graph, Workload workload) {
        Map<String, List<Layer>> layers = new HashMap<>();
        for (Layer layer : workload.layers())
            for (String node : layer.nodes())
                layers.computeIfAbsent(node, n -> new ArrayList<>()).add(layer);
        Set<String> names = new HashSet<>();
        for (Node node : graph.nodes()) {
            names.add(node.name());
            int count = layers.getOrDefault(node.name(), List.of()).size();
            String reason = workload.free().get(node.name());
            assertTrue(
                    (count > 0) != (reason != null),
                    node.described() + " stands in " + count + " layers and is free: " + reason);
            if (count > 1 && !SEVERAL.contains(node.op())) sharesAddUp(graph, node, layers.get(node.name()));
        }
        assertTrue(names.containsAll(layers.keySet()), "layers name nodes that do not exist");
        assertTrue(names.containsAll(workload.free().keySet()), "nodes that do not exist are free");
        Set<String> layerNames = new HashSet<>();
        for (Layer layer : workload.layers())
            assertTrue(layerNames.add(layer.name()), "two layers are called " + layer.name());
    }

    /** Work on a map that several layers write is shared out among them. */
    private static void sharesAddUp(Graph graph, Node node, List<Layer> layers) {
        List<VectorWork> shares = layers.stream()
                .flatMap(layer -> layer.work().stream())
                .filter(w -> w.node().equals(node.name()))
                .toList();
        long operations = shares.stream().mapToLong(VectorWork::operations).sum();
        long elements = graph.type(node.output()).shape().elements();
        assertTrue(
                shares.isEmpty() || operations == elements,
                node.described() + " works on " + operations + " of " + elements);
    }

    private static void everyMapIsWrittenOnceBeforeItIsRead(Graph graph, Workload workload) {
        Set<String> there = new HashSet<>();
        for (String input : workload.inputs()) there.addAll(workload.leaves(input));
        Map<String, Set<String>> nodesOfWriter = new HashMap<>();
        for (Layer layer : workload.layers())
            for (String map : layer.writes()) nodesOfWriter.put(map, new HashSet<>(layer.nodes()));
        for (Layer layer : workload.layers()) {
            assertFalse(layer.writes().isEmpty(), layer.name() + " writes nothing");
            assertTrue(!layer.reads().isEmpty() || layer instanceof VectorLayer, layer.name() + " reads nothing");
            for (String map : layer.reads())
                for (String leaf : workload.leaves(map)) {
                    boolean feedback = layer instanceof MacLayer mac
                            && mac.kind() == MacLayer.Kind.RECURRENT
                            && nodesOfWriter.getOrDefault(leaf, Set.of()).stream()
                                    .anyMatch(layer.nodes()::contains);
                    assertTrue(there.contains(leaf) || feedback, layer.name() + " reads '" + leaf + "' too early");
                }
            for (String map : layer.writes()) {
                assertTrue(workload.maps().get(map).parts().isEmpty(), layer.name() + " writes a map of parts: " + map);
                assertTrue(there.add(map), layer.name() + " writes '" + map + "' again");
            }
        }
        for (FeatureMap map : workload.maps().values()) {
            long parts = map.parts().stream()
                    .mapToLong(p -> workload.maps().get(p).elements())
                    .sum();
            if (!map.parts().isEmpty()) assertEquals(map.elements(), parts, "parts of " + map.name());
        }
        for (String output : workload.outputs())
            for (String leaf : workload.leaves(output))
                assertTrue(
                        there.contains(leaf)
                                || new Liveness(graph).isConstant(leaf)
                                || workload.maps().get(leaf).elements() == 0,
                        "nobody writes the result " + leaf);
    }

    private static void multiplyAccumulatesAreThoseOfTheNodes(Graph graph, Workload workload) {
        Map<String, Long> found = new HashMap<>();
        Map<String, Node> nodes = new HashMap<>();
        for (Node node : graph.nodes()) nodes.put(node.name(), node);
        for (MacLayer layer : workload.macLayers()) {
            List<String> owners = layer.nodes().stream()
                    .filter(n -> NodeMacs.hasProducts(nodes.get(n)))
                    .toList();
            assertEquals(1, owners.size(), layer.name() + " stands for several products: " + owners);
            found.merge(owners.getFirst(), layer.macs(), Long::sum);
        }
        for (Node node : graph.nodes()) {
            if (workload.free().containsKey(node.name())) continue;
            assertEquals(NodeMacs.of(graph, node), found.getOrDefault(node.name(), 0L), node.described());
        }
    }

    private static void layersAndMapsFit(Workload workload) {
        for (MacLayer layer : workload.macLayers()) {
            FeatureMap input = workload.maps().get(layer.reads().getFirst());
            if (layer.steps() == 1)
                assertTrue(
                        layer.nest().elements(Operand.INPUT) <= input.elements(),
                        layer.name() + " reads " + layer.nest().elements(Operand.INPUT) + " of " + input);
            long last = layer.work().isEmpty()
                    ? layer.nest().elements(Operand.OUTPUT)
                    : layer.work().getLast().outputElements();
            long written = layer.writes().stream()
                    .mapToLong(map -> workload.maps().get(map).elements())
                    .sum();
            if (layer.kind() != MacLayer.Kind.RECURRENT)
                assertEquals(last, written, layer.name() + " leaves " + last + " elements");
            assertEquals(
                    workload.maps().get(layer.writes().getFirst()).format(),
                    layer.precision().output(),
                    layer.name());
        }
    }
}
