package org.systole.app.command;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.systole.app.Console;
import org.systole.app.compile.ActivityFile;
import org.systole.app.compile.CompiledFolder;
import org.systole.app.compile.EnergyReport;
import org.systole.files.Json;
import org.systole.files.RunDirectory;
import org.systole.report.Screen;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Computes energy again from a simulated run's activity. */
@Command(
        name = "energy",
        header = "Computes the energy of a simulated run again, with other cost tables.",
        description =
                "Takes what every part did from DIR/activity.json, which 'systole simulate' left; nothing runs again.",
        footer = {"", "Example:", "  systole energy build --technology cmos-45nm"})
public final class EnergyCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DIR", description = "A directory that 'systole simulate' has been run on.")
    private Path folder;

    @Option(
            names = "--technology",
            paramLabel = "TECHNOLOGY",
            description = "A name of 'systole list technologies' or a file; the accelerator's own otherwise.")
    private String technology;

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    @Mixin
    private OutputOptions printing;

    /** Creates the command. */
    public EnergyCommand() {}

    @Override
    public Integer call() {
        Console console = printing.console();
        var compiled = CompiledFolder.open(folder, console.notes());
        Path file = folder.resolve(ActivityFile.FILE);
        var activity = ActivityFile.read(file.toString(), RunDirectory.bytes(file));
        var energy = EnergyReport.of(activity, compiled, Optional.ofNullable(technology));
        if (json) console.text(Json.pretty(energy.tree()));
        else console.lines(energy.lines(Screen.WIDTH, true));
        return 0;
    }
}
