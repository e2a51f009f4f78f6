package org.systole.app.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.systole.app.CacheFolder;
import org.systole.app.Cli;
import org.systole.files.JsonReader;
import org.systole.files.RunDirectory;
import org.systole.onnx.OnnxWriter;
import org.systole.report.Kpi;
import org.systole.report.Result;
import org.systole.report.ResultJson;
import org.systole.zoo.Zoo;

class EvaluateCommandTest {
    @TempDir
    Path folder;

    @BeforeEach
    void ownCache() {
        System.setProperty(CacheFolder.PROPERTY, folder.resolve("cache").toString());
        System.setProperty("systole.build", "test");
    }

    @AfterEach
    void noCache() {
        System.clearProperty(CacheFolder.PROPERTY);
        System.clearProperty("systole.build");
    }

    private String run(String name) {
        return folder.resolve(name).toString();
    }

    private static Result result(String json) {
        return ResultJson.parse("stdout", json.getBytes(StandardCharsets.UTF_8));
    }

    /** A core that is half widened is no core: no figure, by any witness. */
    @Test
    void aCoreThatContradictsItselfIsRefused() throws IOException {
        String text =
                "systole: accelerator/1\nextends: systole-core-8ws\nname: half\narray: {axes: [{name: rows, size: 16},"
                        + " {name: columns, size: 16}]}\n";
        Path half = Files.writeString(folder.resolve("half.yaml"), text);
        for (String witness : List.of("analytical", "simulated")) {
            Cli cli = Cli.run("evaluate", "zoo:lenet-5", "-a", half.toString(), "--witness", witness);
            assertEquals("E5013", cli.code(), cli::err);
            assertTrue(cli.err().contains("preload: {cycles: 16, overlapped: true}"), cli::err);
            assertTrue(cli.err().contains("units.post_processing"), cli::err);
        }
    }

    @Test
    void theSimulatorAnswersBesideTheAnalyticalModel() {
        Cli cli = Cli.run(
                "evaluate",
                "zoo:lenet-5",
                "-a",
                "systole-core-8ws",
                "--witness",
                "simulated",
                "--json",
                "-o",
                run("sim"));
        assertEquals(0, cli.status(), cli::err);
        var result = JsonReader.of("stdout", cli.out().getBytes(StandardCharsets.UTF_8));
        assertEquals("simulated", result.get("witness").text());
        double simulated = result.get("cycles").number();
        double analytical = result.get("beside").get("cycles").number();
        assertTrue(simulated > result.get("macs").number() / 64, cli::out);
        assertEquals(simulated, analytical, 0.01 * simulated);
        assertTrue(Files.exists(folder.resolve("sim").resolve("witnesses.json")));
        var screen = Cli.run("evaluate", "zoo:lenet-5", "-a", "systole-core-8ws", "--witness", "simulated");
        assertTrue(screen.out().contains("cycles (simulated)"), screen::out);
        assertTrue(screen.out().contains("cycles (analytical, the same tiles)"), screen::out);
    }

    @Test
    void onlyASystoleCoreCanBeSimulated() {
        Cli cli = Cli.run("evaluate", "zoo:lenet-5", "-a", "gemmini-8", "--witness", "simulated");
        assertEquals(4, cli.status(), cli::err);
        assertTrue(cli.err().contains("systole-core-"), cli::err);
    }

    @Test
    void theScreenShowsConfigurationTotalsAndWhatMatters() {
        Cli cli = Cli.run("evaluate", "zoo:lenet-5", "--accelerator", "gemmini-8", "--objective", "latency");
        assertEquals(0, cli.status(), cli::err);
        assertEquals("lenet-5 on gemmini-8", cli.lines().getFirst());
        for (String label : List.of(
                "Network ",
                "Accelerator ",
                "Mapped for   latency, seed 1",
                "Most cycles",
                "Most energy",
                "Bottleneck ",
                "Certainty ",
                "Next         systole evaluate zoo:lenet-5 -a gemmini-16"))
            assertTrue(cli.out().contains("\n" + label), () -> "no '" + label + "' in\n" + cli.out());
        for (Kpi kpi : Kpi.values()) assertTrue(cli.out().contains("\n  " + kpi.label() + " "), kpi::label);
        for (String line : cli.lines()) assertTrue(line.codePointCount(0, line.length()) <= 100, line);
    }

    @Test
    void jsonIsAResultAndNothingElse() {
        Cli cli = Cli.run("evaluate", "zoo:lenet-5", "-a", "gemmini-16", "--json");
        Result result = result(cli.out());
        assertEquals(416_520, (long) result.total(Kpi.MACS).value(), "LeNet-5, computed by hand in the zoo's test");
        assertEquals("zoo:lenet-5", result.model().source());
        assertEquals("", cli.err());
    }

    @Test
    void csvHasARowForEachLayer() {
        Cli cli = Cli.run("evaluate", "zoo:lenet-5", "--csv");
        assertEquals(7, cli.lines().size());
        assertTrue(cli.out().startsWith("layer,kind,nest,"), cli::out);
    }

    @Test
    void theRunDirectoryIsComplete() throws IOException {
        Cli cli = Cli.run("evaluate", "zoo:lenet-5", "-a", "gemmini-16", "-o", run("r"));
        assertEquals(0, cli.status(), cli::err);
        var names = new TreeSet<String>();
        try (var files = Files.list(folder.resolve("r"))) {
            files.forEach(file -> names.add(file.getFileName().toString()));
        }
        assertEquals(
                List.of(".lock", "accelerator.yaml", "layers.csv", "report.html", "result.json", "run.json"),
                List.copyOf(names));
        var record = RunDirectory.open(folder.resolve("r"));
        assertEquals(List.of("evaluate", "zoo:lenet-5", "-a", "gemmini-16", "-o", run("r")), record.arguments());
        for (var output : record.outputs()) RunDirectory.read(folder.resolve("r"), record, output.name());
        // The resolved description is one that evaluates to the same.
        Cli again = Cli.run("evaluate", run("r"), "-a", run("r") + "/accelerator.yaml", "--json");
        Cli first = Cli.run("evaluate", "zoo:lenet-5", "-a", "gemmini-16", "--json");
        assertEquals(result(first.out()).totals(), result(again.out()).totals());
    }

    @Test
    void equalRunsAreEqualToTheLastByteOnAnyNumberOfThreads() throws IOException {
        for (String threads : List.of("1", "2", "5"))
            assertEquals(
                    0,
                    Cli.run("evaluate", "zoo:resnet-8", "--threads", threads, "--no-cache", "-o", run(threads))
                            .status());
        for (String name : List.of("result.json", "layers.csv", "accelerator.yaml"))
            for (String threads : List.of("2", "5"))
                assertEquals(
                        Files.readString(folder.resolve("1").resolve(name)),
                        Files.readString(folder.resolve(threads).resolve(name)),
                        name);
    }

    @Test
    void theSecondTimeIsFoundInTheCacheAndIsTheSame() throws IOException {
        String[] line = {"evaluate", "zoo:lenet-5", "-v", "--json"};
        Cli first = Cli.run(line);
        Cli second = Cli.run(line);
        assertEquals("", first.err());
        assertEquals("found in the cache\n", second.err());
        assertEquals(first.out(), second.out());
        Cli other = Cli.run("evaluate", "zoo:lenet-5", "-v", "--json", "--objective", "dram");
        assertEquals("", other.err(), "another objective is another result");
        assertEquals(
                "",
                Cli.run("evaluate", "zoo:lenet-5", "-v", "--json", "--no-cache").err());
        // A damaged entry is said, ignored and replaced.
        try (var files = Files.walk(folder.resolve("cache"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) Files.writeString(file, "rubbish");
        }
        Cli third = Cli.run(line);
        assertTrue(third.err().contains("is damaged; it is ignored and will be replaced"), third::err);
        assertEquals(first.out(), third.out());
        assertEquals("found in the cache\n", Cli.run(line).err());
    }

    @Test
    void aChangedModelIsEvaluatedAnewAndSaid() throws IOException {
        Path model = folder.resolve("m.onnx");
        OnnxWriter.write(Zoo.graph("lenet-5"), model);
        assertEquals(0, Cli.run("evaluate", model.toString(), "-o", run("r")).status());
        OnnxWriter.write(Zoo.graph("resnet-8"), model);
        Cli later = Cli.run("evaluate", run("r"), "--json");
        assertTrue(later.err().contains("its model " + model.toAbsolutePath() + " has changed since"), later::err);
        assertTrue(result(later.out()).total(Kpi.MACS).value() > 1e6, "it is the new model that is evaluated");
    }

    @Test
    void precisionAndShapeReachTheResult() {
        Cli narrow = Cli.run("evaluate", "zoo:lenet-5", "-a", "tpu-v2", "--json");
        assertTrue(
                result(narrow.out()).notes().stream().anyMatch(note -> note.startsWith("float model costed at")),
                narrow::out);
        Cli batch = Cli.run("evaluate", "zoo:lenet-5", "--shape", "input=4x1x32x32", "--json");
        assertEquals(4 * 416_520, (long) result(batch.out()).total(Kpi.MACS).value());
        assertTrue(batch.out().contains("\"per_sample\""), "one of four samples is shown too");
        Cli screen = Cli.run("evaluate", "zoo:lenet-5", "--shape", "4x1x32x32");
        assertTrue(screen.out().contains("One run of 4 samples"), screen::out);
    }

    /** What the array cannot do is refused, and what it can is done. */
    @Test
    void operandsThatTheArrayDoesNotHaveAreRefused() {
        Cli wide = Cli.run("evaluate", "zoo:lenet-5", "--precision", "int16");
        assertEquals(4, wide.status());
        assertTrue(
                wide.err().startsWith("error[E3005]: --precision int16: gemmini-16 computes with integers of 8 bits"),
                wide::err);
        assertEquals(
                4,
                Cli.run("evaluate", "zoo:lenet-5", "-a", "tpu-v2", "--precision", "fp16")
                        .status());
        Cli own = Cli.run("evaluate", "zoo:lenet-5", "-a", "eyeriss-v1", "--precision", "int16");
        assertEquals(0, own.status(), own::err);
    }

    @Test
    void aShapeNamesAnInputOfTheNetwork() {
        Cli cli = Cli.run("evaluate", "zoo:lenet-5", "--shape", "imput=2x1x32x32");
        assertEquals(
                new Cli(
                        2,
                        "",
                        "error[E9001]: --shape: zoo:lenet-5 has no input 'imput'; did you mean 'input'?\n  fix: write"
                                + " 'input'\n"),
                cli);
    }

    @Test
    void quietPrintsTheResultWithoutNotes() {
        Cli cli = Cli.run("evaluate", "zoo:lenet-5", "-q", "-o", run("r"));
        assertEquals(0, cli.status());
        assertEquals("", cli.err());
        assertEquals("lenet-5 on gemmini-16", cli.lines().getFirst());
        assertFalse(cli.out().contains("Next  "), cli::out);
        assertTrue(RunDirectory.isRun(folder.resolve("r")));
    }

    @Test
    void aRunIsEvaluatedAgainOnItsOwnAccelerator() {
        assertEquals(
                0,
                Cli.run("evaluate", "zoo:lenet-5", "-a", "gemmini-8", "-q", "-o", run("r"))
                        .status());
        Cli again = Cli.run("evaluate", run("r"));
        assertEquals("lenet-5 on gemmini-8", again.lines().getFirst());
        assertTrue(again.err().contains("the accelerator is that of " + run("r") + ": gemmini-8"), again::err);
        Cli other = Cli.run("evaluate", run("r"), "-a", "gemmini-32", "-q");
        assertEquals("lenet-5 on gemmini-32", other.lines().getFirst());
    }

    @Test
    void aFolderWithOtherFilesIsRefusedBeforeAnythingIsEvaluated() throws IOException {
        Files.writeString(folder.resolve("precious.txt"), "mine");
        Cli cli = Cli.run("evaluate", "zoo:lenet-5", "-o", folder.toString());
        assertEquals(2, cli.status());
        assertEquals(
                "error[E9101]: the folder holds other files and no run.json\n  --> " + folder
                        + "\n  fix: name a new folder, or give --force to write into this one\n",
                cli.err());
        assertEquals(
                0,
                Cli.run("evaluate", "zoo:lenet-5", "-q", "--force", "-o", folder.toString())
                        .status());
        assertEquals("mine", Files.readString(folder.resolve("precious.txt")));
        assertFalse(cli.out().contains("Latency"));
    }
}
