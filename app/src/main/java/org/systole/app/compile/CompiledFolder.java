package org.systole.app.compile;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.systole.app.ShellWord;
import org.systole.app.UsageProblem;
import org.systole.app.evaluate.ModelReference;
import org.systole.compile.CoreConfig;
import org.systole.compile.CoreConfigs;
import org.systole.compile.Program;
import org.systole.compile.ProgramFile;
import org.systole.files.RunDirectory;
import org.systole.files.RunRecord;
import org.systole.hardware.Accelerator;
import org.systole.hardware.Accelerators;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;

/**
 * A directory that {@code compile} or {@code generate} wrote, and that {@code simulate}, {@code verify} and {@code synthesize}
 * add to.
 */
public final class CompiledFolder {
    /** The accelerator's resolved description. */
    public static final String ACCELERATOR = "accelerator.yaml";

    /** The core that commands take when none is named. */
    public static final String USUAL_CORE = "systole-core-8ws";

    /** Entries of an instruction memory for no particular program. */
    public static final int ENTRIES = 4096;

    private final Path folder;
    private final RunRecord record;
    private final Accelerator accelerator;
    private Program program;

    private CompiledFolder(Path folder, RunRecord record, Accelerator accelerator) {
        this.folder = folder;
        this.record = record;
        this.accelerator = accelerator;
    }

    /** Returns whether a folder looks like one. */
    public static boolean is(Path folder) {
        return Files.isRegularFile(folder.resolve(ACCELERATOR)) && RunDirectory.isRun(folder);
    }

    /**
     * Opens a directory.
     *
     * @param notes receives a sentence for each input that has changed since
     * @throws SystoleException E9008 when it is none, E9104 when it is not complete
     */
    public static CompiledFolder open(Path folder, Consumer<String> notes) {
        if (!is(folder)) throw refused(folder, "it is no directory that compile or generate wrote");
        RunRecord record = RunDirectory.open(folder, notes);
        return new CompiledFolder(
                folder,
                record,
                Accelerators.load(folder.resolve(ACCELERATOR).toAbsolutePath().toString()));
    }

    private static SystoleException refused(Path folder, String what) {
        return new SystoleException(Problem.of(
                UsageProblem.NOT_COMPILED,
                Place.file(folder.toString()),
                what,
                "make one: systole compile MODEL --accelerator " + USUAL_CORE + " -o " + ShellWord.of(folder)));
    }

    /** Returns where it is. */
    public Path folder() {
        return folder;
    }

    /** Returns what the run says of itself. */
    public RunRecord record() {
        return record;
    }

    /** Returns the accelerator that it was made for. */
    public Accelerator accelerator() {
        return accelerator;
    }

    /** Returns the core's parameters. */
    public CoreConfig config() {
        return CoreConfigs.of(accelerator);
    }

    /** Returns whether there is a program, not only hardware. */
    public boolean hasProgram() {
        return Files.exists(folder.resolve(ProgramFile.FILE));
    }

    /**
     * Returns the program.
     *
     * @throws SystoleException E9008 when there is none, E5009 or E5010 when it is damaged or of another version
     */
    public Program program() {
        if (program != null) return program;
        if (!hasProgram()) throw refused(folder, "it holds no program (" + ProgramFile.FILE + ")");
        Path file = folder.resolve(ProgramFile.FILE);
        program = ProgramFile.read(
                file.toString(), RunDirectory.bytes(file), RunDirectory.bytes(folder.resolve(ProgramFile.IMAGE)));
        return program;
    }

    /**
     * Returns the model as compile quantized it: the integers that it stored, or, where it read them from a quantized model, that
     * model again.
     *
     * @throws SystoleException E9008 when that has changed, so that the integers would be others
     */
    public QuantizedModel model(int threads) {
        var request = QuantizedModel.Request.of(record, threads);
        boolean stored =
                record.outputs().stream().anyMatch(output -> output.name().equals(ModelReference.QUANTIZED));
        if (stored) return QuantizedModel.stored(folder.resolve(ModelReference.QUANTIZED), request);
        var changes = RunDirectory.changes(record);
        if (!changes.isEmpty()) throw refused(folder, String.join("; ", changes));
        return QuantizedModel.of(request, note -> {});
    }

    /**
     * Checks that two cores are the same.
     *
     * @throws SystoleException E9008 when they are not
     */
    public static void checkSame(Path folder, CoreConfig there, CoreConfig asked) {
        if (!there.equals(asked))
            throw refused(folder, "it is for another core: " + there + "; asked for was " + asked);
    }

    /** Returns entries of an instruction memory for the program that is there, or for any. */
    public int entries() {
        return hasProgram() ? entries(program()) : ENTRIES;
    }

    /** Returns entries of an instruction memory that the program fits, a power of two. */
    public static int entries(Program program) {
        return Integer.highestOneBit(Math.max(1, program.instructions().size())) * 2;
    }
}
