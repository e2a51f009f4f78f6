package org.systole.query;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.systole.explore.ExploreProblem;
import org.systole.problem.SystoleException;
import org.systole.report.DataTable;
import org.systole.report.DataTable.Column;
import org.systole.report.DataTable.Type;
import org.systole.report.QueryAnswer;
import org.systole.report.TableEngine;
import org.systole.report.TableEngine.Source;

/** Parquet files hold what was written, and questions reach nothing but their tables. */
class DuckDbEngineTest {
    private static final int ROWS = Integer.getInteger("query.rows", 20_000);

    private final TableEngine engine = TableEngine.find().orElseThrow();

    @TempDir
    Path folder;

    private static DataTable table(int rows) {
        var columns = List.of(
                new Column("word", Type.TEXT, "", "a word"),
                new Column("whole", Type.WHOLE, "KiB", ""),
                new Column("real", Type.REAL, "mJ", ""),
                new Column("truth", Type.TRUTH, "", ""));
        return new DataTable(columns, Map.of("seed", "7"), () -> {
            var random = new SplittableRandom(7);
            return IntStream.range(0, rows).mapToObj(i -> row(random, i)).iterator();
        });
    }

    private static List<Object> row(SplittableRandom random, int i) {
        return Arrays.asList(
                i % 5 == 0 ? null : "w" + random.nextInt(50),
                random.nextLong(),
                // every bit pattern that is a number, infinities as well
                i % 7 == 0 ? null : Double.longBitsToDouble(random.nextLong() & ~(1L << 62)),
                i % 3 == 0);
    }

    private static List<List<Object>> rows(DataTable table) {
        var rows = new ArrayList<List<Object>>();
        table.rows().forEach(rows::add);
        return rows;
    }

    private QueryAnswer ask(Source source, String sql) {
        return engine.ask(Map.of("points", source), sql, Long.MAX_VALUE);
    }

    @Test
    void aFileHoldsEveryCellToTheBitAndInOrder() {
        DataTable table = table(ROWS);
        Path file = folder.resolve("table.parquet");
        engine.write(table, file);
        for (Source source : List.of(new Source.Parquet(file), new Source.Rows(table))) {
            QueryAnswer answer = ask(source, "SELECT * FROM points");
            assertEquals(
                    List.of("word", "whole", "real", "truth"),
                    answer.columns().stream().map(QueryAnswer.Column::name).toList());
            assertEquals(rows(table), answer.rows());
            assertEquals(
                    (long) ROWS,
                    ask(source, "SELECT count(*) FROM points").rows().getFirst().getFirst());
        }
    }

    @Test
    void aFoldersNameIsNoColumn() throws IOException {
        Path file = Files.createDirectories(folder.resolve("whole=7")).resolve("table.parquet");
        engine.write(table(9), file);
        assertEquals(
                rows(table(9)),
                ask(new Source.Parquet(file), "SELECT * FROM points").rows());
    }

    @Test
    void sumsOfWholeNumbersAreNumbers() {
        var table = new DataTable(
                List.of(new Column("n", Type.WHOLE, "", "")),
                Map.of(),
                List.of(List.of(3L), List.of(Long.MAX_VALUE - 3)));
        QueryAnswer answer = ask(
                new Source.Rows(table),
                "SELECT sum(n), -sum(n), 7::UBIGINT, 18446744073709551615::UBIGINT AS largest FROM points");
        assertEquals(
                List.of(Long.MAX_VALUE, -Long.MAX_VALUE, 7L, "18446744073709551615"),
                answer.rows().getFirst());
        assertTrue(answer.columns().stream().limit(2).allMatch(QueryAnswer.Column::number));
    }

    @Test
    void unitsAndProvenanceTravelInTheFile() {
        Path file = folder.resolve("table.parquet");
        engine.write(table(3), file);
        QueryAnswer units =
                ask(new Source.Parquet(file), "SELECT name, type, unit FROM columns WHERE of_table = 'points'");
        assertEquals(
                List.of(
                        List.of("word", "VARCHAR", ""),
                        List.of("whole", "BIGINT", "KiB"),
                        List.of("real", "DOUBLE", "mJ"),
                        List.of("truth", "BOOLEAN", "")),
                units.rows());
        assertEquals(
                List.of(List.of("seed", "7")),
                ask(new Source.Parquet(file), "SELECT name, value FROM provenance")
                        .rows());
    }

    @Test
    void strangeNamesAndValuesAreOnlyText() {
        var words = List.of(
                "'; DROP TABLE points; --", "\"", "a\nb", "=cmd()", "\u202e\ud83d\ude00", "\\", "NULL", "%s${x}", "");
        var columns = new ArrayList<Column>();
        var facts = new LinkedHashMap<String, String>();
        for (String word : words) {
            columns.add(new Column(word + "_", Type.TEXT, word, word));
            facts.put(word + "_", word);
        }
        var table = new DataTable(columns, facts, List.of(new ArrayList<Object>(words)));
        Path file = folder.resolve("it's a \"table\".parquet");
        engine.write(table, file);
        for (Source source : List.of(new Source.Parquet(file), new Source.Rows(table))) {
            QueryAnswer answer = ask(source, "SELECT * FROM points");
            assertEquals(
                    words.stream().map(w -> w + "_").toList(),
                    answer.columns().stream().map(QueryAnswer.Column::name).toList());
            assertEquals(List.of(words), answer.rows());
            assertEquals(
                    words,
                    ask(source, "SELECT unit FROM columns").rows().stream()
                            .map(List::getFirst)
                            .toList());
            assertEquals(
                    words,
                    ask(source, "SELECT value FROM provenance").rows().stream()
                            .map(List::getFirst)
                            .toList());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM read_csv('SECRET')",
                "SELECT * FROM read_text('SECRET')",
                "SELECT * FROM read_blob('SECRET')",
                "SELECT * FROM 'SECRET'",
                "SELECT * FROM glob('/*')",
                "COPY points TO 'NEW'",
                "EXPORT DATABASE 'NEW'",
                "ATTACH 'NEW'",
                "INSTALL httpfs",
                "LOAD httpfs",
                "SET enable_external_access = true",
                "SET lock_configuration = false",
                "PRAGMA database_list",
                "DELETE FROM points",
                "DROP TABLE points",
                "CREATE TABLE other AS SELECT 1",
                "SELECT 1; SELECT 2",
                "SELECT 1; COPY points TO 'NEW'",
                "SELECT nothing FROM points",
                "SELECT * FROM nothing",
                "SELEC 1",
                "",
                "-- nothing",
                "SELECT ?"
            })
    void whatIsNoQuestionToTheTablesIsRefused(String sql) throws IOException {
        Path secret = Files.writeString(folder.resolve("secret.csv"), "a,b\n1,2\n"), fresh = folder.resolve("new.csv");
        String asked = sql.replace("SECRET", secret.toString()).replace("NEW", fresh.toString());
        var e = assertThrows(SystoleException.class, () -> ask(new Source.Rows(table(3)), asked));
        assertEquals(ExploreProblem.QUERY, e.problems().getFirst().code());
        assertFalse(Files.exists(fresh));
        assertEquals("a,b\n1,2\n", Files.readString(secret));
    }

    @Test
    void theFileOfATableCannotBeWrittenByAQuestion() throws IOException {
        Path file = folder.resolve("table.parquet");
        engine.write(table(3), file);
        byte[] before = Files.readAllBytes(file);
        assertThrows(
                SystoleException.class,
                () -> ask(new Source.Parquet(file), "COPY (SELECT 1) TO '" + file + "' (FORMAT parquet)"));
        assertArrayEquals(before, Files.readAllBytes(file));
    }

    @Test
    void noFileIsHalfWritten() throws IOException {
        Path file = folder.resolve("table.parquet");
        engine.write(table(10), file);
        byte[] before = Files.readAllBytes(file);
        var broken = new DataTable(table(1).columns(), Map.of(), () -> new java.util.Iterator<>() {
            private int row;

            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public List<Object> next() {
                if (row++ > 5000) throw new IllegalStateException("the disk of the store broke");
                return Arrays.asList("w", 1L, 2.0, true);
            }
        });
        assertThrows(IllegalStateException.class, () -> engine.write(broken, file));
        assertArrayEquals(before, Files.readAllBytes(file));
        try (var files = Files.list(folder)) {
            assertEquals(List.of(file), files.toList());
        }
        var e = assertThrows(SystoleException.class, () -> engine.write(table(1), folder));
        assertTrue(e.problems().getFirst().code().code().startsWith("E91"), e.getMessage());
    }

    @Test
    void whatIsNoParquetFileIsNamed() throws IOException {
        Path text = Files.writeString(folder.resolve("text.parquet"), "PAR1 and nothing more");
        for (Path file : List.of(text, folder.resolve("none.parquet"), folder, folder.resolve("*.parquet"))) {
            var e = assertThrows(SystoleException.class, () -> ask(new Source.Parquet(file), "SELECT 1"));
            assertEquals(ExploreProblem.NO_PARQUET, e.problems().getFirst().code());
            assertEquals(file.toString(), e.problems().getFirst().place().file());
        }
    }

    /** Any byte of a file may be wrong: the answer is a table or a problem, never a crash. */
    @Test
    void aDamagedFileIsATableOrAProblem() throws IOException {
        Path whole = folder.resolve("table.parquet"), damaged = folder.resolve("damaged.parquet");
        engine.write(table(50), whole);
        byte[] bytes = Files.readAllBytes(whole);
        long seed = Long.getLong("test.seed", 20261120L);
        var random = new SplittableRandom(seed);
        int told = 0;
        for (int round = 0; round < 60; round++) {
            byte[] copy = round % 3 == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes.clone();
            // the footer, where lengths and places are told, is the last third
            if (round % 3 != 0)
                copy[random.nextInt(round % 2 == 0 ? 0 : copy.length * 2 / 3, copy.length)] ^=
                        (byte) (1 << random.nextInt(8));
            Files.write(damaged, copy);
            try {
                ask(new Source.Parquet(damaged), "SELECT count(*), max(word) FROM points");
            } catch (SystoleException e) {
                told++;
                String code = e.problems().getFirst().code().code();
                assertTrue(code.startsWith("E73"), () -> e.getMessage() + ", seed " + seed);
            }
        }
        assertTrue(told >= 20, "only " + told + " damages were told");
    }

    @Test
    void anAnswerIsCutWhereAsked() {
        QueryAnswer answer = engine.ask(Map.of("points", new Source.Rows(table(10))), "SELECT * FROM points", 4);
        assertEquals(4, answer.rows().size());
        assertTrue(answer.cut());
        assertFalse(engine.ask(Map.of("points", new Source.Rows(table(10))), "SELECT * FROM points", 10)
                .cut());
    }
}
