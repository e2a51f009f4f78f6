package org.systole.app.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.systole.app.Cli;

/**
 * Runs every command of the tutorials, in their order, beside folders that are named like the repository's, in whose root a
 * reader stands. Blocks marked {@code sh nightly} run with {@code -Dnightly=true}.
 */
class TutorialTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().endsWith("app")
            ? Path.of("").toAbsolutePath().getParent()
            : Path.of("").toAbsolutePath();

    @TempDir
    Path folder;

    @Test
    void keywordSpottingToRtl() throws IOException {
        run("keyword-spotting-to-rtl.md", 9);
    }

    @Test
    void fromAFrontToHardware() throws IOException {
        run("from-a-front-to-hardware.md", 6);
    }

    private void run(String page, int least) throws IOException {
        List<String> commands = commands(ROOT.resolve("docs/tutorials").resolve(page));
        assertTrue(commands.size() >= least, commands::toString);
        likeTheRepository();
        Set<String> made = made(commands);
        var skipped = new ArrayList<String>();
        for (String command : commands) {
            if (command.contains(" verify ") && !installed("verilator")
                    || command.contains(" synthesize ") && !installed("yosys")) {
                skipped.add(command);
                continue;
            }
            Cli cli = Cli.run(arguments(command, made));
            assertEquals(0, cli.status(), () -> command + "\n" + cli.out() + cli.err());
            expected(command, cli);
        }
        Assumptions.assumeTrue(skipped.isEmpty(), () -> "not installed, so not run: " + skipped);
    }

    /** Makes the folders that a reader of the tutorial has around him, none of them empty: no command may write into one. */
    private void likeTheRepository() throws IOException {
        try (var entries = Files.list(ROOT)) {
            for (Path entry : entries.filter(TutorialTest::isSource).toList()) {
                Path twin = Files.createDirectory(folder.resolve(entry.getFileName()));
                Files.writeString(twin.resolve("README.md"), "of the repository");
            }
        }
        assertTrue(Files.isDirectory(folder.resolve("core")), "the repository's modules are not where they were");
    }

    /** Whether git keeps something of a folder: what a tutorial made in the root before has a run's record. */
    private static boolean isSource(Path entry) {
        return Files.isDirectory(entry)
                && !entry.getFileName().toString().startsWith(".")
                && !Files.exists(entry.resolve("run.json"));
    }

    /** What the text says of the commands' results. */
    private static void expected(String command, Cli cli) {
        if (command.contains("explore")) assertTrue(cli.out().contains("are on the Pareto front"), cli.out());
        if (command.contains("quantize")) assertTrue(cli.out().contains("-> 100.00 %"), cli.out());
        if (command.contains("accuracy")) assertTrue(cli.out().contains("100.00 %"), cli.out());
        if (command.contains("compile")) assertTrue(cli.out().contains(" 0.00 % of them on the host"), cli.out());
        if (command.contains("compile front"))
            assertTrue(cli.out().contains("weights of 4 layers in 4 bits"), cli.out());
        if (command.contains("--input"))
            assertTrue(cli.out().contains("every output bit equals the integer reference"), cli.out());
        if (command.matches(".*verify (digits|chip)"))
            assertTrue(cli.out().contains("every byte and every cycle equal"), cli.out());
        if (command.contains("--stalls")) assertTrue(cli.out().contains("every byte equal"), cli.out());
    }

    private static List<String> commands(Path page) throws IOException {
        var commands = new ArrayList<String>();
        boolean inside = false;
        for (String line : Files.readAllLines(page)) {
            if (line.startsWith("```"))
                inside = line.equals("```sh") || line.equals("```sh nightly") && Boolean.getBoolean("nightly");
            else if (inside && line.startsWith("./systole ")) commands.add(line);
        }
        return commands;
    }

    /** The folders that commands write, by their {@code -o}. */
    private static Set<String> made(List<String> commands) {
        return commands.stream()
                .flatMap(command ->
                        Pattern.compile(" -o (\\S+)").matcher(command).results())
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The tutorial's paths: what ships stands in the project, what is made in a temporary folder. */
    private String[] arguments(String command, Set<String> made) {
        return Arrays.stream(command.split(" "))
                .skip(1)
                .map(word -> word.startsWith("models/") || word.startsWith("studies/")
                        ? ROOT.resolve(word).toString()
                        : made.stream().anyMatch(m -> word.matches(Pattern.quote(m) + "([/:].*)?"))
                                ? folder.resolve(word).toString()
                                : word)
                .toArray(String[]::new);
    }

    private static boolean installed(String tool) {
        return Arrays.stream(System.getenv("PATH").split(":"))
                .anyMatch(path -> Files.isExecutable(Path.of(path, tool)));
    }
}
