package org.systole.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.systole.problem.SystoleException;

/** Files that are whole or not there, and what is no file. */
class AtomicFileTest {
    @TempDir
    Path folder;

    /** A file that took the place of {@code /dev/null} would be every program's trouble. */
    @Test
    void aDeviceStaysADevice() throws Exception {
        assumeTrue(Files.exists(Path.of("/dev/null")) && Files.exists(Path.of("/dev/full")), "no such devices here");
        AtomicFile.write(Path.of("/dev/null"), "lost");
        var e = assertThrows(SystoleException.class, () -> AtomicFile.write(Path.of("/dev/full"), "too much"));
        assertEquals("E9102", e.problems().getFirst().code().code());
        for (String device : new String[] {"/dev/null", "/dev/full"})
            assertTrue(
                    Files.readAttributes(Path.of(device), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                            .isOther(),
                    device);
    }

    @Test
    void aPipeIsWrittenTo() throws Exception {
        Path pipe = folder.resolve("pipe");
        assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0, "no mkfifo here");
        var reader = new FutureTask<>(() -> Files.readString(pipe));
        Thread.ofPlatform().daemon().start(reader);
        AtomicFile.write(pipe, "through the pipe");
        assertEquals("through the pipe", reader.get());
        assertTrue(Files.readAttributes(pipe, BasicFileAttributes.class).isOther());
        try (var files = Files.list(folder)) {
            assertEquals(1, files.count());
        }
    }

    @Test
    void aLinkIsReplacedAndItsTargetIsNot() throws IOException {
        Path precious = Files.writeString(folder.resolve("precious"), "mine"), link = folder.resolve("link");
        Files.createSymbolicLink(link, precious);
        AtomicFile.write(link, "new");
        assertEquals("mine", Files.readString(precious));
        assertEquals("new", Files.readString(link));
        assertFalse(Files.isSymbolicLink(link));
    }

    /** 255 bytes are allowed; a temporary file beside it must not need more. */
    @Test
    void theLongestNamesCanBeWritten() throws IOException {
        for (String name :
                new String[] {"n".repeat(255), "\u00e4".repeat(127), "a" + "\ud83d\ude00".repeat(63), "a\nb ' \" -"}) {
            Path file = folder.resolve(name);
            AtomicFile.write(file, name);
            assertEquals(name, Files.readString(file));
        }
        var e = assertThrows(SystoleException.class, () -> AtomicFile.write(folder.resolve("n".repeat(256)), ""));
        assertEquals("E9103", e.problems().getFirst().code().code());
        try (var files = Files.list(folder)) {
            assertEquals(4, files.count());
        }
    }

    /** What a killed process has left is removed by the next run in the folder, and does not keep it away. */
    @Test
    void whatAKilledProcessLeftIsRemoved() throws Exception {
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();
        Path left = Files.writeString(folder.resolve(".run.json.tmp-" + ended.pid() + "-1"), "half");
        Path alive = Files.writeString(
                folder.resolve(".x.tmp-" + ProcessHandle.current().pid() + "-1"), "being written");
        assertTrue(AtomicFile.isForsaken(left));
        assertFalse(AtomicFile.isForsaken(alive));
        assertFalse(AtomicFile.isForsaken(folder.resolve(".notes.tmp-old")));
        Files.delete(alive);
        RunDirectory.checkFree(folder);
        FolderLock.of(folder).close();
    }
}
