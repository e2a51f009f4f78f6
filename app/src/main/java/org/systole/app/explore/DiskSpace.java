package org.systole.app.explore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;
import org.systole.explore.DesignPoint;
import org.systole.explore.DesignSpace;
import org.systole.explore.ExploreProblem;
import org.systole.explore.Study;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;

/** How much of a disk an exploration will take, and whether there is so much: told before days of work, not after. */
final class DiskSpace {
    /**
     * Bytes that a point takes in the store, in the tables and in the report: measured, see docs/reliability.md. Real ones have
     * between half and twice as much; what a full disk costs is a pause.
     */
    static final long POINT_BYTES = 1_000;

    private static final int SAMPLES = 10_000;

    private DiskSpace() {}

    /** Returns how many points a search may evaluate at most, rules that reject combinations considered. */
    static long points(Study study) {
        DesignSpace space = study.space();
        long budget = study.search().budget();
        if (space.rules().isEmpty() || space.size() <= budget / SAMPLES) return Math.min(budget, space.size());
        var random = new SplittableRandom(study.search().seed());
        int valid = 0;
        for (int i = 0; i < SAMPLES; i++) {
            DesignPoint point = space.draw(random);
            if (space.broken(point).isEmpty()) valid++;
        }
        return (long) Math.min(budget, space.combinations().doubleValue() * Math.max(1, valid) / SAMPLES);
    }

    /** Returns the bytes that so many points take. */
    static double bytes(long points) {
        return (double) POINT_BYTES * points;
    }

    /** Returns a sentence about the points of a study and the disk of a folder. */
    static String line(Study study, Path folder) {
        String free = free(folder) < 0 ? "" : "; " + amount(free(folder)) + " are free in " + shown(folder);
        return "Space        about " + amount(bytes(points(study))) + free;
    }

    /**
     * Refuses a run that will not fit. A search that ends by its time is not refused: nobody knows how far it comes.
     *
     * @param file the store
     * @param known how many of the points are in it
     * @throws SystoleException E7105
     */
    static void check(Path file, Study study, long known) {
        Path folder = file.toAbsolutePath().getParent();
        long free = free(folder);
        if (free < 0 || study.search().seconds() > 0 || bytes(study.search().budget() - known) <= free) return;
        double needed = bytes(Math.max(0, points(study) - known));
        if (needed <= free) return;
        throw new SystoleException(Problem.of(
                ExploreProblem.NO_SPACE,
                Place.file(file.toString()),
                String.format(
                        Locale.ROOT,
                        "up to %,d points take about %s, and %s are free",
                        points(study) - known,
                        amount(needed),
                        amount(free)),
                "free space, name a folder on another disk, or take fewer points: --budget "
                        + Math.max(1, known + free / (2 * POINT_BYTES))));
    }

    /** Returns the bytes that may be written to a folder or to the nearest one above it that is there; -1 if unknown. */
    private static long free(Path folder) {
        Path there = folder.toAbsolutePath().normalize();
        while (there != null && !Files.exists(there)) there = there.getParent();
        try {
            return there == null ? -1 : Files.getFileStore(there).getUsableSpace();
        } catch (IOException e) {
            return -1;
        }
    }

    private static String shown(Path folder) {
        return folder.toString().isEmpty() ? "the current folder" : folder.toString();
    }

    private static String amount(double bytes) {
        return bytes < 1e9
                ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)
                : String.format(Locale.ROOT, "%,.1f GB", bytes / 1e9);
    }
}
