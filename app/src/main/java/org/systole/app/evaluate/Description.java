package org.systole.app.evaluate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.systole.cost.AcceleratorCosts;
import org.systole.cost.CostTables;
import org.systole.cost.Technology;
import org.systole.cost.TechnologyReader;
import org.systole.files.ContentHash;
import org.systole.files.RunDirectory;
import org.systole.files.RunRecord;
import org.systole.hardware.Accelerator;
import org.systole.hardware.AcceleratorWriter;
import org.systole.hardware.Accelerators;
import org.systole.hardware.ScaleSimAccelerators;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;
import org.systole.workload.ScaleSimConfig;

/**
 * An accelerator argument, and a technology if one was given: shipped names, YAML files, or a configuration of SCALE-Sim.
 *
 * <p>What is shipped is part of the build, so its name identifies it and a kept result needs no parsing; a file is read to
 * know what it extends.
 */
public final class Description {
    private final String argument;
    private final Optional<String> technology;
    private final boolean shipped;
    private Accelerator accelerator;
    private CostTables tables;

    private Description(String argument, Optional<String> technology) {
        this.argument = argument;
        this.technology = technology;
        this.shipped = Accelerators.names().contains(argument);
    }

    /**
     * Finds an accelerator.
     *
     * @param argument its name or file, or a point of an exploration
     * @param technology the name or file of a technology that takes the place of its own
     * @throws org.systole.problem.SystoleException with all problems of a file, or when there is no such name
     */
    public static Description of(String argument, Optional<String> technology) {
        String named = ExploredPoint.of(argument)
                .map(point -> point.accelerator().toString())
                .orElse(argument);
        var description = new Description(named, technology);
        if (!description.shipped || description.isTechnologyFile()) description.accelerator();
        return description;
    }

    private boolean isTechnologyFile() {
        return technology.isPresent() && Files.isRegularFile(Path.of(technology.get()));
    }

    /** Returns text that tells it from every other accelerator. */
    String identity() {
        String made = isTechnologyFile()
                ? ContentHash.of(RunDirectory.bytes(Path.of(technology.get())))
                : technology.orElse("its own");
        return (shipped ? "shipped:" + argument : AcceleratorWriter.hash(accelerator())) + " technology " + made;
    }

    /** Returns the accelerator, in the technology that was asked for. */
    public Accelerator accelerator() {
        if (accelerator == null) accelerator = load();
        return accelerator;
    }

    private Accelerator load() {
        Accelerator own = isScaleSim() ? scaleSim() : Accelerators.load(argument, technologies());
        if (technology.isEmpty()) return own;
        if (!isTechnologyFile()) return own.withTechnology(technology.get());
        Technology read = new TechnologyReader(tables()).read(Path.of(technology.get()));
        tables = tables().with(read);
        return own.withTechnology(read.name());
    }

    /** Returns the technologies that a file may name; any, where another takes its place. */
    private List<String> technologies() {
        if (shipped || technology.isPresent()) return List.of();
        return tables().technologies().all().stream().map(Technology::name).toList();
    }

    private boolean isScaleSim() {
        return argument.toLowerCase(Locale.ROOT).endsWith(".cfg");
    }

    private Accelerator scaleSim() {
        try {
            return ScaleSimAccelerators.of(ScaleSimConfig.read(Path.of(argument)));
        } catch (IOException e) {
            RunDirectory.bytes(Path.of(argument));
            throw new UncheckedIOException(e);
        }
    }

    private CostTables tables() {
        if (tables == null) tables = CostTables.read();
        return tables;
    }

    /**
     * Returns what the accelerator's actions cost.
     *
     * @throws org.systole.problem.SystoleException E28xx when there is no such technology
     */
    public AcceleratorCosts costs() {
        Accelerator made = accelerator();
        try {
            return tables().costs(made);
        } catch (SystoleException refused) {
            if (shipped || technology.isPresent()) throw refused;
            // The tables know what is wrong, this knows in which file.
            throw new SystoleException(refused.problems().stream()
                    .map(p -> Problem.of(
                            p.code(), Place.element(argument, p.place().element()), p.message(), p.fix()))
                    .toList());
        }
    }

    /**
     * Returns the technology that its costs are looked up with.
     *
     * @throws org.systole.problem.SystoleException E28xx when there is no such technology
     */
    public Technology technology() {
        Accelerator made = accelerator();
        return tables().technologies().named(made.technology());
    }

    /** Returns what a reader of the costs should know. */
    List<String> notes() {
        Accelerator made = accelerator();
        return tables().notes(made);
    }

    /** Returns the resolved description for the run directory: everything that it extends is in it. */
    public String text() {
        return AcceleratorWriter.yaml(accelerator());
    }

    /** Returns the files that it came from. */
    public List<RunRecord.Input> inputs() {
        var inputs = new ArrayList<RunRecord.Input>();
        if (shipped) inputs.add(new RunRecord.Input("accelerator", argument, AcceleratorWriter.hash(accelerator()), 0));
        else inputs.add(RunRecord.Input.file("accelerator", Path.of(argument)));
        if (isTechnologyFile()) inputs.add(RunRecord.Input.file("technology", Path.of(technology.get())));
        return inputs;
    }
}
