package org.systole.app.command;

import java.util.concurrent.Callable;
import org.systole.app.Console;
import org.systole.app.explore.StudyRecipe;
import org.systole.explore.ClusterEngine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Evaluates for explorations of other processes. */
@Command(
        name = "worker",
        header = "Evaluates design points for 'systole explore --cluster'.",
        description = {
            "Joins a cluster and evaluates what explorations send, until it is stopped. It may come and go at any time: what a"
                    + " lost worker had is evaluated by another. It keeps nothing; the exploration's store does."
        },
        footer = {"", "Examples:", "  systole worker", "  systole worker --cluster lab --bind 10.0.0.7 --join 10.0.0.5"
        })
public final class WorkerCommand implements Callable<Integer> {
    @Option(
            names = "--threads",
            paramLabel = "N",
            converter = PositiveCount.class,
            description = "Evaluations at the same time; all cores otherwise.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Mixin
    private ClusterOptions cluster;

    @Mixin
    private OutputOptions printing;

    /** Creates the command. */
    public WorkerCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        Console console = printing.console();
        var settings = cluster.settings(threads);
        ClusterEngine.Kitchen kitchen = bytes -> {
            StudyRecipe recipe = StudyRecipe.read(bytes);
            console.note("study " + recipe.label());
            return recipe.prepare().evaluator();
        };
        try (ClusterEngine.Worker worker = ClusterOptions.engine().work(settings, kitchen, console::note)) {
            console.line("Worker of cluster '" + settings.name() + "' at " + worker.address() + ", " + threads
                    + " threads; Ctrl-C stops it");
            console.flush();
            worker.join();
        }
        return 0;
    }
}
