package org.systole.app.command;

import java.util.List;
import java.util.concurrent.Callable;
import org.systole.app.Console;
import org.systole.app.ProblemCatalogue;
import org.systole.app.UsageProblem;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.ProblemCode;
import org.systole.problem.SystoleException;
import org.systole.report.Listing;
import org.systole.report.Listing.Column;
import org.systole.report.Screen;
import org.systole.report.TextTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Says what a problem's code means. */
@Command(
        name = "explain",
        header = "Says what a problem's code means.",
        description = "Every error has a code that never changes its meaning; without one, all are listed.")
public final class ExplainCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "CODE", description = "For example E1105.")
    private String code;

    @Mixin
    private FormatOptions format;

    @Mixin
    private OutputOptions printing;

    /** Creates the command. */
    public ExplainCommand() {}

    @Override
    public Integer call() {
        Console console = printing.console();
        if (code == null) {
            Printing.print(console, format, listing());
            return 0;
        }
        ProblemCode problem = ProblemCatalogue.find(code)
                .orElseThrow(() -> new SystoleException(Problem.of(
                        UsageProblem.UNKNOWN_CODE,
                        Place.NONE,
                        "there is no problem '" + TextTable.plain(code) + "'",
                        "'systole explain' lists all codes")));
        console.line(problem.code() + "  " + ProblemCatalogue.area(problem));
        console.lines(TextTable.wrapped(problem.explanation(), Screen.WIDTH));
        console.line("Exit status " + problem.status().code() + ": "
                + problem.status().meaning() + ".");
        return 0;
    }

    /** Returns the table of all codes. */
    static Listing listing() {
        var listing = new Listing(
                "problems",
                List.of(
                        Column.text("code", "Code"),
                        Column.number("exit_status", "status"),
                        Column.text("area", ""),
                        Column.text("explanation", "meaning")));
        for (ProblemCode problem : ProblemCatalogue.all())
            listing.row(problem.code(), problem.status().code(), ProblemCatalogue.area(problem), problem.explanation());
        return listing;
    }
}
