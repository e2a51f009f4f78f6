package org.systole.hardware;

import static org.systole.workload.Dimension.B;
import static org.systole.workload.Dimension.C;
import static org.systole.workload.Dimension.FX;
import static org.systole.workload.Dimension.FY;
import static org.systole.workload.Dimension.K;
import static org.systole.workload.Dimension.OX;
import static org.systole.workload.Dimension.OY;

import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.systole.tensor.NumberFormat;
import org.systole.units.Witness;
import org.systole.workload.Dimension;
import org.systole.workload.Operand;
import org.systole.workload.Precision;
import org.systole.workload.ScaleSimConfig;

/**
 * SCALE-Sim's systolic arrays as accelerators. With R rows and C columns a pass takes, for T streamed elements,
 * {@code 2R + C + T - 2} cycles (weight and input stationary: R to load, T to stream, R + C - 2 to fill and drain) or
 * {@code R + C + T - 2} (output stationary). Source: SCALE-Sim v3.0.0 (scalesim-project/SCALE-Sim@1d62b68). Words are
 * taken to have 8 bits; SCALE-Sim counts words.
 */
public final class ScaleSimAccelerators {
    private static final List<Dimension> WINDOW = List.of(C, FY, FX);
    private static final List<Dimension> PIXELS = List.of(B, OY, OX);
    private static final int WORD = 8;
    private static final int UNLIMITED_BITS = 1 << 24;
    private static final long UNLIMITED_SIZE = 1L << 33;

    private ScaleSimAccelerators() {}

    /** Returns the array with memories of the configuration's sizes, double buffered, and its off-chip bandwidth. */
    public static Accelerator of(ScaleSimConfig config) {
        int words = config.bandwidths().stream().mapToInt(Integer::intValue).sum();
        return accelerator(
                config.name(),
                config.rows(),
                config.columns(),
                config.stationary(),
                List.of(config.inputKib() * 8192L, config.filterKib() * 8192L, config.outputKib() * 8192L),
                words == 0 ? UNLIMITED_BITS : words * WORD);
    }

    /** Returns the array with memories and bandwidth that never limit: the tool's zero-stall mode. */
    public static Accelerator ideal(int rows, int columns, Operand stationary) {
        return accelerator(
                "scalesim-" + rows + "x" + columns + "-" + stationary,
                rows,
                columns,
                stationary,
                List.of(UNLIMITED_SIZE, UNLIMITED_SIZE, UNLIMITED_SIZE),
                UNLIMITED_BITS);
    }

    private static Accelerator accelerator(
            String name, int rows, int columns, Operand stationary, List<Long> sizes, int offChipBits) {
        boolean ideal = sizes.getFirst() == UNLIMITED_SIZE;
        var memories = List.of(
                memory("dram", Memory.Kind.DRAM, EnumSet.allOf(Operand.class), 0, offChipBits, false),
                memory("ifmap", Memory.Kind.SRAM, Set.of(Operand.INPUT), sizes.get(0), 1024 * WORD, !ideal),
                memory("filter", Memory.Kind.SRAM, Set.of(Operand.WEIGHT), sizes.get(1), 1024 * WORD, !ideal),
                memory("ofmap", Memory.Kind.SRAM, Set.of(Operand.OUTPUT), sizes.get(2), 1024 * WORD, !ideal));
        return new Accelerator(
                name,
                "SCALE-Sim's array, " + rows + " x " + columns + ", " + stationary + " stationary",
                "scalesim-project/SCALE-Sim@1d62b68 (v3.0.0)",
                Set.of(Witness.ANALYTICAL),
                1000,
                "cmos-45nm",
                new Precision(NumberFormat.INT8, NumberFormat.INT8, NumberFormat.INT8, NumberFormat.INT8),
                List.of(WORD),
                array(rows, columns, stationary),
                memories,
                List.of(),
                List.of(),
                Control.IDEAL,
                Rules.NONE,
                Double.NaN);
    }

    private static PeArray array(int rows, int columns, Operand stationary) {
        Axis window = axis("rows", rows, WINDOW, Set.of(), true);
        Axis filters = axis("columns", columns, List.of(K), Set.of(Operand.INPUT), false);
        List<Axis> axes = switch (stationary) {
            case WEIGHT -> List.of(window, filters);
            case OUTPUT -> List.of(axis("rows", rows, PIXELS, Set.of(Operand.WEIGHT), false), filters);
            case INPUT -> List.of(window, axis("columns", columns, PIXELS, Set.of(Operand.WEIGHT), false));
        };
        int load = stationary == Operand.OUTPUT ? 0 : rows;
        return new PeArray(
                axes, 1, PeArray.Movement.SYSTOLIC, Optional.of(stationary), new PeArray.Preload(load, false), 0);
    }

    private static Axis axis(String name, int size, List<Dimension> unroll, Set<Operand> multicast, boolean reduces) {
        return new Axis(name, size, new LinkedHashSet<>(unroll), multicast, reduces, unroll.size() > 1);
    }

    private static Memory memory(
            String name, Memory.Kind kind, Set<Operand> holds, long bits, int bitsPerCycle, boolean doubleBuffered) {
        var ports = List.of(
                new Port("read", Port.Direction.READ, bitsPerCycle, holds),
                new Port("write", Port.Direction.WRITE, bitsPerCycle, holds));
        return new Memory(
                name,
                kind,
                holds,
                bits,
                WORD,
                kind == Memory.Kind.DRAM ? 1 : 1024,
                ports,
                doubleBuffered,
                List.of(),
                false,
                0,
                0,
                "",
                Double.NaN,
                Double.NaN,
                Double.NaN);
    }
}
