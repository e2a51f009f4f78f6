package org.systole.app.explore;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.systole.compile.CoreConfigs;
import org.systole.explore.DesignPoint;
import org.systole.explore.DesignSpace;
import org.systole.explore.QuantizedPoints;
import org.systole.explore.Study;
import org.systole.hardware.AcceleratorReader;
import org.systole.hardware.Accelerators;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;

/**
 * Reads what a study describes at some of its points before anything is evaluated: a key that is spelled wrongly is wrong at every
 * point, and is said once, with its line in the study. What is wrong at some points only is left to the search, which counts it.
 */
final class DescriptionCheck {
    private static final int TRIES = 20_000;
    private static final int POINTS = 24;

    private final String file;
    private final List<String> lines;
    private final Study study;

    private DescriptionCheck(String file, String text, Study study) {
        this.file = file;
        this.lines = text.lines().toList();
        this.study = study;
    }

    /**
     * Checks a study.
     *
     * @param file what messages call it
     * @param text the file
     * @param quantized reads its quantization plans, when it has any
     * @throws SystoleException with all problems of the first point, when every point that is tried is refused for the same reason
     */
    static void check(String file, String text, Study study, Optional<QuantizedPoints> quantized) {
        if (study.sweep().isPresent()) return;
        var check = new DescriptionCheck(file, text, study);
        Set<DesignPoint> some = check.some();
        check.all("accelerator", some, point -> {
            var read = new AcceleratorReader(Accelerators.SOURCES)
                    .read("accelerator", study.description(point).getBytes(StandardCharsets.UTF_8));
            if (study.fidelity().simulated()) CoreConfigs.of(read);
        });
        quantized.ifPresent(q -> check.all("quantization", some, q::checkPlan));
    }

    /** Some points that break no rule: those to begin with, the first, and any. */
    private Set<DesignPoint> some() {
        DesignSpace space = study.space();
        var points = new LinkedHashSet<DesignPoint>();
        for (DesignPoint start : study.search().starts())
            if (points.size() < POINTS / 3 && space.broken(start).isEmpty()) points.add(start);
        var random = new SplittableRandom(1);
        for (int i = 0; i < TRIES && points.size() < POINTS; i++) {
            DesignPoint point = i < Math.min(4, space.size()) ? space.at(i) : space.canonical(space.draw(random));
            if (space.broken(point).isEmpty()) points.add(point);
        }
        return points;
    }

    private void all(String key, Set<DesignPoint> points, Consumer<DesignPoint> reading) {
        DesignPoint first = null;
        SystoleException refusal = null;
        for (DesignPoint point : points) {
            try {
                reading.accept(point);
                return;
            } catch (SystoleException e) {
                if (refusal != null && !same(e, refusal)) return;
                if (refusal == null) first = point;
                if (refusal == null) refusal = e;
            }
        }
        if (refusal != null) throw new SystoleException(placed(key, first, refusal.problems()));
    }

    /** In a space too large to be tried whole, words that vary are about the points' own values: valid ones may be rare. */
    private boolean same(SystoleException a, SystoleException b) {
        Problem one = a.problems().getFirst(), other = b.problems().getFirst();
        return one.code().equals(other.code())
                && (study.space().size() <= POINTS || one.message().equals(other.message()));
    }

    /** The problems of a point's text, in lines of the study. */
    private List<Problem> placed(String key, DesignPoint point, List<Problem> problems) {
        int head = head(key);
        String why = "so at every point that was tried; this is " + point + " with "
                + study.space().words(point);
        return problems.stream()
                .map(p -> new Problem(p.code(), p.message(), place(p.place(), head), join(p.why(), why), p.fix()))
                .toList();
    }

    private static String join(String a, String b) {
        return a.isEmpty() ? b : a + "; " + b;
    }

    private Place place(Place inside, int head) {
        if (head < 0 || inside.line() == 0) return new Place(file, Math.max(0, head + 1), 0, inside.element());
        int line = head + inside.line();
        int indent = 0;
        for (int i = head + 1; i < lines.size(); i++)
            if (!lines.get(i).isBlank()) {
                indent = lines.get(i).length() - lines.get(i).stripLeading().length();
                break;
            }
        return new Place(file, line + 1, inside.column() == 0 ? 0 : inside.column() + indent, inside.element());
    }

    /** The line, from 0, of a key whose text follows in lines of its own; -1 when it is written otherwise. */
    private int head(String key) {
        for (int i = 0; i < lines.size(); i++) if (lines.get(i).matches(key + ":\\s*\\|.*")) return i;
        return -1;
    }
}
