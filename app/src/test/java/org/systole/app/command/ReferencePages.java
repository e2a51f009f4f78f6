package org.systole.app.command;

import java.util.LinkedHashMap;
import java.util.Map;
import org.systole.app.ProblemCatalogue;
import org.systole.problem.ExitStatus;
import org.systole.problem.ProblemCode;
import org.systole.report.ResultSchema;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The pages of {@code docs/reference} that are made from the commands and their tables. */
final class ReferencePages {
    private static final String MADE =
            "<!-- Made from the code; change it there, then run the test with -Dgolden.update=true. -->\n\n";

    private ReferencePages() {}

    /** Returns the text of every page by its path below {@code docs/reference}. */
    static Map<String, String> all(CommandLine root) {
        var pages = new LinkedHashMap<String, String>();
        pages.put("cli.md", cli(root));
        pages.put("error-codes.md", errors());
        pages.put("supported-operators.md", operators());
        pages.put("schema/result-1.json", ResultSchema.result());
        pages.put("schema/run-1.json", ResultSchema.run());
        return pages;
    }

    private static String cli(CommandLine root) {
        var text = new StringBuilder("# Command line\n\n").append(MADE);
        text.append(
                        "Results go to standard output, everything else to standard error. `--json` and `--csv` print for programs,\n")
                .append("`-q` leaves out notes, `-v` shows more. No command opens a connection.\n\n");
        text.append("| status | meaning |\n|---:|---|\n");
        for (ExitStatus status : ExitStatus.values())
            text.append("| ")
                    .append(status.code())
                    .append(" | ")
                    .append(status.meaning())
                    .append(" |\n");
        text.append("\n| variable | meaning |\n|---|---|\n")
                .append("| `SYSTOLE_JAVA_OPTS` | more options for Java, for example `-Xmx8g` |\n")
                .append(
                        "| `SYSTOLE_CACHE` | where results are kept; otherwise `systole` under `XDG_CACHE_HOME` or `~/.cache` |\n")
                .append("| `SYSTOLE_NO_BUILD` | set: the launcher never builds |\n\n");
        usage(text, root, "systole");
        for (CommandLine command : root.getSubcommands().values())
            if (!command.getCommandSpec().usageMessage().hidden())
                usage(text, command, "systole " + command.getCommandName());
        return text.toString();
    }

    private static void usage(StringBuilder text, CommandLine command, String name) {
        text.append("## ").append(name).append("\n\n```\n");
        command.getUsageMessage(Ansi.OFF)
                .lines()
                .map(String::stripTrailing)
                .forEach(l -> text.append(l).append('\n'));
        text.append("```\n\n");
    }

    private static String errors() {
        var text = new StringBuilder("# Error codes\n\n").append(MADE);
        text.append(
                        "A code never changes its meaning. `systole explain CODE` prints its line. The exit status of a command is that\n")
                .append("of its first problem.\n");
        String area = "";
        for (ProblemCode problem : ProblemCatalogue.all()) {
            if (!area.equals(ProblemCatalogue.area(problem))) {
                area = ProblemCatalogue.area(problem);
                text.append("\n## ").append(area).append("\n\n| code | status | meaning |\n|---|---:|---|\n");
            }
            text.append("| ")
                    .append(problem.code())
                    .append(" | ")
                    .append(problem.status().code())
                    .append(" | ")
                    .append(problem.explanation().replace("|", "\\|"))
                    .append(" |\n");
        }
        return text.toString();
    }

    private static String operators() {
        return "# Supported operators\n\n" + MADE
                + "What is not in the table is refused with its node and reason, all of them at once (E1105). An operator without\n"
                + "an entry under *becomes* moves no data and computes nothing, or is computed before anything runs.\n\n"
                + SupportedOpsCommand.listing().markdown();
    }
}
