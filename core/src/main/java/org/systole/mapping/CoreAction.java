package org.systole.mapping;

/** What the parts of a Systole core do, as {@link CoreCounts} counts it. */
public enum CoreAction {
    /** Beats of the bus read from off-chip memory. */
    DRAM_READ,
    /** Beats written to off-chip memory. */
    DRAM_WRITE,
    /** Rows of off-chip memory opened, for reads and writes. */
    DRAM_OPEN,
    /** Words of the input scratchpad read. */
    INPUT_READ,
    /** Words of the input scratchpad written. */
    INPUT_WRITE,
    /** Words of the weight scratchpad read. */
    WEIGHT_READ,
    /** Words of the weight scratchpad written. */
    WEIGHT_WRITE,
    /** Blocks of parameters read. */
    PARAMETER_READ,
    /** Blocks of parameters and words of the activation table written. */
    PARAMETER_WRITE,
    /** Words of the residual memory read. */
    RESIDUAL_READ,
    /** Words of the residual memory written. */
    RESIDUAL_WRITE,
    /** Words of sums read at write-back. */
    ACCUMULATOR_READ,
    /** Words of sums written. */
    ACCUMULATOR_WRITE,
    /** Words of sums read and written, to add to them. */
    ACCUMULATOR_ACCUMULATE,
    /** Registers of PEs written. */
    REGISTERS_WRITE,
    /** PEs in cycles in which pixels stream. */
    ARRAY_SLOT,
    /** Values scaled at write-back. */
    POST_PROCESSING_SCALE,
    /** Values with a residual added. */
    POST_PROCESSING_ADD,
    /** Values pooled. */
    POST_PROCESSING_POOL
}
