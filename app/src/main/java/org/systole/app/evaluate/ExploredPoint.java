package org.systole.app.evaluate;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.systole.app.ShellWord;
import org.systole.app.UsageProblem;
import org.systole.explore.DesignPoint;
import org.systole.explore.Study;
import org.systole.explore.StudyReader;
import org.systole.files.AtomicFile;
import org.systole.files.RunDirectory;
import org.systole.files.RunRecord;
import org.systole.mapping.MapperSettings;
import org.systole.mapping.Objective;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;

/**
 * A point of an exploration as an argument, {@code RUN:POINT}, such as {@code front:1.0.2}: it stands for the point's network, its
 * accelerator, and how its network is quantized.
 */
public final class ExploredPoint {
    private final Path run;
    private final RunRecord record;
    private final Study study;
    private final DesignPoint point;

    private ExploredPoint(Path run, RunRecord record, Study study, DesignPoint point) {
        this.run = run;
        this.record = record;
        this.study = study;
        this.point = point;
    }

    /**
     * Returns the point that an argument names; nothing when what stands before its last colon is no exploration.
     *
     * @throws SystoleException E9001 when the exploration has no such point
     */
    public static Optional<ExploredPoint> of(String argument) {
        int colon = argument.lastIndexOf(':');
        if (colon < 1) return Optional.empty();
        Path run;
        try {
            run = Path.of(argument.substring(0, colon));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
        if (!RunDirectory.isRun(run)) return Optional.empty();
        RunRecord record = RunDirectory.record(run);
        if (!record.command().equals("explore")) return Optional.empty();
        Path copy = run.resolve("study.yaml");
        Study study = StudyReader.read(
                copy.toString(),
                RunDirectory.bytes(copy),
                Path.of(record.input("study").name()).getParent());
        String name = argument.substring(colon + 1);
        DesignPoint point = study.space()
                .parse(name)
                .filter(p -> study.sweep().isEmpty())
                .orElseThrow(() -> new SystoleException(Problem.of(
                        UsageProblem.BAD_VALUE,
                        Place.file(run.toString()),
                        "'" + name + "' is no point of this exploration, whose points are " + example(study),
                        "take one of the first column of " + run.resolve("points.csv"))));
        return Optional.of(new ExploredPoint(run, record, study, point));
    }

    private static String example(Study study) {
        if (study.sweep().isPresent()) return "settings of a search, not accelerators";
        return study.space().parameters().size() + " numbers with points between them, such as "
                + study.space().at(0);
    }

    /** Returns the argument that names a point of a run, one word for a shell. */
    public static String word(Path run, DesignPoint point) {
        return ShellWord.of(run + ":" + point);
    }

    /** Tells what the run was made from and has changed since. */
    public void tellChanges(Consumer<String> notes) {
        for (String change : RunDirectory.changes(record)) notes.accept(run + ": " + change);
    }

    /** Returns the study. */
    public Study study() {
        return study;
    }

    /** Returns the run directory. */
    public Path run() {
        return run;
    }

    /** Returns the point. */
    public DesignPoint point() {
        return point;
    }

    /** Returns its network, an ONNX file or {@code zoo:NAME}. */
    public String model() {
        return study.model(point);
    }

    /** Returns the file of its accelerator's description; written beside the run's others when it is not there. */
    public Path accelerator() {
        return file("point-" + point + ".yaml", study.description(point));
    }

    /** Returns the file of its quantization plan, written when it is not there; none in a study that does not quantize. */
    public Optional<Path> plan() {
        return study.plan(point).map(text -> file("plan-" + point + ".yaml", text));
    }

    /** Returns the data.yaml that calibrates its network; none in a study that does not quantize. */
    public Optional<Path> data() {
        return study.quantizing().map(q -> Path.of(q.data()));
    }

    /** Returns how the study mapped it: its figures come about again with these settings. */
    public MapperSettings settings() {
        return MapperSettings.DEFAULT
                .with(Objective.valueOf(study.mapping(point).toUpperCase(Locale.ROOT)))
                .withBudget(Long.parseLong(record.options().getOrDefault("effort", "2000")));
    }

    private Path file(String name, String text) {
        Path file = run.resolve(name);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (!Files.isRegularFile(file) || !Arrays.equals(RunDirectory.bytes(file), bytes))
            AtomicFile.write(file, bytes);
        return file;
    }

    /** Returns the commands that make hardware of a Systole core's point, in their order. */
    public static List<String> toHardware(String program, String word, String folder) {
        return List.of(
                program + " compile " + word + " -o " + folder,
                program + " simulate " + folder,
                program + " generate -o " + folder,
                program + " verify " + folder,
                program + " synthesize " + folder + " --family ecp5");
    }
}
