package org.systole.report;

import java.util.Locale;
import java.util.Optional;
import org.systole.units.Figure;
import org.systole.units.Unit;

/** The figures that sum up a run, in the order in which they are shown. */
public enum Kpi {
    /** Clock cycles of one run. */
    CYCLES("Cycles", Unit.CYCLES, Direction.LOWER, "Clock cycles of one run."),
    /** Time of one inference. */
    LATENCY("Latency", Unit.SECONDS, Direction.LOWER, "Time of one run at the accelerator's clock."),
    /** Inferences a second, one after another. */
    THROUGHPUT("Throughput", Unit.PER_SECOND, Direction.HIGHER, "Runs a second, one after another."),
    /** Energy of one inference. */
    ENERGY("Energy", Unit.PICOJOULES, Direction.LOWER, "Energy of one run, leakage and off-chip memory included."),
    /** Energy times time. */
    ENERGY_DELAY("Energy-delay product", Unit.PICOJOULE_SECONDS, Direction.LOWER, "Energy of one run times its time."),
    /** Energy divided by time. */
    POWER("Average power", Unit.WATTS, Direction.LOWER, "Energy of one run divided by its time."),
    /** Area of the accelerator. */
    AREA(
            "Area",
            Unit.SQUARE_MILLIMETRES,
            Direction.LOWER,
            "Area of array, memories and units; no wiring, pads or host."),
    /** Bytes to and from off-chip memory. */
    DRAM_TRAFFIC(
            "DRAM traffic", Unit.BYTES, Direction.LOWER, "Bytes read from and written to off-chip memory by one run."),
    /** Most bytes held on the chip. */
    ON_CHIP_PEAK(
            "On-chip peak",
            Unit.BYTES,
            Direction.NONE,
            "The most that one layer's tiles take in all on-chip memories."),
    /** Share of the array's capacity that is used. */
    UTILIZATION(
            "Utilization",
            Unit.RATIO,
            Direction.HIGHER,
            "Multiply-accumulates divided by what the array could do in all these cycles."),
    /** Multiply-accumulates of one inference. */
    MACS("MACs", Unit.COUNT, Direction.NONE, "Multiply-accumulates of one run; one MAC is two operations."),
    /** Constant weights. */
    WEIGHTS("Weights", Unit.COUNT, Direction.NONE, "Constant weights of all layers, biases excluded.");

    /**
     * Returns a total of a run of several samples for one of them: a part of what the run takes, so many times its rate;
     * nothing for what does not depend on how many there are.
     */
    public Optional<Figure> perSample(Figure run, int samples) {
        return switch (this) {
            case CYCLES, LATENCY, ENERGY, DRAM_TRAFFIC, MACS -> Optional.of(run.times(1.0 / samples));
            case THROUGHPUT -> Optional.of(run.times(samples));
            case ENERGY_DELAY, POWER, AREA, ON_CHIP_PEAK, UTILIZATION, WEIGHTS -> Optional.empty();
        };
    }

    /** Which way is better. */
    public enum Direction {
        /** Less is better. */
        LOWER,
        /** More is better. */
        HIGHER,
        /** Neither: a property of the network. */
        NONE
    }

    private final String label;
    private final Unit unit;
    private final Direction better;
    private final String meaning;

    Kpi(String label, Unit unit, Direction better, String meaning) {
        this.label = label;
        this.unit = unit;
        this.better = better;
        this.meaning = meaning;
    }

    /** Returns whether it is computed with the tables of a technology, whose certainty is then its own. */
    public boolean restsOnTables() {
        return switch (this) {
            case ENERGY, ENERGY_DELAY, POWER, AREA -> true;
            case CYCLES, LATENCY, THROUGHPUT, DRAM_TRAFFIC, ON_CHIP_PEAK, UTILIZATION, MACS, WEIGHTS -> false;
        };
    }

    /** Returns the name as files write it, for example {@code dram_traffic}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the name as people read it. */
    public String label() {
        return label;
    }

    /** Returns the unit. */
    public Unit unit() {
        return unit;
    }

    /** Returns which way is better. */
    public Direction better() {
        return better;
    }

    /** Returns what it is, in a sentence. */
    public String meaning() {
        return meaning;
    }
}
