package org.systole.mapping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.systole.house.Generated;
import org.systole.house.Shared;

/** The page of all comparisons is complete: every golden test and benchmark is on it, every command on it exists. */
class WitnessesPageTest {
    private static final String NAME = "\"docs/models/witnesses.md\"";
    private static final String PAGE = Shared.repositoryText("docs/models/witnesses.md");

    @Test
    void everyBlockIsHeldByATestThatIsNamedInContributing() throws IOException {
        String contributing = Shared.repositoryText("CONTRIBUTING.md");
        var held = new TreeSet<String>();
        for (Path file : java("core/src/test/java")) {
            String source = Files.readString(file);
            if (!source.contains("Generated.block(") || !source.contains(NAME)) continue;
            var names = matches(
                    "Generated\\.block\\(\\s*(?:PAGE|\"docs/models/witnesses.md\"),\\s*\"([a-z0-9-]+)\"", source);
            held.addAll(names);
            String test = file.getFileName().toString().replace(".java", "");
            if (names.isEmpty() || test.equals("WitnessesPageTest")) continue;
            assertTrue(contributing.contains("-Dtest=" + test + "`"), "CONTRIBUTING.md does not name " + test);
            assertTrue(PAGE.contains("-Dtest=" + test + "`"), "the page does not name " + test);
        }
        assertEquals(new TreeSet<>(matches("<!-- end of ([a-z0-9-]+) -->", PAGE)), held);
    }

    @Test
    void everyCommandIsOfATestThatExists() throws IOException {
        var tests = new TreeSet<String>();
        for (Path file : java("core/src/test/java"))
            tests.add(file.getFileName().toString().replace(".java", ""));
        for (String test : matches("-Dtest=([A-Za-z]+)`", PAGE)) assertTrue(tests.contains(test), test);
    }

    /** Every benchmark with the first sentence of its documentation and its command. */
    @Test
    void everyBenchmarkIsOnThePage() throws IOException {
        var text = new StringBuilder("| benchmark | what | command |\n|---|---|---|\n");
        for (Path file : java("bench/src/main/java")) {
            String source = Files.readString(file);
            if (!source.contains("@Benchmark")) continue;
            String name = file.getFileName().toString().replace(".java", "");
            text.append("| `")
                    .append(name)
                    .append("` | ")
                    .append(purpose(source))
                    .append(" | ");
            text.append("`java --add-modules jdk.incubator.vector -jar bench/target/benchmarks.jar ")
                    .append(name)
                    .append(" -prof gc` |\n");
        }
        Generated.block("docs/models/witnesses.md", "benchmarks", text.toString());
    }

    private static String purpose(String source) {
        int from = source.indexOf("/**");
        String text = source.substring(from + 3, source.indexOf("*/", from)).replaceAll("\\s*\\n\\s*\\*? ?", " ");
        text = text.replaceAll("\\{@\\w+ ([^}]*)}", "$1").strip();
        int end = text.indexOf(". ");
        return end < 0 ? text : text.substring(0, end + 1);
    }

    private static List<Path> java(String folder) throws IOException {
        try (var files = Files.walk(Shared.repositoryPath(folder))) {
            return files.filter(f -> f.toString().endsWith(".java")).sorted().toList();
        }
    }

    private static List<String> matches(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map((MatchResult m) -> m.group(1))
                .toList();
    }
}
