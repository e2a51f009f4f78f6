package org.systole.report;

import java.util.ArrayList;
import java.util.List;
import org.systole.report.Listing.Column;
import org.systole.report.Listing.Shown;
import org.systole.report.Result.ModelFacts;
import org.systole.units.Unit;
import org.systole.workload.Layer;
import org.systole.workload.MacLayer;
import org.systole.workload.Operand;
import org.systole.workload.VectorLayer;
import org.systole.workload.VectorWork;
import org.systole.workload.Workload;

/** A network as a table of its layers. */
public final class WorkloadListing {
    private WorkloadListing() {}

    /** Returns what is said above the table. */
    public static List<String> head(ModelFacts model, Workload workload) {
        var lines = new ArrayList<String>();
        lines.add(TextTable.plain(model.name()) + ": " + model.format() + ", " + model.nodes() + " nodes, "
                + workload.layers().size() + " layers");
        for (String input : model.inputs()) lines.add("  input   " + TextTable.plain(input));
        for (String output : model.outputs()) lines.add("  output  " + TextTable.plain(output));
        long largest = workload.maps().values().stream()
                .mapToLong(map -> map.elements())
                .max()
                .orElse(0);
        lines.add("  " + Quantities.of(workload.macs(), Unit.COUNT) + " MACs, "
                + Quantities.of(workload.weights(), Unit.COUNT) + " weights, largest feature map "
                + Quantities.of(largest, Unit.COUNT) + " elements, "
                + workload.free().size() + " nodes free of cost");
        lines.add("");
        return lines;
    }

    /** Returns a row for each layer. */
    public static Listing of(Workload workload) {
        var listing = new Listing(
                "workload-layers",
                List.of(
                        Column.text("name", "Layer"),
                        Column.text("kind", "kind"),
                        Column.text("nest", "loop nest"),
                        Column.number("macs", "MACs"),
                        Column.number("weights", "weights"),
                        Column.number("operations", "other ops"),
                        Column.text("work", "with"),
                        Column.text("reads", ""),
                        Column.text("writes", ""),
                        Column.text("nodes", "")));
        for (Layer layer : workload.layers()) {
            boolean mac = layer instanceof MacLayer;
            listing.row(
                    layer.name(),
                    layer instanceof MacLayer m ? m.kind().toString() : "vector",
                    layer instanceof MacLayer m ? Results.nest(m) : "",
                    count(layer instanceof MacLayer m ? m.macs() : 0),
                    count(
                            layer instanceof MacLayer m && m.constantWeights()
                                    ? m.nest().elements(Operand.WEIGHT)
                                    : 0),
                    count(layer.work().stream()
                            .mapToLong(VectorWork::operations)
                            .sum()),
                    new Shown(layer.work().stream().map(Results::work).toList(), work(layer, mac)),
                    layer.reads(),
                    layer.writes(),
                    layer instanceof MacLayer m ? m.nodes() : ((VectorLayer) layer).nodes());
        }
        return listing;
    }

    private static String work(Layer layer, boolean attached) {
        String names = String.join(
                ", ",
                layer.work().stream().map(w -> w.kind().toString()).distinct().toList());
        return (attached && !names.isEmpty() ? "+ " : "") + names;
    }

    private static Shown count(long value) {
        return new Shown(value, value == 0 ? "" : Quantities.of(value, Unit.COUNT));
    }
}
