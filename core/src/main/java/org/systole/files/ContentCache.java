package org.systole.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.systole.problem.SystoleException;

/**
 * Results kept on disk by the hash of what they depend on.
 *
 * <p>Safe for any number of processes: an entry is one file, written whole, and two writers of one key write the same. An
 * entry carries the hash of its content; one that does not match is reported, ignored and replaced. A cache that cannot be
 * read or written is as good as an empty one: it never fails a command.
 */
public final class ContentCache {
    private static final byte[] MAGIC = "systole-cache/1 ".getBytes(StandardCharsets.US_ASCII);
    private static final int HASH_LENGTH = 64;

    /**
     * Of hashes, one in sixteen ends with this digit, whichever process has made it: then all entries are looked at, which takes
     * the longer the more there are.
     */
    private static final char LOOKING = '0';

    private final Path folder;
    private final long mostBytes;
    private final Consumer<String> notes;

    /**
     * Creates a cache.
     *
     * @param folder where the entries lie; made when the first one is written
     * @param mostBytes how large all entries together may grow before the least recently used ones go; they are looked at
     *     at every sixteenth entry or so, and may be as much larger until then
     * @param notes receives a sentence for each entry that was damaged and for a folder that cannot be used
     */
    public ContentCache(Path folder, long mostBytes, Consumer<String> notes) {
        this.folder = folder;
        this.mostBytes = mostBytes;
        this.notes = notes;
    }

    /**
     * Returns the content of a key, if it is there and whole.
     *
     * @param key a hash, 64 hexadecimal digits
     */
    public Optional<byte[]> get(String key) {
        Path file = file(key);
        byte[] stored;
        try {
            stored = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            notes.accept("the cache entry " + file + " cannot be read (" + AtomicFile.reason(e) + "); it is not used");
            return Optional.empty();
        }
        Optional<byte[]> content = content(stored);
        if (content.isEmpty())
            notes.accept("the cache entry " + file + " is damaged; it is ignored and will be replaced");
        else touch(file);
        return content;
    }

    /** Keeps content under a key; a folder that cannot be written to is a note, not a failure. */
    public void put(String key, byte[] content) {
        byte[] hash = ContentHash.of(content).getBytes(StandardCharsets.US_ASCII);
        byte[] stored = new byte[MAGIC.length + HASH_LENGTH + 1 + content.length];
        System.arraycopy(MAGIC, 0, stored, 0, MAGIC.length);
        System.arraycopy(hash, 0, stored, MAGIC.length, HASH_LENGTH);
        stored[MAGIC.length + HASH_LENGTH] = '\n';
        System.arraycopy(content, 0, stored, MAGIC.length + HASH_LENGTH + 1, content.length);
        try {
            AtomicFile.write(file(key), stored);
        } catch (SystoleException refused) {
            notes.accept("the result was not cached: "
                    + refused.problems().getFirst().message() + " (" + folder + ")");
            return;
        }
        if (key.charAt(HASH_LENGTH - 1) == LOOKING) prune();
    }

    /** Removes every entry. */
    public void clear() {
        for (Path file : entries()) delete(file);
    }

    private static Optional<byte[]> content(byte[] stored) {
        int start = MAGIC.length + HASH_LENGTH + 1;
        if (stored.length < start || !Arrays.equals(stored, 0, MAGIC.length, MAGIC, 0, MAGIC.length))
            return Optional.empty();
        String expected = new String(stored, MAGIC.length, HASH_LENGTH, StandardCharsets.US_ASCII);
        byte[] content = Arrays.copyOfRange(stored, start, stored.length);
        return ContentHash.of(content).equals(expected) ? Optional.of(content) : Optional.empty();
    }

    private Path file(String key) {
        if (!key.matches("[0-9a-f]{64}")) throw new IllegalArgumentException("a key is a SHA-256, got '" + key + "'");
        return folder.resolve(key.substring(0, 2)).resolve(key.substring(2));
    }

    private static void touch(Path file) {
        try {
            Files.setLastModifiedTime(file, FileTime.fromMillis(System.currentTimeMillis()));
        } catch (IOException e) {
            // Then it counts as older than it is, and goes sooner.
        }
    }

    private void prune() {
        List<Path> files = entries();
        long total = 0;
        for (Path file : files) total += size(file);
        if (total <= mostBytes) return;
        files.sort(Comparator.comparingLong(ContentCache::age).thenComparing(Path::toString));
        for (Path file : files) {
            if (total <= mostBytes / 2) return;
            total -= size(file);
            delete(file);
        }
    }

    private List<Path> entries() {
        if (!Files.isDirectory(folder)) return new ArrayList<>();
        try (var files = Files.walk(folder, 2)) {
            return new ArrayList<>(
                    files.filter(file -> file.getFileName().toString().matches("[0-9a-f]{62}"))
                            .toList());
        } catch (IOException | UncheckedIOException e) {
            return new ArrayList<>();
        }
    }

    private static long size(Path file) {
        return file.toFile().length();
    }

    private static long age(Path file) {
        return file.toFile().lastModified();
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // Another process removes it, or nobody can.
        }
    }
}
