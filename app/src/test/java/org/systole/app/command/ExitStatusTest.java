package org.systole.app.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.systole.app.Cli;
import org.systole.files.RunDirectory;
import org.systole.files.RunRecord;

/** Each way in which a command can end, with its status and the whole of its message. */
class ExitStatusTest {
    @TempDir
    Path folder;

    static Stream<Arguments> wrongCommandLines() {
        return Stream.of(
                Arguments.of(
                        "evalute zoo:lenet-5",
                        "error: unknown command 'evalute'; did you mean 'evaluate'?\nTry 'systole --help'.\n"),
                Arguments.of(
                        "evaluate zoo:lenet-5 --acelerator x",
                        "error: unknown option '--acelerator'; did you mean '--accelerator'?\n"
                                + "Try 'systole evaluate --help'.\n"),
                Arguments.of(
                        "list --json --csv", "error: give --json or --csv, not both\nTry 'systole list --help'.\n"),
                Arguments.of(
                        "list model",
                        "error[E9001]: WHAT: expected one of models, accelerators, technologies, found 'model'; did you"
                                + " mean 'models'?\nTry 'systole list --help'.\n"),
                Arguments.of(
                        "evaluate zoo:lenet-5 more",
                        "error: 'more' is one argument too many\nTry 'systole evaluate --help'.\n"),
                Arguments.of(
                        "evaluate", "error: Missing required parameter: 'MODEL'\nTry 'systole evaluate --help'.\n"),
                Arguments.of(
                        "evaluate zoo:lenet-5 --deadline soon",
                        "error[E9001]: --deadline: expected a time with its unit, such as 500ms, 20s, 5m or 1h, found 'soon'\n"
                                + "  fix: give a time with its unit, such as 500ms, 20s, 5m or 1h\n"),
                Arguments.of(
                        "evaluate zoo:lenet-5 --precision int999",
                        "error[E9001]: --precision: expected int, uint, fp or bf with a width, such as int8, found 'int999'\n"
                                + "  fix: give int, uint, fp or bf with a width, such as int8\n"),
                Arguments.of(
                        "evaluate zoo:lenet-5 --threads 0",
                        "error[E9001]: --threads: expected a whole number from 1, found '0'\n"
                                + "Try 'systole evaluate --help'.\n"),
                Arguments.of(
                        "evaluate zoo:lenet-5 --objective latancy",
                        "error[E9001]: --objective: expected one of latency, energy, edp, dram, found 'latancy'; did you"
                                + " mean 'latency'?\nTry 'systole evaluate --help'.\n"),
                Arguments.of(
                        "evaluate zoo:lenet-5 --deadline 5",
                        "error[E9001]: --deadline: expected a time with its unit, such as 500ms, 20s, 5m or 1h, found '5'\n"
                                + "  fix: give a time with its unit, such as 500ms, 20s, 5m or 1h\n"),
                Arguments.of(
                        "evaluate zoo:lenet-5 --shape input=1x2x3",
                        "error[E9001]: --shape 'input=1x2x3' is no shape of zoo:lenet-5\n"
                                + "  fix: write 1x3x224x224 for pictures, or 1x128 for sequences\n"),
                Arguments.of(
                        "explain E0000",
                        "error[E9003]: there is no problem 'E0000'\n  fix: 'systole explain' lists all codes\n"),
                Arguments.of(
                        "schema resutl",
                        "error[E9004]: there is no format 'resutl'; did you mean 'result'?\n" + "  fix: give one of "
                                + String.join(", ", SchemaCommand.KINDS.keySet()) + "\n"),
                Arguments.of(
                        "describe gemini-16",
                        "error[E9006]: there is no model, accelerator or technology 'gemini-16'; did you mean 'gemmini-16'?\n"
                                + "  fix: 'systole list' shows all names; a file must exist\n"));
    }

    @ParameterizedTest
    @MethodSource("wrongCommandLines")
    void aWrongCommandLineIsTwo(String line, String message) {
        assertEquals(new Cli(2, "", message), Cli.run(line.split(" ")));
    }

    @Test
    void invalidInputIsThree() throws IOException {
        Path rubbish = Files.writeString(folder.resolve("rubbish.onnx"), "this is no model");
        Cli model = Cli.run("evaluate", rubbish.toString());
        assertEquals(3, model.status(), model::err);
        assertEquals("", model.out());
        Cli missing = Cli.run("evaluate", "nowhere.onnx");
        assertEquals(3, missing.status());
        assertEquals(
                "error[E9002]: there is no model 'nowhere.onnx'\n  fix: give an ONNX file, zoo:NAME ('systole list models'"
                        + " shows the names), or a run directory\n",
                missing.err());
        Path yaml =
                Files.writeString(folder.resolve("a.yaml"), "systole: accelerator/1\nextends: gemmini-16\nclock: 5\n");
        Cli accelerator = Cli.run("evaluate", "zoo:lenet-5", "-a", yaml.toString());
        assertEquals(3, accelerator.status());
        assertTrue(accelerator.err().contains(yaml + ":3:1"), accelerator::err);
        assertEquals(3, Cli.run("compare", folder.toString(), folder.toString()).status());
    }

    @Test
    void noMappingIsFive() throws IOException {
        // 64 usable bytes hold a pixel of 16 channels and a filter of neither 5 x 5 nor 3 x 3 times 16.
        String tiny = Cli.run("describe", "gemmini-8", "--yaml")
                .out()
                .replaceAll("size_kib: [0-9]+", "size_bits: 1024")
                .replace("rules: {im2col: false}", "rules: {im2col: false, whole_filters: true}");
        Path yaml = Files.writeString(folder.resolve("tiny.yaml"), tiny);
        Cli cli = Cli.run("evaluate", "zoo:lenet-5", "-a", yaml.toString());
        assertEquals(5, cli.status(), cli::err);
        assertEquals("E3001", cli.code());
        assertTrue(cli.err().contains("layer 'c5'"), cli::err);
    }

    @Test
    void aBusyRunDirectoryIsEight() {
        Path run = folder.resolve("run");
        var record = new RunRecord(
                "evaluate",
                List.of(),
                Map.of(),
                "1",
                "",
                "2026-01-01T00:00:00Z",
                Map.of(),
                List.of(),
                List.of(),
                false);
        try (var held = RunDirectory.begin(run, false, record)) {
            Cli cli = Cli.run("evaluate", "zoo:lenet-5", "-o", held.folder().toString());
            assertEquals(8, cli.status());
            assertEquals("E9105", cli.code());
        }
    }

    @Test
    void everythingElseThatIsRefusedHasAStatusOfTheList() {
        assertEquals("E1301", Cli.run("evaluate", "zoo:resnet-35").code());
        Cli accelerator = Cli.run("evaluate", "zoo:lenet-5", "-a", "gemini-16");
        assertTrue(accelerator.err().contains("gemmini-16"), accelerator::err);
        assertEquals("", accelerator.out());
    }
}
