package org.systole.hardware;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.systole.workload.VectorWork;

/**
 * A unit for work that is not multiply-accumulates.
 *
 * @param name unique in the accelerator
 * @param operationsPerCycle for each kind of work it can do, elementary operations a cycle; a fraction is allowed
 * @param atWriteBack whether it works on outputs as they leave the array, so that attached work costs no extra
 *     memory traffic
 * @param memory the memory it reads and writes when it works on its own
 * @param host whether it is the host processor: work here counts as the host's share
 */
public record VectorUnit(
        String name,
        Map<VectorWork.Kind, Double> operationsPerCycle,
        boolean atWriteBack,
        String memory,
        boolean host) {
    /** Copies the map and checks the rates. */
    public VectorUnit {
        Objects.requireNonNull(name);
        Objects.requireNonNull(memory);
        var copy = new EnumMap<VectorWork.Kind, Double>(VectorWork.Kind.class);
        copy.putAll(operationsPerCycle);
        copy.forEach((kind, rate) -> {
            if (!(rate > 0)) throw new IllegalArgumentException("unit '" + name + "' does " + kind + " at " + rate);
        });
        operationsPerCycle = Collections.unmodifiableMap(copy);
    }
}
