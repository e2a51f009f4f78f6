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
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.systole.problem.Problem;
import org.systole.problem.Problems;
import org.systole.problem.SystoleException;
import org.systole.yaml.YamlCode;

/** Every kind of bad file is refused with exactly the words, the position and the exit status that are pinned. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadAcceleratorsTest {
    private static final Path FOLDER = Path.of("src/test/resources/golden/hardware");
    private static final Set<YamlCode> WITHOUT_POSITION = Set.of(YamlCode.TOO_LARGE);

    private String base;
    private List<String> lines;

    @BeforeAll
    void readCases() throws IOException {
        base = Files.readString(FOLDER.resolve("tiny.yaml"));
        lines = Files.readAllLines(FOLDER.resolve("bad-accelerators.txt"));
        if (Boolean.getBoolean("golden.update")) Files.write(FOLDER.resolve("bad-accelerators.txt"), pinned());
    }

    Stream<BadFiles.Case> cases() {
        return BadFiles.parse(lines).stream();
    }

    @Test
    void theFileThatTheCasesChangeIsGood() {
        Accelerator tiny = read(base.getBytes(StandardCharsets.UTF_8));
        assertEquals(64, tiny.array().pes());
        assertEquals(128, tiny.memories().getFirst().ports().getFirst().bitsPerCycle(), "8 GB/s at 500 MHz");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isRefusedInThePinnedWords(BadFiles.Case bad) {
        assertEquals(String.join("\n", bad.said()), String.join("\n", said(bad)), bad.title());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void hasAPositionAndARemedy(BadFiles.Case bad) {
        for (Problem problem : refused(bad).problems()) {
            assertFalse(problem.fix().isBlank(), problem.render());
            assertTrue(problem.message().length() < 1000, "a message shows a part of the input only");
            if (problem.code() instanceof YamlCode code && WITHOUT_POSITION.contains(code)) continue;
            assertTrue(problem.place().line() > 0 && problem.place().column() > 0, problem.render());
        }
    }

    @Test
    void everyCodeButThoseOfFilesIsProvoked() {
        var provoked = new TreeSet<String>();
        cases().forEach(bad ->
                refused(bad).problems().forEach(p -> provoked.add(p.code().code())));
        var missing = new TreeSet<String>();
        for (YamlCode code : YamlCode.values()) missing.add(code.code());
        for (HardwareCode code : HardwareCode.values()) missing.add(code.code());
        missing.removeAll(provoked);
        // files that do not exist, cycles of files, names that are not shipped: AcceleratorFilesTest
        assertEquals(
                Set.of(
                        YamlCode.UNREADABLE.code(),
                        YamlCode.EXTENDS_CYCLE.code(),
                        HardwareCode.NO_SUCH_ACCELERATOR.code()),
                missing);
    }

    @Test
    void atMostFiftyProblemsAreShown() {
        BadFiles.Case many = cases().filter(c -> c.made().equals("sixty-unknown-keys"))
                .findFirst()
                .orElseThrow();
        assertEquals(Problems.MOST, refused(many).problems().size());
    }

    private SystoleException refused(BadFiles.Case bad) {
        try {
            Accelerator read = read(bad.bytes(base));
            throw new AssertionError("'" + bad.title() + "' was accepted as " + read);
        } catch (SystoleException refused) {
            return refused;
        }
    }

    private static Accelerator read(byte[] bytes) {
        return new AcceleratorReader(Accelerators.SOURCES).read("tiny.yaml", bytes);
    }

    private List<String> said(BadFiles.Case bad) {
        SystoleException refused = refused(bad);
        var said = new ArrayList<String>();
        refused.problems().stream().limit(4).forEach(p -> p.render().lines().forEach(said::add));
        if (refused.problems().size() > 4) said.add("... " + refused.problems().size() + " problems");
        said.add("exit " + refused.status().code());
        return said;
    }

    /** Returns the lines of the cases with what is said now. */
    private List<String> pinned() {
        var cases = BadFiles.parse(lines).iterator();
        var updated = new ArrayList<String>();
        List<String> said = List.of();
        for (String line : lines) {
            if (line.startsWith(">")) continue;
            if (line.isEmpty() && !said.isEmpty()) {
                said.forEach(l -> updated.add("> " + l));
                said = List.of();
            }
            if (line.startsWith("== ")) said = said(cases.next());
            updated.add(line);
        }
        said.forEach(l -> updated.add("> " + l));
        lines = updated;
        return updated;
    }
}
