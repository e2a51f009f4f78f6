package org.systole.mapping;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.systole.hardware.Accelerator;
import org.systole.hardware.Axis;
import org.systole.hardware.Memory;
import org.systole.workload.Dimension;
import org.systole.workload.Operand;

/** Writes a layer in macro-tiles as a mapping of the general model, which counts its accesses and energy. */
public final class TileMappings {
    private static final List<Dimension> ORDER = List.of(
            Dimension.OX, Dimension.OY, Dimension.B, Dimension.C, Dimension.FX, Dimension.FY, Dimension.K, Dimension.G);

    private TileMappings() {}

    /**
     * Returns the mapping: inside of a macro-tile the order of Gemmini's LoopConv (pixels innermost, tiles of weights around
     * them), around it the program's loops.
     *
     * @param program the layer
     * @param accelerator an array with an axis for C and one for K; static memories hold macro-tiles, registers the array's
     */
    public static Mapping of(TileProgram program, Accelerator accelerator) {
        Map<String, List<Loop>> spatial = new LinkedHashMap<>();
        Map<Dimension, Integer> unrolled = new EnumMap<>(Dimension.class);
        for (Dimension d : List.of(Dimension.C, Dimension.K)) {
            for (Axis axis : accelerator.array().axes()) {
                if (!axis.unroll().contains(d) || spatial.containsKey(axis.name()) || unrolled.containsKey(d)) continue;
                int factor = Math.min(axis.size(), program.tile(d));
                unrolled.put(d, factor);
                spatial.put(axis.name(), List.of(new Loop(d, factor)));
            }
        }
        List<Loop> temporal = new ArrayList<>();
        for (Dimension d : ORDER) {
            int factor = Math.ceilDiv(program.tile(d), unrolled.getOrDefault(d, 1));
            if (factor > 1) temporal.add(new Loop(d, factor));
        }
        int inner = temporal.size();
        temporal.addAll(program.outer());
        Map<Operand, List<Placement>> placements = new EnumMap<>(Operand.class);
        for (Operand operand : Operand.values())
            placements.put(
                    operand,
                    accelerator.hierarchy(operand).stream()
                            .map(memory -> new Placement(memory.name(), loops(memory, inner, temporal.size())))
                            .toList());
        return new Mapping(spatial, temporal, placements);
    }

    private static int loops(Memory memory, int inner, int all) {
        return switch (memory.kind()) {
            case DRAM -> all;
            case SRAM -> inner;
            default -> 0;
        };
    }
}
