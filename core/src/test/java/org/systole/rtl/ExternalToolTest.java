package org.systole.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;

/** Programs of others that miss, crash, hang, leave processes behind or write without end are named and leave nothing. */
class ExternalToolTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    private Path script(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("tool"), "#!/bin/sh\n" + text + "\n");
        assertTrue(file.toFile().setExecutable(true));
        return file;
    }

    private Problem problem(List<String> command, Duration limit) {
        return assertThrows(
                        SystoleException.class,
                        () -> ExternalTool.run(command, folder, folder.resolve("tool.log"), limit, "install it"))
                .problems()
                .getFirst();
    }

    private Problem problem(String text, Duration limit) throws IOException {
        return problem(List.of(script(text).toString()), limit);
    }

    @Test
    void missingProgramsAreNamedWithThePlacesAndTheRemedy() {
        Problem problem = problem(List.of("no-such-tool"), LIMIT);
        assertEquals(RtlProblem.TOOL_MISSING, problem.code());
        assertTrue(problem.message().startsWith("cannot run 'no-such-tool'"), problem.message());
        assertTrue(
                problem.message().contains("No such file") && problem.message().contains("looked in /"));
        assertEquals("install it", problem.fix());
    }

    @Test
    void programsThatCannotBeExecutedAreNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("no-program"), "nothing");
        Problem problem = problem(List.of(file.toString()), LIMIT);
        assertEquals(RtlProblem.TOOL_MISSING, problem.code());
        assertTrue(problem.message().contains("Permission denied"), problem.message());
    }

    @Test
    void errorsAreShownAndCrashesNamed() throws IOException {
        Problem failed = problem("seq 1000; echo '%Error: broken'; seq 1000; exit 3", LIMIT);
        assertEquals(RtlProblem.TOOL_FAILED, failed.code());
        assertTrue(failed.message().endsWith("ended with status 3:\n%Error: broken"), failed.message());
        assertTrue(problem("kill -SEGV $$", LIMIT).message().contains("crashed with signal 11; it wrote nothing"));
        assertTrue(problem("kill -KILL $$", LIMIT).message().contains("perhaps for want of memory"));
    }

    @Test
    void outputWithoutEndIsStopped() throws IOException {
        Problem problem = problem("exec yes", LIMIT);
        assertEquals(RtlProblem.TOOL_FAILED, problem.code());
        assertTrue(problem.message().contains("wrote more than 64 MiB"), problem.message());
        assertTrue(Files.size(folder.resolve("tool.log")) <= ExternalTool.MOST_BYTES);
    }

    /** It ignores requests to end, and has a child that has left it. */
    @Test
    void whatHangsIsEndedWithAllThatItStarted() throws IOException, InterruptedException {
        Path pid = folder.resolve("pid");
        Problem problem = problem(
                "trap '' TERM HUP INT\n(setsid sleep 600 & echo $! > " + pid + ")\nwhile true; do sleep 1; done",
                Duration.ofMillis(1500));
        assertEquals(RtlProblem.TOOL_HUNG, problem.code());
        long left = Long.parseLong(Files.readString(pid).strip());
        for (int i = 0; i < 50 && alive(left); i++) Thread.sleep(100);
        assertFalse(alive(left), "a process survives");
    }

    private static boolean alive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }
}
