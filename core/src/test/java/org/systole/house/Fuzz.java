package org.systole.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.systole.problem.SystoleException;

/**
 * Runs a parser on changed files: whatever the bytes, it reads them or refuses them with problems that are fit to be shown.
 *
 * <p>A short run with a fixed seed is part of every test run; {@code -Dfuzz.rounds=1000000} makes it a long one and {@code
 * -Dtest.seed=N} begins elsewhere or repeats a failure. A target's {@code accept} is also what a coverage-guided fuzzer calls.
 */
public final class Fuzz {
    private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 1000);
    private static final long SEED = Long.getLong("test.seed", 20261120L);
    /** One input is worth at most this long, so that a hang is found. */
    private static final long PATIENCE_MILLIS = 20_000;

    private static final String[] WORDS = {
        "0",
        "-1",
        "1e999",
        "NaN",
        ".inf",
        "2147483648",
        "-9223372036854775809",
        "99999999999999999999",
        "1e-400",
        "0x10",
        "true",
        "null",
        "~",
        "''",
        "\"",
        "[",
        "]",
        "{",
        "}",
        "(",
        ")",
        ":",
        ": ",
        "- ",
        ",",
        ";",
        "#",
        "&a ",
        "*a",
        "!!x ",
        "<<: ",
        "|",
        ">",
        "\t",
        "\r",
        "\n",
        "\n  ",
        "\u0000",
        "\uFEFF",
        "\u2028",
        "\uD83D\uDE00",
        "\uD83D",
        "../",
        "/",
        "\\",
        "${x}",
        "%n",
        "''', ",
        "((((((((((((((((((((((((((((((((",
        "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
        "----------------"
    };
    private static final int[] VALUES = {
        0, 1, -1, 2, 7, 8, 16, 127, 128, 255, 256, 65535, 65536, Integer.MAX_VALUE, Integer.MIN_VALUE, 1 << 24, 1 << 30
    };

    /** A parser, to be called with any bytes. */
    @FunctionalInterface
    public interface Target {
        /** Reads the bytes; what it returns does not matter. */
        void accept(byte[] input) throws Exception;
    }

    private Fuzz() {}

    /** Fails with the seeds of all changes of the corpus that are neither read nor refused as they should be. */
    public static void run(String name, List<byte[]> corpus, Target target) {
        for (byte[] sound : corpus) assertEquals(null, outcome(sound, target), name + ": the corpus is not sound");
        var failures = new ArrayList<String>();
        var at = new AtomicLong(SEED);
        // A small stack finds recursion early.
        var thread = new Thread(null, () -> rounds(corpus, target, at, failures), "fuzz " + name, 512 << 10);
        thread.setDaemon(true);
        thread.start();
        long before = -1;
        while (thread.isAlive()) {
            try {
                thread.join(PATIENCE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            long now = at.get();
            assertFalse(thread.isAlive() && now == before, name + " hangs at -Dtest.seed=" + now);
            before = now;
        }
        assertEquals("", String.join("\n", failures), name);
    }

    private static void rounds(List<byte[]> corpus, Target target, AtomicLong at, List<String> failures) {
        for (long seed = SEED; seed < SEED + ROUNDS && failures.size() < 10; seed++) {
            at.set(seed);
            String failure = outcome(change(seed, corpus), target);
            if (failure != null) failures.add("-Dtest.seed=" + seed + ": " + failure);
        }
    }

    private static String outcome(byte[] input, Target target) {
        try {
            target.accept(input);
            return null;
        } catch (SystoleException e) {
            String shown = e.getMessage();
            if (shown.chars().anyMatch(c -> c != '\n' && Character.isISOControl(c)))
                return "control characters in: " + shown;
            if (e.problems().stream().anyMatch(p -> p.render().length() > 3000)) return "a long message: " + shown;
            return null;
        } catch (Throwable e) {
            StackTraceElement[] trace = e.getStackTrace();
            return e + (trace.length == 0 ? "" : " at " + trace[0]);
        }
    }

    /** Returns one to six changes of one of the files. */
    static byte[] change(long seed, List<byte[]> corpus) {
        var random = new SplittableRandom(seed);
        byte[] bytes = corpus.get(random.nextInt(corpus.size())).clone();
        for (int i = random.nextInt(1, 7); i > 0; i--) bytes = change(random, bytes, corpus);
        return bytes;
    }

    private static byte[] change(SplittableRandom random, byte[] bytes, List<byte[]> corpus) {
        int at = random.nextInt(bytes.length + 1);
        int end = Math.min(bytes.length, at + random.nextInt(1, 40));
        return switch (random.nextInt(9)) {
            case 0 -> join(bytes, at, new byte[0], end);
            case 1 -> join(bytes, end, part(bytes, at, end), end);
            case 2 -> join(bytes, at, WORDS[random.nextInt(WORDS.length)].getBytes(StandardCharsets.UTF_8), at);
            case 3 -> word(random, bytes, WORDS[random.nextInt(WORDS.length)]);
            case 4 -> value(random, bytes.clone(), at);
            case 5 -> flip(random, bytes.clone());
            case 6 -> part(bytes, 0, at);
            case 7 -> other(random, bytes, at, corpus.get(random.nextInt(corpus.size())));
            default -> lines(random, bytes);
        };
    }

    /** Replaces a word of the text by another. */
    private static byte[] word(SplittableRandom random, byte[] bytes, String by) {
        String[] words =
                new String(bytes, StandardCharsets.ISO_8859_1).split("(?<=[\\s:,\\[\\]{}()])|(?=[\\s:,\\[\\]{}()])");
        words[random.nextInt(words.length)] = by;
        return String.join("", words).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] value(SplittableRandom random, byte[] bytes, int at) {
        int value = VALUES[random.nextInt(VALUES.length)];
        int width = 1 << random.nextInt(3);
        for (int i = 0; i < width && at + i < bytes.length; i++) bytes[at + i] = (byte) (value >> 8 * i);
        return bytes;
    }

    private static byte[] flip(SplittableRandom random, byte[] bytes) {
        if (bytes.length > 0) bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        return bytes;
    }

    private static byte[] other(SplittableRandom random, byte[] bytes, int at, byte[] other) {
        int from = random.nextInt(other.length + 1);
        return join(bytes, at, part(other, from, Math.min(other.length, from + random.nextInt(1, 100))), at);
    }

    /** Moves a line to another place. */
    private static byte[] lines(SplittableRandom random, byte[] bytes) {
        var lines = new ArrayList<>(List.of(new String(bytes, StandardCharsets.ISO_8859_1).split("(?<=\n)")));
        String line = lines.remove(random.nextInt(lines.size()));
        lines.add(random.nextInt(lines.size() + 1), line);
        return String.join("", lines).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] part(byte[] bytes, int from, int to) {
        return java.util.Arrays.copyOfRange(bytes, from, to);
    }

    private static byte[] join(byte[] bytes, int upTo, byte[] middle, int from) {
        var out = new ByteArrayOutputStream();
        out.write(bytes, 0, upTo);
        out.writeBytes(middle);
        out.write(bytes, from, bytes.length - from);
        return out.toByteArray();
    }
}
