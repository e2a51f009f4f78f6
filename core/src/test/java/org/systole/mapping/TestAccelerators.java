package org.systole.mapping;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.systole.cost.AcceleratorCosts;
import org.systole.cost.Cost;
import org.systole.cost.MemoryCosts;
import org.systole.hardware.Accelerator;
import org.systole.hardware.Axis;
import org.systole.hardware.Control;
import org.systole.hardware.Link;
import org.systole.hardware.Memory;
import org.systole.hardware.PeArray;
import org.systole.hardware.Port;
import org.systole.hardware.Rules;
import org.systole.hardware.VectorUnit;
import org.systole.units.Witness;
import org.systole.workload.Dimension;
import org.systole.workload.Operand;
import org.systole.workload.Precision;
import org.systole.workload.VectorWork;

/** Accelerators built in code, so that these tests stand on their own. */
final class TestAccelerators {
    private static final Set<Operand> ALL = EnumSet.allOf(Operand.class);

    private static final Set<Dimension> TAPS = EnumSet.of(Dimension.C, Dimension.FY, Dimension.FX);
    private static final Set<Dimension> PIXELS = EnumSet.of(Dimension.B, Dimension.OY, Dimension.OX);

    private TestAccelerators() {}

    /** A memory with one port that does everything. */
    static Memory memory(
            String name,
            Memory.Kind kind,
            Set<Operand> holds,
            long bits,
            int width,
            int rate,
            boolean doubled,
            List<String> per,
            boolean accumulates) {
        var ports = List.of(new Port("rw", Port.Direction.READ_WRITE, rate, holds));
        return new Memory(
                name,
                kind,
                holds,
                bits,
                width,
                1,
                ports,
                doubled,
                per,
                accumulates,
                0,
                0,
                "",
                Double.NaN,
                Double.NaN,
                Double.NaN);
    }

    /** The same memory: keeping what neighbouring tiles of a window share, words shared by groups, results written through. */
    static Memory like(Memory m, boolean keepsOverlap, boolean coalesces, boolean writesThrough) {
        return new Memory(
                m.name(),
                m.kind(),
                m.holds(),
                m.sizeBits(),
                m.widthBits(),
                m.banks(),
                m.ports(),
                m.doubleBuffered(),
                m.per(),
                m.accumulates(),
                m.latencyCycles(),
                m.burstBits(),
                m.component(),
                m.readPj(),
                m.writePj(),
                m.areaMm2(),
                keepsOverlap,
                coalesces,
                writesThrough);
    }

    static Accelerator of(String name, PeArray array, List<Memory> memories, List<Link> links, Rules rules) {
        return new Accelerator(
                name,
                name,
                "test",
                Set.of(Witness.ANALYTICAL),
                500,
                "cmos-45nm",
                Precision.INT8,
                List.of(8),
                array,
                memories,
                links,
                units(),
                Control.IDEAL,
                rules,
                Double.NaN);
    }

    private static List<VectorUnit> units() {
        var rates = new EnumMap<VectorWork.Kind, Double>(VectorWork.Kind.class);
        for (VectorWork.Kind kind : VectorWork.Kind.values()) rates.put(kind, 16.0);
        var host = new EnumMap<VectorWork.Kind, Double>(VectorWork.Kind.class);
        for (VectorWork.Kind kind : VectorWork.Kind.values()) host.put(kind, 0.25);
        for (VectorWork.Kind kind : List.of(VectorWork.Kind.SOFTMAX, VectorWork.Kind.NORMALIZE)) rates.remove(kind);
        return List.of(
                new VectorUnit("activation", rates, true, "dram", false),
                new VectorUnit("host", host, false, "dram", true));
    }

    /** A weight-stationary systolic array with scratchpad and accumulator, as Gemmini. */
    static Accelerator gemmini(int dim, int scratchpadKib, int accumulatorKib) {
        var axes = List.of(
                new Axis("rows", dim, Set.of(Dimension.C), Set.of(), true),
                new Axis("columns", dim, Set.of(Dimension.K), EnumSet.of(Operand.INPUT), false));
        var array = new PeArray(
                axes, 1, PeArray.Movement.SYSTOLIC, Optional.of(Operand.WEIGHT), new PeArray.Preload(dim, true), 0);
        var inputs = EnumSet.of(Operand.INPUT, Operand.WEIGHT);
        var memories = List.of(
                memory("dram", Memory.Kind.DRAM, ALL, 0, 128, 128, false, List.of(), false),
                memory(
                        "scratchpad",
                        Memory.Kind.SRAM,
                        inputs,
                        scratchpadKib * 8192L,
                        8 * dim,
                        16 * dim,
                        true,
                        List.of(),
                        false),
                memory(
                        "accumulator",
                        Memory.Kind.SRAM,
                        EnumSet.of(Operand.OUTPUT),
                        accumulatorKib * 8192L,
                        32 * dim,
                        64 * dim,
                        true,
                        List.of(),
                        true),
                memory(
                        "registers",
                        Memory.Kind.REGISTER,
                        EnumSet.of(Operand.WEIGHT),
                        8,
                        8,
                        8,
                        false,
                        List.of("rows", "columns"),
                        false));
        return of("gemmini-" + dim, array, memories, List.of(), new Rules(false, false, Map.of(), Map.of(), Map.of()));
    }

    /** The same accelerator with memories whose words are single bits, so that nothing is padded. */
    static Accelerator withWordsOfOneBit(Accelerator a) {
        var memories = new ArrayList<Memory>();
        for (Memory m : a.memories())
            memories.add(new Memory(
                    m.name(),
                    m.kind(),
                    m.holds(),
                    m.sizeBits(),
                    1,
                    m.banks(),
                    m.ports(),
                    m.doubleBuffered(),
                    m.per(),
                    m.accumulates(),
                    m.latencyCycles(),
                    m.burstBits(),
                    m.component(),
                    m.readPj(),
                    m.writePj(),
                    m.areaMm2()));
        return of(a.name(), a.array(), memories, a.links(), a.rules());
    }

    /** A systolic array of SCALE-Sim's kind: all operands in one memory as large and as fast as needed. */
    static Accelerator systolic(int rows, int columns, Operand stationary) {
        Axis first;
        Axis second;
        switch (stationary) {
            case WEIGHT -> {
                first = new Axis("rows", rows, TAPS, Set.of(), true, true);
                second = new Axis("columns", columns, Set.of(Dimension.K), EnumSet.of(Operand.INPUT), false);
            }
            case INPUT -> {
                first = new Axis("rows", rows, TAPS, Set.of(), true, true);
                second = new Axis("columns", columns, PIXELS, EnumSet.of(Operand.WEIGHT), false, true);
            }
            default -> {
                first = new Axis("rows", rows, PIXELS, EnumSet.of(Operand.WEIGHT), false, true);
                second = new Axis("columns", columns, Set.of(Dimension.K), EnumSet.of(Operand.INPUT), false);
            }
        }
        int preload = stationary == Operand.OUTPUT ? 0 : rows;
        var array = new PeArray(
                List.of(first, second),
                1,
                PeArray.Movement.SYSTOLIC,
                Optional.of(stationary),
                new PeArray.Preload(preload, false),
                0);
        var sram = memory("sram", Memory.Kind.SRAM, ALL, 0, 8, 1 << 20, true, List.of(), true);
        return of("systolic-" + stationary, array, List.of(sram), List.of(), Rules.NONE);
    }

    /** An engine that broadcasts over pixels, input channels and output channels, as a DPU. */
    static Accelerator dpu(int pixels, int inputs, int outputs) {
        var axes = List.of(
                new Axis(
                        "pixels",
                        pixels,
                        new LinkedHashSet<>(List.of(Dimension.OX, Dimension.OY)),
                        EnumSet.of(Operand.WEIGHT),
                        false),
                new Axis("inputs", inputs, Set.of(Dimension.C), Set.of(), true),
                new Axis("outputs", outputs, Set.of(Dimension.K), EnumSet.of(Operand.INPUT), false));
        var array = new PeArray(axes, 1, PeArray.Movement.BROADCAST, Optional.empty(), PeArray.Preload.NONE, 0);
        var memories = List.of(
                memory("dram", Memory.Kind.DRAM, ALL, 0, 128, 1 << 20, false, List.of(), false),
                memory("bram", Memory.Kind.BLOCK_RAM, ALL, 2L << 23, 64, 1 << 20, true, List.of(), true));
        return of("dpu", array, memories, List.of(), Rules.NONE);
    }

    /** Costs that are round numbers: small memories cheap, large ones dear. */
    static AcceleratorCosts costs(Accelerator accelerator) {
        var memories = new LinkedHashMap<String, MemoryCosts>();
        for (Memory memory : accelerator.memories()) {
            double pj = switch (memory.kind()) {
                case DRAM -> 16.0 * memory.widthBits();
                case SRAM, BLOCK_RAM -> 0.1 * memory.widthBits();
                case REGISTER -> 0.005 * memory.widthBits();
            };
            memories.put(memory.name(), new MemoryCosts(c(pj), c(1.1 * pj), c(2.2 * pj), c(0), c(0.1)));
        }
        var vector = new EnumMap<VectorWork.Kind, Cost>(VectorWork.Kind.class);
        for (VectorWork.Kind kind : VectorWork.Kind.values()) vector.put(kind, c(0.3));
        var links = new LinkedHashMap<String, Cost>();
        for (Link link : accelerator.links()) links.put(link.name(), c(0.02));
        var parts = new ArrayList<org.systole.cost.AreaPart>();
        parts.add(new org.systole.cost.AreaPart("macs", accelerator.array().pes(), c(0.0005), c(0.001)));
        return new AcceleratorCosts(
                "test", memories, c(0.25), c(0.01), c(0.002), vector, links, c(1), c(0.0005), parts);
    }

    private static Cost c(double value) {
        return Cost.tabulated(value, "test");
    }
}
