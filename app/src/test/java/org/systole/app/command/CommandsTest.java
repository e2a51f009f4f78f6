package org.systole.app.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.systole.app.CacheFolder;
import org.systole.app.Cli;
import org.systole.app.Systole;
import org.systole.files.Json;
import org.systole.hardware.Accelerators;
import org.systole.zoo.Zoo;
import picocli.CommandLine;

class CommandsTest {
    @TempDir
    Path folder;

    private static Object json(Cli cli) {
        assertEquals(0, cli.status(), cli::err);
        return Json.parse(cli.out().getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void listNamesEverything() {
        Cli all = Cli.run("list");
        assertEquals(0, all.status());
        for (String name : Zoo.names()) assertTrue(all.out().contains("\nzoo:" + name), name);
        for (String name : Accelerators.names()) assertTrue(all.out().contains("\n" + name), name);
        assertTrue(all.out().contains("\ncmos-45nm "));
        var tree = (Map<?, ?>) json(Cli.run("list", "accelerators", "--json"));
        assertEquals("systole-accelerators/1", tree.get("schema"));
        assertEquals(Accelerators.names().size(), ((List<?>) tree.get("accelerators")).size());
        assertTrue(Cli.run("list", "models", "--csv").out().startsWith("name,title,source\r\n"));
    }

    /** A start reads one command's annotations, found by its name in a list: the list must know each by its own. */
    @Test
    void everyCommandIsFoundByItsName() {
        for (String name : Systole.commandLine().getSubcommands().keySet()) {
            Cli help = Cli.run(name, "--help");
            assertEquals(0, help.status(), name);
            assertTrue(help.out().contains("Usage: systole " + name + " "), name);
            var alone = new CommandLine(new Systole());
            Commands.addTo(alone, name);
            assertTrue(alone.getSubcommands().containsKey(name), name);
            if (!name.equals("completion"))
                assertEquals(1, alone.getSubcommands().size(), name);
        }
    }

    @Test
    void describeShowsATechnology() {
        Cli cli = Cli.run("describe", "cmos-45nm");
        assertEquals(0, cli.status(), cli::err);
        assertTrue(cli.out().contains("memory_nm     45\n"), cli.out());
    }

    @Test
    void describeShowsLayers() {
        assertEquals("""
                lenet-5: built in, opset 17, 13 nodes, 6 layers
                  input   input float32 1x1x32x32
                  output  softmax float32 1x10
                  416.5 k MACs, 61,470 weights, largest feature map 1,176 elements, 1 nodes free of cost

                Layer    kind         loop nest                    MACs  weights  other ops  with
                c1       convolution  K6 OY28 OX28 FY5 FX5      117.6 k      150     14,112  + bias, function,
                                                                                             average_pool
                c3       convolution  K16 C6 OY10 OX10 FY5 FX5    240 k    2,400      4,800  + bias, function,
                                                                                             average_pool
                c5       convolution  K120 C16 FY5 FX5           48,000   48,000        240  + bias, function
                f6       dense        K84 C120                   10,080   10,080        168  + bias, function
                output   dense        K10 C84                       840      840         10  + bias
                softmax  vector                                                          50  softmax
                """, Cli.run("describe", "zoo:lenet-5").out());
    }

    @Test
    void describeShowsCostsWithTheirSources() {
        Cli cli = Cli.run("describe", "gemmini-16");
        assertTrue(cli.out().contains("scratchpad"), cli::out);
        var costs = (List<?>) ((Map<?, ?>) json(Cli.run("describe", "gemmini-16", "--json"))).get("costs");
        for (Object cost : costs) {
            var row = (Map<?, ?>) cost;
            assertFalse(row.get("certainty").equals("unknown") && row.get("value") != null, row::toString);
            assertFalse(row.get("source").toString().isEmpty(), row::toString);
        }
        assertTrue(Cli.run("describe", "gemmini-16", "--yaml").out().startsWith("systole: accelerator/1\n"));
    }

    @Test
    void explainSaysWhatACodeMeans() {
        assertEquals(new Cli(0, """
                        E9105  Command line and files
                        Another process is writing to this run directory. Wait for it, or name another one.
                        Exit status 8: store busy.
                        """, ""), Cli.run("explain", "e9105"));
        assertTrue(Cli.run("explain").lines().size() > 60);
    }

    @Test
    void everySchemaIsJson() {
        for (String kind : Cli.run("schema").lines()) {
            var tree = (Map<?, ?>) json(Cli.run("schema", kind));
            assertTrue(tree.containsKey("$schema"), kind);
        }
    }

    @Test
    void supportedOperatorsSayWhatTheyBecome() {
        var rows = (List<?>) ((Map<?, ?>) json(Cli.run("supported-ops", "--json"))).get("operators");
        var convolution = rows.stream()
                .map(row -> (Map<?, ?>) row)
                .filter(row -> row.get("operator").equals("Conv"))
                .findFirst()
                .orElseThrow();
        assertFalse(convolution.get("becomes").toString().isEmpty());
    }

    @Test
    void doctorLooksAround() {
        Cli cli = Cli.run("doctor");
        assertEquals(0, cli.status());
        assertTrue(cli.out().contains("java heap"), cli::out);
    }

    @Test
    void everyCommandHasHelpWithinTheWidth() {
        for (String line : Cli.run("--help").lines()) {
            var command = java.util.regex.Pattern.compile("^  ([a-z-]+)  ").matcher(line);
            if (!command.find()) continue;
            Cli help = Cli.run(command.group(1), "--help");
            assertEquals(0, help.status());
            for (String text : help.lines()) assertTrue(text.length() <= 100, text);
        }
    }

    @Test
    void completionScriptsAreAcceptedByTheirShell() throws Exception {
        for (String shell : List.of("bash", "zsh", "fish")) {
            Cli cli = Cli.run("completion", shell);
            assertEquals(0, cli.status());
            assertTrue(cli.out().contains("zoo:resnet-34") && cli.out().contains("gemmini-16"), shell);
        }
        Path script = Files.writeString(
                folder.resolve("c.bash"), Cli.run("completion", "bash").out());
        assertEquals(List.of("evaluate"), complete(script, "systole", "eval"));
        assertEquals(List.of("--objective"), complete(script, "systole", "evaluate", "--obj"));
        assertEquals(List.of("gemmini-16"), complete(script, "systole", "evaluate", "--accelerator", "gemmini-1"));
        assertEquals(List.of("latency"), complete(script, "systole", "evaluate", "--objective", "lat"));
    }

    private List<String> complete(Path script, String... words) throws IOException, InterruptedException {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "no /bin/bash on this machine");
        String line = "source " + script + "; COMP_WORDS=(" + String.join(" ", words) + "); COMP_CWORD="
                + (words.length - 1) + "; _systole; printf '%s\\n' \"${COMPREPLY[@]}\"";
        Process process = new ProcessBuilder("/bin/bash", "-c", line)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        return out.lines().filter(word -> !word.isEmpty()).toList();
    }

    @Test
    void compareShowsWhatChanged() throws IOException {
        String a = folder.resolve("a").toString();
        String b = folder.resolve("b").toString();
        assertEquals(
                0,
                Cli.run("evaluate", "zoo:lenet-5", "-a", "gemmini-8", "-q", "-o", a)
                        .status());
        assertEquals(
                0,
                Cli.run("evaluate", "zoo:lenet-5", "-a", "gemmini-16", "-q", "-o", b)
                        .status());
        Cli cli = Cli.run(
                "compare", a, b + "/result.json", "-o", folder.resolve("c.html").toString());
        assertEquals(0, cli.status(), cli::err);
        assertEquals("A  lenet-5 on gemmini-8, mapped for edp", cli.lines().getFirst());
        assertTrue(cli.out().contains("accelerator: gemmini-8  ->  gemmini-16"), cli::out);
        assertTrue(cli.out().contains("\n  c1 "), cli::out);
        assertTrue(Files.readString(folder.resolve("c.html")).startsWith("<!DOCTYPE html>"));
        var tree = (Map<?, ?>) json(Cli.run("compare", a, a, "--json"));
        for (Object total : ((Map<?, ?>) tree.get("totals")).values())
            assertEquals(0L, ((Map<?, ?>) total).get("change"), total::toString);
        Files.writeString(Path.of(a, "result.json"), "{}");
        assertEquals("E9104", Cli.run("compare", a, b).code());
    }

    /** The read-me shows the rows that the demonstration prints; their figures may move. */
    private static void assertReadMeShows(Cli cli) throws IOException {
        String readMe = Files.readString(Path.of(System.getProperty("basedir", "."), "../README.md"));
        String shown = readMe.substring(readMe.indexOf("<!-- demo -->"), readMe.indexOf("<!-- /demo -->"));
        for (String line : cli.lines()) {
            String label = line.replaceAll("(?<=\\S)  +.*", "");
            if (label.startsWith("  ")) assertTrue(shown.contains("\n" + label + " "), label);
        }
    }

    @Test
    void theDemonstrationWritesPagesThatLinkEachOther() throws IOException {
        System.setProperty(CacheFolder.PROPERTY, folder.resolve("cache").toString());
        System.setProperty("systole.build", "test");
        try {
            demonstrate(folder.resolve("demo"));
        } finally {
            System.clearProperty(CacheFolder.PROPERTY);
            System.clearProperty("systole.build");
        }
    }

    private void demonstrate(Path demo) throws IOException {
        Cli cli = Cli.run("demo", "-o", demo.toString());
        assertEquals(0, cli.status(), cli::err);
        assertTrue(cli.out().endsWith("Open in a browser: " + demo.resolve("index.html") + "\n"), cli::out);
        assertReadMeShows(cli);
        String index = Files.readString(demo.resolve("index.html"));
        var link = java.util.regex.Pattern.compile("href=\"([^\"#:]+)\"").matcher(index);
        int links = 0;
        while (link.find()) {
            assertTrue(Files.isRegularFile(demo.resolve(link.group(1))), link.group(1));
            links++;
        }
        assertEquals(6, links, "four reports and two comparisons");
        assertEquals(0, Cli.run("demo", "-q", "-o", demo.toString()).status(), "again into the same folder");
    }
}
