package org.systole.onnx;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;

/**
 * The bytes of a model file: read when small, mapped when large.
 *
 * @param name the file as the user named it, fit to be shown
 * @param bytes all of it
 * @param folder where external data may lie, or null when the model was given as bytes
 * @param sha256 of the bytes, hexadecimal
 */
record ModelFile(String name, ByteBuffer bytes, Path folder, String sha256) {
    /** Files up to this size are copied to the heap: a mapped file that shrinks under us cannot be read. */
    private static final long COPIED = 64L << 20;

    private static final String GIVE_FILE = "give the path of an .onnx file";

    /** Wraps bytes that have no file. */
    static ModelFile of(String name, byte[] bytes) {
        String shown = Names.escape(name, Names.LONGEST);
        if (bytes.length == 0) throw empty(shown);
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new ModelFile(shown, buffer, null, sha256(buffer));
    }

    /**
     * Opens a file.
     *
     * @throws SystoleException when it is missing, no regular file, unreadable, empty or too large
     */
    static ModelFile open(Path path) {
        String shown = Names.escape(path.toString(), Names.LONGEST);
        try {
            if (!Files.exists(path)) throw refused(shown, "the file does not exist", GIVE_FILE);
            if (Files.isDirectory(path)) throw refused(shown, "this is a folder", "give the .onnx file inside it");
            // A pipe would block when opened, and a device never ends.
            if (!Files.isRegularFile(path)) throw refused(shown, "this is a pipe or a device", GIVE_FILE);
            return read(path, shown);
        } catch (IOException e) {
            throw new SystoleException(
                    Problem.of(OnnxProblem.UNREADABLE, Place.file(shown), why(e), "check its permissions"), e);
        }
    }

    private static ModelFile read(Path path, String shown) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            long size = channel.size();
            if (size == 0) throw empty(shown);
            if (size > Integer.MAX_VALUE) throw tooLarge(channel, size, shown);
            ByteBuffer bytes = size > COPIED ? map(channel, size) : copy(channel, (int) size);
            Path folder = path.toAbsolutePath().getParent();
            return new ModelFile(shown, bytes, folder, sha256(bytes));
        }
    }

    private static ByteBuffer map(FileChannel channel, long size) throws IOException {
        return channel.map(FileChannel.MapMode.READ_ONLY, 0, size, Arena.ofAuto())
                .asByteBuffer();
    }

    private static ByteBuffer copy(FileChannel channel, int size) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(size);
        while (bytes.hasRemaining() && channel.read(bytes) >= 0) continue;
        return bytes.flip();
    }

    private static SystoleException tooLarge(FileChannel channel, long size, String shown) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(512);
        channel.read(head, 0);
        var guess = Guess.of(head.flip());
        if (guess.isPresent()) return notOnnx(shown, guess.get());
        return new SystoleException(Problem.of(
                OnnxProblem.FILE_TOO_LARGE,
                Place.file(shown),
                "the file has " + size + " bytes; a model file holds less than 2 GiB",
                "save the model with external data (onnx.save_model with save_as_external_data=True)"));
    }

    /** Returns the refusal of a file of another kind. */
    static SystoleException notOnnx(String shown, Guess guess) {
        return new SystoleException(Problem.of(
                OnnxProblem.NOT_ONNX,
                Place.file(shown),
                "this is " + guess.what() + ", not an ONNX model",
                guess.fix()));
    }

    private static SystoleException empty(String shown) {
        return new SystoleException(Problem.of(
                OnnxProblem.EMPTY, Place.file(shown), "the file is empty", "download or export the model again"));
    }

    private static SystoleException refused(String shown, String message, String fix) {
        return new SystoleException(Problem.of(OnnxProblem.UNREADABLE, Place.file(shown), message, fix));
    }

    private static String why(IOException e) {
        if (e instanceof NoSuchFileException) return "the file does not exist";
        String reason = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
        return "the file cannot be read" + (reason == null ? "" : ": " + Names.escape(reason, 200));
    }

    private static String sha256(ByteBuffer bytes) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes.duplicate());
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
