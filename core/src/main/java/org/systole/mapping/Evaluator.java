package org.systole.mapping;

import org.systole.cost.AcceleratorCosts;
import org.systole.hardware.Accelerator;
import org.systole.workload.Workload;

/**
 * Turns a workload on an accelerator into what it costs. Pure: equal inputs give equal results, so that a cache, a store of
 * explorations or a cluster can stand in front of it.
 */
@FunctionalInterface
public interface Evaluator {
    /**
     * Returns what a network costs.
     *
     * @param workload the network
     * @param accelerator the hardware
     * @param costs what the accelerator's actions cost
     * @param settings how mappings are searched
     * @throws org.systole.problem.SystoleException when a layer has no mapping onto the accelerator
     */
    NetworkCost evaluate(Workload workload, Accelerator accelerator, AcceleratorCosts costs, MapperSettings settings);

    /** Returns the canonical hash of everything that the result depends on, 64 hexadecimal digits. */
    static String hash(Workload workload, Accelerator accelerator, AcceleratorCosts costs, MapperSettings settings) {
        return CanonicalHash.of(AnalyticalEvaluator.VERSION, workload, accelerator, costs, settings.withThreads(1));
    }
}
