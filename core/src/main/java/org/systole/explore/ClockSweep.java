package org.systole.explore;

import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.systole.mapping.EnergyPart;
import org.systole.mapping.LayerCost;
import org.systole.mapping.NetworkCost;
import org.systole.problem.SystoleException;

/**
 * Points that differ in the clock alone are mapped once for all clocks at which their actions cost the same. Under one mapping
 * cycles, traffic and area do not depend on the clock; of the energy only leakage does, which grows with the time that a cycle
 * takes. Offered where the mapper minimizes cycles or traffic, so that the clock has no say in which mapping is best: between
 * mappings of equal cycles leakage is equal, too.
 */
final class ClockSweep {
    private static final Pattern CLOCK = Pattern.compile("(?m)^clock_mhz: *([0-9]+(?:\\.[0-9]+)?) *$");
    private static final double MOST_MHZ = 1e5;
    private static final int MOST_KEPT = 4096;

    private final Recent<Base> bases = new Recent<>(MOST_KEPT);

    /**
     * A description without its clock.
     *
     * @param text the description at the reference clock
     * @param referenceMhz the clock at which it is mapped: the same for all that share it, whichever point comes first
     * @param clockMhz the clock that was there
     */
    record Split(String text, double referenceMhz, double clockMhz) {
        /** Splits a description; {@code reference} gives a clock's reference clock, both in MHz. */
        static Optional<Split> of(String description, DoubleUnaryOperator reference) {
            Matcher m = CLOCK.matcher(description);
            if (!m.find()) return Optional.empty();
            double clock = Double.parseDouble(m.group(1));
            // the reader refuses other clocks, and says so
            if (!(clock > 0 && clock <= MOST_MHZ)) return Optional.empty();
            double mapped = reference.applyAsDouble(clock);
            String text =
                    description.substring(0, m.start(1)) + Template.number(mapped) + description.substring(m.end(1));
            return m.find(m.end()) ? Optional.empty() : Optional.of(new Split(text, mapped, clock));
        }
    }

    /** A design at the reference clock, evaluated when first asked for. */
    static final class Base {
        private final String canonical;
        private final double referenceMhz;
        private final boolean clockMatters;
        private final Supplier<NetworkCost> evaluation;
        private Map<String, Double> kpis;
        private SystoleException refused;
        private double leakagePjPerSecond;

        /**
         * Creates a design.
         *
         * @param canonical its canonical form at the reference clock
         * @param clockMatters whether it is another design at another clock: then it is not evaluated here
         */
        Base(String canonical, double referenceMhz, boolean clockMatters, Supplier<NetworkCost> evaluation) {
            this.canonical = canonical;
            this.referenceMhz = referenceMhz;
            this.clockMatters = clockMatters;
            this.evaluation = evaluation;
        }

        /** Returns whether the design differs at another clock in more than the clock. */
        boolean clockMatters() {
            return clockMatters;
        }

        /** Returns the canonical form at another clock. */
        String canonical(double clockMhz) {
            return ClockSweep.at(canonical, referenceMhz, clockMhz);
        }

        /**
         * Returns the figures at a clock.
         *
         * @throws SystoleException when the design cannot be mapped
         */
        Outcome outcome(double clockMhz) {
            evaluate();
            double cycles = kpis.get("cycles"), seconds = cycles / (clockMhz * 1e6);
            double longer = seconds - kpis.get("latency_ms") / 1e3;
            return new Outcome(
                    Kpis.of(
                            cycles,
                            seconds,
                            kpis.get("energy_mj") + leakagePjPerSecond * longer / 1e9,
                            kpis.get("area_mm2"),
                            kpis.get("dram_mib"),
                            kpis.get("utilization")),
                    "");
        }

        private synchronized void evaluate() {
            if (refused != null) throw refused;
            if (kpis != null) return;
            NetworkCost cost;
            try {
                cost = evaluation.get();
            } catch (SystoleException e) {
                refused = e;
                throw e;
            }
            double pj = 0;
            for (LayerCost layer : cost.layers())
                for (EnergyPart part : layer.energy())
                    if (part.component().equals("leakage") && part.pj().isKnown())
                        pj += part.pj().value();
            leakagePjPerSecond = pj / cost.latency().value();
            kpis = Kpis.of(cost);
        }
    }

    /** Returns a canonical form with another clock in the reference clock's place. */
    static String at(String canonical, double referenceMhz, double clockMhz) {
        return canonical.replace("\"clock_mhz\":" + referenceMhz + ",", "\"clock_mhz\":" + clockMhz + ",");
    }

    /** Returns the design of a description at the reference clock, made when it is not known. */
    Base base(Split split, Function<Split, Base> make) {
        return bases.of(split.text(), () -> make.apply(split));
    }
}
