package org.systole.onnx;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A folder that foreign input may name files in, but never outside of.
 *
 * <p>Links are refused wherever they stand in a path, hard links included, as are pipes and devices. Where the
 * platform can open relative to an open folder, each step is opened that way, so that swapping a folder for a link
 * in between does not help.
 */
final class ConfinedFolder {
    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    private static final String COPY = "replace it by a copy of the file";

    private final Path folder;

    ConfinedFolder(Path folder) {
        this.folder = folder;
    }

    /** A whole file, mapped; it stays readable when its name is removed. */
    record Mapped(Path path, MemorySegment bytes) {}

    /** A file that must not be read. */
    static final class RefusedException extends IOException {
        private static final long serialVersionUID = 1L;

        private final OnnxProblem code;
        private final String fix;

        RefusedException(OnnxProblem code, String message, String fix) {
            super(message);
            this.code = code;
            this.fix = fix;
        }

        OnnxProblem code() {
            return code;
        }

        String fix() {
            return fix;
        }
    }

    /** Returns what forbids a location whatever lies there, or null when it is a plain relative path. */
    static String faultOf(String location) {
        if (location.isEmpty()) return "is empty";
        if (location.chars().anyMatch(c -> c < ' ' || c == 0x7f)) return "has control characters";
        if (location.startsWith("/")) return "is absolute";
        if (location.contains("\\")) return "has a backslash";
        // Other colons are fine: PyTorch names tensors, and so files, onnx::Conv_12.
        if (location.matches("[A-Za-z]:.*")) return "names a drive";
        if (location.contains("://")) return "is an address";
        for (String step : location.split("/", -1)) {
            if (step.equals("..")) return "leads out of a folder with '..'";
            if (step.isEmpty()) return "has an empty step";
        }
        return location.endsWith("/.") || location.equals(".") ? "is a folder" : null;
    }

    /**
     * Maps a file.
     *
     * @param location a path without fault
     * @throws RefusedException when it is no plain file
     * @throws IOException when it cannot be read
     */
    Mapped map(String location) throws IOException {
        List<String> steps =
                Arrays.stream(location.split("/")).filter(s -> !s.equals(".")).toList();
        Path base = folder.toRealPath();
        Path path = base;
        for (String step : steps) path = path.resolve(step);
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(base)) {
            if (stream instanceof SecureDirectoryStream<Path> secure) return walk(secure, steps, path);
            return plain(base, steps, path);
        } catch (NoSuchFileException e) {
            throw new RefusedException(OnnxProblem.EXTERNAL_MISSING, "does not exist", "copy it beside the model");
        }
    }

    private Mapped walk(SecureDirectoryStream<Path> at, List<String> steps, Path path) throws IOException {
        Path step = path.getFileSystem().getPath(steps.getFirst());
        BasicFileAttributes before = attributes(at, step);
        if (steps.size() > 1) {
            if (before.isSymbolicLink()) throw refused("lies behind a symbolic link");
            try (SecureDirectoryStream<Path> inner = at.newDirectoryStream(step, LinkOption.NOFOLLOW_LINKS)) {
                return walk(inner, steps.subList(1, steps.size()), path);
            }
        }
        checkPlain(before);
        checkSingle(path);
        if (!(at.newByteChannel(step, READ) instanceof FileChannel channel)) throw refused("cannot be mapped");
        try (channel) {
            BasicFileAttributes after = attributes(at, step);
            if (!after.isRegularFile() || !Objects.equals(before.fileKey(), after.fileKey()))
                throw refused("was replaced while it was opened");
            return mapped(channel, path);
        }
    }

    private static BasicFileAttributes attributes(SecureDirectoryStream<Path> at, Path step) throws IOException {
        return at.getFileAttributeView(step, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes();
    }

    private static Mapped plain(Path base, List<String> steps, Path path) throws IOException {
        Path at = base;
        for (String step : steps) {
            at = at.resolve(step);
            if (Files.isSymbolicLink(at)) throw refused("is a symbolic link or lies behind one");
        }
        checkPlain(Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
        checkSingle(path);
        try (FileChannel channel = FileChannel.open(path, READ)) {
            return mapped(channel, path);
        }
    }

    private static void checkPlain(BasicFileAttributes attributes) throws RefusedException {
        if (attributes.isSymbolicLink()) throw refused("is a symbolic link");
        if (attributes.isDirectory()) throw refused("is a folder");
        if (!attributes.isRegularFile()) throw refused("is a pipe, a socket or a device");
    }

    private static void checkSingle(Path path) throws IOException {
        if (!path.getFileSystem().supportedFileAttributeViews().contains("unix")) return;
        Object links = Files.getAttribute(path, "unix:nlink", LinkOption.NOFOLLOW_LINKS);
        if (links instanceof Integer count && count > 1) throw refused("has " + count + " names (hard links)");
    }

    private static Mapped mapped(FileChannel channel, Path path) throws IOException {
        return new Mapped(path, channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto()));
    }

    private static RefusedException refused(String message) {
        return new RefusedException(OnnxProblem.EXTERNAL_NOT_A_FILE, message, COPY);
    }
}
