package org.systole.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;

/**
 * A folder that a command writes its results to, and that later commands take in place of a model.
 *
 * <p>A run begins with a {@code run.json} whose state is {@code running} and ends with one whose state is {@code complete}
 * and that carries the hash of every file: whoever reads it later knows whether it is whole. One process writes at a time.
 */
public final class RunDirectory implements AutoCloseable {
    private final Path folder;
    private final RunRecord record;
    private final List<RunRecord.Output> outputs = new ArrayList<>();
    private final FolderLock lock;

    private RunDirectory(Path folder, RunRecord record, FolderLock lock) {
        this.folder = folder;
        this.record = record;
        this.lock = lock;
    }

    /**
     * Begins a run. A folder that is already a run directory is taken over.
     *
     * @param folder made when it does not exist
     * @param force whether a folder that holds other things may be written into
     * @param record what is known at the beginning
     * @throws SystoleException E9101 when the folder holds something else, E9105 when another process writes to it, E9102 or
     *     E9103 when it cannot be written to
     */
    public static RunDirectory begin(Path folder, boolean force, RunRecord record) {
        if (!force) checkFree(folder);
        FolderLock lock = FolderLock.of(folder);
        try {
            removeForsaken(folder);
            AtomicFile.write(folder.resolve(RunRecord.FILE), record.json());
        } catch (SystoleException refused) {
            lock.close();
            throw refused;
        }
        return new RunDirectory(folder, record, lock);
    }

    /**
     * Checks that a run can begin in a folder, so that a command can refuse before it works for minutes.
     *
     * @throws SystoleException E9101 when the folder holds something else
     */
    public static void checkFree(Path folder) {
        if (isRun(folder) || isEmpty(folder)) return;
        throw new SystoleException(Problem.of(
                FilesProblem.NOT_A_RUN,
                Place.file(folder.toString()),
                "the folder holds other files and no run.json",
                "name a new folder, or give --force to write into this one"));
    }

    /** Returns whether a folder is a run directory, complete or not. */
    public static boolean isRun(Path folder) {
        return Files.isRegularFile(folder.resolve(RunRecord.FILE));
    }

    private static boolean isEmpty(Path folder) {
        if (!Files.exists(folder)) return true;
        try (var files = Files.list(folder)) {
            // a run that was killed before its run.json was there has left these
            return files.allMatch(file -> FolderLock.isLock(file) || AtomicFile.isForsaken(file));
        } catch (IOException failure) {
            throw AtomicFile.refused(folder, failure);
        }
    }

    /** What processes that were killed in the middle of a write have left. */
    private static void removeForsaken(Path folder) {
        try (var files = Files.list(folder)) {
            for (Path file : files.filter(AtomicFile::isForsaken).toList()) Files.deleteIfExists(file);
        } catch (IOException | UncheckedIOException failure) {
            // They are in nobody's way.
        }
    }

    /** Returns the folder. */
    public Path folder() {
        return folder;
    }

    /** Writes one file of the run. */
    public void write(String name, byte[] content) {
        AtomicFile.write(folder.resolve(name), content);
        outputs.add(new RunRecord.Output(name, ContentHash.of(content), content.length));
    }

    /** Writes one file of the run in UTF-8. */
    public void write(String name, String text) {
        write(name, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Ends the run: from now on the folder is complete. */
    public void complete() {
        AtomicFile.write(
                folder.resolve(RunRecord.FILE), record.completed(outputs).json());
    }

    @Override
    public void close() {
        lock.close();
    }

    /**
     * Returns what a run directory says of itself.
     *
     * @throws SystoleException E9107 when there is none, E9104 when it is damaged or its run did not come to its end
     */
    public static RunRecord open(Path folder) {
        Path file = folder.resolve(RunRecord.FILE);
        RunRecord record = record(folder);
        if (!record.complete()) throw damaged(file, "the run did not come to its end, or is still going on", record);
        return record;
    }

    /**
     * Opens a run directory, and says which of its inputs have changed since.
     *
     * @param notes receives a sentence for each change
     * @throws SystoleException as {@link #open(Path)} does
     */
    public static RunRecord open(Path folder, Consumer<String> notes) {
        RunRecord record = open(folder);
        for (String change : changes(record)) notes.accept(folder + ": " + change);
        return record;
    }

    /**
     * Returns what a run directory says of itself, whether its run came to an end or not.
     *
     * @throws SystoleException E9107 when there is none, E9104 or E9106 when it cannot be read
     */
    public static RunRecord record(Path folder) {
        Path file = folder.resolve(RunRecord.FILE);
        return RunRecord.parse(file.toString(), bytes(file));
    }

    /**
     * Returns a file of a run directory after checking that it is the one that the run wrote.
     *
     * @throws SystoleException E9104 when it is missing or another
     */
    public static byte[] read(Path folder, RunRecord record, String name) {
        Path file = folder.resolve(name);
        for (RunRecord.Output output : record.outputs()) {
            if (!output.name().equals(name)) continue;
            byte[] content = bytes(file);
            if (!ContentHash.of(content).equals(output.sha256()))
                throw damaged(file, "its content is not what run.json says it is", record);
            return content;
        }
        throw damaged(file, "run.json does not name it", record);
    }

    /**
     * Returns a sentence for each input of a run that is gone or has another content now.
     *
     * @param record a run's record; inputs that are no files are not looked at
     */
    public static List<String> changes(RunRecord record) {
        var changes = new ArrayList<String>();
        for (RunRecord.Input input : record.inputs()) {
            if (input.bytes() == 0) continue;
            Path file = Path.of(input.name());
            try {
                if (Files.size(file) != input.bytes() || !ContentHash.of(file).equals(input.sha256()))
                    changes.add(
                            "its " + input.role() + " " + file + " has changed since the run of " + record.created());
            } catch (NoSuchFileException e) {
                changes.add("its " + input.role() + " " + file + " is gone since the run of " + record.created());
            } catch (IOException e) {
                changes.add(
                        "its " + input.role() + " " + file + " cannot be read any more (" + AtomicFile.reason(e) + ")");
            }
        }
        return changes;
    }

    /**
     * Returns the content of a file.
     *
     * @throws SystoleException E9107 when it cannot be read
     */
    public static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException failure) {
            throw new SystoleException(
                    Problem.of(
                            FilesProblem.CANNOT_READ,
                            Place.file(file.toString()),
                            "cannot be read: " + AtomicFile.reason(failure),
                            "check the path and its permissions"),
                    failure);
        }
    }

    private static SystoleException damaged(Path file, String what, RunRecord record) {
        return new SystoleException(Problem.of(
                FilesProblem.DAMAGED_RUN,
                Place.file(file.toString()),
                what,
                "run again: systole " + String.join(" ", record.arguments())));
    }
}
