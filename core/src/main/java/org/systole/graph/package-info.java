/**
 * What is computed: an immutable graph of nodes and values, its verifier, analyses and transformations.
 *
 * <p>An analysis never changes its input; a transformation returns a new graph. Operators keep the names, inputs,
 * attributes and meaning that the ONNX standard gives them, so that no second vocabulary exists. Nothing here
 * knows files, hardware or costs.
 */
package org.systole.graph;
