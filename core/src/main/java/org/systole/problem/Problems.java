package org.systole.problem;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects the problems of one input so that all of them are reported in one pass. Not thread-safe. */
public final class Problems {
    /** How many problems are kept; a file with more of them is wrong as a whole. */
    public static final int MOST = 50;

    private final List<Problem> found = new ArrayList<>();
    private int dropped;

    /** Creates an empty collection. */
    public Problems() {}

    /** Adds a problem; past {@link #MOST} it is only counted. */
    public void add(Problem problem) {
        if (found.size() < MOST) found.add(problem);
        else dropped++;
    }

    /** Adds a problem made of its parts. */
    public void add(ProblemCode code, Place place, String message, String fix) {
        add(Problem.of(code, place, message, fix));
    }

    /** Returns whether nothing was found. */
    public boolean isEmpty() {
        return found.isEmpty();
    }

    /** Returns the number of problems, those past {@link #MOST} included. */
    public int count() {
        return found.size() + dropped;
    }

    /**
     * Returns the problems that were kept in the order of their places: files in the order in which they were first
     * named, then lines, then columns; problems without a position in the order in which they were found.
     */
    public List<Problem> found() {
        var files = new ArrayList<String>();
        for (Problem problem : found)
            if (!files.contains(problem.place().file()))
                files.add(problem.place().file());
        var sorted = new ArrayList<>(found);
        sorted.sort(
                Comparator.<Problem>comparingInt(p -> files.indexOf(p.place().file()))
                        .thenComparingInt(p -> p.place().line())
                        .thenComparingInt(p -> p.place().column()));
        return List.copyOf(sorted);
    }

    /**
     * Does nothing when no problem was found.
     *
     * @throws SystoleException with all problems, otherwise
     */
    public void throwIfAny() {
        if (!found.isEmpty()) throw new SystoleException(found());
    }
}
