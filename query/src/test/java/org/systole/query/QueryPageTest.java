package org.systole.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.systole.app.Systole;

/** The commands, on the study of the page: what it says is what they print. {@code -Dgolden.update=true} writes it anew. */
class QueryPageTest {
    private static final Path ROOT = Path.of(System.getProperty("basedir", "."))
            .toAbsolutePath()
            .normalize()
            .getParent();
    private static final Path PAGE = ROOT.resolve("docs/queries.md");

    /** A question of the page and its answer. */
    private static final Pattern EXAMPLE = Pattern.compile("```sql\n(.*?)```\n\n```text\n(.*?)```", Pattern.DOTALL);

    @TempDir
    static Path folder;

    private static Path run;

    @BeforeAll
    static void explore() {
        run = folder.resolve("run");
        assertEquals(
                0,
                systole(new StringWriter(), "explore", ROOT.resolve("studies/resnet34-gemmini.yaml"), "-o", run, "-q"));
    }

    private static int systole(StringWriter out, Object... arguments) {
        String[] words =
                java.util.Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
        return Systole.run(new PrintWriter(out), new PrintWriter(out), words);
    }

    private static String said(int status, Object... arguments) {
        var out = new StringWriter();
        assertEquals(status, systole(out, arguments), out::toString);
        return out.toString();
    }

    @Test
    void aParquetFileHoldsWhatTheCsvHolds() throws IOException {
        Path csv = folder.resolve("points.csv"), parquet = folder.resolve("points.parquet");
        said(0, "export", run, "-o", csv, "-q");
        said(0, "export", run, "-o", parquet, "-q");
        String expected = Files.readString(csv);
        assertTrue(expected.lines().count() > 100);
        assertEquals(expected, said(0, "query", parquet, "SELECT * FROM points", "--csv"));
        assertEquals(expected, said(0, "query", run, "SELECT * FROM points", "--csv"));
        assertEquals(said(0, "export", run, "--format", "csv"), said(0, "query", run, "FROM points", "--csv"));
        assertTrue(said(0, "query", parquet, "SELECT value FROM provenance WHERE name = 'provenance'", "--csv")
                .contains("sha256"));
    }

    @Test
    void mistakesAreProblems() {
        assertTrue(said(3, "query", run, "SELECT energy FROM points").contains("error[E7302]"));
        assertTrue(said(3, "query", folder.resolve("none"), "SELECT 1").contains("error[E7303]"));
        assertTrue(said(2, "export", run, "--format", "parquet").contains("name a file"));
        assertTrue(said(2, "export", run, "-o", folder.resolve("points.xls")).contains(".parquet"));
        assertTrue(said(2, "query", run, "SELECT 1", "--with", "points=" + run).contains("taken"));
    }

    @Test
    void twoRunsAreComparedByOneQuestion() {
        String same = said(
                0,
                "query",
                run,
                "SELECT count(*) AS equal FROM points n JOIN old o USING (point) WHERE n.energy_mj = o.energy_mj",
                "--with",
                "old=" + run,
                "--csv");
        assertEquals("equal\r\n104\r\n", same);
    }

    @Test
    void thePageShowsWhatIsAnswered() throws IOException {
        String page = Files.readString(PAGE);
        Matcher m = EXAMPLE.matcher(page);
        var now = new StringBuilder();
        int examples = 0;
        for (; m.find(); examples++) {
            String answer = said(0, "query", run, m.group(1));
            assertFalse(answer.lines().count() < 2, () -> "nothing for " + m.group(1));
            m.appendReplacement(
                    now, Matcher.quoteReplacement("```sql\n" + m.group(1) + "```\n\n```text\n" + answer + "```"));
        }
        m.appendTail(now);
        assertTrue(examples >= 5, "only " + examples + " examples");
        if (Boolean.getBoolean("golden.update")) Files.writeString(PAGE, now.toString());
        else assertEquals(now.toString(), page);
    }
}
