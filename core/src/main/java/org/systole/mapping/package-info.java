/**
 * In which order, where: mappings of layers onto accelerators, what a mapping costs, and the search for the best one.
 *
 * <p>A {@link org.systole.mapping.Mapping} is a spatial unrolling, one ordered list of temporal loops, and for every
 * operand the memories that hold it with the loops that lie within each. {@link org.systole.mapping.AnalyticalEvaluator}
 * turns a workload, an accelerator and its costs into a {@link org.systole.mapping.NetworkCost}; everything in it is
 * pure: equal inputs give equal results, and the inputs have a canonical hash. The formulas stand in
 * {@code docs/models/mapping.md}.
 */
package org.systole.mapping;
