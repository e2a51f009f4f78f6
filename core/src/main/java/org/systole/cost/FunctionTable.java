package org.systole.cost;

import java.util.List;
import java.util.Set;
import org.systole.hardware.Memory;
import org.systole.hardware.Port;
import org.systole.tensor.NumberFormat;
import org.systole.workload.Operand;
import org.systole.workload.Precision;

/**
 * The table that functions of one value are looked up in: an entry for each value of up to eight bits, otherwise 256
 * pairs of slope and offset. A static memory stands for the ROM that synthesis would make of it.
 */
final class FunctionTable {
    private static final int ENTRIES = 256;

    private FunctionTable() {}

    /** Returns the table for results of that format as a component of one lane. */
    static Component of(NumberFormat format, MemoryModel model, Precision precision) {
        boolean direct = !format.isFloat() && format.bits() <= 8;
        int entries = direct ? 1 << format.bits() : ENTRIES;
        int width = direct ? format.bits() : 2 * format.bits();
        var memory = new Memory(
                "table",
                Memory.Kind.SRAM,
                Set.of(Operand.OUTPUT),
                (long) entries * width,
                width,
                1,
                List.of(new Port("port", Port.Direction.READ_WRITE, width, Set.of())),
                false,
                List.of(),
                false,
                1,
                0,
                "",
                Double.NaN,
                Double.NaN,
                Double.NaN);
        MemoryCosts costs = model.costs(memory, precision);
        return new Component(costs.readPj(), costs.areaMm2().times(1e6), costs.leakageMw());
    }
}
