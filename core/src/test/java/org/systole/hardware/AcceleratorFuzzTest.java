package org.systole.hardware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;

/**
 * Changed files are read or refused with problems, never anything else, and what is read can be written and read
 * again. Repeats for {@code -Dtest.seed=N}.
 */
class AcceleratorFuzzTest {
    private static final int ROUNDS = 2000;
    private static final String[] WORDS = {
        "0",
        "-1",
        "1e999",
        ".nan",
        "true",
        "no",
        "~",
        "''",
        "\"",
        "[",
        "]",
        "{",
        "}",
        ":",
        ": ",
        "- ",
        "&a ",
        "*a",
        "!!x ",
        "#",
        "\n",
        "\n  ",
        "\t",
        "|",
        ">",
        "%",
        "@",
        "012",
        "0x10",
        "1_000",
        "1:30",
        "99999999999999999999",
        "<<: ",
        "name: ",
        "extends: gemmini-16\n",
        "---\n",
        "...\n",
        "\u0000",
        "\uFEFF",
        "\u2028",
        "\uD83D\uDE00",
        "size: ",
        "size_kib: ",
        "holds: [input]",
        "per: [rows]",
        "2147483648",
        "4611686018427387904",
        "0.0000001",
        "\r",
        "\r\n"
    };

    @Test
    void changedTextIsReadOrRefused() throws IOException {
        long seed = Long.getLong("test.seed", 20261120L);
        var random = new SplittableRandom(seed);
        List<String> bases = bases();
        int read = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String text = changed(bases.get(random.nextInt(bases.size())), random);
            if (outcome(text.getBytes(StandardCharsets.UTF_8), "-Dtest.seed=" + seed + " round " + round)) read++;
        }
        assertTrue(read > ROUNDS / 100, "hardly anything was read: " + read);
        assertTrue(read < ROUNDS, "nothing was refused");
    }

    @Test
    void changedBytesAreReadOrRefused() throws IOException {
        long seed = Long.getLong("test.seed", 20261121L);
        var random = new SplittableRandom(seed);
        byte[] base = bases().getFirst().getBytes(StandardCharsets.UTF_8);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = base.clone();
            for (int i = random.nextInt(1, 6); i > 0; i--)
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            outcome(bytes, "-Dtest.seed=" + seed + " round " + round);
        }
    }

    private static boolean outcome(byte[] bytes, String repeat) {
        try {
            Accelerator read = new AcceleratorReader(Accelerators.SOURCES).read("fuzz.yaml", bytes);
            String text = AcceleratorWriter.yaml(read);
            Accelerator again = new AcceleratorReader(Accelerators.SOURCES)
                    .read("again.yaml", text.getBytes(StandardCharsets.UTF_8));
            assertEquals(read, again, () -> repeat + "\n" + text);
            return true;
        } catch (SystoleException refused) {
            for (Problem problem : refused.problems()) {
                assertFalse(problem.fix().isEmpty(), () -> repeat + "\n" + problem);
                assertTrue(problem.message().length() < 1500, () -> repeat + "\n" + problem);
                assertTrue(
                        problem.render().codePoints().noneMatch(c -> Character.isISOControl(c) && c != '\n'),
                        () -> repeat + "\n" + problem);
            }
            return false;
        } catch (RuntimeException | StackOverflowError e) {
            throw new AssertionError(repeat + "\n" + new String(bytes, StandardCharsets.UTF_8), e);
        }
    }

    /** Applies one to four changes: delete, double or swap lines, put a word anywhere, replace a value or a digit. */
    private static String changed(String base, SplittableRandom random) {
        var lines = new ArrayList<>(List.of(base.split("\n")));
        for (int i = random.nextInt(1, 5); i > 0; i--) {
            int at = random.nextInt(lines.size());
            String line = lines.get(at);
            String word = WORDS[random.nextInt(WORDS.length)];
            int cut = random.nextInt(line.length() + 1);
            switch (random.nextInt(6)) {
                case 0 -> lines.remove(at);
                case 1 -> lines.add(at, lines.get(random.nextInt(lines.size())));
                case 2 -> lines.set(at, line.substring(0, cut) + word + line.substring(cut));
                case 3 ->
                    lines.set(at, line.replaceFirst(":.*", ": " + java.util.regex.Matcher.quoteReplacement(word)));
                case 4 -> lines.set(at, line.replaceFirst("[0-9]+", Integer.toString(random.nextInt(2000))));
                default -> lines.set(at, line.substring(0, cut));
            }
            if (lines.isEmpty()) lines.add("");
        }
        return String.join("\n", lines) + "\n";
    }

    private static List<String> bases() throws IOException {
        var bases = new ArrayList<String>();
        bases.add(Files.readString(Path.of("src/test/resources/golden/hardware/tiny.yaml")));
        for (String name : List.of("gemmini-32", "eyeriss-v1", "timeloop-eyeriss-like"))
            bases.add(Accelerators.text(name, "accelerator.yaml").orElseThrow());
        return bases;
    }
}
