/**
 * On what a network runs: arrays, memories, links, units, and the YAML format that describes them.
 *
 * <p>An {@link org.systole.hardware.Accelerator} is a description, not a model: it says what there is. Systolic
 * arrays, row-stationary arrays, DPUs and Gemmini differ in their descriptions only; nothing that evaluates them
 * asks for a name. Costs come from {@code cost}, time from {@code mapping}.
 */
package org.systole.hardware;
