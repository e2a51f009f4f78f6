/**
 * What each operator means to the graph: how many inputs and outputs it has, which types its outputs get, and, where
 * shapes may be computed by it, its value on constants.
 *
 * <p>One class for a family of operators, one method for an operator. Every rule follows the operator's page of the
 * ONNX standard (https://onnx.ai/onnx/operators/), of ONNX Runtime's contributed operators, or of QONNX. Not part of
 * the public interface: {@link org.systole.graph.SupportedOps} is the table for people, and
 * {@link org.systole.graph.GraphBuilder} and {@link org.systole.graph.ShapeInference} apply the rules.
 */
package org.systole.graph.operator;
