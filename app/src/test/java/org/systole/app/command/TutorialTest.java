package org.systole.app.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.systole.app.Cli;

/** Runs every command of the tutorials, in their order. Blocks marked {@code sh nightly} run with {@code -Dnightly=true}. */
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
        var skipped = new ArrayList<String>();
        for (String command : commands) {
            if (command.contains(" verify ") && !installed("verilator")
                    || command.contains(" synthesize ") && !installed("yosys")) {
                skipped.add(command);
                continue;
            }
            Cli cli = Cli.run(arguments(command));
            assertEquals(0, cli.status(), () -> command + "\n" + cli.out() + cli.err());
            expected(command, cli);
        }
        Assumptions.assumeTrue(skipped.isEmpty(), () -> "not installed, so not run: " + skipped);
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
        if (command.matches(".*verify (digits|core)"))
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

    /** The tutorial's paths: what ships stands in the project, what is made in a temporary folder. */
    private String[] arguments(String command) {
        return Arrays.stream(command.split(" "))
                .skip(1)
                .map(word -> word.startsWith("models/") || word.startsWith("studies/")
                        ? ROOT.resolve(word).toString()
                        : word.matches("(digits|front|chosen|narrow|core)([/:].*)?")
                                ? folder.resolve(word).toString()
                                : word)
                .toArray(String[]::new);
    }

    private static boolean installed(String tool) {
        return Arrays.stream(System.getenv("PATH").split(":"))
                .anyMatch(path -> Files.isExecutable(Path.of(path, tool)));
    }
}
