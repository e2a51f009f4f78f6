package org.systole.files;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentCacheTest {
    private final List<String> notes = new ArrayList<>();

    @TempDir
    Path folder;

    private ContentCache cache(long bytes) {
        return new ContentCache(folder.resolve("cache"), bytes, notes::add);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Path only() throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).findFirst().orElseThrow();
        }
    }

    @Test
    void givesBackWhatWasPut() {
        String key = ContentHash.of("key");
        assertTrue(cache(1 << 20).get(key).isEmpty());
        cache(1 << 20).put(key, bytes("content"));
        assertArrayEquals(bytes("content"), cache(1 << 20).get(key).orElseThrow());
        assertEquals(List.of(), notes);
    }

    @Test
    void everyDamageIsNotedAndIgnored() throws IOException {
        String key = ContentHash.of("key");
        cache(1 << 20).put(key, bytes("content"));
        byte[] whole = Files.readAllBytes(only());
        for (int at = 0; at < whole.length; at++) {
            byte[] flipped = whole.clone();
            flipped[at] ^= 1;
            Files.write(only(), flipped);
            // A flipped newline between hash and content is the one byte that nothing depends on.
            if (whole[at] != '\n') assertTrue(cache(1 << 20).get(key).isEmpty(), "byte " + at);
            Files.write(only(), java.util.Arrays.copyOf(whole, at));
            assertTrue(cache(1 << 20).get(key).isEmpty(), "cut at " + at);
        }
        assertTrue(notes.getFirst().endsWith("is damaged; it is ignored and will be replaced"), notes.getFirst());
        cache(1 << 20).put(key, bytes("content"));
        assertArrayEquals(bytes("content"), cache(1 << 20).get(key).orElseThrow());
    }

    @Test
    void writersOfOneKeyDoNotDisturbEachOther() throws Exception {
        String key = ContentHash.of("key");
        byte[] content = new byte[100_000];
        try (var threads = Executors.newFixedThreadPool(8)) {
            var jobs = new ArrayList<Callable<Boolean>>();
            for (int i = 0; i < 64; i++) {
                jobs.add(() -> {
                    cache(1 << 22).put(key, content);
                    return cache(1 << 22).get(key).isPresent();
                });
            }
            for (var done : threads.invokeAll(jobs)) assertTrue(done.get());
        }
        assertEquals(List.of(), notes);
    }

    /** Returns the key number {@code i} of those at which all entries are looked at, or of the others. */
    private static String key(int i, boolean looking) {
        return IntStream.range(0, 100_000)
                .mapToObj(n -> ContentHash.of("key" + n))
                .filter(key -> key.endsWith("0") == looking)
                .skip(i)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theOldestGoWhenItGrowsTooLarge() throws IOException {
        var cache = cache(10_000);
        for (int i = 0; i < 8; i++) {
            cache.put(key(i, false), new byte[1000]);
            try (var files = Files.walk(folder)) {
                int age = 100 - i;
                for (Path file : files.filter(Files::isRegularFile).toList())
                    if (Files.getLastModifiedTime(file).toMillis() > 200_000L)
                        Files.setLastModifiedTime(file, FileTime.fromMillis(200_000L - age * 1000L));
            }
        }
        cache.put(key(0, true), new byte[3000]);
        assertTrue(cache.get(key(0, true)).isPresent(), "the newest stays");
        assertTrue(cache.get(key(0, false)).isEmpty(), "the oldest goes");
    }

    /** Hashes fall evenly: the folder stays near its size without being looked at each time. */
    @Test
    void theFolderStaysNearItsSize() throws IOException {
        var cache = cache(100_000);
        long most = 0;
        for (int i = 0; i < 1000; i++) {
            cache.put(ContentHash.of("entry" + i), new byte[1000]);
            if (i % 10 != 0) continue;
            try (var files = Files.walk(folder)) {
                most = Math.max(
                        most,
                        files.filter(Files::isRegularFile)
                                .mapToLong(file -> file.toFile().length())
                                .sum());
            }
        }
        assertTrue(most > 100_000 && most < 200_000, most + " bytes");
    }

    @Test
    void aFolderThatCannotBeUsedIsANote() throws IOException {
        Files.writeString(folder.resolve("cache"), "a file where the folder should be");
        cache(1 << 20).put(ContentHash.of("key"), bytes("content"));
        assertEquals(1, notes.size());
        assertTrue(notes.getFirst().startsWith("the result was not cached: "), notes.getFirst());
    }
}
