package org.systole.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.systole.problem.SystoleException;

/** docs/reference/study-yaml.md says what the reader of studies takes. */
class StudyPageTest {
    private static final Path FILE = Path.of("../docs/reference/study-yaml.md");

    @Test
    void thePageIsThatOfTheCode() throws IOException {
        if (Boolean.getBoolean("golden.update")) Files.writeString(FILE, StudyPage.text());
        assertTrue(Files.exists(FILE), FILE + " is missing; -Dgolden.update=true writes it");
        assertEquals(
                StudyPage.text(), Files.readString(FILE), FILE + " is not up to date; -Dgolden.update=true writes it");
    }

    /** 3 arrays, 3 scratchpads, 4 clocks and 2 policies; an array of 16 needs 256 KiB, one of 8 needs 128. */
    @Test
    void theExampleIsAStudy() {
        Study study = StudyReader.read("example", StudyPage.EXAMPLE.getBytes(StandardCharsets.UTF_8));
        assertEquals(72, study.space().size());
        assertEquals(List.of(), study.idle());
        String text = study.description(DesignPoint.of(new int[] {2, 0, 3, 1}));
        assertTrue(text.contains("clock_mhz: 500\n") && text.contains("width_bits: 128}"), text);
        assertEquals("energy", study.mapping(DesignPoint.of(new int[] {2, 0, 3, 1})));
    }

    /** What the page says of each kind of parameter. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "powers_of_two: {from: 16, to: 64} = [16.0, 32.0, 64.0]",
                "range: {from: 200, to: 500, step: 100} = [200.0, 300.0, 400.0, 500.0]",
                "log_range: {from: 1, to: 100, steps: 3} = [1.0, 10.0, 100.0]",
                "values: [4, 8, 16] = [4.0, 8.0, 16.0]"
            })
    void parametersHaveTheValuesOfThePage(String said) {
        String[] sides = said.split(" = ");
        assertTrue(StudyPage.text().contains("`" + sides[0] + "`"), sides[0]);
        Study study = StudyReader.read(
                "kind",
                StudyPage.EXAMPLE.replace("values: [64, 128, 256]", sides[0]).getBytes(StandardCharsets.UTF_8));
        assertEquals(sides[1], study.space().parameters().get(1).values().toString());
    }

    /** The functions that a refusal lists are those of the page. */
    @Test
    void everyFunctionIsOnThePage() {
        try {
            Expression.parse("nothing(1)");
        } catch (IllegalArgumentException e) {
            String known = e.getMessage().replaceFirst(".*known are ", "");
            for (String function : known.split(",\\s*"))
                assertTrue(StudyPage.text().contains("`" + function + "("), function);
            return;
        }
        throw new AssertionError("'nothing' is no function");
    }

    /** A misspelt name is guessed at, and a KPI among the rules is sent to the constraints. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "aray <= 8, did you mean 'array'?, use one of these names",
                "latncy_ms <= 8, did you mean 'latency_ms'?, write it under 'constraints'",
                "latency_ms <= 8, is none of array, write it under 'constraints'"
            })
    void aMisspeltNameInARuleIsGuessedAt(String rule, String guess, String fix) {
        String text = StudyPage.EXAMPLE.replace("scratchpad_kib >= array * 16", rule);
        var refused = assertThrows(
                SystoleException.class, () -> StudyReader.read("rule", text.getBytes(StandardCharsets.UTF_8)));
        String said = refused.problems().toString();
        assertTrue(said.contains(guess) && said.contains(fix), said);
    }
}
