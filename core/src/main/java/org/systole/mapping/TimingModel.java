package org.systole.mapping;

import java.util.Locale;
import org.systole.hardware.Accelerator;

/** Which model says where the cycles of an evaluation go. */
public enum TimingModel {
    /** Loops, memories and bandwidths of any spatial accelerator: {@code docs/models/mapping.md}. */
    GENERAL("cycles by the general model of loops and bandwidths"),
    /** Hardware that walks macro-tiles by itself, fitted to Gemmini's RTL: {@code docs/models/gemmini.md}. */
    MACRO_TILES("cycles by the model of macro-tiles that is fitted to Gemmini's RTL"),
    /** A Systole core's commands in the compiler's tiles, beside its simulator: {@code docs/models/systole-core-time.md}. */
    CORE("cycles by the model of the Systole core, in the tiles of its compiler");

    private final String sentence;

    TimingModel(String sentence) {
        this.sentence = sentence;
    }

    /** Returns the model that evaluations of a workload use; a network that is compiled for a core has {@link #CORE}. */
    public static TimingModel of(Accelerator accelerator) {
        return accelerator.control().tileLoop().isPresent() ? MACRO_TILES : GENERAL;
    }

    /** Returns what it is, for people, without a full stop. */
    public String sentence() {
        return sentence;
    }

    /** Returns the name as files write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Returns the model of a name that a file holds.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static TimingModel named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }
}
