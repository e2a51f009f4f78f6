package org.systole.app.command;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.systole.app.Console;
import org.systole.app.compile.AsicReport;
import org.systole.app.compile.CompiledFolder;
import org.systole.app.compile.FpgaReport;
import org.systole.app.evaluate.Description;
import org.systole.files.AtomicFile;
import org.systole.files.Json;
import org.systole.rtl.AsicEstimate;
import org.systole.rtl.AsicSynthesis;
import org.systole.rtl.Synthesis;
import org.systole.rtl.SynthesisEstimate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Synthesizes a core and counts what it takes. */
@Command(
        name = "synthesize",
        header = "Synthesizes a core with Yosys and counts its cells.",
        description = {
            "Runs Yosys for an FPGA family on the core that DIR was compiled or generated for: look-up tables, registers,"
                    + " multiplier and memory blocks, before place and route. The tool's version is part of every figure.",
            "With --liberty: the area of the logic in the library's cells, beside what the cost tables say of the same parts.",
        },
        footer = {
            "",
            "Examples:",
            "  systole synthesize build --family xilinx7",
            "  systole synthesize build --liberty cells.lib --technology cmos-45nm"
        })
public final class SynthesizeCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DIR", description = "A directory of 'systole compile' or 'systole generate'.")
    private Path folder;

    @Option(
            names = "--family",
            paramLabel = "ice40|ecp5|xilinx7",
            defaultValue = "xilinx7",
            description = "What for; default ${DEFAULT-VALUE}.")
    private Synthesis.Family family = Synthesis.Family.XILINX7;

    @Option(
            names = "--liberty",
            paramLabel = "FILE",
            description = "Maps the logic to the cells of this library in place of an FPGA; memories are left out.")
    private Path liberty;

    @Option(
            names = "--technology",
            paramLabel = "TECHNOLOGY",
            description =
                    "With --liberty: the cost tables for the estimate; take the library's node. The accelerator's own otherwise.")
    private String technology;

    @Option(
            names = "--minutes",
            paramLabel = "N",
            defaultValue = "30",
            converter = Minutes.class,
            description = "How long Yosys may take; default ${DEFAULT-VALUE}.")
    private Duration limit;

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    @Mixin
    private OutputOptions printing;

    /** Creates the command. */
    public SynthesizeCommand() {}

    @Override
    public Integer call() {
        Console console = printing.console();
        var compiled = CompiledFolder.open(folder, console.notes());
        int entries = compiled.entries();
        return liberty == null ? fpga(console, compiled, entries) : asic(console, compiled, entries);
    }

    /** Maps the core to an FPGA. */
    private int fpga(Console console, CompiledFolder compiled, int entries) {
        Path work = folder.resolve("synthesis-" + family.name().toLowerCase(Locale.ROOT));
        var report = new FpgaReport(
                compiled.accelerator().name(),
                entries,
                Synthesis.run(compiled.config(), entries, family, work, limit),
                SynthesisEstimate.of(compiled.config(), entries, family));
        return say(console, report.family(), report.tree(), report.lines());
    }

    /** Maps the core to the cells of a library. */
    private int asic(Console console, CompiledFolder compiled, int entries) {
        var description =
                Description.of(folder.resolve(CompiledFolder.ACCELERATOR).toString(), Optional.ofNullable(technology));
        var estimate = AsicEstimate.of(description.accelerator(), description.costs(), description.technology());
        Path work = folder.resolve("synthesis-asic");
        var figures = AsicSynthesis.run(compiled.config(), entries, liberty, work, limit);
        var report = new AsicReport(
                compiled.accelerator().name(), entries, liberty.getFileName().toString(), figures, estimate);
        return say(console, "asic", report.tree(), report.lines());
    }

    /** Writes the figures beside the core, and says them. */
    private int say(Console console, String family, Map<String, Object> tree, List<String> lines) {
        Path file = folder.resolve("synthesis-" + family + ".json");
        AtomicFile.write(file, Json.bytes(tree));
        if (json) {
            console.text(Json.pretty(tree));
            return 0;
        }
        console.lines(lines);
        console.line("Saved        " + file);
        return 0;
    }
}
