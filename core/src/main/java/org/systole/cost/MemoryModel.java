package org.systole.cost;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.systole.hardware.Memory;
import org.systole.problem.DidYouMean;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;
import org.systole.units.Certainty;
import org.systole.workload.Precision;

/** What memories cost: picks the table by kind and component, and lets the description's own figures win. */
final class MemoryModel {
    private final Technology technology;
    private final Sram sram;
    private final Dram dram;
    private final Logic logic;
    private final Medium blocks;

    MemoryModel(Technology technology, Medium blocks, Sram sram, Dram dram, Logic logic) {
        this.technology = technology;
        this.sram = sram;
        this.dram = dram;
        this.logic = logic;
        this.blocks = blocks;
    }

    /** Returns the costs of one instance; an accumulating write adds words of the precision's partial sums. */
    MemoryCosts costs(Memory memory, Precision precision) {
        MemoryCosts table = technology
                .own()
                .memory(memory.component())
                .map(OwnFigures.Macro::costs)
                .orElseGet(() -> byKind(memory));
        Cost read = CostTables.given(memory.readPj()).orElse(table.readPj());
        Cost write = CostTables.given(memory.writePj()).orElse(table.writePj());
        double sums =
                Math.max(1, memory.widthBits() / (double) precision.partialSum().bits());
        Cost add = Arithmetic.adder(logic, precision.partialSum()).energyPj().times(sums);
        return new MemoryCosts(
                read,
                write,
                read.plus(write).plus(add),
                opening(memory, table),
                table.leakageMw(),
                CostTables.given(memory.areaMm2()).orElse(table.areaMm2()));
    }

    /** Energies of accesses that a description gives are taken to be all there is. */
    private static Cost opening(Memory memory, MemoryCosts table) {
        boolean given = !Double.isNaN(memory.readPj()) && !Double.isNaN(memory.writePj());
        return given ? Cost.none("the description gives the energy of an access") : table.openPj();
    }

    private MemoryCosts byKind(Memory memory) {
        return switch (memory.kind()) {
            case DRAM -> offChip(memory);
            case SRAM, BLOCK_RAM -> sram(memory);
            case REGISTER -> registers(memory);
        };
    }

    private MemoryCosts offChip(Memory memory) {
        String name = memory.component().isEmpty() ? technology.dram() : memory.component();
        if (name.isEmpty())
            return offChip(
                    memory,
                    Cost.unknown("neither memory nor technology names an off-chip memory"),
                    Cost.none("see there"));
        Optional<Cost> own = technology.own().offChip(name);
        if (own.isPresent()) return offChip(memory, own.get(), Cost.none("part of the given energy per bit"));
        Dram.Row row = dram.row(name);
        if (row == null)
            throw unknownComponent(
                    memory, dram.all().stream().map(Dram.Row::name).toList());
        return offChip(memory, row.pjPerBit(), row.rowPjPerBit());
    }

    private static MemoryCosts offChip(Memory memory, Cost bit, Cost rowBit) {
        Cost word = bit.times(memory.widthBits());
        Cost outside = Cost.none("off chip: not part of the accelerator");
        return new MemoryCosts(word, word, word, rowBit.times(memory.widthBits()), outside, outside);
    }

    /** Returns the figures of a static memory's cells; none where it is built of registers, or too small for cells. */
    Optional<SramFigures> figures(Memory memory) {
        return ports(memory)
                .flatMap(ports -> sram.figures(
                        memory.sizeBits(),
                        memory.widthBits(),
                        memory.banks(),
                        ports,
                        technology.memoryNm(),
                        technology.cell()));
    }

    private static Optional<SramPorts> ports(Memory memory) {
        return switch (memory.component().toLowerCase(Locale.ROOT)) {
            case "", "sram", "block-ram" -> Optional.of(SramPorts.of(memory));
            case "sram-1rw" -> Optional.of(SramPorts.SINGLE);
            case "sram-1r1w" -> Optional.of(SramPorts.READ_AND_WRITE);
            case "sram-2r1w" -> Optional.of(SramPorts.TWO_READ_ONE_WRITE);
            case "registers", "register-file" -> Optional.empty();
            default -> throw unknownComponent(memory);
        };
    }

    private MemoryCosts sram(Memory memory) {
        if (ports(memory).isEmpty()) return registers(memory);
        if (technology.kind() == Technology.Kind.UNKNOWN) return MemoryCosts.unknown(technology.title());
        if (memory.isUnbounded()) return MemoryCosts.unknown("a static memory without a size");
        return figures(memory).map(this::onTechnology).orElseGet(() -> flipFlops(memory, true));
    }

    private MemoryCosts onTechnology(SramFigures figures) {
        Cost read = blocks.energy(cost(figures, figures.readPj()));
        Cost write = blocks.energy(cost(figures, figures.writePj()));
        Cost leakage = cost(figures, figures.leakageMw());
        if (figures.certainty() == Certainty.EXTRAPOLATED && technology.memoryNm() < 22)
            leakage = leakage.noted("leakage per area taken as constant below 22 nm");
        Cost area = blocks.area(cost(figures, figures.areaMm2()));
        return new MemoryCosts(read, write, read.plus(write), blocks.leakage(leakage), area);
    }

    private static Cost cost(SramFigures figures, double value) {
        return new Cost(value, figures.certainty(), figures.source());
    }

    private MemoryCosts registers(Memory memory) {
        boolean addressed = switch (memory.component().toLowerCase(Locale.ROOT)) {
            case "", "register-file" -> true;
            case "registers" -> false;
            default -> throw unknownComponent(memory);
        };
        if (technology.kind() == Technology.Kind.UNKNOWN) return MemoryCosts.unknown(technology.title());
        if (memory.isUnbounded()) return MemoryCosts.unknown("registers without a size");
        return flipFlops(memory, addressed);
    }

    /**
     * Flip-flops: an access moves a word through registers; where there are several words, it also compares its
     * address with each (the shape of Accelergy's register file), which stands for decoder and multiplexer.
     */
    private MemoryCosts flipFlops(Memory memory, boolean addressed) {
        double words = Math.max(1, memory.sizeBits() / (double) memory.widthBits());
        double wordsPerBank = Math.max(1, words / memory.banks());
        Component word = logic.register(memory.widthBits());
        Component all = word.times(words);
        Cost access = word.energyPj();
        Cost area = all.areaMm2();
        int addressBits = ceilLog2(wordsPerBank);
        if (addressed && addressBits > 0) {
            Component match = logic.comparator(addressBits);
            access = access.plus(match.energyPj().times(wordsPerBank));
            area = area.plus(match.areaMm2().times(words));
        }
        return new MemoryCosts(access, access, access.times(2), all.leakageMw(), area);
    }

    private static int ceilLog2(double words) {
        return words <= 1 ? 0 : (int) Math.ceil(Math.log(words) / Math.log(2) - 1e-9);
    }

    private static SystoleException unknownComponent(Memory memory) {
        return unknownComponent(memory, List.of());
    }

    private static SystoleException unknownComponent(Memory memory, List<String> names) {
        return new SystoleException(Problem.of(
                CostProblem.UNKNOWN_COMPONENT,
                Place.element("", "memories." + memory.name() + ".component"),
                "memory '" + memory.name() + "' is built of '" + memory.component() + "', which no table for "
                        + memory.kind().name().toLowerCase(Locale.ROOT) + " has"
                        + DidYouMean.hint(memory.component(), names),
                "leave the component out, or take one of the names that systole explain "
                        + CostProblem.UNKNOWN_COMPONENT.code() + " lists"));
    }
}
