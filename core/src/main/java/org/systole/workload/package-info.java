/**
 * Layers as loop nests over operands, extracted from a graph.
 *
 * <p>A {@link org.systole.workload.MacLayer} is eight nested loops around one multiply-accumulate; what is not a
 * multiply-accumulate is {@link org.systole.workload.VectorWork}, attached to the layer that produces its input or,
 * where that is impossible, a {@link org.systole.workload.VectorLayer} of its own. Nothing is dropped: every node of
 * the graph is in exactly one layer, or is listed as free of cost with the reason.
 */
package org.systole.workload;
