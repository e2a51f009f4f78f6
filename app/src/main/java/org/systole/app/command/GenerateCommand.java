package org.systole.app.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.systole.app.Console;
import org.systole.app.Launcher;
import org.systole.app.RunRecords;
import org.systole.app.ShellWord;
import org.systole.app.compile.CompiledFolder;
import org.systole.app.evaluate.Description;
import org.systole.compile.CoreConfig;
import org.systole.compile.CoreConfigs;
import org.systole.files.RunDirectory;
import org.systole.rtl.Generator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes the hardware of a Systole core. */
@Command(
        name = "generate",
        header = "Writes the SystemVerilog of a Systole core.",
        description = {
            "Writes the modules, the decoders and the configured top level of a core into DIR/rtl. DIR may be one that"
                    + " 'systole compile' wrote for the same core."
        },
        footer = {"", "Example:", "  systole generate -a " + CompiledFolder.USUAL_CORE + " -o build"})
public final class GenerateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-a", "--accelerator"},
            paramLabel = "NAME|FILE",
            description = "A Systole core, also RUN:POINT of an exploration; that of DIR otherwise, or "
                    + CompiledFolder.USUAL_CORE + ".")
    private String accelerator;

    @Option(
            names = "--instructions",
            paramLabel = "N",
            converter = PositiveCount.class,
            description = "Entries of the instruction memory, a power of two; as many as DIR's program needs, or "
                    + CompiledFolder.ENTRIES + ".")
    private int instructions;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "DIR",
            description = "Where the hardware goes, in DIR/rtl.")
    private Path output;

    @Option(names = "--force", description = "Writes into DIR even if it holds other files.")
    private boolean force;

    @Mixin
    private OutputOptions printing;

    /** Creates the command. */
    public GenerateCommand() {}

    @Override
    public Integer call() {
        Console console = printing.console();
        List<Path> files;
        if (CompiledFolder.is(output)) files = beside(CompiledFolder.open(output, console.notes()));
        else files = alone();
        console.line(files.size() + " modules, top module " + Generator.TOP);
        console.line("Saved        " + output.resolve("rtl") + "  (next: " + Launcher.name() + " synthesize "
                + ShellWord.of(output) + " --family xilinx7)");
        return 0;
    }

    /** Writes hardware for a program that is there. */
    private List<Path> beside(CompiledFolder folder) {
        var config = folder.config();
        if (accelerator != null)
            CompiledFolder.checkSame(
                    output,
                    config,
                    CoreConfigs.of(Description.of(accelerator, Optional.empty()).accelerator()));
        return write(folder.config(), instructions > 0 ? instructions : folder.entries());
    }

    private List<Path> alone() {
        if (!force) RunDirectory.checkFree(output);
        var description =
                Description.of(accelerator == null ? CompiledFolder.USUAL_CORE : accelerator, Optional.empty());
        var config = CoreConfigs.of(description.accelerator());
        var record = RunRecords.begun("generate", RunRecords.arguments(spec), Map.of(), Map.of(), description.inputs());
        try (var run = RunDirectory.begin(output, force, record)) {
            List<Path> files = write(config, instructions > 0 ? instructions : CompiledFolder.ENTRIES);
            run.write(CompiledFolder.ACCELERATOR, description.text());
            run.complete();
            return files;
        }
    }

    private List<Path> write(CoreConfig config, int entries) {
        try {
            return Generator.write(config, entries, output.resolve("rtl"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
