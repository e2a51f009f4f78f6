package org.systole.mapping;

import java.util.List;
import java.util.Objects;
import org.systole.cost.Cost;
import org.systole.units.Certainty;
import org.systole.units.Figure;
import org.systole.units.Unit;
import org.systole.units.Witness;

/**
 * What a network costs on an accelerator: one inference, layers one after another.
 *
 * @param workload the network's name
 * @param accelerator the accelerator's name
 * @param objective what the mappings were chosen for
 * @param timing which model the cycles are from
 * @param clockMhz clock in MHz
 * @param peakMacs the most multiply-accumulates a cycle
 * @param layers the layers in the order in which they run
 * @param areaMm2 area of the accelerator
 * @param certainty of the cycles: incomplete when some work has no unit
 * @param bottleneck what bounds the network
 * @param notes what a reader of these figures must know
 * @param hash the canonical hash of everything that the result depends on, 64 hexadecimal digits
 */
public record NetworkCost(
        String workload,
        String accelerator,
        Objective objective,
        TimingModel timing,
        double clockMhz,
        long peakMacs,
        List<LayerCost> layers,
        Cost areaMm2,
        Certainty certainty,
        Bottleneck bottleneck,
        List<String> notes,
        String hash) {
    /** Copies the lists. */
    public NetworkCost {
        Objects.requireNonNull(workload);
        Objects.requireNonNull(accelerator);
        Objects.requireNonNull(objective);
        Objects.requireNonNull(timing);
        Objects.requireNonNull(areaMm2);
        Objects.requireNonNull(certainty);
        Objects.requireNonNull(bottleneck);
        Objects.requireNonNull(hash);
        layers = List.copyOf(layers);
        notes = List.copyOf(notes);
    }

    /** Returns the multiply-accumulates. */
    public long macs() {
        return layers.stream().mapToLong(LayerCost::macs).sum();
    }

    /** Returns the cycles of all layers. */
    public Figure cycles() {
        return timed(cycleCount(), Unit.CYCLES);
    }

    /**
     * Returns the whole cycles that the work takes which a Systole core leaves to its host, as this model assumes them; 0 where
     * the general model timed the network.
     */
    public double hostCycles() {
        if (timing != TimingModel.CORE) return 0;
        return Math.ceil(layers.stream()
                        .map(LayerCost::cycles)
                        .mapToDouble(c -> c.vector() + c.control())
                        .sum()
                - 1e-6);
    }

    /** Returns the time of one inference in seconds. */
    public Figure latency() {
        return timed(seconds(), Unit.SECONDS);
    }

    /** Returns the inferences a second. */
    public Figure throughput() {
        return timed(1 / seconds(), Unit.PER_SECOND);
    }

    /** Returns the energy of one inference in pJ. */
    public Figure energy() {
        return figure(energyPj(), Unit.PICOJOULES);
    }

    /** Returns the mean power in W. */
    public Figure power() {
        return figure(energyPj().times(1e-12 / seconds()), Unit.WATTS);
    }

    /** Returns the energy-delay product in pJ·s. */
    public Figure energyDelay() {
        return figure(energyPj().times(seconds()), Unit.PICOJOULE_SECONDS);
    }

    /** Returns the area in square millimetres. */
    public Figure area() {
        return figure(areaMm2, Unit.SQUARE_MILLIMETRES);
    }

    /** Returns the bytes to and from off-chip memory. */
    public Figure dramBytes() {
        double bytes = layers.stream().mapToDouble(LayerCost::dramBytes).sum();
        return Figure.counted(bytes, Unit.BYTES, Witness.ANALYTICAL);
    }

    /** Returns the multiply-accumulates divided by what the array could do in all cycles. */
    public Figure utilization() {
        return timed(macs() / (cycleCount() * peakMacs), Unit.RATIO);
    }

    /** Returns the energy in pJ; incomplete where a share is unknown. */
    public Cost energyPj() {
        return layers.stream().map(LayerCost::energyPj).reduce(Cost::plus).orElse(Cost.none("no layers"));
    }

    private Figure timed(double value, Unit unit) {
        return new Figure(value, unit, Witness.ANALYTICAL, certainty);
    }

    private double cycleCount() {
        return layers.stream().mapToDouble(layer -> layer.cycles().total()).sum();
    }

    private double seconds() {
        return cycleCount() / (clockMhz * 1e6);
    }

    /** Returns a cost as a figure of the analytical witness. */
    static Figure figure(Cost cost, Unit unit) {
        return cost.certainty() == Certainty.UNKNOWN
                ? Figure.unknown(unit, Witness.ANALYTICAL)
                : new Figure(cost.value(), unit, Witness.ANALYTICAL, cost.certainty());
    }
}
