/**
 * Reading and writing ONNX, and the float reference run.
 *
 * <p>{@link org.systole.onnx.OnnxReader} turns a model file into a {@link org.systole.graph.Graph}. A model file is
 * foreign input: its bytes are walked once within fixed limits before anything is built of them
 * ({@code WireScan}), every tensor is checked before a byte of it is touched, and external data is opened inside the
 * model's own folder only. {@link org.systole.onnx.OnnxWriter} goes the other way;
 * {@link org.systole.onnx.FloatReference} runs a model under ONNX Runtime. The file format is the one of
 * {@code onnx.proto}, intermediate representation versions 3 to 14, operator sets 7 to 28.
 */
package org.systole.onnx;
