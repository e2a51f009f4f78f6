package org.systole.cost;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.systole.hardware.Accelerator;
import org.systole.hardware.Link;
import org.systole.hardware.Memory;
import org.systole.hardware.PeArray;
import org.systole.workload.Operand;
import org.systole.workload.Precision;

/**
 * Looks up what the actions and parts of accelerators cost.
 *
 * <p>Pure: the same accelerator always has the same costs. Safe for use by several threads; tables of a node are read
 * when first needed and kept. How each figure comes about stands in {@code docs/models/cost.md}.
 */
public final class CostTables {
    private static final String GIVEN = "given by the accelerator's description";

    private final Technologies technologies;
    private final Dram dram;
    private final Logic.Units units;
    private final Sram sram;
    private final Wires wires;
    private final Processor processor;
    private final Medium.Gaps gaps;

    private CostTables() {
        technologies = Technologies.read();
        dram = Dram.read();
        var scaling = new Scaling();
        units = new Logic.Units(new Horowitz(), new Aladdin(), scaling);
        sram = new Sram(new SramGrid(scaling));
        wires = new Wires();
        processor = new Processor();
        gaps = new Medium.Gaps();
    }

    private CostTables(CostTables shipped, Technology more) {
        technologies = shipped.technologies.with(more);
        dram = shipped.dram;
        units = shipped.units;
        sram = shipped.sram;
        wires = shipped.wires;
        processor = shipped.processor;
        gaps = shipped.gaps;
    }

    /** Returns these tables with another technology, one that {@link TechnologyReader} read for example. */
    public CostTables with(Technology more) {
        return new CostTables(this, more);
    }

    /** Reads the tables. */
    public static CostTables read() {
        return new CostTables();
    }

    /** Returns the technologies. */
    public Technologies technologies() {
        return technologies;
    }

    /** Returns the off-chip memories. */
    public Dram dram() {
        return dram;
    }

    /**
     * Returns the costs of an accelerator.
     *
     * @throws org.systole.problem.SystoleException E2801 or E2802 when it names a technology or a memory component
     *     that is in no table
     */
    public AcceleratorCosts costs(Accelerator accelerator) {
        Technology technology = technologies.named(accelerator.technology());
        Logic blocks = new Logic(technology, gaps.hardBlocks(technology), accelerator.clockMhz(), units);
        Logic fabric = fabric(accelerator, technology);
        MemoryModel memoryModel = memoryModel(accelerator, technology);
        var memories = new LinkedHashMap<String, MemoryCosts>();
        for (Memory memory : accelerator.memories())
            memories.put(memory.name(), memoryModel.costs(memory, accelerator.precision()));
        var vectors = vectorModel(accelerator, technology, fabric, memoryModel);
        PeArray array = accelerator.array();
        Component mac = mac(technology, blocks, accelerator.precision());
        Component pass = passing(accelerator, fabric);
        Component pe = mac.times(array.macsPerPe()).plus(pass).withArea(given(array.peAreaMm2()));
        List<AreaPart> parts = parts(accelerator, memories, pe, vectors);
        return new AcceleratorCosts(
                technology.name(),
                memories,
                given(array.macPj()).orElse(mac.energyPj()),
                pass.energyPj(),
                Cost.none("an idle PE is taken to be clock-gated; its leakage counts with all other"),
                vectors.energies(),
                links(accelerator, technology, parts),
                logicLeakage(accelerator, parts),
                pe.areaMm2(),
                parts);
    }

    /**
     * Returns a clock at which every accelerator costs, action by action, what it costs at another one: tables have rows for
     * units of different speed, and a clock takes the slowest that it leaves time for. The same for all clocks between two
     * rows, as far as whole MHz can tell.
     *
     * @return in MHz
     */
    public double alikeClockMhz(double clockMhz) {
        double step = units.aladdin().step(1e3 / clockMhz);
        if (step == 0) return clockMhz;
        double alike = Math.floor(1e3 / step);
        return units.aladdin().step(1e3 / alike) == step ? alike : clockMhz;
    }

    /**
     * Returns what a reader of the costs should know: memories that, built of the technology's cells, need longer for
     * an access than the clock's period, so that real ones would be faster and cost more.
     */
    public List<String> notes(Accelerator accelerator) {
        Technology technology = technologies.named(accelerator.technology());
        if (technology.kind() != Technology.Kind.CMOS) return List.of();
        MemoryModel model = memoryModel(accelerator, technology);
        var notes = new ArrayList<String>();
        for (Memory memory : accelerator.memories()) {
            if (memory.kind() != Memory.Kind.SRAM || memory.isUnbounded()) continue;
            boolean given = !Double.isNaN(memory.readPj())
                    || technology.own().memory(memory.component()).isPresent();
            if (given) continue;
            model.figures(memory)
                    .filter(figures -> figures.cycleNs() > 1e3 / accelerator.clockMhz())
                    .ifPresent(figures -> notes.add(slow(accelerator, technology, memory, figures)));
        }
        return notes;
    }

    private static String slow(Accelerator accelerator, Technology technology, Memory memory, SramFigures figures) {
        return String.format(
                Locale.ROOT,
                "memory '%s': an access takes %.2g ns in %s cells at %d nm, the clock of %.4g MHz leaves %.2g ns;"
                        + " faster memories cost more",
                memory.name(),
                figures.cycleNs(),
                technology.cell(),
                technology.memoryNm(),
                accelerator.clockMhz(),
                1e3 / accelerator.clockMhz());
    }

    /**
     * Returns the energy of a multiply-accumulate at other number formats than the accelerator's own, in pJ, on an
     * array built for those formats.
     */
    public Cost macPj(Accelerator accelerator, Precision precision) {
        Technology technology = technologies.named(accelerator.technology());
        Logic blocks = new Logic(technology, gaps.hardBlocks(technology), accelerator.clockMhz(), units);
        return mac(technology, blocks, precision).energyPj();
    }

    /**
     * Returns what products of number formats cost.
     *
     * @param technology name of a technology
     * @param clockMhz clock, which decides how fast the units must be
     * @throws org.systole.problem.SystoleException E2801 when there is no such technology
     */
    public ProductCosts products(String technology, double clockMhz) {
        Technology found = technologies.named(technology);
        return new ProductCosts(new Logic(found, gaps.hardBlocks(found), clockMhz, units), found.name());
    }

    private Logic fabric(Accelerator accelerator, Technology technology) {
        return new Logic(technology, gaps.logic(technology), accelerator.clockMhz(), units);
    }

    private MemoryModel memoryModel(Accelerator accelerator, Technology technology) {
        return new MemoryModel(technology, gaps.hardBlocks(technology), sram, dram, fabric(accelerator, technology));
    }

    private static Component mac(Technology technology, Logic logic, Precision precision) {
        return technology.own().mac(precision).orElseGet(() -> Arithmetic.mac(logic, precision));
    }

    /** Returns a figure that the description gives, which wins over the tables. */
    static Optional<Cost> given(double value) {
        return Double.isNaN(value) ? Optional.empty() : Optional.of(Cost.tabulated(value, GIVEN));
    }

    private VectorModel vectorModel(
            Accelerator accelerator, Technology technology, Logic fabric, MemoryModel memoryModel) {
        Precision precision = accelerator.precision();
        Component table = FunctionTable.of(precision.output(), memoryModel, precision);
        var recipes = new VectorModel.Parts(fabric, precision.partialSum(), precision.output(), table);
        return new VectorModel(recipes, accelerator, processor.instructionPj(technology, units.scaling()));
    }

    /**
     * The registers between the PEs of a systolic array, for each operand that no memory of every PE holds. A given
     * energy of a multiply-accumulate includes them.
     */
    private static Component passing(Accelerator accelerator, Logic fabric) {
        if (!Double.isNaN(accelerator.array().macPj())) return Component.NOTHING;
        if (accelerator.array().movement() != PeArray.Movement.SYSTOLIC) return Component.NOTHING;
        Precision precision = accelerator.precision();
        int bits = 0;
        for (Operand operand : Operand.values()) {
            if (accelerator.memories().stream().anyMatch(m -> inEveryPe(accelerator, m, operand))) continue;
            bits += operand == Operand.OUTPUT ? precision.partialSum().bits() : precision.bits(operand);
        }
        return bits == 0 ? Component.NOTHING : fabric.register(bits);
    }

    private static boolean inEveryPe(Accelerator accelerator, Memory memory, Operand operand) {
        return memory.holds().contains(operand)
                && accelerator.instances(memory) == accelerator.array().pes();
    }

    private static List<AreaPart> parts(
            Accelerator accelerator, Map<String, MemoryCosts> memories, Component pe, VectorModel vectors) {
        var parts = new ArrayList<AreaPart>();
        parts.add(new AreaPart("array", accelerator.array().pes(), pe.areaMm2(), pe.leakageMw()));
        for (Memory memory : accelerator.memories()) {
            if (memory.kind() == Memory.Kind.DRAM) continue;
            MemoryCosts costs = memories.get(memory.name());
            parts.add(new AreaPart(memory.name(), accelerator.instances(memory), costs.areaMm2(), costs.leakageMw()));
        }
        parts.addAll(vectors.areas());
        return parts;
    }

    private static Cost logicLeakage(Accelerator accelerator, List<AreaPart> parts) {
        return parts.stream()
                .filter(part ->
                        accelerator.memories().stream().noneMatch(m -> m.name().equals(part.name())))
                .map(AreaPart::totalLeakageMw)
                .reduce(Cost::plus)
                .orElseThrow();
    }

    private Map<String, Cost> links(Accelerator accelerator, Technology technology, List<AreaPart> parts) {
        Cost area =
                parts.stream().map(AreaPart::totalAreaMm2).reduce(Cost::plus).orElseThrow();
        Cost wire = wires.pjPerBit(technology, area);
        var costs = new LinkedHashMap<String, Cost>();
        for (Link link : accelerator.links())
            costs.put(link.name(), given(link.pjPerBit()).orElse(wire));
        return costs;
    }
}
