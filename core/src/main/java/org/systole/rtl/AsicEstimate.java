package org.systole.rtl;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.systole.cost.AcceleratorCosts;
import org.systole.cost.AreaPart;
import org.systole.cost.Cost;
import org.systole.cost.Technology;
import org.systole.hardware.Accelerator;
import org.systole.hardware.Memory;

/**
 * What the tables of a technology say of the area of a core, to stand beside {@link AsicSynthesis}: logic and memories apart.
 * Logic is what the description names: PEs with the registers in them and the lanes at write-back. Address generators, queues,
 * bus and instruction decoder are in no table; neither are the memories that no description names (parameters, residuals, tables,
 * instructions).
 *
 * @param technology name of the tables
 * @param logicNm node of the logic in nm
 * @param memoryNm node of the memories in nm
 * @param array PEs and the registers in them
 * @param units the lanes at write-back
 * @param memories the memories that the description names
 * @param memoryBits bits of these memories
 */
public record AsicEstimate(
        String technology,
        int logicNm,
        int memoryNm,
        List<AreaPart> array,
        List<AreaPart> units,
        List<AreaPart> memories,
        long memoryBits) {
    /** Copies the lists. */
    public AsicEstimate {
        array = List.copyOf(array);
        units = List.copyOf(units);
        memories = List.copyOf(memories);
    }

    /** Returns what tables say of an accelerator; its costs are those of the technology. */
    public static AsicEstimate of(Accelerator accelerator, AcceleratorCosts costs, Technology technology) {
        Predicate<AreaPart> memory = part -> is(accelerator, part, false),
                register = part -> is(accelerator, part, true);
        Predicate<AreaPart> pe = register.or(part -> part.name().equals("array"));
        return new AsicEstimate(
                technology.name(),
                technology.logicNm(),
                technology.memoryNm(),
                costs.parts().stream().filter(pe).toList(),
                costs.parts().stream().filter(pe.negate().and(memory.negate())).toList(),
                costs.parts().stream().filter(memory).toList(),
                accelerator.memories().stream()
                        .filter(m -> m.kind() == Memory.Kind.SRAM)
                        .mapToLong(m -> m.sizeBits() * accelerator.instances(m))
                        .sum());
    }

    private static boolean is(Accelerator accelerator, AreaPart part, boolean registers) {
        return accelerator.memories().stream()
                .anyMatch(m -> m.name().equals(part.name()) && (m.kind() == Memory.Kind.REGISTER) == registers);
    }

    /** Returns the area of PEs and their registers in square millimetres. */
    public Cost arrayMm2() {
        return sum(array.stream());
    }

    /** Returns the area of the lanes. */
    public Cost unitsMm2() {
        return sum(units.stream());
    }

    /** Returns the area of all logic that the description names. */
    public Cost logicMm2() {
        return sum(Stream.concat(array.stream(), units.stream()));
    }

    /** Returns the area of the memories. */
    public Cost memoriesMm2() {
        return sum(memories.stream());
    }

    private static Cost sum(Stream<AreaPart> parts) {
        return parts.map(AreaPart::totalAreaMm2).reduce(Cost.none("nothing there"), Cost::plus);
    }
}
