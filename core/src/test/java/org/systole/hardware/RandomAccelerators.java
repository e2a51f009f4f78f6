package org.systole.hardware;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.systole.tensor.NumberFormat;
import org.systole.units.Witness;
import org.systole.workload.Dimension;
import org.systole.workload.Operand;
import org.systole.workload.Precision;
import org.systole.workload.VectorWork;

/** Makes accelerators that can be built, every part of a description present in some of them; repeats for a seed. */
final class RandomAccelerators {
    private static final List<Dimension> REDUCED = List.of(Dimension.C, Dimension.FY, Dimension.FX);

    private final SplittableRandom random;

    RandomAccelerators(long seed) {
        random = new SplittableRandom(seed);
    }

    Accelerator next() {
        int bits = pick(4, 8, 16);
        var precision = new Precision(
                new NumberFormat(pick(NumberFormat.Kind.SIGNED, NumberFormat.Kind.UNSIGNED), bits),
                new NumberFormat(NumberFormat.Kind.SIGNED, bits),
                new NumberFormat(NumberFormat.Kind.SIGNED, bits),
                new NumberFormat(NumberFormat.Kind.SIGNED, bits + pick(0, 8, 16)));
        List<Axis> axes = axes();
        List<Memory> memories = memories(axes, precision);
        return new Accelerator(
                "a" + random.nextInt(1000),
                pick("A title", "Other: \"quoted\" # title", "Ä"),
                pick("", "somewhere, section 1"),
                EnumSet.of(Witness.ANALYTICAL, pick(Witness.values())),
                pick(500.0, 1.0 / 3, 1e-3, 99999.5),
                "cmos-45nm",
                precision,
                maybe() ? List.of(bits) : List.of(bits, bits + 1),
                new PeArray(
                        axes,
                        pick(1, 2),
                        pick(PeArray.Movement.values()),
                        maybe() ? Optional.of(pick(Operand.values())) : Optional.empty(),
                        maybe() ? PeArray.Preload.NONE : new PeArray.Preload(random.nextInt(50), maybe()),
                        random.nextInt(5),
                        cost(),
                        cost()),
                memories,
                links(memories),
                units(memories),
                control(),
                rules(memories),
                maybe() ? Double.NaN : 1.5,
                List.of());
    }

    private List<Axis> axes() {
        var axes = new ArrayList<Axis>();
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            var unroll = new LinkedHashSet<Dimension>();
            var all = new ArrayList<>(Arrays.asList(Dimension.values()));
            for (int d = random.nextInt(1, 4); d > 0; d--) unroll.add(all.remove(random.nextInt(all.size())));
            boolean reduces = maybe() && unroll.stream().anyMatch(REDUCED::contains);
            axes.add(new Axis("axis" + i, random.nextInt(1, 20), unroll, operands(0), reduces, maybe()));
        }
        return axes;
    }

    private List<Memory> memories(List<Axis> axes, Precision precision) {
        var memories = new ArrayList<Memory>();
        memories.add(memory("dram", Memory.Kind.DRAM, EnumSet.allOf(Operand.class), List.of(), precision));
        var per = new ArrayList<String>();
        for (int i = random.nextInt(0, 4); i > 0; i--) {
            if (maybe() && per.size() < axes.size())
                per.add(axes.get(per.size()).name());
            Memory.Kind kind = pick(Memory.Kind.SRAM, Memory.Kind.REGISTER, Memory.Kind.BLOCK_RAM);
            memories.add(memory("memory" + i, kind, operands(1), List.copyOf(per), precision));
        }
        return memories;
    }

    private Memory memory(String name, Memory.Kind kind, Set<Operand> holds, List<String> per, Precision precision) {
        boolean dram = kind == Memory.Kind.DRAM;
        int banks = dram ? 1 : pick(1, 2, 3);
        int width = precision.partialSum().bits() * random.nextInt(1, 9);
        long words = banks * (long) pick(6, 100, 1024, 12345);
        int most = dram ? 1 << 20 : banks * width;
        List<Port> ports = maybe()
                ? List.of(new Port("p", Port.Direction.READ_WRITE, random.nextInt(1, most + 1), holds))
                : List.of(
                        new Port("r", Port.Direction.READ, random.nextInt(1, most + 1), holds),
                        new Port("w", Port.Direction.WRITE, random.nextInt(1, most + 1), holds),
                        new Port(
                                "x",
                                Port.Direction.WRITE,
                                1,
                                Set.of(holds.iterator().next())));
        return new Memory(
                name,
                kind,
                holds,
                dram && maybe() ? 0 : words * width,
                width,
                banks,
                ports,
                maybe(),
                per,
                maybe(),
                random.nextInt(3),
                pick(0, 512),
                pick("", "LPDDR4-3200 (8x4Gb QDP)", "sram"),
                cost(),
                cost(),
                cost(),
                maybe(),
                maybe(),
                maybe());
    }

    private List<Link> links(List<Memory> memories) {
        if (memories.size() < 2 || maybe()) return List.of();
        List<String> lowers = maybe() ? List.of() : List.of(memories.getLast().name());
        return List.of(new Link("link", "dram", lowers, random.nextInt(1, 1000), pick(0, 64), cost()));
    }

    private List<VectorUnit> units(List<Memory> memories) {
        var units = new ArrayList<VectorUnit>();
        for (int i = random.nextInt(3); i > 0; i--) {
            Map<VectorWork.Kind, Double> rates = new EnumMap<>(VectorWork.Kind.class);
            for (VectorWork.Kind kind : VectorWork.Kind.values())
                if (rates.isEmpty() || maybe()) rates.put(kind, pick(0.02, 1.0, 1e-7, 1e6));
            Memory memory = memories.get(random.nextInt(memories.size()));
            units.add(new VectorUnit(
                    "unit" + i, rates, memory.holds().contains(Operand.OUTPUT) && maybe(), memory.name(), maybe()));
        }
        return units;
    }

    private Control control() {
        if (maybe()) return Control.IDEAL;
        Optional<TileLoop> loop =
                maybe() ? Optional.empty() : Optional.of(new TileLoop(7.5, 4, 2, 30.25, 4096, 20, 70, 1024, 512));
        Optional<DramRows> rows = maybe() ? Optional.empty() : Optional.of(new DramRows(8192, 16, 9, 11));
        return new Control(64, pick(8, 64, 4096), random.nextInt(1, 20), random.nextInt(200), 1, 2, 3, 1e5, rows, loop);
    }

    private Rules rules(List<Memory> memories) {
        if (maybe()) return Rules.NONE;
        String memory = memories.getLast().name();
        var factors = new TreeMap<String, Integer>();
        if (maybe()) factors.putAll(Map.of(memory + ".OX", 1, memory + ".C", 7, "dram.K", 2));
        return new Rules(
                maybe(),
                maybe(),
                maybe() ? Map.of() : Map.of(memory, List.of(Dimension.K, Dimension.C)),
                factors,
                maybe() ? Map.of() : Map.of(memory, memories.getLast().holds()));
    }

    private Set<Operand> operands(int least) {
        var set = EnumSet.noneOf(Operand.class);
        for (Operand o : Operand.values()) if (maybe()) set.add(o);
        if (set.size() < least) set.add(pick(Operand.values()));
        return set;
    }

    private double cost() {
        return pick(Double.NaN, 0.0, 1.25, 1.0E-9);
    }

    private boolean maybe() {
        return random.nextBoolean();
    }

    @SafeVarargs
    private <T> T pick(T... values) {
        return values[random.nextInt(values.length)];
    }
}
