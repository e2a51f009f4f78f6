package org.systole.app.command;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.systole.app.Console;
import org.systole.app.compile.CompiledFolder;
import org.systole.app.compile.CompiledRun;
import org.systole.app.compile.QuantizedModel;
import org.systole.app.evaluate.Description;
import org.systole.compile.Compiler;
import org.systole.compile.CoreConfigs;
import org.systole.compile.FastInterpreter;
import org.systole.compile.Program;
import org.systole.hardware.Accelerator;
import org.systole.problem.SystoleException;
import org.systole.quantize.IntegerTensor;
import org.systole.rtl.Verification;
import org.systole.simulate.EventSimulator;
import org.systole.simulate.Timeline;
import org.systole.simulate.Unit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Holds every witness of a compiled network against the next. */
@Command(
        name = "verify",
        header = "Holds a compiled network against the integer reference, the simulator and the RTL.",
        description = {
            "Runs samples on the program of DIR: the results must equal the integer reference in every bit; then the core is"
                    + " generated as SystemVerilog and runs under Verilator: every byte of memory and every cycle must equal"
                    + " the simulator. A MODEL in place of DIR is quantized and compiled first; then the hardware runs with"
                    + " --rtl only."
        },
        footer = {
            "",
            "Examples:",
            "  systole verify build",
            "  systole verify build --samples 3 --stalls 7",
            "  systole verify kws.onnx -a " + CompiledFolder.USUAL_CORE
                    + " --data examples/data/kws01.yaml --data-root DATA"
        })
public final class VerifyCommand implements Callable<Integer> {
    private static final long MOST_CYCLES = 1L << 34;

    @Parameters(paramLabel = "DIR|MODEL", description = "A directory of 'systole compile', or a model, or RUN:POINT.")
    private String what;

    @Option(
            names = {"-a", "--accelerator"},
            paramLabel = "NAME|FILE",
            description =
                    "A Systole core, for a MODEL; an explored point's own, else " + CompiledFolder.USUAL_CORE + ".")
    private String accelerator;

    @Option(
            names = "--rtl",
            negatable = true,
            description = "Generates the core and runs it under Verilator, or leaves that out; by default for a DIR.")
    private Boolean rtl;

    @Option(
            names = "--samples",
            paramLabel = "N",
            defaultValue = "1",
            converter = PositiveCount.class,
            description = "How many samples run; default ${DEFAULT-VALUE}.")
    private int samples = 1;

    @Option(
            names = "--stalls",
            paramLabel = "SEED",
            description = "The bus pauses at random: then every byte is compared and no cycle.")
    private long stalls;

    @Option(
            names = "--minutes",
            paramLabel = "N",
            defaultValue = "30",
            converter = Minutes.class,
            description = "How long each external tool may take; default ${DEFAULT-VALUE}.")
    private Duration limit;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description = "Where the generated core and its test bench go, for a MODEL.")
    private Path output;

    @Mixin
    private ModelOptions options;

    @Mixin
    private OutputOptions printing;

    /** Creates the command. */
    public VerifyCommand() {}

    @Override
    public Integer call() {
        Console console = printing.console();
        Path folder = what.startsWith("zoo:") ? null : Path.of(what);
        if (folder != null && CompiledFolder.is(folder)) {
            var compiled = CompiledFolder.open(folder, console.notes());
            boolean hardware = rtl == null || rtl;
            return verify(
                    console,
                    compiled.model(options.threads()),
                    compiled.accelerator(),
                    compiled.program(),
                    hardware ? folder.resolve("verification") : null);
        }
        Accelerator described = Description.of(CompileCommand.accelerator(accelerator, what), Optional.empty())
                .accelerator();
        var config = CoreConfigs.of(described);
        QuantizedModel model = QuantizedModel.of(options.request(what), console.notes());
        Program program = Compiler.compile(model.network(), config).program();
        Path where = output != null ? output : Path.of("rtl-" + described.name());
        return verify(console, model, described, program, Boolean.TRUE.equals(rtl) ? where : null);
    }

    private int verify(
            Console console, QuantizedModel model, Accelerator described, Program program, Path hardwareFolder) {
        console.line(program.name() + " on " + described.name() + ": "
                + program.instructions().size() + " instructions, "
                + program.layers().size() + " layers, " + program.dramBytes() + " bytes of DRAM");
        CompiledRun.hostNodes(model.network(), program)
                .forEach(node -> console.line("  left to the host: " + node.name()));
        Timeline timeline = EventSimulator.run(program);
        Verification hardware = null;
        SystoleException refused = null;
        try {
            if (hardwareFolder != null) hardware = built(program, hardwareFolder);
        } catch (SystoleException e) {
            refused = e; // what needs no tools goes on, and the refusal comes behind
        }
        boolean equal = true;
        try (var run = new CompiledRun(model, program)) {
            List<Map<String, IntegerTensor>> inputs = model.samples();
            int count = Math.min(samples, inputs.size());
            if (count < samples) console.note("there are " + count + " samples only");
            for (int i = 0; i < count; i++) {
                byte[] before = CompiledRun.dram(program, inputs.get(i)), after = before.clone();
                FastInterpreter.run(program, after);
                run.finish(inputs.get(i), after);
                if (hardware != null) equal &= hardware(console, hardware, program, before, after, timeline);
            }
            equal &= run.different() == 0;
            console.line("  integer      results of " + count + (count == 1 ? " sample " : " samples ")
                    + (run.different() == 0 ? "equal in every bit" : "DIFFER in " + run.different() + " elements"));
        }
        console.line(String.format(
                Locale.ROOT,
                "  simulated    %,d cycles, %.3f ms at %.0f MHz; busy: load %.1f %%, execute %.1f %%, store %.1f %%",
                timeline.cycles(),
                timeline.cycles() / described.clockMhz() / 1e3,
                described.clockMhz(),
                share(timeline, Unit.LOAD),
                share(timeline, Unit.EXECUTE),
                share(timeline, Unit.STORE)));
        if (refused != null) throw refused;
        if (hardware != null)
            console.line("Saved        " + hardwareFolder.resolve("rtl") + "  (SystemVerilog, top module systole_top)");
        return equal ? 0 : 1;
    }

    private Verification built(Program program, Path folder) {
        return Verification.build(program.config(), CompiledFolder.entries(program), folder, limit);
    }

    private static double share(Timeline timeline, Unit unit) {
        return 100.0 * timeline.busy(unit) / timeline.cycles();
    }

    private boolean hardware(
            Console console, Verification hardware, Program program, byte[] before, byte[] after, Timeline timeline) {
        var run = hardware.run(program, before, MOST_CYCLES, stalls);
        String difference = stalls == 0
                ? Verification.difference(run, timeline, after)
                : !run.fault().isEmpty() ? run.fault() : bytes(run.dram(), after);
        console.line(String.format(
                Locale.ROOT,
                "  rtl          %,d cycles under Verilator; %s",
                run.cycles(),
                !difference.isEmpty()
                        ? difference
                        : stalls == 0
                                ? "every byte and every cycle equal"
                                : "every byte equal, with pauses on the bus"));
        return difference.isEmpty();
    }

    private static String bytes(byte[] found, byte[] expected) {
        int at = Arrays.mismatch(found, expected);
        return at < 0 ? "" : "byte " + at + " of the DRAM is " + found[at] + ", expected " + expected[at];
    }
}
