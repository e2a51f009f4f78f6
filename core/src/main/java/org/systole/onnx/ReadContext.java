package org.systole.onnx;

import java.util.ArrayList;
import java.util.List;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.Problems;

/** What the parts of one reading share: the file's name, the problems found, the notes, the external data. */
final class ReadContext {
    private final String file;
    private final Problems problems = new Problems();
    private final List<String> notes = new ArrayList<>();
    private final List<String> assumedBatches = new ArrayList<>();
    private final ExternalData external;

    ReadContext(ModelFile model, ReadOptions options) {
        this.file = model.name();
        this.external = new ExternalData(model.folder(), this, options.withoutWeights());
    }

    /** Adds a problem of an element of the model. */
    void problem(OnnxProblem code, String element, String message, String fix) {
        problems.add(Problem.of(code, Place.element(file, element), message, fix));
    }

    /** Adds a problem whose reason needs telling. */
    void problem(OnnxProblem code, String element, String message, String why, String fix) {
        problems.add(new Problem(code, message, Place.element(file, element), why, fix));
    }

    /** Returns whether so much is wrong that looking at more of the same kind helps nobody. */
    boolean isFull() {
        return problems.count() > Problems.MOST;
    }

    /** Adds something the user should know that is no problem. */
    void note(String text) {
        if (!notes.contains(text)) notes.add(text);
    }

    /** Notes that an input's open first size was taken as 1. */
    void assumeBatch(String input, String note) {
        assumedBatches.add(input);
        note(note);
    }

    /** Returns the inputs whose open first size was taken as 1. */
    List<String> assumedBatches() {
        return assumedBatches;
    }

    /** Returns the file as shown. */
    String file() {
        return file;
    }

    /** Returns the problems so far. */
    Problems problems() {
        return problems;
    }

    /** Returns the notes so far. */
    List<String> notes() {
        return notes;
    }

    /** Returns the model's external data. */
    ExternalData external() {
        return external;
    }
}
