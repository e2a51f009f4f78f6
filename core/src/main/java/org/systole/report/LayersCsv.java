package org.systole.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.systole.report.CsvTable.Column;
import org.systole.report.LayerResult.Traffic;

/** {@code layers.csv}: a row for each layer, a column for each figure with its unit in the column's name. */
public final class LayersCsv {
    private LayersCsv() {}

    /** Returns the table of a result. */
    public static String of(Result result) {
        double cycles = result.cycles().total(), energy = result.energy().total();
        var columns = new ArrayList<Column<LayerResult>>(List.of(
                new Column<>("layer", LayerResult::name),
                new Column<>("kind", LayerResult::kind),
                new Column<>("nest", LayerResult::nest),
                new Column<>("macs", LayerResult::macs),
                new Column<>("operations", LayerResult::operations),
                new Column<>("cycles", layer -> layer.cycles().total()),
                new Column<>("cycles_share", layer -> layer.cycles().total() / cycles),
                new Column<>("utilization", LayerResult::utilization),
                new Column<>("energy_pj", layer -> layer.energy().total()),
                new Column<>("energy_share", layer -> layer.energy().total() / energy),
                new Column<>(
                        "energy_certainty", layer -> layer.energy().certainty().toString()),
                new Column<>("dram_read_bytes", LayerResult::dramReadBytes),
                new Column<>("dram_write_bytes", LayerResult::dramWriteBytes),
                new Column<>("limit", LayerResult::limit),
                new Column<>("verdict", LayerResult::verdict)));
        for (String part : result.cycles().parts().keySet())
            columns.add(new Column<>("cycles:" + part, layer -> layer.cycles().part(part)));
        for (String part : result.energy().parts().keySet())
            columns.add(
                    new Column<>("energy_pj:" + part, layer -> layer.energy().part(part)));
        for (Result.MemoryFacts memory : result.accelerator().memories()) {
            String name = memory.name();
            columns.add(new Column<>("read_bytes:" + name, layer -> sum(layer, name, Traffic::readBytes)));
            columns.add(new Column<>("write_bytes:" + name, layer -> sum(layer, name, Traffic::writeBytes)));
        }
        return CsvTable.of(columns, result.layers());
    }

    private static double sum(LayerResult layer, String memory, ToDoubleFunction<Traffic> bytes) {
        return layer.traffic().stream()
                .filter(traffic -> traffic.memory().equals(memory))
                .mapToDouble(bytes)
                .sum();
    }
}
