package org.systole.mapping;

import java.util.Locale;
import java.util.Map;
import org.systole.hardware.Accelerator;

/** Names what bounds a layer or a network, in a sentence. */
final class Bottlenecks {
    private Bottlenecks() {}

    /** Returns the bottleneck of cycles that are spent as given. */
    static Bottleneck of(String what, CycleParts parts, Accelerator accelerator) {
        double total = parts.total();
        if (total <= 0)
            return new Bottleneck(
                    Bottleneck.Kind.COMPUTE, "nothing", 0, what + " takes no time.", "Nothing to gain here.");
        Map.Entry<String, Double> stall = Map.entry("", 0.0);
        for (var entry : parts.stalls().entrySet()) if (entry.getValue() > stall.getValue()) stall = entry;
        double memory = stall.getValue() + parts.onload() + parts.offload();
        double array = parts.arrayFill() + parts.arrayPreload() + parts.temporalLoss();
        double most = Math.max(
                Math.max(Math.max(parts.ideal(), parts.spatialLoss()), Math.max(array, memory)),
                Math.max(parts.vector(), parts.control()));
        String share = String.format(Locale.ROOT, "%.0f %%", 100 * most / total);
        if (most == parts.vector() && most > 0)
            return new Bottleneck(
                    Bottleneck.Kind.VECTOR,
                    "vector work",
                    most / total,
                    what + " is bound by work that is not multiply-accumulates: " + share + " of its cycles.",
                    "Give the unit that does it a higher rate, or let it work at write-back.");
        if (most == parts.control() && most > 0)
            return new Bottleneck(
                    Bottleneck.Kind.CONTROL,
                    "control",
                    most / total,
                    what + " is bound by configuration and synchronisation: " + share + " of its cycles.",
                    "Fuse layers, or lower the fixed cycles of a layer.");
        if (most == memory && most > 0) return memory(what, stall, parts, most / total, share);
        if (most == array && most > 0)
            return new Bottleneck(
                    Bottleneck.Kind.ARRAY,
                    "array",
                    most / total,
                    what + " is bound by filling the array and loading its stationary operand: " + share
                            + " of its cycles.",
                    "Use a smaller array or a larger batch, or overlap the load with a second set of registers.");
        if (most == parts.spatialLoss() && most > parts.ideal())
            return new Bottleneck(
                    Bottleneck.Kind.UTILIZATION,
                    "array",
                    most / total,
                    what + " leaves PEs without work: " + share + " of its cycles are lost to unused positions of the "
                            + accelerator.array().pes() + " PEs.",
                    "Unroll another dimension along the axes, or use a smaller array.");
        return new Bottleneck(
                Bottleneck.Kind.COMPUTE,
                "array",
                parts.ideal() / total,
                what + " is bound by the array: " + share
                        + " of its cycles are multiply-accumulates at the peak rate of "
                        + accelerator.array().peakMacs() + " a cycle.",
                "Only a larger array or a higher clock makes it faster.");
    }

    private static Bottleneck memory(
            String what, Map.Entry<String, Double> stall, CycleParts parts, double share, String text) {
        if (stall.getValue() >= parts.onload() + parts.offload())
            return new Bottleneck(
                    Bottleneck.Kind.MEMORY,
                    stall.getKey(),
                    share,
                    what + " waits for " + stall.getKey() + ": " + text + " of its cycles.",
                    "Widen " + stall.getKey() + ", or enlarge the memory behind it so that less moves over it.");
        return new Bottleneck(
                Bottleneck.Kind.MEMORY,
                "first and last tiles",
                share,
                what + " waits for its first tiles to arrive and its last to leave: " + text + " of its cycles.",
                "Cut the first tiles smaller, or raise the off-chip bandwidth.");
    }
}
