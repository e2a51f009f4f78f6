/**
 * Can it be built: the SystemVerilog of a configured core, its co-simulation with Verilator, and what synthesis says.
 *
 * <p>The modules under {@code resources/org/systole/rtl} are written by hand and parameterized; {@link
 * org.systole.rtl.Generator} adds what depends on the instruction table and on the configuration.
 */
package org.systole.rtl;
