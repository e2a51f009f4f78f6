package org.systole.app.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.systole.app.Cli;
import org.systole.files.Json;

/** Networks and the mapping policy as parameters, and points of a run as arguments of other commands. */
class NetworkStudyTest {
    private static final String STUDY = """
            systole: study/1
            title: "networks"
            model: zoo:${network}
            mapping: ${policy}
            parameters:
              - {name: network, words: [lenet-5, resnet-20]}
              - {name: policy, words: [latency, energy]}
              - {name: array, values: [8, 16]}
            accelerator: |
              systole: accelerator/1
              extends: systolic-16
              name: variant
              array:
                axes:
                  - {name: rows, size: ${array}}
                  - {name: columns, size: ${array}}
            objectives: [{minimize: energy_mj}, {minimize: latency_ms}]
            """;

    @TempDir
    Path folder;

    private Path run(String text, String name) throws IOException {
        Path file = folder.resolve(name + ".yaml");
        Files.writeString(file, text);
        Path run = folder.resolve(name);
        Cli cli = Cli.run("explore", file.toString(), "-o", run.toString(), "--effort", "200");
        assertEquals(0, cli.status(), cli.err());
        return run;
    }

    private static Map<String, String> row(Path run, String point) throws IOException {
        List<String> lines = Files.readAllLines(run.resolve("points.csv"));
        String[] head = lines.getFirst().split(",", -1);
        String[] cells = lines.stream()
                .filter(l -> l.startsWith(point + ","))
                .findFirst()
                .orElseThrow()
                .split(",", -1);
        var row = new java.util.LinkedHashMap<String, String>();
        for (int i = 0; i < head.length; i++) row.put(head[i], cells[i]);
        return row;
    }

    private static double figure(Path run, String point, String kpi) throws IOException {
        return Double.parseDouble(row(run, point).get(kpi));
    }

    /** Every point has the figures that the command for one network finds of it. */
    @Test
    void aPointHasTheFiguresOfItsNetworkUnderItsPolicy() throws IOException {
        Path run = run(STUDY, "run");
        assertEquals("resnet-20", row(run, "1.0.0").get("network"));
        assertEquals("energy", row(run, "1.1.0").get("policy"));
        assertTrue(figure(run, "1.0.0", "cycles") > 2 * figure(run, "0.0.0", "cycles"), "networks differ");
        assertTrue(figure(run, "1.1.0", "energy_mj") <= figure(run, "1.0.0", "energy_mj"), "policies differ");
        assertTrue(figure(run, "1.0.0", "cycles") <= figure(run, "1.1.0", "cycles"));
        for (String point : List.of("0.0.1", "1.1.0")) {
            Cli alone = Cli.run("evaluate", run + ":" + point, "--json", "--no-cache");
            assertEquals(0, alone.status(), alone.err());
            // a report rounds each part's cycles to whole ones
            assertEquals(figure(run, point, "cycles"), total(alone, "cycles"), 1e-4 * total(alone, "cycles"), point);
            assertEquals(figure(run, point, "energy_mj") * 1e9, total(alone, "energy"), 1e-3, point);
        }
        String page = Files.readString(run.resolve("report.html"));
        assertTrue(page.contains("\"run\":\"\""), "the page names its points by the folder that it lies in");
        assertFalse(page.contains(folder.toString() + "/run"), "and does not depend on where that is");
        Path elsewhere = folder.resolve("elsewhere.html");
        assertEquals(
                0, Cli.run("report", run.toString(), "-o", elsewhere.toString()).status());
        assertTrue(Files.readString(elsewhere).contains("\"run\":\"" + run + "\""));
        Cli compared = Cli.run("compare", run + ":0.0.0", run + ":0.0.1");
        assertEquals(0, compared.status(), compared.err());
        assertTrue(compared.out().contains("Energy"), compared.out());
    }

    private static double total(Cli json, String figure) {
        var tree = (Map<?, ?>) Json.parse(json.out().getBytes(StandardCharsets.UTF_8));
        return ((Number) ((Map<?, ?>) ((Map<?, ?>) tree.get("totals")).get(figure)).get("value")).doubleValue();
    }

    @Test
    void aPointThatIsNoneIsRefused() throws IOException {
        Path run = run(STUDY.replace("[lenet-5, resnet-20]", "[lenet-5]"), "run");
        Cli cli = Cli.run("evaluate", run + ":0.7.0");
        assertEquals("E9001", cli.code(), cli.err());
        assertTrue(cli.err().contains("'0.7.0' is no point of this exploration"), cli.err());
    }

    private static final String CORES = """
            systole: study/1
            title: "cores"
            model: zoo:lenet-5
            parameters:
              - {name: scratchpad_kib, powers_of_two: {from: 16, to: 32}}
            accelerator: |
              systole: accelerator/1
              extends: systole-core-8ws
              name: variant
              memories:
                - {name: input_scratchpad, size_kib: ${scratchpad_kib}}
                - {name: weight_scratchpad, size_kib: ${scratchpad_kib}}
            objectives: [{minimize: energy_mj}, {minimize: latency_ms}]
            """;

    /** What the screen tells to type is typed. */
    @Test
    void aPointOfACoreGoesToHardwareByTheCommandsThatArePrinted() throws IOException {
        Path file = folder.resolve("cores.yaml");
        Files.writeString(file, CORES);
        Path run = folder.resolve("cores");
        Cli explored = Cli.run("explore", file.toString(), "-o", run.toString());
        assertEquals(0, explored.status(), explored.err());
        List<String> commands = explored.out()
                .lines()
                .dropWhile(l -> !l.startsWith("Next "))
                .map(l -> l.substring(13))
                .toList();
        List<String> verbs = commands.stream().map(c -> c.split(" ")[1]).toList();
        assertTrue(
                verbs.containsAll(List.of("evaluate", "compile", "simulate", "generate", "verify", "synthesize")),
                explored.out());
        for (String command : commands) {
            if (command.contains(" verify ") || command.contains(" synthesize ")) continue;
            String here = command.replaceAll(
                    "(?<= )chip(?= |$)", folder.resolve("chip").toString());
            String[] words = here.split(" ");
            Cli cli = Cli.run(java.util.Arrays.copyOfRange(words, 1, words.length));
            assertEquals(0, cli.status(), command + "\n" + cli.err());
        }
        assertTrue(Files.exists(folder.resolve("chip/rtl/systole_top.sv")));
    }

    private static final String PLANNED = """
            systole: study/1
            title: "a width for each layer"
            model: MODEL/model.onnx
            data: MODEL/data.yaml
            parameters:
              - {name: pointwise, values: [4, 8]}
            quantization: |
              systole: quantization/1
              weights: {format: int8, scaling: mse, scales: channel}
              activations: {format: int8, method: minmax, zero_points: true}
              layers:
                "/f/f.12/Conv": {weights: {format: int${pointwise}}}
            accelerator: |
              systole: accelerator/1
              extends: systole-core-8ws
              name: digits
            objectives: [{minimize: energy_mj}, {maximize: accuracy}]
            """;

    /** A point whose plan has a narrow layer: evaluated alone, and compiled, it is the study's. */
    @Test
    void aPointBringsItsPlanWithIt() throws IOException {
        String model =
                Path.of("../models/fsdd_dscnn").toAbsolutePath().normalize().toString();
        Path run = run(PLANNED.replace("MODEL", model), "run");
        assertTrue(figure(run, "0", "energy_mj") < figure(run, "1", "energy_mj"), "a narrow layer is read narrow");
        for (String point : List.of("0", "1")) {
            Cli alone = Cli.run("evaluate", run + ":" + point, "--json");
            assertEquals(0, alone.status(), alone.err());
            assertEquals(figure(run, point, "energy_mj") * 1e9, total(alone, "energy"), 1e-3, point);
            assertEquals(figure(run, point, "cycles"), total(alone, "cycles"), 1e-4 * total(alone, "cycles"), point);
        }
        Cli described = Cli.run("describe", run + ":0");
        assertEquals(0, described.status(), described.err());
        assertTrue(
                described.out().contains("digits") && described.out().contains("describe " + model), described.out());
        Path core = folder.resolve("core");
        Cli compiled = Cli.run("compile", run + ":0", "-o", core.toString());
        assertEquals(0, compiled.status(), compiled.err());
        assertTrue(compiled.out().contains("weights of 1 layer in 4 bits"), compiled.out());
        Cli simulated = Cli.run("simulate", core.toString(), "--input", model + "/data.yaml", "--limit", "5");
        assertTrue(
                simulated.out().contains("every output bit equals the integer reference"),
                simulated.out() + simulated.err());
    }
}
