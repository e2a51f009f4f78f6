package org.systole.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;

/**
 * Writes a file whole or not at all: to a temporary file beside it, forced to the disk, then moved over the old one. Once
 * {@code write} has returned, the content survives a kill and a power cut.
 */
public final class AtomicFile {
    private AtomicFile() {}

    /**
     * Writes text in UTF-8.
     *
     * @throws SystoleException E9102 or E9103 when it cannot be written
     */
    public static void write(Path target, String text) {
        write(target, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Writes a file and the folders it lies in.
     *
     * @throws SystoleException E9102 or E9103 when it cannot be written
     */
    public static void write(Path target, byte[] content) {
        try {
            replace(target.toAbsolutePath(), content);
        } catch (IOException failure) {
            throw refused(target, failure);
        }
    }

    /** Makes a file at a path of its choice. */
    @FunctionalInterface
    public interface Producer {
        /** Writes the whole file. */
        void produce(Path file) throws IOException;
    }

    /**
     * Writes a file that something else produces, and the folders it lies in.
     *
     * @param producer is given the path of a temporary file, which is not there yet
     * @throws SystoleException E9102 or E9103 when it cannot be written
     */
    public static void write(Path target, Producer producer) {
        try {
            replace(target.toAbsolutePath(), temporary -> {
                producer.produce(temporary);
                try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                    channel.force(true);
                }
            });
        } catch (IOException failure) {
            throw refused(target, failure);
        }
    }

    private static void replace(Path target, byte[] content) throws IOException {
        replace(target, temporary -> {
            try (FileChannel channel = FileChannel.open(
                    temporary,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                ByteBuffer rest = ByteBuffer.wrap(content);
                while (rest.hasRemaining()) channel.write(rest);
                channel.force(true);
            }
        });
    }

    private static void replace(Path target, Producer producer) throws IOException {
        Path folder = target.getParent();
        Files.createDirectories(folder);
        // The process and thread are in the name, so that two writers never share a temporary file.
        long who = ProcessHandle.current().pid();
        Path temporary = folder.resolve("." + target.getFileName() + ".tmp-" + who + "-"
                + Thread.currentThread().threadId());
        try {
            producer.produce(temporary);
            move(temporary, target);
        } finally {
            Files.deleteIfExists(temporary);
        }
        force(folder);
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** The new name is in the folder, which is a file of its own to the disk. */
    private static void force(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Not every system lets a folder be opened; there the move alone is all that can be had.
        }
    }

    /** Returns the exception for a file that could not be written. */
    static SystoleException refused(Path target, IOException failure) {
        String reason = reason(failure);
        String lower = reason.toLowerCase(Locale.ROOT);
        boolean storage = lower.contains("space") || lower.contains("quota") || lower.contains("input/output");
        return new SystoleException(
                Problem.of(
                        storage ? FilesProblem.CANNOT_STORE : FilesProblem.NOT_WRITABLE,
                        Place.file(target.toString()),
                        "could not be written: " + reason,
                        storage
                                ? "free some space, or name a folder on another disk"
                                : "name a folder that exists and that you may write to"),
                failure);
    }

    /** Returns what the system said, without the path that it begins with. */
    static String reason(IOException failure) {
        if (failure instanceof FileSystemException named && named.getReason() != null) return named.getReason();
        String name = failure.getClass().getSimpleName().replaceFirst("Exception$", "");
        String words = name.replaceAll("([a-z])([A-Z])", "$1 $2").toLowerCase(Locale.ROOT);
        if (failure instanceof FileSystemException) return words;
        return failure.getMessage() == null ? words : failure.getMessage();
    }
}
