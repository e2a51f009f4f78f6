package org.systole.app.compile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.systole.compile.Instruction.Execute;
import org.systole.compile.Program;
import org.systole.files.JsonReader;
import org.systole.files.RunDirectory;
import org.systole.report.Result;
import org.systole.report.TextTable;
import org.systole.simulate.PortConflicts;
import org.systole.simulate.RowCounts;
import org.systole.simulate.Timeline;
import org.systole.simulate.Unit;

/** What {@code simulate} says of a run: cycles, layer by layer, and how busy the core was. */
public final class SimulationReport {
    private final Timeline timeline;
    private final CompiledFolder compiled;
    private final List<Layer> layers;
    private final long hostMacs;
    private final long macs;

    /**
     * A layer in time.
     *
     * @param name its name
     * @param begin the cycle in which its first instruction begins
     * @param end the cycle in which its last one ends
     * @param cycles cycles from the end of the layers before to its own end: these add up to the whole
     * @param macs its multiply-accumulates
     * @param utilization share of the array's multiply-accumulates in these cycles that are the network's, in percent
     */
    public record Layer(String name, long begin, long end, long cycles, long macs, double utilization) {}

    private SimulationReport(Timeline timeline, CompiledFolder compiled) {
        this.timeline = timeline;
        this.compiled = compiled;
        var result =
                JsonReader.of(Result.FILE, RunDirectory.bytes(compiled.folder().resolve(Result.FILE)));
        this.macs = result.get("macs").whole();
        this.hostMacs = result.get("host_macs").whole();
        List<Long> perLayer =
                result.get("layers").list(layer -> layer.get("macs").whole());
        this.layers = layers(perLayer);
    }

    /** Returns the report of a run. */
    public static SimulationReport of(Timeline timeline, CompiledFolder compiled) {
        return new SimulationReport(timeline, compiled);
    }

    private List<Layer> layers(List<Long> perLayer) {
        Program program = timeline.program();
        int count = program.layers().size();
        long[] begin = new long[count], end = new long[count];
        Arrays.fill(begin, Long.MAX_VALUE);
        for (int i = 0; i + 1 < program.instructions().size(); i++) {
            int layer = program.sources()[i];
            // what only waits belongs to the layer before and the one behind
            if (program.instructions().get(i) instanceof Execute e && e.outputBlocks() == 0) continue;
            begin[layer] = Math.min(begin[layer], timeline.begins()[i]);
            end[layer] = Math.max(end[layer], timeline.ends()[i]);
        }
        var list = new ArrayList<Layer>();
        long before = 0;
        double peak = Math.pow(program.config().size(), 2);
        for (int i = 0; i < count; i++) {
            long until = i + 1 == count ? timeline.cycles() : Math.max(before, end[i] + 1);
            long cycles = until - before;
            double used = cycles == 0 ? 0 : 100.0 * perLayer.get(i) / (cycles * peak);
            list.add(new Layer(program.layers().get(i), begin[i], end[i], cycles, perLayer.get(i), used));
            before = until;
        }
        return List.copyOf(list);
    }

    /** Returns the network's multiply-accumulates on the array. */
    public long arrayMacs() {
        return macs - hostMacs;
    }

    /** Returns the layers. */
    public List<Layer> layers() {
        return layers;
    }

    /** Returns the share of the array's multiply-accumulates that are the network's, in percent. */
    public double utilization() {
        return 100.0
                * (macs - hostMacs)
                / (timeline.cycles() * Math.pow(timeline.program().config().size(), 2));
    }

    private double milliseconds() {
        return timeline.cycles() / compiled.accelerator().clockMhz() / 1e3;
    }

    /** Returns the tree of {@code simulation.json}, to be added to. */
    public Map<String, Object> tree() {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("schema", "systole-simulation/1");
        tree.put("witness", "simulated");
        tree.put("network", timeline.program().name());
        tree.put("accelerator", compiled.accelerator().name());
        tree.put("cycles", timeline.cycles());
        tree.put("clock_mhz", compiled.accelerator().clockMhz());
        tree.put("latency_ms", milliseconds());
        tree.put("macs", macs);
        tree.put("host_share_percent", macs == 0 ? 0.0 : 100.0 * hostMacs / macs);
        tree.put("utilization_percent", utilization());
        for (Unit unit : Unit.values()) tree.put(unit.name().toLowerCase(Locale.ROOT) + "_busy_percent", busy(unit));
        tree.put("port_conflict_cycles", PortConflicts.cycles(timeline));
        RowCounts rows = RowCounts.of(timeline.program());
        tree.put("dram_bursts", rows.bursts());
        tree.put("dram_rows_opened", rows.opened());
        tree.put("dram_row_hits", rows.hits());
        var list = new ArrayList<Object>();
        for (Layer layer : layers) {
            var entry = new LinkedHashMap<String, Object>();
            entry.put("name", layer.name());
            entry.put("begin", layer.begin());
            entry.put("end", layer.end());
            entry.put("cycles", layer.cycles());
            entry.put("macs", layer.macs());
            entry.put("utilization_percent", layer.utilization());
            list.add(entry);
        }
        tree.put("layers", list);
        return tree;
    }

    private double busy(Unit unit) {
        return 100.0 * timeline.busy(unit) / timeline.cycles();
    }

    /** Returns the lines for a terminal, with every layer or the sum only. */
    public List<String> lines(int width, boolean all) {
        var lines = new ArrayList<String>();
        lines.add(TextTable.plain(timeline.program().name()) + " on "
                + compiled.accelerator().name() + ", simulated");
        lines.add(String.format(
                Locale.ROOT,
                "  %,d cycles, %.3f ms at %.0f MHz; %.1f %% of the array's MACs used; %.2f %% of the MACs on the host",
                timeline.cycles(),
                milliseconds(),
                compiled.accelerator().clockMhz(),
                utilization(),
                macs == 0 ? 0 : 100.0 * hostMacs / macs));
        RowCounts rows = RowCounts.of(timeline.program());
        lines.add(String.format(
                Locale.ROOT,
                "  DRAM: %,d bursts, %.1f %% of them in an open row; memory ports: %,d conflicts",
                rows.bursts(),
                100.0 * rows.hits() / Math.max(1, rows.bursts()),
                PortConflicts.cycles(timeline)));
        lines.add(String.format(
                Locale.ROOT,
                "  busy: load %.1f %%, execute %.1f %%, store %.1f %%",
                busy(Unit.LOAD),
                busy(Unit.EXECUTE),
                busy(Unit.STORE)));
        if (all) lines.addAll(table(width));
        return lines;
    }

    private List<String> table(int width) {
        var table = TextTable.ofNumbers("layer", "begin", "cycles", "MACs", "used %");
        for (Layer layer : layers)
            table.row(List.of(
                    layer.name(),
                    String.format(Locale.ROOT, "%,d", layer.begin()),
                    String.format(Locale.ROOT, "%,d", layer.cycles()),
                    String.format(Locale.ROOT, "%,d", layer.macs()),
                    String.format(Locale.ROOT, "%.1f", layer.utilization())));
        return table.lines(width);
    }
}
