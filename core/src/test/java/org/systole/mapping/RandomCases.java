package org.systole.mapping;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.systole.hardware.Accelerator;
import org.systole.hardware.Axis;
import org.systole.hardware.Link;
import org.systole.hardware.Memory;
import org.systole.hardware.PeArray;
import org.systole.hardware.Rules;
import org.systole.tensor.Window;
import org.systole.workload.Dimension;
import org.systole.workload.LoopNest;
import org.systole.workload.MacLayer;
import org.systole.workload.Operand;
import org.systole.workload.Precision;
import org.systole.workload.VectorWork;

/** Small random layers, accelerators and mappings, all from one seed. */
final class RandomCases {
    private static final List<Dimension> PIXELS = List.of(Dimension.B, Dimension.OY, Dimension.OX);
    private static final List<Dimension> TAPS = List.of(Dimension.FY, Dimension.FX, Dimension.C);

    private final Random random;

    RandomCases(long seed) {
        this.random = new Random(seed);
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    /** A layer of at most a few thousand multiply-accumulates. */
    MacLayer layer() {
        while (true) {
            int fy = 1 + below(3);
            int fx = 1 + below(3);
            int oy = 1 + below(5);
            int ox = 1 + below(6);
            int strideY = 1 + below(3);
            int strideX = 1 + below(2);
            int dilation = 1 + below(2);
            int pad = below(2);
            int inY = Math.max(1, (oy - 1) * strideY + (fy - 1) * dilation + 1 - pad - below(2));
            int inX = Math.max(1, (ox - 1) * strideX + (fx - 1) * dilation + 1 - pad - below(2));
            var nest = LoopNest.of(
                    1 + below(2),
                    1 + below(2),
                    1 + below(6),
                    1 + below(6),
                    oy,
                    ox,
                    fy,
                    fx,
                    new Window(strideY, strideX, dilation, dilation, pad, pad, inY, inX));
            if (nest.macs() > 3000) continue;
            return layer(nest);
        }
    }

    /** A one-dimensional layer with three loops or four. */
    MacLayer tinyLayer() {
        int ox = 2 + below(5);
        int fx = 1 + below(2);
        return layer(LoopNest.of(
                1, 1, 2 + below(9), 2 + below(7), 1, ox, 1, fx, new Window(1, 1, 1, 1, 0, 0, 1, ox + fx - 1)));
    }

    /** A layer with several steps or attached work now and then. */
    MacLayer layerWithWork() {
        MacLayer plain = layer();
        long outputs = plain.nest().elements(Operand.OUTPUT);
        int steps = below(3) == 0 ? 1 + below(3) : 1;
        var work = new ArrayList<VectorWork>();
        VectorWork.Kind[] kinds = VectorWork.Kind.values();
        for (int i = below(3); i > 0; i--)
            work.add(new VectorWork(
                    kinds[below(kinds.length)],
                    "n" + i,
                    "Op",
                    outputs * steps,
                    outputs * steps * (1 + below(2)),
                    below(10),
                    outputs * steps / (1 + below(2))));
        return new MacLayer(
                "layer",
                plain.kind(),
                plain.nest(),
                plain.precision(),
                steps,
                true,
                plain.reads(),
                plain.writes(),
                work,
                plain.nodes());
    }

    static MacLayer layer(LoopNest nest) {
        return new MacLayer(
                "layer",
                MacLayer.Kind.CONVOLUTION,
                nest,
                Precision.INT8,
                1,
                true,
                List.of("in"),
                List.of("out"),
                List.of(),
                List.of("node"));
    }

    /** An accelerator of one to three axes and two to four memories, any of them replicated or passed by. */
    Accelerator accelerator() {
        var axes = new ArrayList<Axis>();
        int count = 1 + below(3);
        for (int i = 0; i < count; i++) {
            var dims = new LinkedHashSet<Dimension>();
            while (dims.size() < 2) dims.add(Dimension.values()[below(Dimension.COUNT)]);
            var multicast = EnumSet.noneOf(Operand.class);
            for (Operand o : Operand.values()) if (o != Operand.OUTPUT && below(2) == 0) multicast.add(o);
            boolean flat = below(4) == 0;
            if (flat) dims.addAll(below(2) == 0 ? PIXELS : TAPS);
            axes.add(new Axis("a" + i, 1 + below(4), dims, multicast, below(2) == 0, flat));
        }
        var stationary = below(3) == 0 ? Optional.of(Operand.values()[below(3)]) : Optional.<Operand>empty();
        var array = new PeArray(
                axes,
                1,
                below(2) == 0 ? PeArray.Movement.SYSTOLIC : PeArray.Movement.BROADCAST,
                stationary,
                new PeArray.Preload(below(5), below(2) == 0),
                below(3));
        return TestAccelerators.of("random", array, memories(axes), links(), Rules.NONE);
    }

    private List<Link> links() {
        return below(2) == 0
                ? List.of()
                : List.of(new Link("bus", "dram", List.of("m0", "m1"), 16 << below(3), 32 * below(3), Double.NaN));
    }

    private List<Memory> memories(List<Axis> axes) {
        var list = new ArrayList<Memory>();
        list.add(TestAccelerators.memory(
                "dram", Memory.Kind.DRAM, EnumSet.allOf(Operand.class), 0, 64, 64, false, List.of(), false));
        List<String> per = new ArrayList<>();
        int count = 1 + below(3);
        for (int i = 0; i < count; i++) {
            var holds = EnumSet.noneOf(Operand.class);
            for (Operand o : Operand.values()) if (below(3) > 0) holds.add(o);
            if (holds.isEmpty()) holds.add(Operand.values()[below(3)]);
            for (Axis axis : axes) if (!per.contains(axis.name()) && below(3) == 0) per.add(axis.name());
            Memory memory = TestAccelerators.memory(
                    "m" + i,
                    below(3) == 0 ? Memory.Kind.REGISTER : Memory.Kind.SRAM,
                    holds,
                    64L << below(10),
                    8 << below(4),
                    8 << below(5),
                    below(2) == 0,
                    List.copyOf(per),
                    below(3) == 0);
            int manner = below(12);
            list.add(TestAccelerators.like(memory, manner % 3 == 0, manner % 4 == 1, manner % 4 == 2));
        }
        return list;
    }

    /** A mapping with random factors, perfect or not, in random order, cut anywhere. */
    Mapping mapping(Binding binding, boolean perfect) {
        Accelerator accelerator = binding.accelerator;
        Map<String, List<Loop>> spatial = spatial(binding, perfect);
        var loops = new ArrayList<Loop>();
        for (Dimension d : Dimension.values()) {
            int unrolled = 1;
            for (List<Loop> list : spatial.values())
                for (Loop loop : list) if (loop.dimension() == d) unrolled *= loop.factor();
            int rest = (binding.extent(d) + unrolled - 1) / unrolled;
            while (rest > 1) {
                int factor = perfect ? divisor(rest) : 2 + below(rest - 1);
                loops.add(new Loop(d, factor));
                rest = (rest + factor - 1) / factor;
            }
        }
        java.util.Collections.shuffle(loops, random);
        var placements = new EnumMap<Operand, List<Placement>>(Operand.class);
        for (Operand o : Operand.values()) placements.put(o, chain(o, accelerator, loops.size()));
        return new Mapping(spatial, loops, placements);
    }

    private Map<String, List<Loop>> spatial(Binding binding, boolean perfect) {
        var rest = new int[Dimension.COUNT];
        for (Dimension d : Dimension.values()) rest[d.ordinal()] = binding.extent(d);
        var map = new LinkedHashMap<String, List<Loop>>();
        for (Axis axis : binding.accelerator.array().axes()) {
            int room = axis.size();
            var list = new ArrayList<Loop>();
            for (Dimension d : axis.unroll()) {
                int factor = 1 + below(Math.min(room, rest[d.ordinal()]));
                if (perfect && rest[d.ordinal()] % factor != 0) factor = 1;
                if (factor == 1) continue;
                list.add(new Loop(d, factor));
                room /= factor;
                rest[d.ordinal()] = (rest[d.ordinal()] + factor - 1) / factor;
            }
            map.put(axis.name(), list);
        }
        return map;
    }

    private int divisor(int n) {
        while (true) {
            int f = 2 + below(n - 1);
            if (n % f == 0) return f;
        }
    }

    private List<Placement> chain(Operand operand, Accelerator accelerator, int loops) {
        var chain = new ArrayList<Placement>();
        int cut = loops;
        for (Memory memory : accelerator.hierarchy(operand)) {
            if (!chain.isEmpty() && below(4) == 0) continue;
            if (!chain.isEmpty()) cut = below(cut + 1);
            chain.add(new Placement(memory.name(), cut));
        }
        return chain;
    }
}
