package org.systole.files;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.systole.problem.SystoleException;

class RunDirectoryTest {
    @TempDir
    Path folder;

    static RunRecord record(List<RunRecord.Input> inputs) {
        return new RunRecord(
                "evaluate",
                List.of("evaluate", "a b.onnx"),
                Map.of("objective", "edp"),
                "1.2.3",
                "",
                "2026-01-01T00:00:00Z",
                Map.of("mapper", 1L),
                inputs,
                List.of(),
                false);
    }

    private static String code(Runnable action) {
        return assertThrows(SystoleException.class, action::run)
                .problems()
                .getFirst()
                .code()
                .code();
    }

    @Test
    void aFinishedRunReadsBack() {
        Path run = folder.resolve("x/run");
        try (var writing = RunDirectory.begin(run, false, record(List.of()))) {
            writing.write("result.json", "{}");
            writing.complete();
        }
        RunRecord read = RunDirectory.open(run);
        assertEquals(record(List.of()).completed(read.outputs()), read);
        assertArrayEquals("{}".getBytes(StandardCharsets.UTF_8), RunDirectory.read(run, read, "result.json"));
        assertEquals("E9104", code(() -> RunDirectory.read(run, read, "other")));
    }

    @Test
    void anUnfinishedOrChangedRunIsRefused() throws IOException {
        Path run = folder.resolve("run");
        try (var writing = RunDirectory.begin(run, false, record(List.of()))) {
            writing.write("result.json", "{}");
        }
        assertEquals("E9104", code(() -> RunDirectory.open(run)));
        try (var again = RunDirectory.begin(run, false, record(List.of()))) {
            again.write("result.json", "{}");
            again.complete();
        }
        RunRecord read = RunDirectory.open(run);
        Files.writeString(run.resolve("result.json"), "{ }");
        assertEquals("E9104", code(() -> RunDirectory.read(run, read, "result.json")));
        Files.writeString(run.resolve("run.json"), "{\"schema\": \"systole-run/99\"}");
        assertEquals("E9106", code(() -> RunDirectory.open(run)));
        Files.writeString(run.resolve("run.json"), "{\"schema\": \"else/1\"}");
        assertEquals("E9104", code(() -> RunDirectory.open(run)));
        assertEquals("E9107", code(() -> RunDirectory.open(folder.resolve("none"))));
    }

    @Test
    void otherFilesAreNotWrittenOver() throws IOException {
        Files.writeString(folder.resolve("precious.txt"), "mine");
        assertEquals("E9101", code(() -> RunDirectory.begin(folder, false, record(List.of()))));
        assertFalse(Files.exists(folder.resolve("run.json")));
        try (var forced = RunDirectory.begin(folder, true, record(List.of()))) {
            forced.complete();
        }
        assertEquals("mine", Files.readString(folder.resolve("precious.txt")));
        Path file = folder.resolve("precious.txt");
        assertEquals("E9103", code(() -> RunDirectory.begin(file.resolve("run"), false, record(List.of()))));
    }

    @Test
    void oneWriterAtATime() {
        Path run = folder.resolve("run");
        try (var first = RunDirectory.begin(run, false, record(List.of()))) {
            assertEquals("E9105", code(() -> RunDirectory.begin(run, false, record(List.of()))));
            first.complete();
        }
        RunDirectory.begin(run, false, record(List.of())).close();
    }

    @Test
    void changedInputsAreNamed() throws IOException {
        Path model = Files.writeString(folder.resolve("m.onnx"), "one");
        Path other = Files.writeString(folder.resolve("a.yaml"), "two");
        var inputs = List.of(
                new RunRecord.Input("model", model.toString(), ContentHash.of(model), 3),
                new RunRecord.Input("accelerator", other.toString(), ContentHash.of(other), 3),
                new RunRecord.Input("technology", "cmos-45nm", ContentHash.of("t"), 0));
        assertEquals(List.of(), RunDirectory.changes(record(inputs)));
        Files.writeString(model, "eno");
        Files.delete(other);
        assertEquals(
                List.of(
                        "its model " + model + " has changed since the run of 2026-01-01T00:00:00Z",
                        "its accelerator " + other + " is gone since the run of 2026-01-01T00:00:00Z"),
                RunDirectory.changes(record(inputs)));
    }

    /** Writes generation after generation until it is killed; says each one after it was saved. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] args) {
            Path run = Path.of(args[0]);
            for (int i = 0; ; i++) {
                try (var writing = RunDirectory.begin(run, false, record(List.of()))) {
                    writing.write("result.json", ("" + i).repeat(200_000));
                    writing.write("other.json", "" + i);
                    writing.complete();
                }
                System.out.println(i);
                System.out.flush();
            }
        }
    }

    @Test
    void whatWasReportedAsSavedSurvivesAKill() throws Exception {
        Path run = folder.resolve("run");
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        for (int round = 0; round < 3; round++) {
            Process writer = new ProcessBuilder(
                            java, "-cp", System.getProperty("java.class.path"), Writer.class.getName(), run.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (var lines = writer.inputReader(StandardCharsets.UTF_8)) {
                for (int i = 0; i <= 3 + round; i++) lines.readLine();
                writer.destroyForcibly();
                assertTrue(writer.waitFor(30, TimeUnit.SECONDS));
            }
            assertEitherWholeOrSaidToBeUnfinished(run);
        }
    }

    private static void assertEitherWholeOrSaidToBeUnfinished(Path run) throws IOException {
        RunRecord record = RunRecord.parse("run.json", Files.readAllBytes(run.resolve("run.json")));
        if (record.complete()) for (var output : record.outputs()) RunDirectory.read(run, record, output.name());
        else assertEquals("E9104", code(() -> RunDirectory.open(run)));
        // No file is ever half there: result.json repeats one number.
        String result = Files.readString(run.resolve("result.json"));
        String number = result.substring(0, result.length() / 200_000);
        assertEquals(number.repeat(200_000), result);
    }
}
