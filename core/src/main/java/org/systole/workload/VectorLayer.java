package org.systole.workload;

import java.util.List;
import java.util.Objects;

/**
 * A layer without multiply-accumulates: work whose input is not the fresh output of one layer.
 *
 * @param name unique in the workload
 * @param reads feature maps read
 * @param writes feature maps written
 * @param work the work, in order
 * @param nodes the nodes of the graph
 */
public record VectorLayer(
        String name, List<String> reads, List<String> writes, List<VectorWork> work, List<String> nodes)
        implements Layer {
    /** Copies the lists. */
    public VectorLayer {
        Objects.requireNonNull(name);
        reads = List.copyOf(reads);
        writes = List.copyOf(writes);
        work = List.copyOf(work);
        nodes = List.copyOf(nodes);
    }
}
