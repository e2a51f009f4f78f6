package org.systole.workload;

import java.util.List;
import java.util.stream.Collectors;
import org.systole.graph.Graph;
import org.systole.graph.NetworkBuilder;

/** Lowers small graphs for tests and writes workloads as short texts. */
final class Lowered {
    private Lowered() {}

    static NetworkBuilder network() {
        return new NetworkBuilder("test", 1);
    }

    /** Lowers what a builder has made so far, with the invariants checked. */
    static Workload of(NetworkBuilder network) {
        Graph graph = network.build();
        Workload workload = Lowering.of(graph);
        WorkloadInvariants.check(graph, workload);
        return workload;
    }

    /** One line for each layer: name, kind, work, reads and writes. */
    static String text(Workload workload) {
        return workload.layers().stream().map(Lowered::line).collect(Collectors.joining("\n"));
    }

    private static String line(Layer layer) {
        String kind = layer instanceof MacLayer mac ? mac.kind().toString() : "vector";
        return layer.name() + " " + kind + " " + work(layer) + " " + String.join(",", layer.reads()) + " -> "
                + String.join(",", layer.writes());
    }

    static List<String> work(Layer layer) {
        return layer.work().stream().map(w -> w.kind().toString()).toList();
    }

    static MacLayer mac(Workload workload, String name) {
        return workload.macLayers().stream()
                .filter(layer -> layer.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    static Layer layer(Workload workload, String name) {
        return workload.layers().stream()
                .filter(layer -> layer.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
