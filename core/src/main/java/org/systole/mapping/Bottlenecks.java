package org.systole.mapping;

import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.systole.hardware.Accelerator;

/** Names what bounds a layer or a network, in a sentence. */
final class Bottlenecks {
    /** How many parts a sentence names. */
    private static final int SHOWN = 3;

    private final String what;
    private final CycleParts parts;
    private final Accelerator accelerator;
    private final VectorShare vector;
    private Map.Entry<String, Double> stall = Map.entry("", 0.0);

    private Bottlenecks(String what, CycleParts parts, Accelerator accelerator, VectorShare vector) {
        this.what = what;
        this.parts = parts;
        this.accelerator = accelerator;
        this.vector = vector;
        for (var entry : parts.stalls().entrySet()) if (entry.getValue() > stall.getValue()) stall = entry;
    }

    /** Returns the bottleneck of cycles that are spent as given. */
    static Bottleneck of(String what, CycleParts parts, Accelerator accelerator, VectorShare vector) {
        if (parts.total() <= 0)
            return new Bottleneck(
                    Bottleneck.Kind.COMPUTE, "nothing", 0, what + " takes no time.", "Nothing to gain here.");
        return new Bottlenecks(what, parts, accelerator, vector).name();
    }

    private Bottleneck name() {
        double waits = parts.stalled() + parts.onload() + parts.offload();
        double array = parts.arrayFill() + parts.arrayPreload() + parts.temporalLoss();
        double most = Math.max(
                Math.max(Math.max(parts.ideal(), parts.spatialLoss()), Math.max(array, waits)),
                Math.max(parts.vector(), parts.control()));
        if (most == parts.vector()) return vector(most);
        if (most == parts.control()) return control(most);
        if (most == waits) return memory(most);
        if (most == array) return array(most);
        return most == parts.spatialLoss() ? utilization(most) : compute();
    }

    private String percent(double cycles) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * cycles / parts.total());
    }

    /** Returns the share of some parts, and what it is made of in the words of the table of cycles. */
    private String percent(double cycles, Predicate<String> chosen) {
        String made = parts.byName().entrySet().stream()
                .filter(part -> chosen.test(part.getKey()) && part.getValue() >= 0.0005 * parts.total())
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .limit(SHOWN)
                .map(part -> CycleParts.label(part.getKey()) + " " + percent(part.getValue()))
                .collect(Collectors.joining(", "));
        return percent(cycles) + " of its cycles (" + made + ")";
    }

    private Bottleneck make(Bottleneck.Kind kind, String resource, double cycles, String sentence, String remedy) {
        return new Bottleneck(kind, resource, cycles / parts.total(), what + " " + sentence, remedy);
    }

    private Bottleneck vector(double cycles) {
        String layers = vector.layers() > 1 ? " of " + vector.layers() + " layers" : "";
        return make(
                Bottleneck.Kind.VECTOR,
                vector.host() ? "host" : vector.unit(),
                cycles,
                "waits for work that is not multiply-accumulates: " + percent(cycles)
                        + " of its cycles, most of them for " + vector.text() + layers + ".",
                vector.host()
                        ? "Add a unit on the chip for " + String.join(", ", vector.kinds()) + "."
                        : "Give '" + vector.unit() + "' a higher rate, or let it work at write-back.");
    }

    private Bottleneck control(double cycles) {
        boolean loops = accelerator.control().tileLoop().isPresent();
        return make(
                Bottleneck.Kind.CONTROL,
                "commands",
                cycles,
                loops
                        ? "waits for the commands of the array, a preload and a compute for each pass: "
                                + percent(cycles) + " of its cycles."
                        : "is bound by configuration and synchronisation: " + percent(cycles) + " of its cycles.",
                loops
                        ? "More output pixels for each tile of weights make longer passes: a larger batch or picture."
                        : "Fuse layers, or lower the fixed cycles of a layer.");
    }

    private Bottleneck memory(double cycles) {
        boolean stalls = parts.stalled() >= parts.onload() + parts.offload();
        return make(
                Bottleneck.Kind.MEMORY,
                stalls ? stall.getKey() : "first and last tiles",
                cycles,
                "waits for data: "
                        + percent(
                                cycles,
                                part -> part.startsWith("stall:") || part.equals("onload") || part.equals("offload"))
                        + ".",
                stalls ? remedy(stall.getKey()) : "Raise the off-chip bandwidth, or run more images at a time.");
    }

    private static String remedy(String resource) {
        return switch (resource) {
            case TileLayers.LOADS ->
                "Enlarge the scratchpad, so that fewer tiles move the same operands in, or widen the DMA's bus.";
            case TileLayers.STORES ->
                "Results leave row by row: enlarge the accumulator, so that partial sums stay, and store wider rows.";
            case TileLayers.IN_FLIGHT ->
                "Loads, computes and stores of two tiles overlap no further: larger memories make fewer, larger tiles.";
            default -> "Widen " + resource + ", or enlarge the memory behind it so that less moves over it.";
        };
    }

    private Bottleneck array(double cycles) {
        return make(
                Bottleneck.Kind.ARRAY,
                "array",
                cycles,
                "is bound by filling and loading the array: "
                        + percent(cycles, part -> part.startsWith("array_") || part.equals("temporal_loss")) + ".",
                "Use a smaller array or a larger batch, or overlap the load with a second set of registers.");
    }

    private Bottleneck utilization(double cycles) {
        return make(
                Bottleneck.Kind.UTILIZATION,
                "array",
                cycles,
                "leaves PEs without work: " + percent(cycles) + " of its cycles are lost to unused positions of the "
                        + accelerator.array().pes() + " PEs.",
                "Unroll another dimension along the axes, or use a smaller array.");
    }

    private Bottleneck compute() {
        return make(
                Bottleneck.Kind.COMPUTE,
                "array",
                parts.ideal(),
                "is bound by the array: " + percent(parts.ideal())
                        + " of its cycles are multiply-accumulates at the peak rate of "
                        + accelerator.array().peakMacs() + " a cycle.",
                "A larger array or a higher clock shortens these cycles.");
    }
}
