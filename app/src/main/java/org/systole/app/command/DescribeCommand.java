package org.systole.app.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.systole.app.Console;
import org.systole.app.Launcher;
import org.systole.app.ShellWord;
import org.systole.app.UsageProblem;
import org.systole.app.evaluate.Description;
import org.systole.app.evaluate.ExploredPoint;
import org.systole.app.evaluate.ModelReference;
import org.systole.cost.AcceleratorCosts;
import org.systole.cost.Cost;
import org.systole.cost.Technologies;
import org.systole.cost.Technology;
import org.systole.hardware.Accelerator;
import org.systole.hardware.AcceleratorWriter;
import org.systole.hardware.Accelerators;
import org.systole.problem.DidYouMean;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;
import org.systole.report.AcceleratorListings;
import org.systole.report.Listing;
import org.systole.report.Listing.Column;
import org.systole.report.Screen;
import org.systole.report.TextTable;
import org.systole.report.WorkloadListing;
import org.systole.workload.Precision;
import org.systole.workload.Workload;
import org.systole.zoo.Zoo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows a network's layers, an accelerator with what its actions cost, or what the costs of a technology rest on. */
@Command(
        name = "describe",
        header = "Shows a network's layers, an accelerator with its costs, or a technology.",
        description = {
            "A model becomes a table of its layers as loop nests. An accelerator becomes its resolved description, and what"
                    + " each action and part of it costs, with the tables' rows. A technology says which tables it is."
        })
public final class DescribeCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "MODEL|ACCELERATOR|TECHNOLOGY",
            description =
                    "An ONNX file, zoo:NAME, a run directory; an accelerator's name or YAML file, or RUN:POINT of an"
                            + " exploration; or a technology.")
    private String subject;

    @Option(names = "--shape", paramLabel = "INPUT=SHAPE", description = "The shape of an input; repeatable.")
    private List<String> shapes = new ArrayList<>();

    @Option(
            names = "--technology",
            paramLabel = "TECHNOLOGY",
            description = "A name of 'systole list technologies' or a YAML file; default: the accelerator's own.")
    private String technology;

    @Option(names = "--yaml", description = "Prints an accelerator's resolved description as YAML, and nothing else.")
    private boolean yaml;

    @Mixin
    private FormatOptions format;

    @Mixin
    private OutputOptions printing;

    /** Creates the command. */
    public DescribeCommand() {}

    @Override
    public Integer call() {
        Console console = printing.console();
        var explored = ExploredPoint.of(subject);
        if (explored.isPresent()) point(console, explored.get());
        else if (isAccelerator()) accelerator(console, Description.of(subject, Optional.ofNullable(technology)));
        else if (Technologies.read().has(subject))
            technology(console, Technologies.read().named(subject));
        else model(console);
        return 0;
    }

    /** A point of an exploration is an accelerator first: its network is that of every other point. */
    private void point(Console console, ExploredPoint explored) {
        explored.tellChanges(console.notes());
        accelerator(console, Description.of(subject, Optional.ofNullable(technology)));
        if (!yaml && !format.json() && !format.csv())
            console.line("Its network: " + Launcher.name() + " describe " + ShellWord.of(explored.model()));
    }

    private boolean isAccelerator() {
        if (Accelerators.names().contains(subject)) return true;
        return subject.endsWith(".yaml") || subject.endsWith(".yml") || subject.endsWith(".cfg");
    }

    private void model(Console console) {
        if (!subject.startsWith("zoo:")
                && !Files.exists(Path.of(subject))
                && Zoo.find(subject).isEmpty()) throw unknown();
        var reference = ModelReference.of(subject, shapes, console.notes());
        ModelReference.Loaded model = reference.load(Precision.INT8);
        model.notes().forEach(console::note);
        Workload workload = model.workload();
        Listing listing = WorkloadListing.of(workload);
        if (format.json() || format.csv()) {
            Printing.print(console, format, listing);
            return;
        }
        console.lines(WorkloadListing.head(model.facts(), workload));
        console.lines(listing.lines(Screen.WIDTH));
        workload.notes().forEach(console::note);
    }

    private void technology(Console console, Technology made) {
        var listing =
                new Listing("technology", List.of(Column.text("key", made.name()), Column.text("value", "technology")));
        listing.row("title", made.title());
        listing.row("kind", made.kind().toString());
        listing.row("memory_nm", made.memoryNm() == 0 ? "" : String.valueOf(made.memoryNm()));
        listing.row("logic_nm", made.logicNm() == 0 ? "" : String.valueOf(made.logicNm()));
        listing.row("memory_cells", made.cell().toString());
        listing.row("arithmetic", made.basis().toString());
        listing.row("dram", made.dram());
        listing.row("note", made.note());
        Printing.print(console, format, listing);
    }

    private void accelerator(Console console, Description description) {
        Accelerator accelerator = description.accelerator();
        if (yaml) {
            console.text(AcceleratorWriter.yaml(accelerator));
            return;
        }
        AcceleratorCosts costs = description.costs();
        Listing actions = AcceleratorListings.costs(accelerator, costs);
        if (format.json() || format.csv()) {
            Printing.print(console, format, actions);
            return;
        }
        console.lines(AcceleratorListings.head(accelerator));
        console.line("");
        console.lines(AcceleratorListings.memories(accelerator).lines(Screen.WIDTH));
        console.line("");
        console.lines(actions.lines(Screen.WIDTH));
        Cost area = costs.totalAreaMm2();
        console.line("");
        console.line("Area in all " + AcceleratorListings.shown(area, " mm²") + ", leakage "
                + AcceleratorListings.shown(costs.totalLeakageMw(), " mW") + "; costs from " + costs.technology()
                + ".");
        if (!console.isVerbose()) console.line("With --json each cost says which rows it rests on.");
        console.line("'systole describe " + ShellWord.of(subject) + " --yaml' prints the resolved description.");
    }

    private SystoleException unknown() {
        var names = new ArrayList<>(Accelerators.names());
        Zoo.names().forEach(name -> names.add("zoo:" + name));
        Technologies.read().all().forEach(technology -> names.add(technology.name()));
        return new SystoleException(Problem.of(
                UsageProblem.UNKNOWN_NAME,
                Place.NONE,
                "there is no model, accelerator or technology '" + TextTable.plain(subject) + "'"
                        + DidYouMean.hint(subject, names),
                "'systole list' shows all names; a file must exist"));
    }
}
