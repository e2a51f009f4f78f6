package org.systole.app.command;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.systole.app.Console;
import org.systole.cost.CostTables;
import org.systole.cost.Technology;
import org.systole.hardware.Accelerator;
import org.systole.hardware.Accelerators;
import org.systole.report.Listing;
import org.systole.report.Listing.Column;
import org.systole.report.Listing.Shown;
import org.systole.report.Quantities;
import org.systole.report.Screen;
import org.systole.zoo.Zoo;
import org.systole.zoo.ZooEntry;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Lists what there is by name. */
@Command(
        name = "list",
        header = "Lists the built-in models, accelerators and technologies.",
        description = "Every name can be given where a MODEL (as zoo:NAME) or an accelerator is expected.")
public final class ListCommand implements Callable<Integer> {
    /** What can be listed. */
    enum What {
        /** Networks of the zoo. */
        MODELS,
        /** Shipped accelerators. */
        ACCELERATORS,
        /** Technology tables. */
        TECHNOLOGIES;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Parameters(
            arity = "0..1",
            paramLabel = "WHAT",
            description = "${COMPLETION-CANDIDATES}; all of them when left out.")
    private What what;

    @Mixin
    private FormatOptions format;

    @Mixin
    private OutputOptions printing;

    /** Creates the command. */
    public ListCommand() {}

    @Override
    public Integer call() {
        Console console = printing.console();
        if (what == null && (format.json() || format.csv())) what = What.ACCELERATORS;
        if (what != null) {
            Printing.print(console, format, listing(what));
            return 0;
        }
        for (What each : What.values()) {
            if (each != What.MODELS) console.line("");
            console.lines(listing(each).lines(Screen.WIDTH));
        }
        return 0;
    }

    static Listing listing(What what) {
        return switch (what) {
            case MODELS -> models();
            case ACCELERATORS -> accelerators();
            case TECHNOLOGIES -> technologies();
        };
    }

    private static Listing models() {
        var listing = new Listing(
                "models",
                List.of(Column.text("name", "Model"), Column.text("title", "what it is"), Column.text("source", "")));
        for (ZooEntry entry : Zoo.entries()) listing.row("zoo:" + entry.name(), entry.title(), entry.source());
        return listing;
    }

    private static Listing accelerators() {
        var listing = new Listing(
                "accelerators",
                List.of(
                        Column.text("name", "Accelerator"),
                        Column.number("pes", "PEs"),
                        Column.number("macs_per_cycle", ""),
                        Column.number("clock_mhz", "MHz"),
                        Column.number("on_chip_bytes", "on chip"),
                        Column.text("witnesses", "witnesses"),
                        Column.text("technology", ""),
                        Column.text("title", "what it is")));
        for (String name : Accelerators.names()) {
            Accelerator a = Accelerators.shipped(name);
            double bytes = a.memories().stream()
                    .filter(m -> !m.isUnbounded())
                    .mapToDouble(m -> m.sizeBits() / 8.0 * a.instances(m))
                    .sum();
            listing.row(
                    name,
                    new Shown(
                            (long) a.array().pes(), Quantities.grouped(a.array().pes())),
                    a.array().peakMacs(),
                    new Shown(a.clockMhz(), Quantities.digits(a.clockMhz())),
                    new Shown(bytes, Quantities.bytes(bytes)),
                    a.witnesses().stream().map(Object::toString).toList(),
                    a.technology(),
                    a.title());
        }
        return listing;
    }

    private static Listing technologies() {
        var listing = new Listing(
                "technologies",
                List.of(
                        Column.text("name", "Technology"),
                        Column.number("memory_nm", "memory nm"),
                        Column.number("logic_nm", "logic nm"),
                        Column.text("dram", "off-chip"),
                        Column.text("title", "what it is"),
                        Column.text("note", "")));
        for (Technology t : CostTables.read().technologies().all())
            listing.row(t.name(), nanometres(t.memoryNm()), nanometres(t.logicNm()), t.dram(), t.title(), t.note());
        return listing;
    }

    private static Shown nanometres(int nm) {
        return new Shown(nm, nm == 0 ? "" : Integer.toString(nm));
    }
}
