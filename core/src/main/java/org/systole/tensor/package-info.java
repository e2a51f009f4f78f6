/**
 * Shapes, data types, number formats and the numbers themselves.
 *
 * <p>{@link org.systole.tensor.Tensor} is the one container of numbers: little-endian bytes behind a
 * {@link java.lang.foreign.MemorySegment}, which may be on the heap, mapped from a file, or made when first asked
 * for. The integer kernels stand here too; what a network computes does not.
 */
package org.systole.tensor;
