package org.systole.app.explore;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.systole.app.Build;
import org.systole.explore.DesignPoint;
import org.systole.explore.Exploration;
import org.systole.explore.ExploreProblem;
import org.systole.explore.LocalExecutor;
import org.systole.explore.Outcome;
import org.systole.explore.SearchPlan;
import org.systole.explore.SearchPoints;
import org.systole.explore.Store;
import org.systole.explore.Study;
import org.systole.files.ContentHash;
import org.systole.files.RunDirectory;
import org.systole.files.RunRecord;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;

/** Studies of search settings: the study that is searched is evaluated whole first. */
final class SweptStudy {
    /** A study of more points is not evaluated whole to be searched again and again. */
    private static final long MOST_POINTS = 100_000;

    private SweptStudy() {}

    static StudyRecipe.Prepared prepare(Study study, long effort, Consumer<String> notes) {
        Path file = Path.of(study.sweep().orElseThrow().study());
        StudyRecipe.Prepared searched = StudyRecipe.prepare(file, effort, notes);
        Study inner = searched.study();
        if (inner.sweep().isPresent() || inner.space().size() > MOST_POINTS)
            throw new SystoleException(Problem.of(
                    ExploreProblem.SUBJECT,
                    Place.file(file.toString()),
                    String.format(
                            Locale.ROOT,
                            "all points of the study that is searched are evaluated first, and it has %,d combinations",
                            inner.space().combinations()),
                    "search a study of accelerators with at most 100,000 combinations"));
        Map<DesignPoint, Outcome> known = all(searched);
        byte[] text = RunDirectory.bytes(file);
        var inputs = new ArrayList<>(searched.inputs());
        inputs.add(RunRecord.Input.file("searched", file));
        String identity = ContentHash.of(
                searched.modelHash(),
                searched.dataHash(),
                ContentHash.of(text),
                searched.settings().toString(),
                Build.fingerprint());
        var points = new SearchPoints(study, inner, known, identity);
        notes.accept(String.format(
                Locale.ROOT,
                "%,d points of the study that is searched are evaluated, %,d are on its front",
                known.size(),
                points.frontSize()));
        return new StudyRecipe.Prepared(
                study, searched.points(), points, List.of(), identity, searched.settings(), inputs, searched.facts());
    }

    private static Map<DesignPoint, Outcome> all(StudyRecipe.Prepared searched) {
        Study every = searched.study().with(new SearchPlan(SearchPlan.Method.EXHAUSTIVE, MOST_POINTS, 1));
        try (Store store = Store.inMemory();
                var executor = new LocalExecutor(Runtime.getRuntime().availableProcessors())) {
            var exploration = new Exploration(every, searched.evaluator(), store, "searched", executor, e -> {});
            exploration.run();
            // the last digits of a hypervolume depend on the order of the points
            return Collections.unmodifiableMap(new LinkedHashMap<>(new TreeMap<>(exploration.outcomes())));
        }
    }
}
