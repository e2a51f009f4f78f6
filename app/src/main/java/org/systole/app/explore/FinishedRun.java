package org.systole.app.explore;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.systole.app.Console;
import org.systole.app.Launcher;
import org.systole.app.ShellWord;
import org.systole.app.UsageProblem;
import org.systole.explore.DesignPoint;
import org.systole.explore.ExploreProblem;
import org.systole.explore.Outcome;
import org.systole.explore.Store;
import org.systole.explore.Study;
import org.systole.explore.StudyReader;
import org.systole.files.JsonReader;
import org.systole.files.RunDirectory;
import org.systole.files.RunRecord;
import org.systole.problem.ExitStatus;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;
import org.systole.report.DataTable;
import org.systole.report.ExplorationResult;
import org.systole.report.ExplorationTables;
import org.systole.report.PointTable;

/** A run directory of an exploration, ended or not, read without evaluating anything. */
public final class FinishedRun {
    private final Path folder;
    private final RunRecord record;
    private Study study;
    private final Set<String> damages = new LinkedHashSet<>();

    private FinishedRun(Path folder, RunRecord record) {
        this.folder = folder;
        this.record = record;
    }

    /**
     * Opens a run directory.
     *
     * @throws SystoleException when it is none, or one of another command
     */
    public static FinishedRun open(Path folder) {
        RunRecord record = RunDirectory.record(folder);
        if (!record.command().equals("explore"))
            throw new SystoleException(Problem.of(
                    UsageProblem.BAD_VALUE,
                    Place.file(folder.toString()),
                    "it is the run directory of '" + record.command() + "', not of an exploration",
                    "name a folder that 'systole explore -o DIR' wrote"));
        return new FinishedRun(folder, record);
    }

    /** Returns the folder. */
    public Path folder() {
        return folder;
    }

    /** Returns what {@code run.json} says. */
    public RunRecord record() {
        return record;
    }

    /** Returns the options of a run's record that decide its result. */
    public static Map<String, String> options(long effort, long budget) {
        var options = new LinkedHashMap<String, String>();
        options.put("effort", Long.toString(effort));
        if (budget > 0) options.put("budget", Long.toString(budget));
        return options;
    }

    /** Returns how many nodes the mapper looked at for a layer. */
    public long effort() {
        return Long.parseLong(record.options().getOrDefault("effort", Integer.toString(PreparedStudy.EFFORT)));
    }

    /** Returns the budget that the command named, 0 when it named none. */
    public long budget() {
        return Long.parseLong(record.options().getOrDefault("budget", "0"));
    }

    /** Returns the run's study with its model read, as the run had it. */
    public PreparedStudy prepared(Consumer<String> notes) {
        return PreparedStudy.of(studyFile(), effort(), budget(), notes);
    }

    /** Returns the study's original file. */
    public Path studyFile() {
        return Path.of(record.input("study").name());
    }

    /** Returns the study as it was when the run began. */
    public Study study() {
        // not before it is asked for: a run that was killed at once has no copy yet, and can be resumed
        if (study == null) {
            Path copy = folder.resolve(ExploreRun.STUDY);
            Study read = StudyReader.read(
                    copy.toString(), RunDirectory.bytes(copy), studyFile().getParent());
            study = budget() > 0 ? read.with(read.search().withBudget(budget())) : read;
        }
        return study;
    }

    /** Returns the store. */
    public Path store() {
        String given = record.options().get("store");
        return given == null ? folder.resolve(ExploreRun.STORE) : Path.of(given);
    }

    /** Returns the name under which the store knows the study. */
    public String id() {
        return record.options().getOrDefault("id", "");
    }

    /** Returns how many evaluations are in the store. */
    public long evaluated() {
        if (!Files.exists(store())) return 0;
        try (Store s = read()) {
            return s.count(id());
        }
    }

    /** Opens the store so that a run that is going on is not disturbed, and a store that is only looked at stays as it is. */
    private Store read() {
        Store opened = Store.openToRead(store());
        opened.note().ifPresent(damages::add);
        return opened;
    }

    /**
     * Says what of the run could not be read.
     *
     * @return the exit status of a command that has shown the rest: 0 when nothing is missing
     */
    public int tellDamages(Console console) {
        damages.forEach(damage -> console.warn("warning: " + damage));
        return damages.isEmpty() ? 0 : ExitStatus.INVALID_INPUT.code();
    }

    /** Returns the points so far. */
    public ExplorationResult result() {
        Map<DesignPoint, Outcome> outcomes;
        var stages = new LinkedHashMap<String, Map<DesignPoint, Outcome>>();
        try (Store s = read()) {
            outcomes = s.ofStudy(id());
            for (String stage : study().fidelity().stages()) {
                var found = s.ofStudy(PreparedStudy.stageId(id(), stage));
                if (!found.isEmpty()) stages.put(stage, found);
            }
            if (s.damaged() > 0)
                damages.add(s.damaged() + " evaluations of " + store() + " are damaged and left out; '"
                        + Launcher.name() + " resume " + ShellWord.of(folder) + "' makes them again");
        }
        Map<String, Long> rejected = new LinkedHashMap<>();
        var facts = new ArrayList<>(List.of("Model " + String.join(", ", study().models())));
        Path front = folder.resolve(ExplorationTables.FRONT);
        if (record.complete() && Files.exists(front)) {
            JsonReader tree = JsonReader.of(front.toString(), RunDirectory.bytes(front));
            rejected = tree.get("rejected").map(JsonReader::whole);
            facts = new ArrayList<>(tree.get("facts").list(JsonReader::text));
        }
        return new ExplorationResult(study(), outcomes, stages, rejected, facts, record.complete());
    }

    /** Returns every point so far as a typed table that says where it comes from. */
    public DataTable table() {
        ExplorationResult result = result();
        var facts = new LinkedHashMap<String, String>();
        facts.put("version", record.version());
        facts.put("build", record.build());
        facts.put("title", result.study().title());
        facts.put("created", record.created());
        facts.put("complete", Boolean.toString(result.isComplete()));
        facts.put("witness", result.witness());
        facts.put("study", text(ExploreRun.STUDY));
        try (Store s = read()) {
            // JSON: hashes of the model and all other inputs, mapper, seed
            facts.put("provenance", s.description(id()).orElse("{}"));
        }
        return PointTable.of(result, facts);
    }

    /**
     * Refuses to go on when what the run was made from has changed.
     *
     * @throws SystoleException with every change
     */
    public void checkUnchanged() {
        List<String> changes = RunDirectory.changes(record);
        if (changes.isEmpty()) return;
        throw new SystoleException(Problem.of(
                ExploreProblem.RUN_STALE,
                Place.file(folder.toString()),
                String.join("; ", changes),
                "restore it, or begin a new run: systole explore " + studyFile() + " -o NEW"));
    }

    /** Returns the text of a file of the run. */
    public String text(String name) {
        return new String(RunDirectory.bytes(folder.resolve(name)), StandardCharsets.UTF_8);
    }
}
