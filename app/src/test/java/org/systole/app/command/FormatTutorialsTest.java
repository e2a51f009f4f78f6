package org.systole.app.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.systole.app.Cli;

/**
 * Runs every command of the tutorials about number formats and of the page about other tools, and compares what it prints with the page. {@code
 * -Dgolden.update=true} writes the page anew.
 */
class FormatTutorialsTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().endsWith("app")
            ? Path.of("").toAbsolutePath().getParent()
            : Path.of("").toAbsolutePath();

    /** Other processors add in another order, which may move a sample or two of a hundred over an edge. */
    private static final double POINTS = 3;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"number-formats", "choose-widths", "few-levels", "../exchange"})
    void pagesSayWhatCommandsPrint(String name) throws IOException {
        Path page = ROOT.resolve("docs/tutorials/" + name + ".md");
        var written = new ArrayList<String>();
        List<String> lines = Files.readAllLines(page), printed = null;
        int commands = 0;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            written.add(line);
            if (line.startsWith("./systole ")) {
                printed = run(line);
                commands++;
            }
            if (!line.equals("```text")) continue;
            int end = i + 1;
            while (!lines.get(end).equals("```")) end++;
            if (!Boolean.getBoolean("golden.update")) compare(lines.subList(i + 1, end), printed);
            written.addAll(printed);
            i = end - 1;
        }
        assertTrue(commands >= 2);
        if (Boolean.getBoolean("golden.update")) Files.writeString(page, String.join("\n", written) + "\n");
    }

    private List<String> run(String command) {
        String[] words = Arrays.stream(command.split(" "))
                .skip(1)
                .map(word -> word.startsWith("models/") ? ROOT.resolve(word).toString() : word)
                .map(word -> word.matches("(chosen|exchanged)(/.*)?")
                        ? folder.resolve(word).toString()
                        : word)
                .toArray(String[]::new);
        Cli cli = Cli.run(words);
        assertEquals(0, cli.status(), () -> command + "\n" + cli.out() + cli.err());
        return cli.lines().stream()
                .map(line -> line.replace(ROOT + "/", "").replace(folder + "/", ""))
                .map(String::stripTrailing)
                .toList();
    }

    private static void compare(List<String> expected, List<String> printed) {
        assertEquals(expected.size(), printed.size(), () -> String.join("\n", printed));
        for (int i = 0; i < expected.size(); i++) {
            String[] a = expected.get(i).strip().split("\\s+"),
                    b = printed.get(i).strip().split("\\s+");
            String where = "page: " + expected.get(i) + "\nnow:  " + printed.get(i);
            assertEquals(a.length, b.length, where);
            for (int w = 0; w < a.length; w++) if (!a[w].equals(b[w])) near(a[w], b[w], where);
        }
    }

    private static void near(String a, String b, String where) {
        assertTrue((a + b).matches("[-+0-9.]+"), where);
        assertEquals(Double.parseDouble(a), Double.parseDouble(b), POINTS, where);
    }
}
