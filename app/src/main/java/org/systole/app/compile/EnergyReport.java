package org.systole.app.compile;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.systole.app.evaluate.Description;
import org.systole.cost.Cost;
import org.systole.report.TextTable;
import org.systole.simulate.ActivityEnergy;

/**
 * The energy of a simulated run.
 *
 * @param technology name of the cost tables
 * @param shares by part
 */
public record EnergyReport(String technology, List<ActivityEnergy.Share> shares) {
    /** Copies the list. */
    public EnergyReport {
        shares = List.copyOf(shares);
    }

    /**
     * Returns the energy of an activity.
     *
     * @param technology other tables than the accelerator's own
     * @throws org.systole.problem.SystoleException E28xx when there is no such technology
     */
    public static EnergyReport of(ActivityFile activity, CompiledFolder folder, Optional<String> technology) {
        var description = Description.of(
                folder.folder().resolve(CompiledFolder.ACCELERATOR).toString(), technology);
        var costs = description.costs();
        return new EnergyReport(
                costs.technology(),
                ActivityEnergy.of(activity.total(), activity.macs(), description.accelerator(), costs));
    }

    /** Returns the tree for JSON. */
    public Map<String, Object> tree() {
        var tree = new LinkedHashMap<String, Object>();
        Cost total = ActivityEnergy.total(shares);
        tree.put("technology", technology);
        tree.put("total_pj", total.value());
        tree.put("certainty", total.certainty().name().toLowerCase(Locale.ROOT));
        var list = new ArrayList<Object>();
        for (var share : shares) {
            var entry = new LinkedHashMap<String, Object>();
            entry.put("part", share.component());
            entry.put("count", share.count());
            entry.put("pj", share.pj().value());
            entry.put("certainty", share.pj().certainty().name().toLowerCase(Locale.ROOT));
            list.add(entry);
        }
        tree.put("shares", list);
        return tree;
    }

    /** Returns the lines for a terminal: the sum, and every share when asked for. */
    public List<String> lines(int width, boolean all) {
        Cost total = ActivityEnergy.total(shares);
        var lines = new ArrayList<String>();
        lines.add(String.format(
                Locale.ROOT,
                "  %.3f uJ in %s (%s)",
                total.value() / 1e6,
                technology,
                total.certainty().name().toLowerCase(Locale.ROOT)));
        if (!all) return lines;
        var table = TextTable.ofNumbers("part", "uJ", "%");
        for (var share : shares)
            table.row(List.of(
                    share.component(),
                    share.pj().isKnown()
                            ? String.format(Locale.ROOT, "%.3f", share.pj().value() / 1e6)
                            : "unknown",
                    share.pj().isKnown()
                            ? String.format(
                                    Locale.ROOT, "%.1f", 100 * share.pj().value() / total.value())
                            : ""));
        lines.addAll(table.lines(width));
        return lines;
    }
}
