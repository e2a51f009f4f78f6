package org.systole.app.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.systole.app.Console;
import org.systole.app.UsageProblem;
import org.systole.app.evaluate.ModelReference;
import org.systole.explore.LayerSweep;
import org.systole.explore.LayerSweep.Design;
import org.systole.explore.Study;
import org.systole.explore.StudyReader;
import org.systole.files.AtomicFile;
import org.systole.mapping.HardwareSweep;
import org.systole.mapping.MapperSettings;
import org.systole.mapping.Objective;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;
import org.systole.report.Listing;
import org.systole.report.Quantities;
import org.systole.report.Screen;
import org.systole.report.TextTable;
import org.systole.workload.MacLayer;
import org.systole.workload.Precision;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sweeps hardware for one layer. */
@Command(
        name = "sweep",
        header = "Costs millions of designs for one layer of a network.",
        description = {
            "A study gives the accelerators: each of them is mapped once. Every combination of the bandwidths given"
                    + " here is then costed completely under that mapping, and the front of latency, energy and area is shown."
                    + " Nothing else is kept."
        },
        footer = {
            "",
            "Example:",
            "  systole sweep studies/layer-sweep.yaml --layer features.2 --rate dram.bus=8..1024:8"
        })
public final class SweepCommand implements Callable<Integer> {
    private static final int SHOWN = 20;
    private static final int MOST_VALUES = 100_000;
    private static final Pattern RANGE =
            Pattern.compile("([1-9][0-9]{0,6})(?:\\.\\.([1-9][0-9]{0,6})(?::([1-9][0-9]{0,6}))?)?");

    @Parameters(paramLabel = "STUDY", description = "A study; its parameters and rules give the accelerators.")
    private Path file;

    @Option(names = "--layer", paramLabel = "NAME", required = true, description = "A layer of the study's model.")
    private String layer;

    @Option(
            names = "--rate",
            paramLabel = "NAME=FROM..TO:STEP",
            description = "Bits per cycle of a link or of MEMORY.PORT; may be given more than once.")
    private Map<String, String> rates = new LinkedHashMap<>();

    @Option(names = "--max-area", paramLabel = "MM2", description = "Larger designs do not count as valid.")
    private double area = Double.POSITIVE_INFINITY;

    @Option(names = "--max-power", paramLabel = "W", description = "Designs that take more do not count as valid.")
    private double power = Double.POSITIVE_INFINITY;

    @Option(
            names = "--threads",
            paramLabel = "N",
            converter = PositiveCount.class,
            description = "Accelerators at the same time; all cores otherwise.")
    private Integer threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--effort",
            paramLabel = "N",
            converter = PositiveCount.class,
            description = "Nodes the mapper looks at on each accelerator; by default 1000.")
    private Integer effort = 1000;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Saves the whole front as CSV.")
    private Path output;

    @Mixin
    private FormatOptions format;

    @Mixin
    private OutputOptions printing;

    /** Creates the command. */
    public SweepCommand() {}

    @Override
    public Integer call() {
        Console console = printing.console();
        Study study = StudyReader.read(file);
        var workload = ModelReference.of(study.model(), List.of(), console.notes())
                .load(Precision.INT8)
                .workload();
        var names = workload.macLayers().stream().map(MacLayer::name).toList();
        if (!names.contains(layer))
            throw refused("the model has no layer '" + layer + "'", "use one of " + String.join(", ", names));
        var settings = MapperSettings.DEFAULT
                .with(Objective.valueOf(study.mapping().toUpperCase(Locale.ROOT)))
                .withBudget(effort);
        long start = System.nanoTime();
        LayerSweep.Swept swept;
        try {
            swept = new LayerSweep(study, workload, layer, ranges(), settings).run(threads);
        } catch (IllegalArgumentException e) {
            throw refused(e.getMessage(), "name a link, or a memory and one of its ports: dram.bus");
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        Listing front = listing(study, swept);
        if (output != null) AtomicFile.write(output, front.csv());
        if (format.json() || format.csv()) Printing.print(console, format, front);
        else show(console, study, swept, front, seconds);
        return 0;
    }

    private LayerSweep.Ranges ranges() {
        var list = new ArrayList<HardwareSweep.Rate>();
        rates.forEach((name, text) -> list.add(new HardwareSweep.Rate(name, values(text))));
        return new LayerSweep.Ranges(list, area, power);
    }

    /** Returns a bandwidth's values: {@code FROM..TO:STEP}, {@code FROM..TO} by one, or one number. */
    static List<Integer> values(String text) {
        Matcher range = RANGE.matcher(text);
        if (!range.matches()) throw noRange(text);
        int from = Integer.parseInt(range.group(1));
        int to = range.group(2) == null ? from : Integer.parseInt(range.group(2));
        int step = range.group(3) == null ? 1 : Integer.parseInt(range.group(3));
        if (to < from || (to - from) / step > MOST_VALUES) throw noRange(text);
        var values = new ArrayList<Integer>();
        for (int v = from; v <= to; v += step) values.add(v);
        return List.copyOf(values);
    }

    private static SystoleException noRange(String text) {
        return refused(
                "--rate: '" + TextTable.plain(text) + "' is no range",
                "write FROM..TO:STEP in whole numbers from 1, at most " + MOST_VALUES
                        + " of them, for example 8..1024:8");
    }

    private static SystoleException refused(String what, String fix) {
        return new SystoleException(Problem.of(UsageProblem.BAD_VALUE, Place.NONE, what, fix));
    }

    private Listing listing(Study study, LayerSweep.Swept swept) {
        var columns = new ArrayList<Listing.Column>();
        study.space().parameters().forEach(p -> columns.add(Listing.Column.number(p.name(), p.name())));
        rates.keySet().forEach(name -> columns.add(Listing.Column.number(name, name)));
        for (String name : List.of("cycles", "latency_ms", "energy_mj", "area_mm2", "power_w"))
            columns.add(Listing.Column.number(name, name));
        var listing = new Listing("designs", columns);
        swept.front().stream()
                .sorted(Comparator.comparingDouble(Design::latencyMs).thenComparingDouble(Design::energyMj))
                .forEach(d -> listing.row(row(study, d)));
        return listing;
    }

    private static Object[] row(Study study, Design d) {
        var cells = new ArrayList<Object>(study.space().texts(d.point()).values());
        cells.addAll(d.bitsPerCycle());
        for (double figure : new double[] {d.cycles(), d.latencyMs(), d.energyMj(), d.areaMm2(), d.powerW()})
            cells.add(new Listing.Shown(figure, Double.isNaN(figure) ? "unknown" : Quantities.digits(figure)));
        return cells.toArray();
    }

    private void show(Console console, Study study, LayerSweep.Swept swept, Listing front, double seconds) {
        console.line(study.title() + "; layer " + layer);
        console.line(String.format(
                Locale.ROOT,
                "Accelerators %,d mapped once each%s",
                swept.accelerators(),
                swept.refused() == 0 ? "" : String.format(Locale.ROOT, ", %,d of them refused", swept.refused())));
        console.line(
                String.format(Locale.ROOT, "Designs      %,d, of which %,d are valid", swept.designs(), swept.valid()));
        console.line(String.format(
                Locale.ROOT,
                "Took         %.1f s with %d threads: %,.0f valid designs a second",
                seconds,
                threads,
                swept.valid() / seconds));
        console.line(String.format(
                Locale.ROOT,
                "Front        %,d designs of least latency, energy and area%s",
                front.size(),
                front.size() > SHOWN ? "; the first " + SHOWN + ":" : ""));
        console.lines(front.lines(Screen.WIDTH).stream().limit(SHOWN + 1).toList());
        if (output != null) console.note("the front is saved in " + output);
    }
}
