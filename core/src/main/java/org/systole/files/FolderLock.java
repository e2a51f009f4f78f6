package org.systole.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;

/**
 * Lets one process at a time write to a folder, and says which one does. The operating system holds the lock: it ends with its
 * process, by whatever end that comes to.
 */
final class FolderLock implements AutoCloseable {
    private static final String FILE = ".lock";

    /** Longer is no name of a process of ours. */
    private static final int LONGEST_NAME = 300;

    /**
     * The folders of this process. A lock of POSIX is the process's: it ends when any of its channels to the file is closed, so
     * the file must not be opened twice.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final FileChannel channel;

    private FolderLock(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /** Returns whether a file of a folder is the lock's. */
    static boolean isLock(Path file) {
        return String.valueOf(file.getFileName()).equals(FILE);
    }

    /**
     * Locks a folder, which is made when it does not exist.
     *
     * @throws SystoleException E9105 when another one holds it, E9102 or E9103 when it cannot be written to
     */
    static FolderLock of(Path folder) {
        Path real = made(folder);
        if (!HELD.add(real)) throw busy(folder, name());
        FileChannel channel = null;
        try {
            channel = FileChannel.open(real.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            var lock = new FolderLock(real, channel);
            if (lock.isTaken()) throw busy(folder, owner(real.resolve(FILE)));
            return lock;
        } catch (IOException | SystoleException failure) {
            release(real, channel);
            if (failure instanceof SystoleException taken) throw taken;
            throw AtomicFile.refused(folder, (IOException) failure);
        }
    }

    private static Path made(Path folder) {
        try {
            Files.createDirectories(folder);
            return folder.toRealPath();
        } catch (IOException failure) {
            throw AtomicFile.refused(folder, failure);
        }
    }

    /** Tries to lock; a file system without locks keeps nobody out. */
    private boolean isTaken() {
        try {
            if (channel.tryLock() == null) return true;
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(name().getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            // The name is a comfort for those who wait.
        }
        return false;
    }

    private static String name() {
        String since = ProcessHandle.current()
                .info()
                .startInstant()
                .map(begun -> ", begun " + begun.truncatedTo(ChronoUnit.SECONDS))
                .orElse("");
        return "process " + ProcessHandle.current().pid() + machine() + since;
    }

    private static String machine() {
        try {
            return " on "
                    + Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            // another system: then it is mostly this machine
            return "";
        }
    }

    private static String owner(Path file) {
        try (var in = Files.newInputStream(file)) {
            String name = new String(in.readNBytes(LONGEST_NAME), StandardCharsets.UTF_8).strip();
            if (name.startsWith("process ") && name.chars().noneMatch(Character::isISOControl)) return name;
        } catch (IOException e) {
            // then it stays unknown
        }
        return "another process";
    }

    private static SystoleException busy(Path folder, String who) {
        return new SystoleException(Problem.of(
                FilesProblem.BUSY,
                Place.file(folder.toString()),
                who + " is writing to it",
                "wait until it has ended, or name another folder"));
    }

    private static void release(Path folder, FileChannel channel) {
        try {
            if (channel != null) channel.close();
        } catch (IOException e) {
            // The end of the process releases it.
        }
        HELD.remove(folder);
    }

    @Override
    public void close() {
        if (channel.isOpen()) release(folder, channel);
    }
}
