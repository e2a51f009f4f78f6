package org.systole.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** {@code layers.csv}: a row for each layer, a column for each figure with its unit in the column's name. */
public final class LayersCsv {
    private LayersCsv() {}

    /** Returns the table of a result. */
    public static String of(Result result) {
        Set<String> cycleParts = new LinkedHashSet<>(result.cycles().parts().keySet());
        Set<String> energyParts = new LinkedHashSet<>(result.energy().parts().keySet());
        Set<String> memories = new LinkedHashSet<>();
        result.accelerator().memories().forEach(memory -> memories.add(memory.name()));
        var head = new ArrayList<>(List.of(
                "layer",
                "kind",
                "nest",
                "macs",
                "operations",
                "cycles",
                "cycles_share",
                "utilization",
                "energy_pj",
                "energy_share",
                "energy_certainty",
                "dram_read_bytes",
                "dram_write_bytes",
                "limit",
                "verdict"));
        cycleParts.forEach(part -> head.add("cycles:" + part));
        energyParts.forEach(part -> head.add("energy_pj:" + part));
        memories.forEach(memory -> head.addAll(List.of("read_bytes:" + memory, "write_bytes:" + memory)));
        var table = new CsvTable(head);
        double cycles = result.cycles().total();
        double energy = result.energy().total();
        for (LayerResult layer : result.layers()) {
            var row = new ArrayList<Object>();
            row.add(layer.name());
            row.add(layer.kind());
            row.add(layer.nest());
            row.add(layer.macs());
            row.add(layer.operations());
            row.add(layer.cycles().total());
            row.add(layer.cycles().total() / cycles);
            row.add(layer.utilization());
            row.add(layer.energy().total());
            row.add(layer.energy().total() / energy);
            row.add(layer.energy().certainty().toString());
            row.add(layer.dramReadBytes());
            row.add(layer.dramWriteBytes());
            row.add(layer.limit());
            row.add(layer.verdict());
            cycleParts.forEach(part -> row.add(layer.cycles().part(part)));
            energyParts.forEach(part -> row.add(layer.energy().part(part)));
            memories.forEach(memory -> {
                row.add(sum(layer, memory, true));
                row.add(sum(layer, memory, false));
            });
            table.row(row);
        }
        return table.toString();
    }

    private static double sum(LayerResult layer, String memory, boolean read) {
        double bytes = 0;
        for (LayerResult.Traffic traffic : layer.traffic())
            if (traffic.memory().equals(memory)) bytes += read ? traffic.readBytes() : traffic.writeBytes();
        return bytes;
    }
}
