package org.systole.app.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.systole.app.Console;
import org.systole.app.UsageProblem;
import org.systole.app.explore.FinishedRun;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;
import org.systole.report.QueryAnswer;
import org.systole.report.Screen;
import org.systole.report.TableEngine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Answers SQL over the points of explorations. */
@Command(
        name = "query",
        header = "Answers SQL over the points of explorations.",
        description = {
            "One SELECT statement (DuckDB's SQL) over the table 'points': a row for each evaluated point with its parameters,"
                    + " figures, feasible, front and refusal. The tables 'columns' and 'provenance' say what is in it and where"
                    + " it comes from.",
            "Nothing is changed, and no other file is read."
        },
        footer = {
            "",
            "Examples:",
            "  systole query run \"SELECT rows, min(energy_mj) FROM points GROUP BY rows ORDER BY rows\"",
            "  systole query points.parquet \"SELECT * FROM points WHERE front LIMIT 10\" --csv",
            "  systole query new \"SELECT n.point FROM points n JOIN old o USING (point)\" --with old=run1"
        })
public final class QueryCommand implements Callable<Integer> {
    private static final String POINTS = "points";
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,62}");
    private static final List<String> TAKEN = List.of(POINTS, "columns", "provenance");

    /** Rows that a person wants to see at once. */
    private static final long SCREENFUL = 200;

    @Parameters(
            index = "0",
            paramLabel = "RUN|FILE",
            description = "A folder that 'systole explore -o' wrote, or a Parquet file that 'systole export' wrote.")
    private Path source;

    @Parameters(index = "1", paramLabel = "SQL", description = "One SELECT statement.")
    private String sql;

    @Option(
            names = "--with",
            paramLabel = "NAME=RUN|FILE",
            description = "Another table of that name; may be given more than once.")
    private Map<String, Path> more = new LinkedHashMap<>();

    @Option(
            names = "--limit",
            paramLabel = "N",
            converter = PositiveCount.class,
            description = "Rows at most (default: 200 as a table, all as CSV or JSON).")
    private Integer limit;

    @Mixin
    private FormatOptions format;

    private final List<FinishedRun> runs = new ArrayList<>();

    @Mixin
    private OutputOptions printing;

    /** Creates the command. */
    public QueryCommand() {}

    @Override
    public Integer call() {
        Console console = printing.console();
        TableEngine engine = TableEngines.find();
        boolean table = !format.json() && !format.csv();
        long rows = limit != null ? limit.longValue() : table ? SCREENFUL : Long.MAX_VALUE;
        QueryAnswer answer = engine.ask(tables(), sql, rows);
        if (format.json()) console.text(answer.json());
        else if (format.csv()) console.text(answer.csv());
        else console.lines(answer.lines(Screen.WIDTH));
        if (answer.cut()) console.note("there are more than these " + rows + " rows; --limit N shows N");
        return runs.stream().mapToInt(run -> run.tellDamages(console)).max().orElse(0);
    }

    private Map<String, TableEngine.Source> tables() {
        var tables = new LinkedHashMap<String, TableEngine.Source>();
        tables.put(POINTS, table(source));
        more.forEach((name, path) -> {
            if (!NAME.matcher(name).matches() || TAKEN.contains(name.toLowerCase(Locale.ROOT)))
                throw new SystoleException(Problem.of(
                        UsageProblem.BAD_VALUE,
                        Place.NONE,
                        "'" + name + "' cannot be the name of a table",
                        "use letters, digits and _; " + String.join(", ", TAKEN) + " are taken"));
            tables.put(name, table(path));
        });
        return tables;
    }

    private TableEngine.Source table(Path path) {
        if (!Files.isDirectory(path)) return new TableEngine.Source.Parquet(path);
        FinishedRun run = FinishedRun.open(path);
        runs.add(run);
        return new TableEngine.Source.Rows(run.table());
    }
}
