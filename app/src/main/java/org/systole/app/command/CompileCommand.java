package org.systole.app.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.systole.app.Console;
import org.systole.app.Launcher;
import org.systole.app.RunRecords;
import org.systole.app.ShellWord;
import org.systole.app.compile.CompileReport;
import org.systole.app.compile.CompiledFolder;
import org.systole.app.compile.QuantizedModel;
import org.systole.app.evaluate.Description;
import org.systole.app.evaluate.ExploredPoint;
import org.systole.app.evaluate.ModelReference;
import org.systole.compile.Compiler;
import org.systole.compile.CoreConfig;
import org.systole.compile.CoreConfigs;
import org.systole.compile.Listing;
import org.systole.compile.MemoryTimeline;
import org.systole.compile.NetworkHeader;
import org.systole.compile.Program;
import org.systole.compile.ProgramFile;
import org.systole.files.Json;
import org.systole.files.RunDirectory;
import org.systole.hardware.Accelerator;
import org.systole.report.Result;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a program of the Systole core from a network. */
@Command(
        name = "compile",
        header = "Makes a program for a Systole core from a network.",
        description = {
            "Quantizes MODEL, cuts its layers into tiles, places everything in memory and writes the program, the memory"
                    + " image, a C header with their places, a listing with the layer of each instruction, and what lies in"
                    + " memory when."
        },
        footer = {
            "",
            "Examples:",
            "  systole compile kws.onnx -a " + CompiledFolder.USUAL_CORE + " --data examples/data/kws01.yaml -o build",
            "  systole compile front:1.0.2 -o chip"
        })
public final class CompileCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "MODEL",
            description = "An ONNX file, zoo:NAME, a run directory, or RUN:POINT of an exploration.")
    private String model;

    @Option(
            names = {"-a", "--accelerator"},
            paramLabel = "NAME|FILE",
            description = "A Systole core; an explored point's own, else " + CompiledFolder.USUAL_CORE + ".")
    private String accelerator;

    @Mixin
    private ModelOptions options;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "DIR",
            description = "Where the program goes: program.sysp, program.bin, dram.bin, network.h, listing.txt,"
                    + " memory.csv, result.json.")
    private Path output;

    @Option(names = "--force", description = "Writes into DIR even if it holds other files.")
    private boolean force;

    @Mixin
    private OutputOptions printing;

    /** Creates the command. */
    public CompileCommand() {}

    @Override
    public Integer call() {
        Console console = printing.console();
        var description = Description.of(accelerator(accelerator, model), Optional.empty());
        Accelerator described = description.accelerator();
        CoreConfig config = CoreConfigs.of(described);
        if (!force) RunDirectory.checkFree(output);
        QuantizedModel quantized = QuantizedModel.of(options.request(model), console.notes());
        var compiled = Compiler.compile(quantized.network(), config);
        var ranges = MemoryTimeline.of(compiled);
        Map<String, Object> report = CompileReport.tree(quantized.network(), described, compiled, ranges);
        var inputs = new ArrayList<>(quantized.inputs());
        inputs.addAll(description.inputs());
        var record = RunRecords.begun("compile", RunRecords.arguments(spec), quantized.options(), Map.of(), inputs);
        Program program = compiled.program();
        Optional<byte[]> integers = quantized.file();
        try (var run = RunDirectory.begin(output, force, record)) {
            run.write(ProgramFile.FILE, ProgramFile.write(program));
            run.write(ProgramFile.CODE, ProgramFile.code(program));
            run.write(ProgramFile.IMAGE, program.dram());
            run.write(NetworkHeader.FILE, NetworkHeader.of(program, quantized.network()));
            if (integers.isPresent()) run.write(ModelReference.QUANTIZED, integers.get());
            run.write("listing.txt", Listing.of(program));
            run.write("memory.csv", MemoryTimeline.csv(ranges));
            run.write(CompiledFolder.ACCELERATOR, description.text());
            run.write(Result.FILE, Json.bytes(report));
            run.complete();
        }
        print(console, described, compiled, report);
        return 0;
    }

    /** Returns the accelerator that was asked for, else an explored point's own, else {@link CompiledFolder#USUAL_CORE}. */
    static String accelerator(String asked, String model) {
        if (asked != null) return asked;
        return ExploredPoint.of(model)
                .map(point -> point.accelerator().toString())
                .orElse(CompiledFolder.USUAL_CORE);
    }

    private void print(Console console, Accelerator described, Compiler.Compiled compiled, Map<String, Object> report) {
        Program program = compiled.program();
        console.line(program.name() + " on " + described.name());
        console.line(String.format(
                Locale.ROOT,
                "  %,d instructions in %d layers; %,d bytes of weights and parameters, %,d bytes of DRAM in all",
                program.instructions().size(),
                program.layers().size(),
                program.dram().length,
                program.dramBytes()));
        CompileReport.packed(program).ifPresent(line -> console.line("  " + line));
        console.line(String.format(
                Locale.ROOT, "  %,d MACs, %.2f %% of them on the host", (long) report.get("macs"), (double)
                        report.get("host_share_percent")));
        compiled.host()
                .forEach(node -> console.line("  left to the host: " + node.name() + " ("
                        + node.op().getClass().getSimpleName() + ")"));
        console.line("Saved        " + output.resolve(ProgramFile.FILE) + "  (read " + output.resolve("listing.txt")
                + "; next: " + Launcher.name() + " simulate " + ShellWord.of(output) + ")");
    }
}
