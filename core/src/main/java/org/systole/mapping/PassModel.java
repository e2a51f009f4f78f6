package org.systole.mapping;

import java.util.Map;
import org.systole.hardware.Accelerator;
import org.systole.hardware.Memory;
import org.systole.workload.Operand;
import org.systole.workload.Precision;

/**
 * What work beside and after the array takes of units and memories: {@code docs/models/mapping.md}, section 7. Feature maps
 * and constants lie in the outermost memory of the inputs; a unit that works on another memory has them brought there.
 */
final class PassModel {
    private final Accelerator accelerator;
    private final Precision precision;
    private final Ledger ledger;
    private final Memory home;

    /** Creates the model; adds to the ledger. */
    PassModel(Accelerator accelerator, Precision precision, Ledger ledger) {
        this.accelerator = accelerator;
        this.precision = precision;
        this.ledger = ledger;
        this.home = accelerator.hierarchy(Operand.INPUT).getFirst();
    }

    /** Adds work at write-back: the cycles of its units, and its further operands and constants. */
    void besideArray(VectorPlan plan) {
        for (var unit : plan.beside().entrySet()) {
            ledger.unit(unit.getKey().name(), unit.getValue());
            Memory memory = memory(unit.getKey().memory());
            if (unit.equals(plan.beside().entrySet().iterator().next())) {
                bring(memory, plan.extraElements(), precision.input().bits());
                bring(memory, plan.parameterElements(), precision.partialSum().bits());
            }
        }
    }

    private void bring(Memory memory, long elements, int bits) {
        ledger.memory(home, Operand.INPUT, Action.READ, words(home, elements, bits), 1);
        if (memory.equals(home)) return;
        ledger.link(home, memory, elements, bits, Math.max(1, elements), Math.max(1, elements));
        ledger.memory(memory, Operand.OUTPUT, Action.WRITE, words(memory, elements, bits), 1);
        ledger.memory(memory, Operand.OUTPUT, Action.READ, words(memory, elements, bits), 1);
    }

    /** Adds the passes after the array and returns their cycles. */
    double passes(VectorPlan plan) {
        double sum = 0;
        for (VectorPlan.Pass pass : plan.passes()) sum += pass(pass);
        return sum;
    }

    private double pass(VectorPlan.Pass pass) {
        var own = new Ledger(accelerator, null);
        for (Ledger each : new Ledger[] {ledger, own}) {
            var model = new PassModel(accelerator, precision, each);
            model.bring(
                    memory(pass.unit().memory()),
                    pass.reads(),
                    precision.input().bits());
            model.bring(
                    memory(pass.unit().memory()),
                    pass.parameters(),
                    precision.partialSum().bits());
            model.takeBack(
                    memory(pass.unit().memory()),
                    pass.writes(),
                    precision.output().bits());
        }
        double longest = pass.cycles();
        for (Map.Entry<String, Double> resource : own.busy().entrySet())
            longest = Math.max(longest, resource.getValue());
        return longest;
    }

    private void takeBack(Memory memory, long elements, int bits) {
        ledger.memory(home, Operand.OUTPUT, Action.WRITE, words(home, elements, bits), 1);
        if (memory.equals(home)) return;
        ledger.memory(memory, Operand.OUTPUT, Action.WRITE, words(memory, elements, bits), 1);
        ledger.memory(memory, Operand.OUTPUT, Action.READ, words(memory, elements, bits), 1);
        ledger.link(home, memory, elements, bits, Math.max(1, elements), Math.max(1, elements));
    }

    private static double words(Memory memory, long elements, int bits) {
        long run = Math.max(1, elements);
        return Ledger.words(memory, elements, bits, run, run);
    }

    private Memory memory(String name) {
        for (Memory memory : accelerator.memories()) if (memory.name().equals(name)) return memory;
        return home;
    }
}
