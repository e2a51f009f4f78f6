package org.systole.units;

import java.util.Locale;

/** Where a figure comes from; the later, the more faithful to hardware. */
public enum Witness {
    /** The float model under ONNX Runtime. */
    FLOAT,
    /** The integer reference run, which defines every output bit. */
    INTEGER,
    /** The analytical model of the mapping. */
    ANALYTICAL,
    /** The cycle-exact simulator. */
    SIMULATED,
    /** Generated SystemVerilog under Verilator. */
    RTL;

    /** Returns the name as files and reports write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
