package org.systole.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.systole.graph.Graph;
import org.systole.workload.Lowering;
import org.systole.workload.MacLayer;
import org.systole.workload.Workload;

/** The workload of every network has the multiply-accumulates that a plain count over its nodes finds. */
class LoweredNetworksTest {
    static List<ZooEntry> entries() {
        return Zoo.entries();
    }

    @ParameterizedTest
    @MethodSource("entries")
    void macsAreThoseOfThePlainCount(ZooEntry entry) {
        Graph graph = entry.graph();
        Workload workload = Lowering.of(graph);
        long macs = 0;
        for (var layer : workload.layers()) if (layer instanceof MacLayer mac) macs += mac.macs();
        assertEquals(NetworkCounts.of(graph).macs(), macs);
    }
}
