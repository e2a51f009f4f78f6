package org.systole.app.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.systole.app.Console;
import org.systole.app.Progress;
import org.systole.app.evaluate.ModelReference;
import org.systole.cost.Cost;
import org.systole.cost.CostTables;
import org.systole.cost.ProductCosts;
import org.systole.data.DataSet;
import org.systole.files.Json;
import org.systole.formats.Formats;
import org.systole.graph.Graph;
import org.systole.precision.Strategy;
import org.systole.precision.StrategyTable;
import org.systole.precision.Trial;
import org.systole.report.CsvTable;
import org.systole.report.Screen;
import org.systole.report.TextTable;
import org.systole.units.Certainty;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says what number formats cost a network in accuracy and save in hardware. */
@Command(
        name = "strategies",
        header = "Compares number formats for a network: accuracy beside the cost of multipliers and shifters.",
        description = {
            "Runs the network with all weights and activations in each of some number formats, from float over fixed point to"
                    + " weights that need no multiplier, on the samples that do not calibrate. Beside the accuracy and its"
                    + " change: the memory of the weights, what forms a product, and the energy and area of that.",
            "The names of formats are explained in docs/models/number-formats.md, the costs in docs/models/cost.md."
        },
        footer = {
            "",
            "Examples:",
            "  systole strategies model.onnx --data data.yaml",
            "  systole strategies model.onnx --data data.yaml --formats ternary:channel/levels7,pot4x2:channel/int8",
            "  systole strategies model.onnx --data data.yaml --technology cmos-28nm --csv"
        })
public final class StrategiesCommand implements Callable<Integer> {
    private static final List<String> HEAD =
            List.of("weights", "activations", "top-1 %", "change", "+-", "KiB", "product", "pJ", "um2");

    @Parameters(paramLabel = "MODEL", description = "An ONNX file, zoo:NAME, or a run directory.")
    private String model;

    @Mixin
    private ShapeOptions shapes;

    @Mixin
    private DataOptions data;

    @Option(
            names = "--formats",
            paramLabel = "WEIGHTS/ACTIVATIONS",
            split = ",",
            description =
                    "The strategies to compare; a third part behind another slash is the format of sums. Without it: a"
                            + " table of twenty.")
    private List<String> formats = new ArrayList<>();

    @Option(
            names = "--technology",
            paramLabel = "NAME",
            defaultValue = "cmos-45nm",
            description = "The technology of the costs ('systole list technologies'); default ${DEFAULT-VALUE}.")
    private String technology;

    @Option(
            names = "--clock-mhz",
            paramLabel = "MHZ",
            defaultValue = "200",
            description = "The clock that multipliers must keep up with; default ${DEFAULT-VALUE}.")
    private double clockMhz;

    @Mixin
    private FormatOptions format;

    @Mixin
    private OutputOptions printing;

    /** Creates the command. */
    public StrategiesCommand() {}

    @Override
    public Integer call() {
        Console console = printing.console();
        ProductCosts costs = CostTables.read().products(technology, clockMhz);
        List<Strategy> strategies = strategies();
        Graph graph =
                ModelReference.original(model, shapes.given(), console.notes()).graph();
        DataSet set = data.read();
        Trial trial = Trial.of(graph, set, data.scoring(set), Trial.CALIBRATION, data.threads());
        List<StrategyTable.Row> rows;
        try (var progress = new Progress(console, "trying formats", strategies.size())) {
            rows = StrategyTable.of(trial, strategies, data.threads(), progress);
        }
        if (format.json()) console.text(Json.pretty(json(set, rows, costs)));
        else if (format.csv()) console.text(csv(rows, costs));
        else print(console, set, rows, costs);
        return 0;
    }

    private List<Strategy> strategies() {
        if (formats.isEmpty()) return Strategy.ALL;
        var strategies = new ArrayList<Strategy>();
        for (String text : formats) {
            String[] parts = text.split("/", -1);
            Strategy strategy = Strategy.of(parts[0], parts.length > 1 ? parts[1] : "fp32");
            strategies.add(parts.length > 2 ? strategy.sums(Formats.parse(parts[2])) : strategy);
        }
        return strategies;
    }

    private void print(Console console, DataSet set, List<StrategyTable.Row> rows, ProductCosts costs) {
        console.line(
                model + " on " + set.title() + ", " + rows.getFirst().score().samples() + " samples");
        var sides = new ArrayList<TextTable.Side>();
        for (int i = 0; i < HEAD.size(); i++) sides.add(i < 2 || i == 6 ? TextTable.Side.LEFT : TextTable.Side.RIGHT);
        var table = new TextTable(sides, HEAD);
        for (StrategyTable.Row row : rows) {
            ProductCosts.ProductCost cost = costs.of(row.strategy().product());
            table.row(List.of(
                    row.strategy().weights() + (row.strategy().compensated() ? " *" : ""),
                    activations(row.strategy()),
                    number("%.2f", 100 * row.score().value()),
                    number("%+.2f", 100 * row.change().value()),
                    number("%.2f", 100 * row.change().standardError()),
                    number("%.1f", row.weightBits() / 8.0 / 1024),
                    row.strategy().product().text(),
                    text(cost.energyPj(), "%.3f"),
                    text(cost.areaUm2(), "%.0f")));
        }
        console.lines(table.lines(Screen.WIDTH));
        console.line(
                "* weights rounded so that layers keep their outputs on samples that calibrate; no labels are used");
        console.line("change: from the float network, paired, with its standard error, in points");
        console.line("pJ, um2: of one product without the addition to the sum, " + technology + " at "
                + number("%.0f", clockMhz) + " MHz; ~ between or beyond the rows of the tables in docs/models/cost.md");
    }

    private static String activations(Strategy strategy) {
        return strategy.activations() + (strategy.sums() == null ? "" : ", sums " + strategy.sums());
    }

    private static String number(String pattern, double value) {
        return String.format(Locale.ROOT, pattern, value);
    }

    private static String text(Cost cost, String pattern) {
        if (!cost.isKnown()) return "unknown";
        return number(pattern, cost.value()) + (cost.certainty() == Certainty.TABULATED ? "  " : " ~");
    }

    private static String csv(List<StrategyTable.Row> rows, ProductCosts costs) {
        var table = new CsvTable(List.of(
                "weights",
                "activations",
                "compensated",
                "accuracy",
                "change",
                "change_standard_error",
                "weight_bits",
                "product",
                "energy_pj",
                "energy_certainty",
                "energy_source",
                "area_um2",
                "area_certainty"));
        for (StrategyTable.Row row : rows) {
            ProductCosts.ProductCost cost = costs.of(row.strategy().product());
            table.row(List.of(
                    row.strategy().weights(),
                    activations(row.strategy()),
                    row.strategy().compensated(),
                    row.score().value(),
                    row.change().value(),
                    row.change().standardError(),
                    row.weightBits(),
                    row.strategy().product().text(),
                    cost.energyPj().value(),
                    cost.energyPj().certainty(),
                    cost.energyPj().source(),
                    cost.areaUm2().value(),
                    cost.areaUm2().certainty()));
        }
        return table.toString();
    }

    private LinkedHashMap<String, Object> json(DataSet set, List<StrategyTable.Row> rows, ProductCosts costs) {
        var entries = new ArrayList<Object>();
        for (StrategyTable.Row row : rows) {
            ProductCosts.ProductCost cost = costs.of(row.strategy().product());
            var entry = new LinkedHashMap<String, Object>();
            entry.put("weights", row.strategy().weights().toString());
            entry.put("activations", activations(row.strategy()));
            entry.put("compensated", row.strategy().compensated());
            entry.put("accuracy", row.score().value());
            entry.put("change", row.change().value());
            if (!Double.isNaN(row.change().standardError()))
                entry.put("change_standard_error", row.change().standardError());
            entry.put("weight_bits", row.weightBits());
            entry.put("product", row.strategy().product().text());
            if (cost.energyPj().isKnown())
                entry.put("energy_pj", cost.energyPj().value());
            entry.put("energy_certainty", cost.energyPj().certainty().toString());
            entry.put("energy_source", cost.energyPj().source());
            if (cost.areaUm2().isKnown()) entry.put("area_um2", cost.areaUm2().value());
            entries.add(entry);
        }
        var tree = new LinkedHashMap<String, Object>();
        tree.put("schema", "systole/strategies/1");
        tree.put("model", model);
        tree.put("data", set.title());
        tree.put("samples", rows.getFirst().score().samples());
        tree.put("technology", costs.technology());
        tree.put("strategies", entries);
        return tree;
    }
}
