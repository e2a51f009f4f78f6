/**
 * With which numbers: formats, calibration, the choice of bit widths, and the integer reference that defines every
 * output bit.
 *
 * <p>An {@link org.systole.quantize.IntegerNetwork} says exactly what is computed: integers in, integers out, every
 * rounding and every saturation written down in {@link org.systole.quantize.IntegerOp}. Simulator and generated
 * hardware must reproduce it bit for bit. How real numbers become such a network (calibration, search) stands here as
 * well; what hardware costs comes in as a function, for this package knows no hardware.
 */
package org.systole.quantize;
