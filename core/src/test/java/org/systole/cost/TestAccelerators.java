package org.systole.cost;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

/** Accelerators built in code, for tests that need to turn one knob. */
final class TestAccelerators {
    private static final Set<Operand> ALL = EnumSet.allOf(Operand.class);

    private TestAccelerators() {}

    /** A systolic array of that side with a scratchpad and an accumulator, like Gemmini. */
    static Accelerator systolic(int side, int scratchpadKib, int accumulatorKib, String technology) {
        Precision precision = Precision.INT8;
        var memories = List.of(
                memory("dram", Memory.Kind.DRAM, 0, 128, 1, List.of(), false),
                memory("scratchpad", Memory.Kind.SRAM, scratchpadKib * 8192L, side * 8, 4, List.of(), false),
                memory("accumulator", Memory.Kind.SRAM, accumulatorKib * 8192L, side * 32, 2, List.of(), true),
                new Memory(
                        "weights",
                        Memory.Kind.REGISTER,
                        Set.of(Operand.WEIGHT),
                        16,
                        8,
                        1,
                        List.of(port("port", Port.Direction.READ_WRITE, 8)),
                        true,
                        List.of("rows", "columns"),
                        false,
                        1,
                        0,
                        "registers",
                        Double.NaN,
                        Double.NaN,
                        Double.NaN));
        return accelerator("systolic-" + side, technology, precision, array(side), memories, units(side));
    }

    /** An array with a scratchpad of 64 KiB in words of 64 bits, one bank. */
    static Accelerator singleMemory(String technology) {
        Memory scratchpad = memory("scratchpad", Memory.Kind.SRAM, 64 * 8192, 64, 1, List.of(), false);
        return accelerator(
                "single",
                technology,
                Precision.INT8,
                array(8),
                List.of(memory("dram", Memory.Kind.DRAM, 0, 64, 1, List.of(), false), scratchpad),
                units(8));
    }

    static Accelerator accelerator(
            String name,
            String technology,
            Precision precision,
            PeArray array,
            List<Memory> memories,
            List<VectorUnit> units) {
        return new Accelerator(
                name,
                name,
                "built for a test",
                EnumSet.of(Witness.ANALYTICAL),
                700,
                technology,
                precision,
                List.of(8),
                array,
                memories,
                List.of(new Link("bus", "dram", List.of("scratchpad"), 128, 128, Double.NaN)),
                units,
                Control.IDEAL,
                Rules.NONE,
                Double.NaN);
    }

    static PeArray array(int side) {
        return new PeArray(
                List.of(
                        new Axis("rows", side, Set.of(Dimension.C), Set.of(), true),
                        new Axis("columns", side, Set.of(Dimension.K), Set.of(Operand.INPUT), false)),
                1,
                PeArray.Movement.SYSTOLIC,
                java.util.Optional.of(Operand.WEIGHT),
                PeArray.Preload.NONE,
                1);
    }

    static List<VectorUnit> units(int lanes) {
        Map<VectorWork.Kind, Double> work = new EnumMap<>(VectorWork.Kind.class);
        for (VectorWork.Kind kind :
                List.of(VectorWork.Kind.BIAS, VectorWork.Kind.CLAMP, VectorWork.Kind.CONVERT, VectorWork.Kind.MAX_POOL))
            work.put(kind, (double) lanes);
        Map<VectorWork.Kind, Double> rest = new EnumMap<>(VectorWork.Kind.class);
        for (VectorWork.Kind kind : VectorWork.Kind.values()) if (!work.containsKey(kind)) rest.put(kind, 0.1);
        return List.of(
                new VectorUnit("write-back", work, true, "accumulator", false),
                new VectorUnit("host", rest, false, "dram", true));
    }

    static Memory memory(
            String name, Memory.Kind kind, long bits, int width, int banks, List<String> per, boolean accumulates) {
        List<Port> ports = accumulates
                ? List.of(port("read", Port.Direction.READ, width), port("write", Port.Direction.WRITE, width))
                : List.of(port("port", Port.Direction.READ_WRITE, width));
        return new Memory(
                name,
                kind,
                ALL,
                bits,
                width,
                banks,
                ports,
                false,
                per,
                accumulates,
                1,
                0,
                "",
                Double.NaN,
                Double.NaN,
                Double.NaN);
    }

    static Port port(String name, Port.Direction direction, int bits) {
        return new Port(name, direction, bits, ALL);
    }

    static Memory withComponent(Memory m, String component) {
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
                component,
                Double.NaN,
                Double.NaN,
                Double.NaN);
    }
}
