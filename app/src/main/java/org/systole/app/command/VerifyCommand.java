package org.systole.app.command;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.systole.app.Console;
import org.systole.app.evaluate.ModelReference;
import org.systole.compile.Compiler;
import org.systole.compile.CoreConfig;
import org.systole.compile.CoreConfigs;
import org.systole.compile.FeatureMaps;
import org.systole.compile.Interpreter;
import org.systole.compile.Program;
import org.systole.data.DataSet;
import org.systole.graph.Graph;
import org.systole.hardware.Accelerator;
import org.systole.hardware.Accelerators;
import org.systole.quantize.Calibration;
import org.systole.quantize.FloatNodes;
import org.systole.quantize.IntegerNetwork;
import org.systole.quantize.IntegerRun;
import org.systole.quantize.IntegerTensor;
import org.systole.quantize.Predictors;
import org.systole.quantize.QuantizationSettings;
import org.systole.quantize.Quantizer;
import org.systole.quantize.Reals;
import org.systole.rtl.Verification;
import org.systole.simulate.EventSimulator;
import org.systole.simulate.Timeline;
import org.systole.simulate.Unit;
import org.systole.tensor.Tensor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Compiles a network for a Systole core and holds every witness against the next. */
@Command(
        name = "verify",
        header = "Holds a compiled network against the integer reference, the simulator and the RTL.",
        description = {
            "Quantizes MODEL to 8 bits, compiles it for a Systole core, and runs one sample: the program's results must equal the"
                    + " integer reference in every bit. With --rtl the core is generated as SystemVerilog and run under Verilator:"
                    + " every byte of memory and every cycle must equal the simulator."
        },
        footer = {
            "",
            "Example:",
            "  systole verify kws.onnx -a systole-core-8ws --data examples/data/kws01.yaml --data-root DATA --rtl -o build"
        })
public final class VerifyCommand implements Callable<Integer> {
    private static final int MOST_CALIBRATION = 100;
    private static final long MOST_CYCLES = 1L << 34;

    @Parameters(paramLabel = "MODEL", description = "An ONNX file or zoo:NAME.")
    private String model;

    @Option(
            names = {"-a", "--accelerator"},
            paramLabel = "NAME|FILE",
            defaultValue = "systole-core-8ws",
            description = "A Systole core; default ${DEFAULT-VALUE}.")
    private String accelerator;

    @Option(names = "--rtl", description = "Also generates the core and runs it under Verilator.")
    private boolean rtl;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description = "Where the generated core and its test bench go; needed with --rtl.")
    private Path output;

    @Mixin
    private DataOptions data;

    @Mixin
    private OutputOptions printing;

    /** Creates the command. */
    public VerifyCommand() {}

    @Override
    public Integer call() {
        Console console = printing.console();
        Accelerator described = Accelerators.load(accelerator);
        CoreConfig config = CoreConfigs.of(described);
        Graph graph =
                ModelReference.of(model, new ArrayList<>(), console.notes()).graph();
        DataSet set = data.read();
        List<Map<String, Tensor>> samples = Predictors.calibration(graph, set, MOST_CALIBRATION);
        IntegerNetwork network = Quantizer.quantize(
                graph, Calibration.minMax(graph, samples, data.threads()), QuantizationSettings.INT8);
        var compiled = Compiler.compile(network, config);
        Program program = compiled.program();
        console.line(network.name() + " on " + described.name() + ": "
                + program.instructions().size() + " instructions, "
                + program.layers().size() + " layers, " + program.dramBytes() + " bytes of DRAM");
        compiled.host().forEach(node -> console.line("  left to the host: " + node.name()));
        String input = graph.inputs().getFirst();
        IntegerTensor x = Reals.quantize(samples.getFirst().get(input).toFloats(), network.type(input));
        byte[] before = Arrays.copyOf(program.dram(), Math.toIntExact(program.dramBytes()));
        FeatureMaps.write(config, before, program.inputs().get(input), x);
        byte[] after = before.clone();
        new Interpreter(config, after).run(program);
        boolean equal = equalsReference(graph, network, program, config, after, input, x);
        console.line("  integer      results " + (equal ? "equal in every bit" : "DIFFER"));
        Timeline timeline = EventSimulator.run(program);
        console.line(String.format(
                Locale.ROOT,
                "  simulated    %,d cycles, %.3f ms at %.0f MHz; busy: load %.1f %%, execute %.1f %%, store %.1f %%",
                timeline.cycles(),
                timeline.cycles() / described.clockMhz() / 1e3,
                described.clockMhz(),
                share(timeline, Unit.LOAD),
                share(timeline, Unit.EXECUTE),
                share(timeline, Unit.STORE)));
        if (rtl) equal &= hardware(console, program, before, after, timeline);
        return equal ? 0 : 1;
    }

    private static double share(Timeline timeline, Unit unit) {
        return 100.0 * timeline.busy(unit) / timeline.cycles();
    }

    private static boolean equalsReference(
            Graph graph,
            IntegerNetwork network,
            Program program,
            CoreConfig config,
            byte[] dram,
            String input,
            IntegerTensor x) {
        try (var floats = new FloatNodes(graph)) {
            Map<String, IntegerTensor> expected = new IntegerRun(network, floats).all(Map.of(input, x));
            return program.outputs().entrySet().stream()
                    .allMatch(entry -> Arrays.equals(
                            expected.get(entry.getKey()).values(),
                            FeatureMaps.read(
                                            config,
                                            dram,
                                            entry.getValue(),
                                            network.type(entry.getKey()).shape())
                                    .values()));
        }
    }

    private boolean hardware(Console console, Program program, byte[] before, byte[] after, Timeline timeline) {
        Path folder = output != null ? output : Path.of("rtl-" + accelerator);
        int entries = Integer.highestOneBit(program.instructions().size()) * 2;
        var hardware = Verification.build(program.config(), entries, folder, Duration.ofMinutes(20));
        var run = hardware.run(program, before, MOST_CYCLES, 0);
        String difference = Verification.difference(run, timeline, after);
        console.line(String.format(
                Locale.ROOT,
                "  rtl          %,d cycles under Verilator; %s",
                run.cycles(),
                difference.isEmpty() ? "every byte and every cycle equal" : difference));
        console.line("Saved        " + folder.resolve("rtl") + "  (SystemVerilog, top module systole_top)");
        return difference.isEmpty();
    }
}
