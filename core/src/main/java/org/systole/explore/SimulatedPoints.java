package org.systole.explore;

import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.systole.compile.Compiler;
import org.systole.compile.CoreConfigs;
import org.systole.compile.NetworkMacs;
import org.systole.cost.AcceleratorCosts;
import org.systole.cost.Cost;
import org.systole.cost.CostTables;
import org.systole.files.ContentHash;
import org.systole.hardware.Accelerator;
import org.systole.hardware.AcceleratorWriter;
import org.systole.problem.SystoleException;
import org.systole.quantize.IntegerNetwork;
import org.systole.simulate.Activity;
import org.systole.simulate.ActivityEnergy;
import org.systole.simulate.EventSimulator;
import org.systole.simulate.Timeline;

/**
 * Evaluates points by compiling the network for the point's Systole core and running it cycle by cycle: cycles are the
 * simulator's, energy follows from what every part did, traffic from the beats on the bus. Work that the core leaves to the
 * host is not simulated: it takes the cycles that the analytical model assumes, after the core's own, so that an objective
 * means the same in both looks; its energy is left out.
 */
public final class SimulatedPoints implements PointEvaluator {
    private final Study study;
    private final Networks networks;
    private final ToDoubleFunction<DesignPoint> host;
    private final String build;
    private final CostTables tables = CostTables.read();

    /** Gives the integers that a point's core runs. */
    public interface Networks {
        /** Returns the network of a point. */
        IntegerNetwork of(DesignPoint point, Accelerator accelerator);

        /** Returns what stands for it. */
        String key(DesignPoint point, Accelerator accelerator);
    }

    /**
     * Creates an evaluator.
     *
     * @param study describes the points' accelerators
     * @param host gives the cycles that a point's host is assumed to take
     * @param build names the version of models and tables, and the network that is explored
     */
    public SimulatedPoints(Study study, Networks networks, ToDoubleFunction<DesignPoint> host, String build) {
        this.study = study;
        this.networks = networks;
        this.host = host;
        this.build = build;
    }

    @Override
    public Task task(DesignPoint point) {
        Accelerator accelerator;
        try {
            accelerator = AnalyticalPoints.accelerator(study, point);
        } catch (SystoleException e) {
            return new Task(
                    ContentHash.of("simulated/3", build, "refused", study.description(point)),
                    () -> AnalyticalPoints.refused(e));
        }
        String key = ContentHash.of(
                "simulated/3", build, AcceleratorWriter.hash(accelerator), networks.key(point, accelerator));
        return new Task(key, () -> {
            try {
                return new Outcome(kpis(point, networks.of(point, accelerator), accelerator), "");
            } catch (SystoleException e) {
                return AnalyticalPoints.refused(e);
            }
        });
    }

    private Map<String, Double> kpis(DesignPoint point, IntegerNetwork network, Accelerator accelerator) {
        AcceleratorCosts costs = tables.costs(accelerator);
        var compiled = Compiler.compile(network, CoreConfigs.of(accelerator));
        Timeline timeline = EventSimulator.run(compiled.program());
        long macs = NetworkMacs.sum(network, network.nodes()) - NetworkMacs.sum(network, compiled.host());
        var activity = Activity.of(timeline);
        Cost energy = ActivityEnergy.total(ActivityEnergy.of(activity, macs, accelerator, costs));
        Cost area = costs.totalAreaMm2();
        double cycles = timeline.cycles() + host.applyAsDouble(point);
        double seconds = cycles / (accelerator.clockMhz() * 1e6);
        double millijoules = energy.isKnown() ? energy.value() / 1e9 : Double.NaN;
        double bits = activity.counts().stream()
                .filter(count ->
                        count.part() == Activity.Part.DRAM && !count.action().equals("open"))
                .mapToDouble(count -> (double) count.count() * count.bits())
                .sum();
        return Kpis.of(
                cycles,
                seconds,
                millijoules,
                area.isKnown() ? area.value() : Double.NaN,
                bits / 8 / (1 << 20),
                macs / (cycles * accelerator.array().peakMacs()));
    }
}
