package org.systole.report;

import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.systole.mapping.TimingModel;
import org.systole.units.Figure;

/**
 * What a network costs on an accelerator: the content of {@code result.json}.
 *
 * @param hash the canonical hash of everything that the result depends on
 * @param model the network
 * @param accelerator the hardware
 * @param search how the mappings were found
 * @param totals the figures of the whole network; every {@link Kpi} has one
 * @param cycles where the cycles of the network go
 * @param energy where the energy goes, in pJ
 * @param area what the area is made of, in square millimetres
 * @param roofs the limits of the roofline
 * @param layers in the order in which they run
 * @param bottleneck what bounds the network, a sentence
 * @param remedy what to try next, a sentence
 * @param notes what a reader of these figures must know
 */
public record Result(
        String hash,
        ModelFacts model,
        AcceleratorFacts accelerator,
        SearchFacts search,
        Map<Kpi, Figure> totals,
        Breakdown cycles,
        Breakdown energy,
        Breakdown area,
        Roofs roofs,
        List<LayerResult> layers,
        String bottleneck,
        String remedy,
        List<String> notes) {
    /** The version of the format of {@code result.json}. */
    public static final int SCHEMA = 1;

    /** The file's name in a run directory. */
    public static final String FILE = "result.json";

    /** Copies the collections and checks that no figure is missing. */
    public Result {
        Objects.requireNonNull(hash);
        Objects.requireNonNull(model);
        Objects.requireNonNull(accelerator);
        Objects.requireNonNull(search);
        var copy = new EnumMap<Kpi, Figure>(Kpi.class);
        copy.putAll(totals);
        for (Kpi kpi : Kpi.values())
            if (!copy.containsKey(kpi)) throw new IllegalArgumentException("no total for " + kpi.key());
        totals = Collections.unmodifiableMap(copy);
        Objects.requireNonNull(cycles);
        Objects.requireNonNull(energy);
        Objects.requireNonNull(area);
        Objects.requireNonNull(roofs);
        layers = List.copyOf(layers);
        Objects.requireNonNull(bottleneck);
        Objects.requireNonNull(remedy);
        notes = List.copyOf(notes);
    }

    /** Returns one of the totals. */
    public Figure total(Kpi kpi) {
        return totals.get(kpi);
    }

    /**
     * The network.
     *
     * @param name its name
     * @param source what the user named: a file, {@code zoo:NAME}
     * @param format what it was read from, for people: {@code ONNX, opset 12}
     * @param nodes how many nodes its graph has
     * @param inputs its inputs, each as {@code NAME TYPE SHAPE}
     * @param outputs its outputs, likewise
     * @param samples how many samples one run of it handles: the extent that all inputs and outputs begin with, or 1
     */
    public record ModelFacts(
            String name,
            String source,
            String format,
            int nodes,
            List<String> inputs,
            List<String> outputs,
            int samples) {
        /** Copies the lists. */
        public ModelFacts {
            Objects.requireNonNull(name);
            Objects.requireNonNull(source);
            Objects.requireNonNull(format);
            inputs = List.copyOf(inputs);
            outputs = List.copyOf(outputs);
            if (samples < 1) throw new IllegalArgumentException("a run of " + samples + " samples");
        }
    }

    /**
     * The hardware.
     *
     * @param name its name
     * @param title one line for people
     * @param source what its description rests on
     * @param witnesses the models of it that exist, by name
     * @param clockMhz its clock in MHz
     * @param technology name of the technology tables
     * @param array the PEs, for people: {@code 16 x 16, systolic, weight-stationary}
     * @param pes how many PEs
     * @param peakMacs the most multiply-accumulates a cycle
     * @param precision number formats, for people: {@code int8 x int8 -> int32}
     * @param memories outermost first
     */
    public record AcceleratorFacts(
            String name,
            String title,
            String source,
            List<String> witnesses,
            double clockMhz,
            String technology,
            String array,
            long pes,
            long peakMacs,
            String precision,
            List<MemoryFacts> memories) {
        /** Copies the lists. */
        public AcceleratorFacts {
            Objects.requireNonNull(name);
            Objects.requireNonNull(title);
            Objects.requireNonNull(source);
            Objects.requireNonNull(technology);
            Objects.requireNonNull(array);
            Objects.requireNonNull(precision);
            witnesses = List.copyOf(witnesses);
            memories = List.copyOf(memories);
        }
    }

    /**
     * A memory of the hardware.
     *
     * @param name its name
     * @param kind {@code dram}, {@code sram}, {@code register} or {@code block_ram}
     * @param holds the operands it may hold, by name
     * @param instances how many there are
     * @param bytes the size of one instance, 0 for one that is as large as needed
     * @param bitsPerCycle the most that one instance's ports move in a cycle
     */
    public record MemoryFacts(
            String name, String kind, List<String> holds, int instances, double bytes, double bitsPerCycle) {
        /** Copies the list. */
        public MemoryFacts {
            Objects.requireNonNull(name);
            Objects.requireNonNull(kind);
            holds = List.copyOf(holds);
        }

        /** Returns whether it stands outside the chip. */
        public boolean isOffChip() {
            return kind.equals("dram");
        }
    }

    /**
     * How the mappings were found.
     *
     * @param objective what was minimized: {@code latency}, {@code energy}, {@code edp} or {@code dram}
     * @param seed the seed of the search
     * @param exhaustive layers whose mapping is proven the best of its mapspace
     * @param bestFound layers whose mapping is the best of what the budget allowed to look at
     * @param deadline layers whose search was ended by the deadline
     * @param evaluations complete mappings that were evaluated
     * @param timing which model the cycles are from
     */
    public record SearchFacts(
            String objective,
            long seed,
            int exhaustive,
            int bestFound,
            int deadline,
            long evaluations,
            TimingModel timing) {
        /** Checks that no part is missing. */
        public SearchFacts {
            Objects.requireNonNull(objective);
            Objects.requireNonNull(timing);
        }
    }

    /**
     * The limits of the roofline.
     *
     * @param peakOpsPerSecond the array's peak, two operations a MAC
     * @param bytesPerSecond bandwidth by memory that all data pass, outermost first
     */
    public record Roofs(double peakOpsPerSecond, Map<String, Double> bytesPerSecond) {
        /** Copies the map, keeping its order. */
        public Roofs {
            bytesPerSecond = Collections.unmodifiableMap(new LinkedHashMap<>(bytesPerSecond));
        }
    }
}
