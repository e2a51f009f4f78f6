package org.systole.mapping;

import java.util.LinkedHashMap;
import java.util.Map;
import org.systole.hardware.Memory;
import org.systole.workload.Operand;

/** What a layer takes whatever its mapping: multiply-accumulates, work beside and after the array. */
final class FixedWork {
    private final Map<String, Double> busy;
    private final double passCycles;
    private final double energyPj;
    private final double dramBits;

    /** Computes the shares of a layer. */
    FixedWork(Binding binding) {
        var ledger = new Ledger(binding.accelerator, binding.costs);
        var passes = new PassModel(binding.accelerator, binding.precision, ledger);
        passes.besideArray(binding.vector());
        busy = new LinkedHashMap<>(ledger.busy());
        passCycles = passes.passes(binding.vector());
        double sum = 0;
        for (EnergyPart part : ledger.energy()) sum += Binding.known(part.pj());
        for (EnergyPart part : binding.vector().energy()) sum += Binding.known(part.pj());
        double macs = binding.layer.macs();
        sum += macs * (Binding.known(binding.costs.macPj()) + Binding.known(binding.costs.passPj()));
        energyPj = sum;
        dramBits = ReadableModel.bits(binding, ledger, Action.READ)
                + ReadableModel.bits(binding, ledger, Action.WRITE)
                + accumulated(binding, ledger);
    }

    private static double accumulated(Binding binding, Ledger ledger) {
        double sum = 0;
        for (Memory memory : binding.accelerator.memories())
            if (memory.kind() == Memory.Kind.DRAM)
                for (Operand o : Operand.values())
                    sum += ledger.words(memory.name(), o)[Action.ACCUMULATE.ordinal()] * memory.widthBits();
        return sum;
    }

    /** Returns the cycles of ports, links and units beside the array. */
    Map<String, Double> busy() {
        return busy;
    }

    /** Returns the cycles after the array. */
    double passCycles() {
        return passCycles;
    }

    /** Returns the energy in pJ, unknown costs left out. */
    double energyPj() {
        return energyPj;
    }

    /** Returns the off-chip bits. */
    double dramBits() {
        return dramBits;
    }
}
