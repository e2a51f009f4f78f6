/**
 * With which instructions: from an integer network and an accelerator to a program and memory images.
 *
 * <p>{@link org.systole.compile.Instruction} is the instruction set of the Systole core; the binary encoding, the
 * listing and the reference page are made of it. What a program computes is defined by the functional meaning of its
 * instructions; how long it takes is the business of {@code simulate}.
 */
package org.systole.compile;
