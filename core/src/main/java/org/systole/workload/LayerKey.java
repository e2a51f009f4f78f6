package org.systole.workload;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What makes two layers cost the same, whatever they are called: a key for caches.
 *
 * @param nest the loops, or null for a layer without multiply-accumulates
 * @param precision the number formats, or null
 * @param steps dependent repetitions; 1 for a layer without multiply-accumulates
 * @param constantWeights whether the weights are constant; false for a layer without multiply-accumulates
 * @param work the attached work, in order
 */
public record LayerKey(LoopNest nest, Precision precision, int steps, boolean constantWeights, List<Work> work) {
    /**
     * A piece of work without its name.
     *
     * @param kind which unit does it
     * @param operations elementary operations
     * @param inputElements computed elements read
     * @param parameterElements constant elements read
     * @param outputElements elements written
     */
    public record Work(
            VectorWork.Kind kind, long operations, long inputElements, long parameterElements, long outputElements) {
        private static Work of(VectorWork w) {
            return new Work(w.kind(), w.operations(), w.inputElements(), w.parameterElements(), w.outputElements());
        }

        @Override
        public String toString() {
            return kind + ":" + operations + "," + inputElements + "," + parameterElements + "," + outputElements;
        }
    }

    /** Copies the list. */
    public LayerKey {
        work = List.copyOf(work);
    }

    /** Returns the key of a layer. */
    public static LayerKey of(Layer layer) {
        List<Work> work = layer.work().stream().map(Work::of).toList();
        return switch (layer) {
            case MacLayer mac -> new LayerKey(mac.nest(), mac.precision(), mac.steps(), mac.constantWeights(), work);
            case VectorLayer vector -> new LayerKey(null, null, 1, false, work);
        };
    }

    /** Returns a text that is equal exactly when the keys are, the same on every machine: something to hash. */
    public String canonical() {
        String loops = nest == null
                ? "vector"
                : nest.toString() + " " + nest.window() + " " + precision.input() + "," + precision.weight() + ","
                        + precision.output() + "," + precision.partialSum() + " x" + steps
                        + (constantWeights ? " constant" : " computed");
        return loops + work.stream().map(w -> " " + w).collect(Collectors.joining());
    }
}
