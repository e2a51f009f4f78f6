package org.systole.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.systole.compile.CoreConfig;
import org.systole.problem.SystoleException;
import org.systole.simulate.RandomPrograms;

/** The generated hardware has no warning of Verilator's lint. */
class LintTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    @BeforeAll
    static void tools() {
        Verilator.assume();
    }

    @Test
    void everySizeIsCleanUnderAllWarnings() throws IOException {
        var random = new SplittableRandom(1);
        for (int n : new int[] {2, 4, 8, 16, 32}) {
            lint(RandomPrograms.core(n, random), 1 << random.nextInt(1, 10));
            lint(RandomPrograms.core(n, random).outputStationary(), 1);
        }
        // wide operands, the narrowest memories
        lint(new CoreConfig(4, false, 16, 16, 48, 4, 4, 4, 1, 1, 64, 1, 1, 1, 1, 1, 1), 2);
        for (int i = 0; i < 6; i++) lint(RandomPrograms.anyCore(2 << i % 3, random), 4);
        lint(new CoreConfig(4, true, 16, 16, 48, 4, 4, 4, 1, 1, 64, 1, 1, 1, 1, 1, 1), 2);
        lint(new CoreConfig(8, true, 4, 4, 16, 64, 64, 64, 2, 2, 32, 256, 64, 64, 64, 64, 100), 2);
    }

    private void lint(CoreConfig config, int instructions) throws IOException {
        Path made = folder.resolve("n" + config.size());
        var command = new ArrayList<>(List.of("verilator", "--lint-only", "-Wall", "--top-module", Generator.TOP));
        for (Path file : Generator.write(config, instructions, made)) command.add(file.toString());
        Path log = folder.resolve("lint.log");
        assertEquals("", ExternalTool.run(command, folder, log, LIMIT, ""), config.toString());
    }

    @Test
    void coresThatCannotBeBuiltAreRefused() {
        var config = new CoreConfig(8, false, 4, 6, 16, 64, 64, 2, 2, 2, 32, 16, 4, 4, 4, 4, 50);
        var e = assertThrows(SystoleException.class, () -> Generator.write(config, 3, folder.resolve("refused")));
        assertEquals(3, e.problems().size(), e.getMessage());
        for (var problem : e.problems()) assertEquals(RtlProblem.NOT_BUILDABLE, problem.code());
    }

    /** Only words of the language and names of this project: nothing that reads files, runs programs or changes the text. */
    @Test
    void theHardwareIsPlain() throws IOException {
        var word = java.util.regex.Pattern.compile("[A-Za-z_$`\\\\][A-Za-z0-9_$]*");
        for (Path file :
                Generator.write(RandomPrograms.core(4, new SplittableRandom(2)), 16, folder.resolve("plain"))) {
            String text = java.nio.file.Files.readString(file).replaceAll("//[^\n]*", "");
            assertEquals(-1, text.indexOf('"'), file.toString());
            var matcher = word.matcher(text);
            while (matcher.find()) {
                String name = matcher.group();
                boolean known = java.util.Set.of("$clog2", "$signed").contains(name);
                assertTrue(known || name.matches("[A-Za-z_][A-Za-z0-9_]{0,62}"), file + ": " + name);
            }
        }
    }
}
