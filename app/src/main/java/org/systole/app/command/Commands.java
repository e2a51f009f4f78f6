package org.systole.app.command;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine;

/** The list of commands. A new command is a class of this package and a line here. */
public final class Commands {
    /** In the order in which the help shows them; hidden ones last. */
    private static final List<Entry> ALL = List.of(
            new Entry("demo", DemoCommand::new),
            new Entry("evaluate", EvaluateCommand::new),
            new Entry("compare", CompareCommand::new),
            new Entry("explore", ExploreCommand::new),
            new Entry("worker", WorkerCommand::new),
            new Entry("resume", ResumeCommand::new),
            new Entry("sweep", SweepCommand::new),
            new Entry("status", StatusCommand::new),
            new Entry("export", ExportCommand::new),
            new Entry("query", QueryCommand::new),
            new Entry("report", ReportCommand::new),
            new Entry("store", StoreCommand::new),
            new Entry("accuracy", AccuracyCommand::new),
            new Entry("quantize", QuantizeCommand::new),
            new Entry("strategies", StrategiesCommand::new),
            new Entry("compile", CompileCommand::new),
            new Entry("simulate", SimulateCommand::new),
            new Entry("energy", EnergyCommand::new),
            new Entry("generate", GenerateCommand::new),
            new Entry("verify", VerifyCommand::new),
            new Entry("synthesize", SynthesizeCommand::new),
            new Entry("list", ListCommand::new),
            new Entry("describe", DescribeCommand::new),
            new Entry("schema", SchemaCommand::new),
            new Entry("supported-ops", SupportedOpsCommand::new),
            new Entry("explain", ExplainCommand::new),
            new Entry("doctor", DoctorCommand::new),
            new Entry("completion", CompletionCommand::new),
            new Entry("warm-up", WarmUpCommand::new));

    private Commands() {}

    /** Adds every command to the root. */
    public static void addTo(CommandLine root) {
        for (Entry entry : ALL) root.addSubcommand(entry.command().get());
    }

    /**
     * Adds the commands that a command line needs: one, if its first word names it; all, if it does not or if the command
     * is about commands. Reading the annotations of all of them takes longer than many a command.
     */
    public static void addTo(CommandLine root, String... words) {
        Optional<Entry> named = words.length == 0
                ? Optional.empty()
                : ALL.stream().filter(entry -> entry.name().equals(words[0])).findFirst();
        named.filter(entry -> !entry.name().equals("completion"))
                .ifPresentOrElse(entry -> root.addSubcommand(entry.command().get()), () -> addTo(root));
    }

    /** A command under its name, which is that of its annotation. */
    private record Entry(String name, Supplier<Object> command) {}
}
