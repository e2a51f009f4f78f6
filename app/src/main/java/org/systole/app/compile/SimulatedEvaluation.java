package org.systole.app.compile;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.systole.app.evaluate.Description;
import org.systole.compile.Compiler;
import org.systole.compile.CoreConfig;
import org.systole.compile.CoreConfigs;
import org.systole.compile.CoreMappings;
import org.systole.compile.Instruction.Store;
import org.systole.compile.NetworkMacs;
import org.systole.compile.Program;
import org.systole.cost.Cost;
import org.systole.hardware.Accelerator;
import org.systole.mapping.CoreAction;
import org.systole.mapping.CoreCounts;
import org.systole.mapping.CoreTiming;
import org.systole.quantize.IntegerNetwork;
import org.systole.report.TextTable;
import org.systole.simulate.Activity;
import org.systole.simulate.ActivityEnergy;
import org.systole.simulate.EventSimulator;
import org.systole.simulate.Timeline;

/**
 * What {@code evaluate --witness simulated} says: a network compiled for a Systole core and run on the cycle-exact simulator,
 * with the analytical model's cycles of the same tiles beside it, layer by layer.
 */
public final class SimulatedEvaluation {
    private final Accelerator accelerator;
    private final Program program;
    private final Timeline timeline;
    private final EnergyReport energy;
    private final List<Layer> layers;
    private final long macs;
    private final long hostMacs;
    private final long rowsOpened;
    private long rowsModelled;

    /**
     * A layer: cycles from the end of the last store before to the end of its own.
     *
     * @param name its nodes
     * @param macs its multiply-accumulates
     * @param simulated cycles of the simulator
     * @param analytical cycles of the analytical model
     */
    public record Layer(String name, long macs, long simulated, long analytical) {
        double offPercent() {
            return simulated == 0 ? 0 : 100.0 * (analytical - simulated) / simulated;
        }
    }

    private SimulatedEvaluation(IntegerNetwork network, Description description) {
        accelerator = description.accelerator();
        CoreConfig config = CoreConfigs.of(accelerator);
        var compiled = Compiler.compile(network, config);
        program = compiled.program();
        timeline = EventSimulator.run(program);
        hostMacs = NetworkMacs.sum(network, compiled.host());
        macs = NetworkMacs.sum(network, network.nodes());
        layers = layers(network, config, compiled);
        var costs = description.costs();
        var activity = Activity.of(timeline);
        rowsOpened = activity.count(Activity.Part.DRAM, "open");
        energy = new EnergyReport(costs.technology(), ActivityEnergy.of(activity, macs - hostMacs, accelerator, costs));
    }

    /**
     * Compiles and runs a network.
     *
     * @throws org.systole.problem.SystoleException when the accelerator is no Systole core, or cannot run the network
     */
    public static SimulatedEvaluation of(IntegerNetwork network, Description description) {
        return new SimulatedEvaluation(network, description);
    }

    private List<Layer> layers(IntegerNetwork network, CoreConfig config, Compiler.Compiled compiled) {
        long[] ends = new long[program.layers().size()];
        for (int i = 0; i < program.instructions().size(); i++)
            if (program.instructions().get(i) instanceof Store) ends[program.sources()[i]] = timeline.ends()[i];
        Map<String, Long> macsByNode = NetworkMacs.of(network);
        var mapped = CoreMappings.of(network, config);
        var timing = new CoreTiming(CoreMappings.template(config));
        var counts = new CoreCounts(CoreMappings.template(config));
        var list = new ArrayList<Layer>();
        long before = 0, modelled = 0;
        for (int i = 0; i < ends.length; i++) {
            var each = mapped.get(i);
            long now = timing.after(each.pass(), each.tiling());
            rowsModelled +=
                    counts.count(each.pass(), each.tiling(), each.places()).get(CoreAction.DRAM_OPEN);
            long own = compiled.nodes().get(i).stream()
                    .mapToLong(node -> macsByNode.getOrDefault(node, 0L))
                    .sum();
            list.add(new Layer(program.layers().get(i), own, ends[i] - before, now - modelled));
            before = ends[i];
            modelled = now;
        }
        return List.copyOf(list);
    }

    /** Returns the layers. */
    public List<Layer> layers() {
        return layers;
    }

    /** Returns the cycles of the whole run. */
    public long cycles() {
        return timeline.cycles();
    }

    private long analytical() {
        return layers.stream().mapToLong(Layer::analytical).sum();
    }

    private double milliseconds() {
        return timeline.cycles() / accelerator.clockMhz() / 1e3;
    }

    private double utilization() {
        return 100.0
                * (macs - hostMacs)
                / ((double) timeline.cycles() * accelerator.array().peakMacs());
    }

    private double hostPercent() {
        return macs == 0 ? 0 : 100.0 * hostMacs / macs;
    }

    /** Returns the result for JSON. */
    public Map<String, Object> tree() {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("schema", "systole-witnesses/1");
        tree.put("witness", "simulated");
        tree.put("network", program.name());
        tree.put("accelerator", accelerator.name());
        tree.put("clock_mhz", accelerator.clockMhz());
        tree.put("cycles", timeline.cycles());
        tree.put("latency_ms", milliseconds());
        tree.put("macs", macs);
        tree.put("host_share_percent", hostPercent());
        tree.put("utilization_percent", utilization());
        tree.put("dram_rows_opened", rowsOpened);
        tree.put("energy", energy.tree());
        var model = new LinkedHashMap<String, Object>();
        model.put("witness", "analytical");
        model.put("cycles", analytical());
        model.put("off_percent", 100.0 * (analytical() - timeline.cycles()) / timeline.cycles());
        model.put("dram_rows_opened", rowsModelled);
        tree.put("beside", model);
        var list = new ArrayList<Object>();
        for (Layer layer : layers) {
            var entry = new LinkedHashMap<String, Object>();
            entry.put("name", layer.name());
            entry.put("macs", layer.macs());
            entry.put("cycles_simulated", layer.simulated());
            entry.put("cycles_analytical", layer.analytical());
            list.add(entry);
        }
        tree.put("layers", list);
        return tree;
    }

    /** Returns the lines for a terminal. */
    public List<String> lines(int width, boolean all) {
        var lines = new ArrayList<String>();
        lines.add(TextTable.plain(program.name()) + " on " + accelerator.name() + ", simulated");
        lines.add(String.format(
                Locale.ROOT,
                "  %,d cycles (simulated), %.3f ms at %.0f MHz; %.1f %% of the array's MACs used; %.2f %% of the MACs on the host",
                timeline.cycles(),
                milliseconds(),
                accelerator.clockMhz(),
                utilization(),
                hostPercent()));
        lines.add(String.format(
                Locale.ROOT,
                "  %,d cycles (analytical, the same tiles): %+.2f %%",
                analytical(),
                100.0 * (analytical() - timeline.cycles()) / timeline.cycles()));
        lines.add(String.format(
                Locale.ROOT, "  %,d rows of the DRAM opened (simulated), %,d (analytical)", rowsOpened, rowsModelled));
        lines.addAll(energy.lines(width, all));
        var table = TextTable.ofNumbers("layer", "MACs", "simulated", "analytical", "off %");
        for (Layer layer : layers)
            table.row(List.of(
                    layer.name(),
                    String.format(Locale.ROOT, "%,d", layer.macs()),
                    String.format(Locale.ROOT, "%,d", layer.simulated()),
                    String.format(Locale.ROOT, "%,d", layer.analytical()),
                    String.format(Locale.ROOT, "%+.2f", layer.offPercent())));
        lines.addAll(table.lines(width));
        return lines;
    }

    /** Returns the energy in pJ, a lower bound when a part has no known cost. */
    public Cost energyPj() {
        return ActivityEnergy.total(energy.shares());
    }
}
