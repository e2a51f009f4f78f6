package org.systole.app.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.systole.app.Console;
import org.systole.app.compile.ActivityFile;
import org.systole.app.compile.CompiledFolder;
import org.systole.app.compile.CompiledRun;
import org.systole.app.compile.EnergyReport;
import org.systole.app.compile.QuantizedModel;
import org.systole.app.compile.SimulationReport;
import org.systole.compile.Program;
import org.systole.data.Accuracy;
import org.systole.data.DataSet;
import org.systole.data.Score;
import org.systole.files.AtomicFile;
import org.systole.files.Json;
import org.systole.report.Screen;
import org.systole.simulate.EventSimulator;
import org.systole.simulate.Timeline;
import org.systole.simulate.Trace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs a compiled network on the simulator. */
@Command(
        name = "simulate",
        header = "Runs a compiled network on the cycle-exact simulator.",
        description = {
            "Says when every instruction runs, what every part of the core does, and, with --input, what the network"
                    + " answers: every output bit is held against the integer reference, and the accuracy is scored."
        },
        footer = {
            "",
            "Examples:",
            "  systole simulate build",
            "  systole simulate build --input examples/data/kws01.yaml --data-root DATA --limit 100 --trace trace.json"
        })
public final class SimulateCommand implements Callable<Integer> {
    /** What simulate leaves in the directory. */
    static final String FILE = "simulation.json";

    @Parameters(paramLabel = "DIR", description = "A directory that 'systole compile' wrote.")
    private Path folder;

    @Option(names = "--input", paramLabel = "FILE", description = "A data.yaml whose samples run through the core.")
    private Path input;

    @Mixin
    private SampleOptions samples;

    @Option(
            names = "--trace",
            paramLabel = "FILE",
            description =
                    "Writes a time line: trace event JSON (Perfetto, Chrome), or a wave file when it ends in .vcd.")
    private Path trace;

    @Option(
            names = "--technology",
            paramLabel = "TECHNOLOGY",
            description = "The cost tables for energy, a name or a file; the accelerator's own otherwise.")
    private String technology;

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    @Mixin
    private OutputOptions printing;

    /** Creates the command. */
    public SimulateCommand() {}

    @Override
    public Integer call() {
        Console console = printing.console();
        var compiled = CompiledFolder.open(folder, console.notes());
        Program program = compiled.program();
        Timeline timeline = EventSimulator.run(program);
        var report = SimulationReport.of(timeline, compiled);
        Map<String, Object> tree = report.tree();
        var activity = ActivityFile.of(timeline, report, compiled);
        AtomicFile.write(folder.resolve(ActivityFile.FILE), Json.bytes(activity.tree()));
        var energy = EnergyReport.of(activity, compiled, Optional.ofNullable(technology));
        tree.put("energy", energy.tree());
        if (trace != null) writeTrace(timeline, compiled);
        boolean equal = true;
        if (input != null) {
            var outputs = outputs(compiled, program);
            tree.put("outputs", outputs.tree());
            equal = outputs.different == 0;
            if (!json) console.lines(outputs.lines());
        }
        AtomicFile.write(folder.resolve(FILE), Json.bytes(tree));
        if (json) {
            console.text(Json.pretty(tree));
        } else {
            console.lines(report.lines(Screen.WIDTH, console.isVerbose()));
            console.lines(energy.lines(Screen.WIDTH, console.isVerbose()));
            console.line("Saved        " + folder.resolve(FILE) + ", " + folder.resolve(ActivityFile.FILE)
                    + (trace == null ? "" : ", " + trace));
        }
        return equal ? 0 : 1;
    }

    private void writeTrace(Timeline timeline, CompiledFolder compiled) {
        if (trace.toString().endsWith(".vcd")) AtomicFile.write(trace, Trace.vcd(timeline));
        else
            AtomicFile.write(
                    trace,
                    Json.compact(Trace.tree(timeline, compiled.accelerator().clockMhz())) + "\n");
    }

    /**
     * What the network answered.
     *
     * @param title of the data
     * @param scores accuracy
     * @param compared output elements
     * @param different elements that are not the integer reference's
     */
    private record Outputs(String title, List<Score> scores, int samples, long compared, long different) {
        Map<String, Object> tree() {
            var tree = new LinkedHashMap<String, Object>();
            tree.put("data", title);
            tree.put("samples", samples);
            tree.put("elements_compared", compared);
            tree.put("elements_different", different);
            var list = new ArrayList<Object>();
            for (Score score : scores) list.add(Map.of("measure", score.measure(), "value", score.value()));
            tree.put("scores", list);
            return tree;
        }

        List<String> lines() {
            var lines = new ArrayList<String>();
            lines.add(String.format(
                    Locale.ROOT,
                    "%d samples of %s: %s",
                    samples,
                    title,
                    different == 0
                            ? "every output bit equals the integer reference"
                            : different + " of " + compared + " output elements DIFFER from the integer reference"));
            for (Score score : scores)
                lines.add(String.format(
                        Locale.ROOT, "  %-15s %s  simulated", score.measure(), score.text(score.value())));
            return lines;
        }
    }

    private Outputs outputs(CompiledFolder compiled, Program program) {
        int parallel = samples.threads();
        QuantizedModel model = compiled.model(parallel);
        DataSet data = samples.read(input);
        int[] indices = samples.scoring(data);
        var runs = new ArrayList<CompiledRun>();
        try {
            Accuracy accuracy = Accuracy.of(
                    data,
                    indices,
                    () -> {
                        var run = new CompiledRun(model, program);
                        synchronized (runs) {
                            runs.add(run);
                        }
                        return run.predictor();
                    },
                    parallel,
                    done -> {});
            long compared = runs.stream().mapToLong(CompiledRun::compared).sum();
            long different = runs.stream().mapToLong(CompiledRun::different).sum();
            return new Outputs(data.title(), accuracy.scores(), indices.length, compared, different);
        } finally {
            runs.forEach(CompiledRun::close);
        }
    }
}
