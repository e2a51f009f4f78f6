/**
 * What happens, cycle by cycle: the Systole core in time.
 *
 * <p>{@link org.systole.simulate.ClockedSimulator} steps every control register, cycle by cycle, and is the readable
 * definition; {@link org.systole.simulate.EventSimulator} computes the same cycles from closed forms. {@code
 * docs/rationale/systole-core.md} describes each unit's cycles; the SystemVerilog of package {@code rtl} has them too.
 */
package org.systole.simulate;
