package org.systole.app.command;

import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine;

/** The list of commands. A new command is a class of this package and a line here. */
public final class Commands {
    /** In the order in which the help shows them; hidden ones last. */
    private static final List<Supplier<Object>> ALL = List.of(
            DemoCommand::new,
            EvaluateCommand::new,
            CompareCommand::new,
            ExploreCommand::new,
            WorkerCommand::new,
            ResumeCommand::new,
            StatusCommand::new,
            ExportCommand::new,
            ReportCommand::new,
            StoreCommand::new,
            AccuracyCommand::new,
            QuantizeCommand::new,
            StrategiesCommand::new,
            CompileCommand::new,
            SimulateCommand::new,
            EnergyCommand::new,
            GenerateCommand::new,
            VerifyCommand::new,
            SynthesizeCommand::new,
            ListCommand::new,
            DescribeCommand::new,
            SchemaCommand::new,
            SupportedOpsCommand::new,
            ExplainCommand::new,
            DoctorCommand::new,
            CompletionCommand::new,
            WarmUpCommand::new);

    private Commands() {}

    /** Adds every command to the root. */
    public static void addTo(CommandLine root) {
        for (Supplier<Object> command : ALL) root.addSubcommand(command.get());
    }
}
