package org.systole.app.quantize;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.systole.app.evaluate.Description;
import org.systole.formats.Format;
import org.systole.workload.Workload;

/**
 * What is to be chosen.
 *
 * @param weights formats of weights to choose from, the narrowest first; empty to leave weights in single precision
 * @param outputs formats of outputs to choose from, the narrowest first
 * @param maxDrop how many of 100 samples may change their class; empty when budgets alone bound the choice
 * @param minimize what is to be small
 * @param budgets what must not be exceeded
 * @param analyse whether every layer is analysed alone even when the narrowest choice is good enough
 * @param hardware what costs come from; needed for energy and latency only
 */
public record ChoiceRequest(
        List<Format> weights,
        List<Format> outputs,
        Optional<Double> maxDrop,
        Kind minimize,
        List<Limit> budgets,
        boolean analyse,
        Optional<Hardware> hardware) {
    /** Copies the lists. */
    public ChoiceRequest {
        weights = List.copyOf(weights);
        outputs = List.copyOf(outputs);
        budgets = List.copyOf(budgets);
    }

    /** What a choice costs. */
    public enum Kind {
        /** Bits of weights and of all outputs. */
        BITS("bits", "", 1),
        /** Memory of weights. */
        WEIGHTS("weights", "KiB", 8 * 1024),
        /** Memory of weights and of the values that are there at the same time. */
        MEMORY("memory", "KiB", 8 * 1024),
        /** Energy of one inference. */
        ENERGY("energy", "uJ", 1e6),
        /** Time of one inference. */
        LATENCY("latency", "ms", 1e-3);

        private final String word;
        private final String unit;
        private final double each;

        Kind(String word, String unit, double each) {
            this.word = word;
            this.unit = unit;
            this.each = each;
        }

        /** Returns the name of an absolute budget: {@code energy_uj}. */
        public String absolute() {
            return unit.isEmpty() ? word : word + "_" + unit.toLowerCase(Locale.ROOT);
        }

        /** Returns the unit, for people. */
        public String unit() {
            return unit;
        }

        /** Returns how many of the cost's own units (bits, pJ, s) the unit is. */
        public double each() {
            return each;
        }

        /** Returns whether costs come from an accelerator. */
        public boolean needsHardware() {
            return this == ENERGY || this == LATENCY;
        }

        @Override
        public String toString() {
            return word;
        }
    }

    /**
     * A budget.
     *
     * @param kind of what
     * @param most in units of the kind, or a share of what the widest choice costs
     * @param share whether it is a share
     */
    public record Limit(Kind kind, double most, boolean share) {}

    /**
     * An accelerator.
     *
     * @param description what it is
     * @param workload the network at its formats
     */
    public record Hardware(Description description, Workload workload) {}
}
