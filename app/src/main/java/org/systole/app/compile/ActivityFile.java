package org.systole.app.compile;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.systole.files.JsonReader;
import org.systole.files.Schemas;
import org.systole.simulate.Activity;
import org.systole.simulate.Timeline;

/**
 * The activity of a simulated run, {@value #FILE}: what every part did, in all and layer by layer. Energy follows from it and any
 * cost tables without another run.
 *
 * @param total the whole run
 * @param macs the network's multiply-accumulates on the array
 * @param clockMhz the clock for which duty was told
 * @param layers names of the layers and what happened in each
 */
public record ActivityFile(Activity total, long macs, double clockMhz, List<Layer> layers) {
    /** The file's name in a run directory. */
    public static final String FILE = "activity.json";

    private static final String SCHEMA = "systole-activity";

    /**
     * A layer's share.
     *
     * @param name its name
     * @param macs its multiply-accumulates
     * @param activity what happened; its cycles are not told
     */
    public record Layer(String name, long macs, Activity activity) {}

    /** Returns the activity of a run. */
    public static ActivityFile of(Timeline timeline, SimulationReport report, CompiledFolder folder) {
        List<Activity> each = Activity.ofLayers(timeline);
        var layers = new ArrayList<Layer>();
        for (int i = 0; i < each.size(); i++)
            layers.add(new Layer(
                    report.layers().get(i).name(), report.layers().get(i).macs(), each.get(i)));
        return new ActivityFile(
                Activity.of(timeline), report.arrayMacs(), folder.accelerator().clockMhz(), layers);
    }

    /** Returns the content of the file. */
    public Map<String, Object> tree() {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("schema", SCHEMA + "/1");
        tree.put("cycles", total.cycles());
        tree.put("clock_mhz", clockMhz);
        tree.put("macs", macs);
        tree.put("actions", counts(total));
        var duty = new ArrayList<Object>();
        total.duty().forEach((part, busy) -> {
            var entry = new LinkedHashMap<String, Object>();
            entry.put("part", part);
            entry.put("busy_cycles", busy);
            entry.put("duty_percent", 100.0 * busy / total.cycles());
            duty.add(entry);
        });
        tree.put("duty", duty);
        var list = new ArrayList<Object>();
        for (Layer layer : layers) {
            var entry = new LinkedHashMap<String, Object>();
            entry.put("name", layer.name());
            entry.put("macs", layer.macs());
            entry.put("actions", counts(layer.activity()));
            list.add(entry);
        }
        tree.put("layers", list);
        return tree;
    }

    private static List<Object> counts(Activity activity) {
        var list = new ArrayList<Object>();
        for (Activity.Count count : activity.counts()) {
            var entry = new LinkedHashMap<String, Object>();
            entry.put("part", count.part().name().toLowerCase(Locale.ROOT));
            entry.put("action", count.action());
            entry.put("count", count.count());
            entry.put("bits", count.bits());
            list.add(entry);
        }
        return list;
    }

    /**
     * Reads the totals of a file.
     *
     * @throws org.systole.problem.SystoleException E9104 or E9106 when it is none of this version
     */
    public static ActivityFile read(String file, byte[] text) {
        JsonReader tree = JsonReader.of(file, text);
        Schemas.check(file, tree.get("schema").text(), SCHEMA, 1);
        var counts = tree.get("actions")
                .list(count -> new Activity.Count(
                        count.get("part")
                                .constant(
                                        Activity.Part.class, part -> part.name().toLowerCase(Locale.ROOT)),
                        count.get("action").text(),
                        count.get("count").whole(),
                        Math.toIntExact(count.get("bits").whole())));
        var duty = new LinkedHashMap<String, Long>();
        tree.get("duty")
                .list(part -> duty.put(
                        part.get("part").text(), part.get("busy_cycles").whole()));
        return new ActivityFile(
                new Activity(tree.get("cycles").whole(), counts, duty),
                tree.get("macs").whole(),
                tree.get("clock_mhz").number(),
                List.of());
    }
}
