package org.systole.app.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.systole.app.Cli;
import org.systole.explore.DesignPoint;
import org.systole.files.JsonReader;
import org.systole.report.DataTable;

/** Studies whose points are looked at more than once, as commands. */
class FidelityTest {
    static final String STUDY = """
            systole: study/1
            title: "twice"
            model: MODEL
            parameters:
              - {name: array, values: [4, 8]}
              - {name: scratchpad_kib, values: [1, 16, 32]}
            accelerator: |
              systole: accelerator/1
              extends: systole-core-8ws
              name: digits
              array:
                preload: {cycles: ${array}, overlapped: true}
                axes:
                  - {name: rows, size: ${array}}
                  - {name: columns, size: ${array}}
              memories:
                - name: dram
                  width_bits: 32
                  ports:
                    - {name: axi_read, bits_per_cycle: 32}
                    - {name: axi_write, bits_per_cycle: 32}
                - name: input_scratchpad
                  size_kib: ${scratchpad_kib}
                  width_bits: ${array * 8}
                  ports:
                    - {name: read, bits_per_cycle: ${array * 8}}
                    - {name: fill, bits_per_cycle: ${array * 8}}
                - name: weight_scratchpad
                  size_kib: ${scratchpad_kib}
                  width_bits: ${array * 8}
                  ports:
                    - {name: read, bits_per_cycle: ${array * 8}}
                    - {name: fill, bits_per_cycle: ${array * 8}}
                - name: accumulator
                  width_bits: ${32 * array}
                  ports:
                    - {name: read, bits_per_cycle: ${32 * array}}
                    - {name: write, bits_per_cycle: ${32 * array}}
              units:
                - name: post_processing
                  operations_per_cycle: {bias: ${array}, scale: ${array}, convert: ${array}, clamp: ${array}, function: ${array}, add: ${array}, max_pool: ${array}, average_pool: ${array}}
              control:
                dma_bus_bits: 32
            objectives: [{minimize: energy_mj}, {minimize: latency_ms}, {minimize: area_mm2}]
            fidelity: FIDELITY
            """;

    @TempDir
    Path folder;

    private static Path model() throws IOException {
        return Path.of("../models/fsdd_dscnn/model.onnx").toRealPath();
    }

    private Path study(String fidelity) throws IOException {
        Path file = folder.resolve("study.yaml");
        Files.writeString(file, STUDY.replace("MODEL", model().toString()).replace("FIDELITY", fidelity));
        return file;
    }

    private JsonReader json(String file) throws IOException {
        Path path = folder.resolve(file);
        return JsonReader.of(path.toString(), Files.readAllBytes(path));
    }

    @Test
    void theFrontIsThatOfTheSimulator() throws IOException {
        String run = folder.resolve("run").toString();
        Cli explored = Cli.run(
                "explore", study("{front: simulated, within_percent: 40}").toString(), "-o", run, "--effort", "50");
        assertEquals(0, explored.status(), explored.err());
        assertTrue(explored.out().contains("Closer look"), explored.out());
        assertTrue(explored.out().contains("Front, simulated"), explored.out());
        var front = json("run/front.json").get("front").list(p -> p);
        JsonReader first = front.getFirst();
        assertEquals("simulated", first.get("witness").text());
        String point = first.get("point").text();
        // the command that simulates one design says the same
        Cli alone = Cli.run(
                "evaluate",
                model().toString(),
                "-a",
                run + "/point-" + point + ".yaml",
                "--witness",
                "simulated",
                "--json");
        assertEquals(0, alone.status(), alone.err());
        JsonReader figures = JsonReader.of("json", alone.out().getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertEquals(
                figures.get("cycles").whole(), first.get("kpis").get("cycles").number());
        assertEquals(
                figures.get("latency_ms").number(),
                first.get("kpis").get("latency_ms").number(),
                1e-12);
        assertEquals(
                figures.get("energy").get("total_pj").number() / 1e9,
                first.get("kpis").get("energy_mj").number(),
                1e-12);
        // the store has both witnesses; nothing is done twice, and the report can be made again
        Cli again = Cli.run("resume", run);
        assertTrue(again.out().contains(" 0 now"), again.out() + again.err());
        String head = Files.readAllLines(folder.resolve("run/points.csv")).getFirst();
        assertTrue(head.contains("latency_ms") && head.contains("latency_ms_simulated"), head);
        DataTable table = FinishedRun.open(Path.of(run)).table();
        assertEquals("simulated", table.facts().get("witness"));
        for (var figure : Map.of("energy_mj", "mJ", "cycles", "cycles", "edp_mj_ms", "mJ ms")
                .entrySet()) {
            int at = table.columns().stream()
                    .map(DataTable.Column::name)
                    .toList()
                    .indexOf(figure.getKey() + "_simulated");
            DataTable.Column column = table.columns().get(at);
            assertEquals(DataTable.Type.REAL, column.type(), figure::getKey);
            assertEquals(figure.getValue(), column.unit());
            for (var row : table.rows())
                assertTrue(row.get(at) == null || row.get(at) instanceof Double, row::toString);
        }
        Path page = folder.resolve("page.html");
        assertEquals(0, Cli.run("report", run, "-o", page.toString()).status());
        assertTrue(Files.readString(page).contains("A closer look: simulated"));
    }

    /** What the compiler refuses only at the closer look dominates nothing, as if a rule had left it out. */
    @Test
    void whatCannotBeBuiltIsAsIfARuleHadLeftItOut() throws IOException {
        Path file = study("{front: simulated}");
        String text = Files.readString(file)
                .replace("values: [4, 8]", "values: [4, 8, 16]")
                .replace("values: [1, 16, 32]", "values: [2, 4, 8, 16, 32]");
        Files.writeString(file, text);
        Cli open =
                Cli.run("explore", file.toString(), "-o", folder.resolve("open").toString(), "--effort", "50");
        assertEquals(0, open.status(), open.err());
        JsonReader found = json("open/front.json");
        List<String> lines = Files.readAllLines(folder.resolve("open/points.csv"));
        List<String> refused = lines.stream().filter(l -> l.contains("E5003")).toList();
        assertTrue(!refused.isEmpty(), open.out());
        assertEquals(refused.size(), found.get("refused").whole(), open.out());
        assertTrue(refused.stream().allMatch(l -> l.contains("false,false,")), refused::toString);
        assertTrue(open.out().contains("E5003 (systole explain E5003)"), open.out());
        String page = Files.readString(folder.resolve("open/report.html"));
        assertTrue(page.contains(refused.size() + " refused"), "the page's tile");
        assertEquals(
                refused.size(),
                page.replaceFirst("(?s).*\"state\":\"([fdcr]+)\".*", "$1")
                        .chars()
                        .filter(c -> c == 'r')
                        .count());
        // half the weight scratchpad holds the largest window of one block of channels
        Files.writeString(
                file,
                text.replace("accelerator: |", "rules: [scratchpad_kib * 512 >= 40 * array * array]\naccelerator: |"));
        Cli ruled = Cli.run(
                "explore", file.toString(), "-o", folder.resolve("ruled").toString(), "--effort", "50");
        assertEquals(0, ruled.status(), ruled.err());
        assertEquals(0, json("ruled/front.json").get("refused").whole(), ruled.out());
        assertEquals(figures("ruled"), figures("open"));
    }

    /** The simulator leaves the host's work out; a study takes what the analytical model assumes, so that latency stays latency. */
    @Test
    void theHostsWorkIsInBothLooks() throws IOException {
        Path file = study("{front: simulated}");
        Files.writeString(
                file,
                Files.readString(file)
                        .replaceFirst("model: .*", "model: zoo:ds-cnn")
                        .replace("values: [4, 8]", "values: [8]")
                        .replace("values: [1, 16, 32]", "values: [32, 64]"));
        String run = folder.resolve("run").toString();
        Cli explored = Cli.run("explore", file.toString(), "-o", run, "--effort", "50");
        assertEquals(0, explored.status(), explored.err());
        String words = explored.out().replaceAll("\\s+", " ");
        assertTrue(words.contains("what the analytical model assumes for it"), explored.out());
        assertTrue(Files.readString(folder.resolve("run/report.html"))
                .contains("what the analytical model assumes for it"));
        JsonReader first = json("run/front.json").get("front").list(p -> p).getFirst();
        double simulated = first.get("kpis").get("cycles").number(),
                searched = first.get("search").get("cycles").number();
        Cli alone = Cli.run(
                "evaluate",
                "zoo:ds-cnn",
                "-a",
                run + "/point-" + first.get("point").text() + ".yaml",
                "--witness",
                "simulated",
                "--json");
        assertEquals(0, alone.status(), alone.err());
        double core = JsonReader.of("json", alone.out().getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .get("cycles")
                .number();
        assertTrue(core < 0.995 * searched, core + " " + searched);
        assertEquals(searched, simulated, 0.001 * searched);
        for (var product : Map.of("latency_ms", 1, "throughput_per_s", -1).entrySet())
            assertEquals(
                    Math.pow(simulated / searched, product.getValue()),
                    first.get("kpis").get(product.getKey()).number()
                            / first.get("search").get(product.getKey()).number(),
                    1e-9,
                    product::getKey);
    }

    private List<String> figures(String run) throws IOException {
        return json(run + "/front.json")
                .get("front")
                .list(p -> p.get("point").text() + " " + p.get("kpis").map(JsonReader::number));
    }

    @Test
    void theSearchMayLookAtSomeLayersOnly() throws IOException {
        var all = StudyRecipe.prepare(study("{largest: 3}"), 50, note -> {});
        DesignPoint point = DesignPoint.of(1, 1);
        var detail = all.points().detail(point).cost();
        List<String> largest = all.points().detail(point).workload().macLayers().stream()
                .sorted(java.util.Comparator.comparingLong(l -> -l.macs()))
                .limit(3)
                .map(l -> l.name())
                .toList();
        double cycles = detail.layers().stream()
                .filter(l -> largest.contains(l.name()))
                .mapToDouble(l -> l.cycles().total())
                .sum();
        double part = all.evaluator().evaluate(point).kpi("cycles");
        // a map that stays on the chip between two layers of the network may have to be fetched for one alone
        assertEquals(cycles, part, 0.25 * cycles);
        assertTrue(part < detail.cycles().value());
        var run = Cli.run("explore", study("{largest: 3}").toString(), "--json", "--effort", "50");
        assertEquals(0, run.status(), run.err());
        assertTrue(run.out().contains("over a part of the layers"), run.out());
    }

    @Test
    void whatCannotBeDoneIsRefused() throws IOException {
        Cli layers = Cli.run("explore", study("{layers: [nowhere]}").toString());
        assertEquals("E7008", layers.code(), layers.err());
        Cli both = Cli.run("explore", study("{layers: [nowhere], largest: 2}").toString());
        assertEquals("E7008", both.code(), both.err());
    }

    /** Varying the memory's width alone varies nothing that is built: told before anything is explored, or at each point. */
    @Test
    void aStudyOfWidthsThatNothingFollowsIsRefused() throws IOException {
        String text = """
                systole: study/1
                title: "widths"
                model: MODEL
                parameters:
                  - {name: bits, values: [16, 32]}
                accelerator: |
                  systole: accelerator/1
                  extends: systole-core-8ws
                  name: digits
                  memories:
                    - {name: dram, width_bits: ${bits}}
                objectives: [{minimize: energy_mj}, {minimize: latency_ms}]
                """;
        Path file = folder.resolve("widths.yaml");
        Files.writeString(file, text.replace("MODEL", model().toString()));
        Cli cli = Cli.run(
                "explore", file.toString(), "-o", folder.resolve("widths").toString(), "--effort", "50");
        assertTrue(cli.status() != 0, cli.out());
        assertTrue((cli.out() + cli.err()).contains("E5013"), cli.out() + cli.err());
        assertTrue((cli.out() + cli.err()).contains("control.dma_bus_bits"), cli.out() + cli.err());
    }
}
