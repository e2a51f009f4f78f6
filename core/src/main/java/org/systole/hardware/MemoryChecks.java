package org.systole.hardware;

import java.util.List;
import org.systole.problem.Problems;
import org.systole.workload.Operand;
import org.systole.workload.Precision;
import org.systole.yaml.YamlObject;

/** Checks one memory: size, words, ports. */
final class MemoryChecks {
    private final Precision precision;
    private final Problems problems;

    MemoryChecks(Precision precision, Problems problems) {
        this.precision = precision;
        this.problems = problems;
    }

    void run(Memory memory, YamlObject object) {
        size(memory, object);
        ports(memory, object);
    }

    private void size(Memory memory, YamlObject object) {
        if (memory.isUnbounded()) {
            if (memory.kind() != Memory.Kind.DRAM)
                problems.add(
                        HardwareCode.NO_SIZE,
                        object.place(),
                        object.path() + ": a memory on the chip needs a size",
                        "add size_bits, size_bytes, size_kib or size_mib");
            return;
        }
        long word = (long) memory.banks() * memory.widthBits();
        if (memory.sizeBits() % word != 0)
            problems.add(
                    HardwareCode.NOT_WHOLE_WORDS,
                    object.place(),
                    object.path() + ": " + memory.sizeBits() + " bits are not a whole number of words of "
                            + memory.widthBits() + " bits in " + memory.banks() + " bank(s)",
                    "make the size a multiple of " + word + " bits");
        smallest(memory, object);
    }

    private void smallest(Memory memory, YamlObject object) {
        long elements = 0;
        for (Operand operand : memory.holds()) elements += elementBits(memory, operand);
        if (memory.usableBits() < elements)
            problems.add(
                    HardwareCode.TOO_SMALL,
                    object.place(),
                    object.path() + ": " + memory.usableBits() + " usable bits do not hold one element of each of "
                            + memory.holds().stream().sorted().toList() + ", which take " + elements
                            + (memory.doubleBuffered() ? " (half of it, double buffered)" : ""),
                    "make it larger" + (memory.doubleBuffered() ? ", or write 'double_buffered: false'" : ""));
        if (memory.accumulates() && memory.widthBits() < precision.partialSum().bits())
            problems.add(
                    HardwareCode.TOO_NARROW,
                    object.place("width_bits"),
                    object.path() + ".width_bits: it accumulates, so a word takes at least a partial sum of "
                            + precision.partialSum().bits() + " bits, found " + memory.widthBits(),
                    "widen the word, or narrow formats.partial_sum");
    }

    private int elementBits(Memory memory, Operand operand) {
        boolean partial = operand == Operand.OUTPUT && memory.accumulates();
        return partial ? precision.partialSum().bits() : precision.bits(operand);
    }

    private void ports(Memory memory, YamlObject object) {
        long most = (long) memory.banks() * memory.widthBits();
        List<YamlObject> objects = object.objects("ports");
        for (int i = 0; i < objects.size(); i++) {
            Port port = memory.ports().get(i);
            YamlObject at = objects.get(i);
            if (memory.kind() != Memory.Kind.DRAM && port.bitsPerCycle() > most)
                problems.add(
                        HardwareCode.IMPOSSIBLE_PORT,
                        at.place(at.isWritten("bits_per_cycle") ? "bits_per_cycle" : "bandwidth_gb_s"),
                        at.path() + ": it moves " + port.bitsPerCycle() + " bits a cycle, but a word of every bank is "
                                + most + " bits",
                        "write at most " + most + ", or raise width_bits or banks");
            for (Operand operand : port.operands())
                if (!memory.holds().contains(operand))
                    problems.add(
                            HardwareCode.NOT_SERVED,
                            at.place("operands"),
                            at.path() + ": it serves '" + operand + "', which memory '" + memory.name()
                                    + "' does not hold",
                            "remove " + operand + " from the port, or add it to 'holds'");
        }
        for (Operand operand : Operand.values()) {
            if (!memory.holds().contains(operand)) continue;
            served(memory, object, operand, Port.Direction.READ);
            served(memory, object, operand, Port.Direction.WRITE);
        }
    }

    private void served(Memory memory, YamlObject object, Operand operand, Port.Direction direction) {
        boolean served = memory.ports().stream()
                .anyMatch(p -> p.operands().contains(operand)
                        && (p.direction() == direction || p.direction() == Port.Direction.READ_WRITE));
        if (served) return;
        String verb = direction == Port.Direction.READ ? "reads" : "writes";
        problems.add(
                HardwareCode.NOT_SERVED,
                object.place("ports"),
                object.path() + ".ports: no port " + verb + " operand '" + operand + "'",
                "add " + operand + " to a port that " + verb + ", or remove it from 'holds'");
    }
}
