package org.systole.app.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.systole.app.Cli;
import org.systole.app.UsageProblem;
import org.systole.problem.ExitStatus;

/** A count or a time that cannot be is refused before anything is read; none is quietly taken for another. */
class OptionValuesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "worker --threads -1",
                "worker --threads 0",
                "explore s.yaml --threads -2",
                "explore s.yaml --effort 0",
                "resume run --effort 1.5",
                "compile m.onnx -o d --threads 0",
                "generate -o d --instructions 0",
                "verify d --samples 0",
                "verify d --minutes 0",
                "verify d --minutes -3",
                "synthesize d --minutes soon"
            })
    void whatCannotBeIsRefused(String line) {
        String[] words = line.split(" ");
        Cli cli = Cli.run(words);
        assertEquals(ExitStatus.USAGE.code(), cli.status(), cli.err());
        assertEquals(UsageProblem.BAD_VALUE.code(), cli.code(), cli.err());
        assertTrue(
                cli.err().contains("expected") && cli.err().contains("'" + words[words.length - 1] + "'"), cli.err());
    }
}
