package org.systole.files;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;

/**
 * Writes a file whole or not at all: to a temporary file beside it, forced to the disk, then moved over the old one. Once
 * {@code write} has returned, the content survives a kill and a power cut. A device or a pipe, such as {@code /dev/stdout}, is
 * written to and stays what it is.
 */
public final class AtomicFile {
    private static final Pattern TEMPORARY = Pattern.compile("\\..*\\.tmp-(\\d{1,18})-\\d+", Pattern.DOTALL);

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
        if (isDevice(target)) {
            pour(target, producer);
            return;
        }
        Path folder = target.getParent();
        Files.createDirectories(folder);
        Path temporary = folder.resolve(temporaryName(String.valueOf(target.getFileName())));
        try {
            producer.produce(temporary);
            move(temporary, target);
        } finally {
            Files.deleteIfExists(temporary);
        }
        force(folder);
    }

    /** The process and thread are in the name, so that two writers never share a file; a name may have 255 bytes. */
    private static String temporaryName(String name) {
        String begin =
                name.substring(0, name.offsetByCodePoints(0, Math.min(40, name.codePointCount(0, name.length()))));
        return "." + begin + ".tmp-" + ProcessHandle.current().pid() + "-"
                + Thread.currentThread().threadId();
    }

    /** Returns whether a file is a temporary one of a process that has ended: it was killed before it moved it. */
    static boolean isForsaken(Path file) {
        Matcher m = TEMPORARY.matcher(String.valueOf(file.getFileName()));
        return m.matches() && ProcessHandle.of(Long.parseLong(m.group(1))).isEmpty();
    }

    /** A regular file must not take the place of a device; names in these folders may also be links to what is open. */
    private static boolean isDevice(Path target) throws IOException {
        Path path = target.normalize();
        if (path.startsWith("/dev") && !path.startsWith("/dev/shm") || path.startsWith("/proc"))
            return Files.exists(path);
        return Files.exists(path)
                && Files.readAttributes(path, BasicFileAttributes.class).isOther();
    }

    private static void pour(Path device, Producer producer) throws IOException {
        Path made = Files.createTempFile("systole", ".tmp");
        try {
            Files.delete(made);
            producer.produce(made);
            try (OutputStream out = Files.newOutputStream(device, StandardOpenOption.WRITE)) {
                Files.copy(made, out);
            }
        } finally {
            Files.deleteIfExists(made);
        }
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
