package org.systole.app;

import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.systole.app.command.Commands;
import org.systole.mapping.Objective;
import org.systole.problem.DidYouMean;
import org.systole.problem.ExitStatus;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;
import org.systole.report.TextTable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The entry point of the command line. Results go to standard output, everything else to standard error. */
@Command(
        name = "systole",
        versionProvider = Version.class,
        header = "Hardware/software co-design of edge-AI accelerators.",
        description = "Evaluates, maps and compares neural networks on described accelerators.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Run 'systole COMMAND --help' for the options of a command."})
public final class Systole implements Runnable {
    /** 128 and the number of SIGPIPE, as shells report it. */
    private static final int BROKEN_PIPE = 141;

    /** How picocli says that a converter did not take a value. */
    private static final Pattern INVALID = Pattern.compile(
            "Invalid value for (?:option '([^']+)'[^:]*|positional parameter at index \\d+ \\(([^)]+)\\)): (.*)",
            Pattern.DOTALL);

    /** How picocli says that a word is none of a list. */
    private static final Pattern NOT_A_CHOICE =
            Pattern.compile("expected one of \\[(.*)] \\(case-(?:in)?sensitive\\) but was '(.*)'", Pattern.DOTALL);

    /** How picocli says that of some options only one can be given. */
    private static final Pattern EXCLUSIVE =
            Pattern.compile("Error: (\\S+), (\\S+) are mutually exclusive \\(specify only one\\)");

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Shows this help.")
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Shows the version.")
    private boolean version;

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Shows stack traces with errors.")
    private boolean debug;

    /** Creates the root command. */
    public Systole() {}

    /** Runs the command line and ends the process with its status. */
    public static void main(String[] args) {
        var stream = new RememberingStream(new FileOutputStream(FileDescriptor.out));
        var out = new PrintWriter(new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8)), false);
        var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        int status = run(out, err, args);
        out.flush();
        if (stream.failure() != null && status == ExitStatus.OK.code()) status = unwritten(stream.failure(), err);
        err.flush();
        System.exit(status);
    }

    /** A result that could not be written is no result: a full disk behind a redirection must not look like success. */
    private static int unwritten(IOException failure, PrintWriter err) {
        // Whoever closed the pipe has read enough, and knows it.
        if (String.valueOf(failure.getMessage()).contains("Broken pipe")) return BROKEN_PIPE;
        err.println("error: standard output could not be written: " + failure.getMessage());
        return ExitStatus.RESOURCE_LIMIT.code();
    }

    /**
     * Runs one command line.
     *
     * @param out receives results
     * @param err receives messages and errors
     * @return the exit status
     */
    public static int run(PrintWriter out, PrintWriter err, String... args) {
        var root = new Systole();
        CommandLine line = commandLine(root, args);
        line.setOut(out).setErr(err);
        line.setParameterExceptionHandler(Systole::usage);
        line.setExecutionExceptionHandler((failure, at, parsed) -> failed(failure, root.debug, at.getErr()));
        try {
            checkText(args);
            return line.execute(args);
        } catch (SystoleException | StackOverflowError | OutOfMemoryError failure) {
            return failed(failure, root.debug, err);
        }
    }

    /** Bytes of a name that are no text arrive as this sign: a file of another name would be read, or made. */
    private static void checkText(String[] args) {
        for (String arg : args)
            if (arg.indexOf('\ufffd') >= 0)
                throw new SystoleException(Problem.of(
                        UsageProblem.BAD_VALUE,
                        Place.NONE,
                        "'" + TextTable.plain(arg) + "' has bytes that are no text",
                        "rename the file, or say how names are encoded, for example by LC_ALL=C.UTF-8"));
    }

    /** Returns the command line with all its commands. */
    public static CommandLine commandLine() {
        return commandLine(new Systole(), new String[0]);
    }

    private static CommandLine commandLine(Systole root, String[] words) {
        var line = new CommandLine(root);
        Commands.addTo(line, words);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.registerConverter(Objective.class, Systole::objective);
        line.setUsageHelpWidth(100);
        return line;
    }

    private static Objective objective(String text) {
        for (Objective objective : Objective.values())
            if (objective.toString().equalsIgnoreCase(text)) return objective;
        List<String> names =
                Arrays.stream(Objective.values()).map(Objective::toString).toList();
        throw new TypeConversionException("expected one of " + String.join(", ", names) + ", found '" + text + "'"
                + DidYouMean.hint(text, names));
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    private static int usage(ParameterException failure, String[] args) {
        CommandLine at = failure.getCommandLine();
        PrintWriter err = at.getErr();
        Optional<String> value = badValue(failure);
        if (value.isPresent())
            err.println("error[" + UsageProblem.BAD_VALUE.code() + "]: " + TextTable.plain(value.get()));
        else err.println("error: " + TextTable.plain(message(failure, at)));
        err.println("Try '" + at.getCommandSpec().qualifiedName() + " --help'.");
        return ExitStatus.USAGE.code();
    }

    /** Returns what is wrong with an option's value, in the words of the commands that look at values themselves. */
    private static Optional<String> badValue(ParameterException failure) {
        Matcher words = INVALID.matcher(failure.getMessage());
        if (!words.matches()) return Optional.empty();
        String at = words.group(1) == null ? words.group(2) : words.group(1);
        return Optional.of(at + ": " + choice(words.group(3)));
    }

    private static String choice(String words) {
        Matcher choice = NOT_A_CHOICE.matcher(words);
        if (!choice.matches()) return words;
        String all = choice.group(1).toLowerCase(Locale.ROOT);
        return "expected one of " + all + ", found '" + choice.group(2) + "'"
                + DidYouMean.hint(choice.group(2), List.of(all.split(", ")));
    }

    /** Returns what is wrong in our words, with what was probably meant. */
    private static String message(ParameterException failure, CommandLine at) {
        Matcher both = EXCLUSIVE.matcher(failure.getMessage());
        if (both.matches()) return "give " + both.group(1) + " or " + both.group(2) + ", not both";
        if (!(failure instanceof UnmatchedArgumentException unmatched)
                || unmatched.getUnmatched().isEmpty()) return failure.getMessage();
        String word = unmatched.getUnmatched().getFirst();
        if (word.startsWith("-")) {
            var options = at.getCommandSpec().optionsMap().keySet();
            String name = word.replaceFirst("=.*", "");
            return "unknown option '" + name + "'" + DidYouMean.hint(name, options);
        }
        var commands = at.getSubcommands().keySet();
        if (commands.isEmpty()) return "'" + word + "' is one argument too many";
        return "unknown command '" + word + "'" + DidYouMean.hint(word, commands);
    }

    private static int failed(Throwable failure, boolean debug, PrintWriter err) {
        ExitStatus status;
        if (failure instanceof SystoleException refused) {
            refused.problems().forEach(problem -> err.println(problem.render()));
            if (refused.problems().size() > 1) err.println(refused.problems().size() + " problems; nothing was run.");
            status = refused.status();
        } else if (failure instanceof OutOfMemoryError) {
            err.println("error: out of memory (" + failure.getMessage() + ")");
            err.println("  fix: give Java more, for example SYSTOLE_JAVA_OPTS=-Xmx4g");
            status = ExitStatus.RESOURCE_LIMIT;
        } else {
            err.println("error: internal error in Systole: " + failure);
            if (!debug) err.println("  run the same command with --debug and report what it prints");
            status = ExitStatus.INTERNAL;
        }
        if (debug) failure.printStackTrace(err);
        err.flush();
        return status.code();
    }
}
