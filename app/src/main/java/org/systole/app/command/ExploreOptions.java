package org.systole.app.command;

import java.nio.file.Path;
import java.util.function.Supplier;
import org.systole.app.Console;
import org.systole.app.explore.PreparedStudy;
import org.systole.app.explore.StudyRecipe;
import org.systole.explore.LocalExecutor;
import org.systole.explore.PointExecutor;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How an exploration runs: the same options for every command that evaluates points. */
public final class ExploreOptions {
    @Option(
            names = "--threads",
            paramLabel = "N",
            converter = NaturalCount.class,
            description =
                    "Evaluations at the same time in this process; all cores otherwise. In a cluster 0 is possible.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--effort",
            paramLabel = "N",
            converter = PositiveCount.class,
            description = "Nodes the mapper looks at for a layer; by default " + PreparedStudy.EFFORT + ".")
    private int effort = PreparedStudy.EFFORT;

    @Mixin
    private ClusterOptions cluster;

    /** Creates the options. */
    public ExploreOptions() {}

    /** Returns what evaluates a study's points: threads of this process, or a cluster. */
    Supplier<PointExecutor> executors(Path study, PreparedStudy prepared, Console console) {
        if (!cluster.isAsked()) return () -> new LocalExecutor(threads());
        byte[] recipe = StudyRecipe.of(study, effort()).bytes();
        return () ->
                ClusterOptions.engine().coordinate(cluster.settings(threads), recipe, prepared.points(), console::note);
    }

    /** Returns how many points are evaluated at the same time. */
    int threads() {
        return Math.max(1, threads);
    }

    /** Returns how many nodes the mapper looks at for a layer. */
    int effort() {
        return effort;
    }
}
