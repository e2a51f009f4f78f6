package org.systole.app.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.systole.app.Cli;

/** How a study of search settings is itself searched when not all of its points may be tried. */
class SweptSearchTest {
    @TempDir
    Path folder;

    private String study(String method) throws IOException {
        Files.writeString(folder.resolve("searched.yaml"), SweptStudyTest.SEARCHED);
        return Files.writeString(
                        folder.resolve("study.yaml"), SweptStudyTest.STUDY + "search: {method: " + method + "}\n")
                .toString();
    }

    /** Evolutionary searches wait for each other: one that waits for its points would never end. */
    @Test
    @Timeout(value = 2, unit = java.util.concurrent.TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aSmallerBudgetEnds() throws IOException {
        for (String method : new String[] {"auto", "surrogate"}) {
            Cli run = Cli.run("explore", study(method), "--effort", "50", "--budget", "6", "--json");
            assertEquals(0, run.status(), run.err());
            if (method.equals("auto")) assertTrue(run.out().contains("Search: random"), run.out());
        }
    }

    @Test
    void anEvolutionarySearchIsRefused() throws IOException {
        for (String method : new String[] {"nsga2", "nsga3"}) {
            Cli run = Cli.run("explore", study(method), "--effort", "50");
            assertEquals("E2019", run.code(), run.err());
        }
    }
}
