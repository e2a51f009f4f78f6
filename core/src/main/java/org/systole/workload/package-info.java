/**
 * Layers as loop nests over operands, extracted from a graph.
 *
 * <p>{@link org.systole.workload.Lowering} makes a {@link org.systole.workload.Workload} of a graph, {@link
 * org.systole.workload.ScaleSimTopology} of SCALE-Sim's files. A {@link org.systole.workload.MacLayer} is eight nested loops around one multiply-accumulate; what is not a
 * multiply-accumulate is {@link org.systole.workload.VectorWork}, attached to the layer that produces its input or,
 * where that is impossible, a {@link org.systole.workload.VectorLayer} of its own. Nothing is dropped: every node of
 * the graph is in a layer, or is listed as free of cost with the reason. On what a layer runs, and how, is not known here.
 */
package org.systole.workload;
