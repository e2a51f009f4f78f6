package org.systole.compile;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.systole.hardware.Accelerator;
import org.systole.hardware.Memory;
import org.systole.hardware.Port;
import org.systole.hardware.VectorUnit;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.Problems;
import org.systole.problem.SystoleException;
import org.systole.workload.Operand;

/**
 * Whether the parts of a Systole core's description agree. The hardware is built from the array's size, the operands' bits and the
 * bus alone; area, energy and the general model are counted from the memories, the units and the preload. Where these are not what
 * follows from the former, the figures would be those of another machine.
 */
final class CoreAgreement {
    private final Accelerator accelerator;
    private final int n;
    private final Problems problems = new Problems();

    private CoreAgreement(Accelerator accelerator) {
        this.accelerator = accelerator;
        this.n = accelerator.array().axes().getFirst().size();
    }

    /** Returns whether an error says that parts of a description contradict each other, and nothing else. */
    static boolean contradicts(SystoleException e) {
        return e.problems().stream().map(Problem::code).allMatch(CompileProblem.CONTRADICTION::equals);
    }

    /**
     * Checks a description whose parameters can be built.
     *
     * @throws SystoleException when parts contradict each other: all of them, each with the line to write
     */
    static void check(Accelerator a, Memory input, Memory weight, Memory sums) {
        var check = new CoreAgreement(a);
        var bits = Map.of(
                Operand.INPUT, a.precision().input().bits(),
                Operand.WEIGHT, a.precision().weight().bits(),
                Operand.OUTPUT, a.precision().partialSum().bits());
        check.preload();
        for (Memory memory : a.memories()) {
            if (memory.kind() == Memory.Kind.DRAM) check.dram(memory);
            else if (memory == input) check.words(memory, "inputs", bits.get(Operand.INPUT));
            else if (memory == weight) check.words(memory, "weights", bits.get(Operand.WEIGHT));
            else if (memory == sums) check.words(memory, "partial sums", bits.get(Operand.OUTPUT));
            else if (memory.kind() == Memory.Kind.REGISTER && memory.holds().size() == 1) {
                int each = bits.get(memory.holds().iterator().next());
                check.registers(memory, each);
            }
        }
        for (VectorUnit unit : a.units())
            if (unit.atWriteBack() && unit.memory().equals(sums.name())) check.lanes(unit);
        check.problems.throwIfAny();
    }

    private void preload() {
        var preload = accelerator.array().preload();
        if (preload.cycles() != n || !preload.overlapped())
            add(
                    "array.preload",
                    preload.cycles() + " cycles, " + (preload.overlapped() ? "" : "not ") + "overlapped",
                    n + " cycles, overlapped: one for each of the array's " + n + " rows",
                    "under 'array', preload: {cycles: " + n + ", overlapped: true}");
    }

    private void words(Memory memory, String what, int each) {
        memory(memory, n * each, n * each + " bits: " + n + " " + what + " of " + each + " bits in a word");
    }

    private void dram(Memory memory) {
        int bus = accelerator.control().dmaBusBits();
        memory(
                memory,
                bus,
                bus + " bits, the width of 'control.dma_bus_bits', which is what is built and counts in cycles");
    }

    /** Each PE holds an operand, and the next one when they are double buffered. */
    private void registers(Memory memory, int each) {
        int size = memory.doubleBuffered() ? 2 * each : each;
        memory(memory, each, each + " bits, an operand's, and " + size + " bits in each PE", size);
    }

    private void memory(Memory memory, int bits, String expected) {
        memory(memory, bits, expected, memory.sizeBits());
    }

    private void memory(Memory memory, int bits, String expected, long size) {
        boolean agrees = memory.sizeBits() == size
                && memory.widthBits() == bits
                && memory.ports().stream().allMatch(port -> port.bitsPerCycle() == bits);
        if (agrees) return;
        String ports = memory.ports().stream()
                .map(port -> port.name() + " " + port.bitsPerCycle())
                .collect(Collectors.joining(", "));
        String mended = memory.ports().stream()
                .map(Port::name)
                .map(name -> "{name: " + name + ", bits_per_cycle: " + bits + "}")
                .collect(Collectors.joining(", "));
        String line = "under 'memories', - {name: " + memory.name()
                + (memory.kind() == Memory.Kind.REGISTER ? ", size_bits: " + size : "") + ", width_bits: " + bits
                + ", ports: [" + mended + "]}";
        add(
                "memories." + memory.name(),
                (memory.sizeBits() == size ? "" : memory.sizeBits() + " bits, ") + "words of " + memory.widthBits()
                        + " bits and ports of " + ports + " bits a cycle",
                expected,
                memory.kind() == Memory.Kind.DRAM ? line + "; or another 'dma_bus_bits' under 'control'" : line);
    }

    private void lanes(VectorUnit unit) {
        var others = new LinkedHashMap<String, Double>();
        List<String> mended = new ArrayList<>();
        unit.operationsPerCycle().forEach((kind, rate) -> {
            String name = kind.toString();
            if (rate != n) others.put(name, rate);
            mended.add(name + ": " + n);
        });
        if (others.isEmpty()) return;
        String found = others.entrySet().stream()
                .map(e -> e.getKey() + " "
                        + (e.getValue() % 1 == 0 ? "" + e.getValue().longValue() : "" + e.getValue()))
                .collect(Collectors.joining(", "));
        add(
                "units." + unit.name(),
                found + " operations a cycle",
                n + " of each: a lane for each of the array's " + n + " columns",
                "under 'units', - {name: " + unit.name() + ", operations_per_cycle: {" + String.join(", ", mended)
                        + "}}");
    }

    private void add(String key, String found, String expected, String line) {
        problems.add(
                CompileProblem.CONTRADICTION,
                Place.element(accelerator.name(), key),
                "it is " + found + ", expected " + expected,
                "write, " + line);
    }
}
