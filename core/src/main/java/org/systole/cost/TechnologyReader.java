package org.systole.cost;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.systole.problem.Problems;
import org.systole.yaml.FormatReader;
import org.systole.yaml.Sources;
import org.systole.yaml.YamlObject;

/** Reads {@code systole: technology/1} files. */
public final class TechnologyReader {
    private final FormatReader reader = new FormatReader(TechnologyFormat.FORMAT, Sources.NONE);
    private final CostTables tables;

    /**
     * Creates a reader.
     *
     * @param tables the tables whose names a file may use and must not take
     */
    public TechnologyReader(CostTables tables) {
        this.tables = tables;
    }

    /**
     * Returns the technology that a file describes.
     *
     * @throws org.systole.problem.SystoleException with all problems (E20xx, E28xx), each with file:line:column
     */
    public Technology read(Path file) {
        var problems = new Problems();
        return finish(reader.read(file, problems), problems);
    }

    /**
     * Returns the technology that a text describes.
     *
     * @param label what messages call it
     * @param bytes UTF-8
     * @throws org.systole.problem.SystoleException with all problems (E20xx, E28xx), each with label:line:column
     */
    public Technology read(String label, byte[] bytes) {
        var problems = new Problems();
        return finish(reader.read(label, bytes, problems), problems);
    }

    private Technology finish(Optional<YamlObject> object, Problems problems) {
        object.ifPresent(root -> check(root, problems));
        problems.throwIfAny();
        YamlObject root = object.orElseThrow();
        return new Technology(
                root.text("name"),
                root.text("title"),
                Technology.Kind.valueOf(upper(root.text("kind"))),
                root.count("memory_nm"),
                root.count("logic_nm"),
                Technology.Cell.valueOf(upper(root.text("cell"))),
                Technology.Basis.valueOf(upper(root.text("basis"))),
                root.has("dram") ? root.text("dram") : "",
                root.text("source"),
                own(root));
    }

    private void check(YamlObject root, Problems problems) {
        if (root.has("name") && tables.technologies().has(root.text("name")))
            problems.add(
                    CostProblem.NAME_TAKEN,
                    root.place("name"),
                    "'" + root.text("name") + "' is the name of a shipped technology",
                    "give the technology of this file a name of its own");
        if (!root.has("dram")) return;
        String dram = root.text("dram");
        boolean own = root.objects("off_chip").stream()
                .anyMatch(o -> o.has("name") && o.text("name").equals(dram));
        if (!own && tables.dram().row(dram) == null)
            problems.add(
                    CostProblem.UNKNOWN_COMPONENT,
                    root.place("dram"),
                    "there is no off-chip memory '" + dram + "'",
                    "write one of " + names() + ", or one of this file's off_chip");
    }

    private String names() {
        return String.join(
                ", ",
                tables.dram().all().stream()
                        .map(Dram.Row::name)
                        .filter(name -> !name.contains(" "))
                        .toList());
    }

    private static OwnFigures own(YamlObject root) {
        String source = root.text("source");
        return new OwnFigures(
                root.objects("memories").stream().map(o -> macro(o, source)).toList(),
                root.objects("macs").stream().map(o -> mac(o, source)).toList(),
                root.objects("off_chip").stream()
                        .map(o -> new OwnFigures.OffChip(
                                o.text("name"), Cost.tabulated(o.real("energy_pj_per_bit"), source)))
                        .toList());
    }

    private static OwnFigures.Macro macro(YamlObject o, String source) {
        Cost read = cost(o, "read_pj", source);
        Cost write = cost(o, "write_pj", source);
        return new OwnFigures.Macro(
                o.text("name"),
                new MemoryCosts(
                        read, write, read.plus(write), cost(o, "leakage_mw", source), cost(o, "area_mm2", source)));
    }

    private static OwnFigures.Mac mac(YamlObject o, String source) {
        return new OwnFigures.Mac(
                o.text("input"),
                o.text("weight"),
                o.text("partial_sum"),
                cost(o, "energy_pj", source),
                cost(o, "area_um2", source),
                cost(o, "leakage_mw", source));
    }

    private static Cost cost(YamlObject o, String key, String source) {
        return o.has(key) ? Cost.tabulated(o.real(key), source) : Cost.unknown(key + " is not in " + source);
    }

    private static String upper(String text) {
        return text.toUpperCase(Locale.ROOT);
    }
}
