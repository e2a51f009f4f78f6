package org.systole.hardware;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.systole.units.Witness;
import org.systole.workload.Operand;
import org.systole.workload.Precision;

/**
 * A described accelerator.
 *
 * @param name unique among the shipped ones; a file name for others
 * @param title one line for people
 * @param source document, section or address that the description rests on
 * @param witnesses which models of it exist; a described chip has only the analytical one
 * @param clockMhz clock of the array in MHz
 * @param technology name of the technology tables, for example {@code cmos-45nm}
 * @param precision the number formats it computes with; a model in other formats is costed at these, saying so
 * @param operandBits the operand widths it can compute with, in bits, ascending
 * @param array its PEs
 * @param memories its memories, outermost (off-chip) first, innermost last
 * @param links buses that transfers share; may be empty, then ports alone limit
 * @param units vector, pooling and activation units and, last, the host if there is one
 * @param control how work is issued
 * @param rules what a mapping must respect
 * @param areaMm2 published area of the whole, or NaN
 * @param constraints what a variant of it must keep to be buildable; checked when a description is read, and by
 *     explorations
 */
public record Accelerator(
        String name,
        String title,
        String source,
        Set<Witness> witnesses,
        double clockMhz,
        String technology,
        Precision precision,
        List<Integer> operandBits,
        PeArray array,
        List<Memory> memories,
        List<Link> links,
        List<VectorUnit> units,
        Control control,
        Rules rules,
        double areaMm2,
        List<Constraint> constraints) {
    /** Copies the collections. */
    public Accelerator {
        Objects.requireNonNull(name);
        Objects.requireNonNull(title);
        Objects.requireNonNull(source);
        witnesses = Collections.unmodifiableSet(
                witnesses.isEmpty() ? EnumSet.noneOf(Witness.class) : EnumSet.copyOf(witnesses));
        if (!(clockMhz > 0)) throw new IllegalArgumentException("clock " + clockMhz + " MHz is not positive");
        Objects.requireNonNull(technology);
        Objects.requireNonNull(precision);
        operandBits = List.copyOf(operandBits);
        Objects.requireNonNull(array);
        memories = List.copyOf(memories);
        links = List.copyOf(links);
        units = List.copyOf(units);
        Objects.requireNonNull(control);
        Objects.requireNonNull(rules);
        constraints = List.copyOf(constraints);
    }

    /** Creates an accelerator without constraints on its variants. */
    public Accelerator(
            String name,
            String title,
            String source,
            Set<Witness> witnesses,
            double clockMhz,
            String technology,
            Precision precision,
            List<Integer> operandBits,
            PeArray array,
            List<Memory> memories,
            List<Link> links,
            List<VectorUnit> units,
            Control control,
            Rules rules,
            double areaMm2) {
        this(
                name,
                title,
                source,
                witnesses,
                clockMhz,
                technology,
                precision,
                operandBits,
                array,
                memories,
                links,
                units,
                control,
                rules,
                areaMm2,
                List.of());
    }

    /** Returns the same accelerator made in another technology; figures that its description gives stay. */
    public Accelerator withTechnology(String other) {
        return new Accelerator(
                name,
                title,
                source,
                witnesses,
                clockMhz,
                other,
                precision,
                operandBits,
                array,
                memories,
                links,
                units,
                control,
                rules,
                areaMm2,
                constraints);
    }

    /** Returns the memories that may hold an operand, outermost first. */
    public List<Memory> hierarchy(Operand operand) {
        return memories.stream().filter(m -> m.holds().contains(operand)).toList();
    }

    /** Returns the memory of that name, if there is one. */
    public Optional<Memory> memory(String name) {
        return memories.stream().filter(m -> m.name().equals(name)).findFirst();
    }

    /** Returns the most operations a second in tera, a multiply-accumulate counted as two. */
    public double peakTops() {
        return 2.0 * array.peakMacs() * clockMhz * 1e6 / 1e12;
    }

    /** Returns the bits of all on-chip memories, all instances. */
    public long onChipBits() {
        long bits = 0;
        for (Memory memory : memories)
            if (memory.kind() != Memory.Kind.DRAM)
                bits = Math.addExact(bits, Math.multiplyExact(memory.sizeBits(), (long) instances(memory)));
        return bits;
    }

    /** Returns how many instances of a memory there are. */
    public int instances(Memory memory) {
        int product = 1;
        for (Axis axis : array.axes()) if (memory.per().contains(axis.name())) product *= axis.size();
        return product;
    }
}
