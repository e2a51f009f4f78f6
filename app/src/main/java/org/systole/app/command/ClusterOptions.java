package org.systole.app.command;

import java.util.List;
import org.systole.app.Build;
import org.systole.explore.ClusterEngine;
import org.systole.explore.ClusterSettings;
import org.systole.explore.ExploreProblem;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;
import picocli.CommandLine.Option;

/** Where a process of a cluster listens and whom it asks for the others. */
final class ClusterOptions {
    @Option(
            names = "--cluster",
            paramLabel = "NAME",
            description = "Takes part in the cluster of that name; workers are started by 'systole worker'.")
    private String name;

    @Option(
            names = "--bind",
            paramLabel = "HOST",
            defaultValue = "127.0.0.1",
            description =
                    "Address of this machine that the cluster uses (default: ${DEFAULT-VALUE}, which other machines do"
                            + " not reach). Whoever reaches it can join: use a network that you trust.")
    private String host = "127.0.0.1";

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "5701",
            description = "First port that is tried; the next 20 follow (default: ${DEFAULT-VALUE}).")
    private int port = ClusterSettings.PORT;

    @Option(
            names = "--join",
            paramLabel = "HOST[:PORT]",
            split = ",",
            description = "Any processes of the cluster (default: those of this machine).")
    private List<String> join = List.of();

    ClusterOptions() {}

    /** Returns whether a cluster was asked for. */
    boolean isAsked() {
        return name != null;
    }

    /** Returns the settings; without {@code --cluster}, of the cluster "systole". */
    ClusterSettings settings(int threads) {
        return new ClusterSettings(name == null ? "systole" : name, host, port, join, threads, Build.fingerprint());
    }

    /** Returns the engine, or says that its module is missing. */
    static ClusterEngine engine() {
        return ClusterEngine.find()
                .orElseThrow(() -> new SystoleException(Problem.of(
                        ExploreProblem.NO_CLUSTER,
                        Place.NONE,
                        "the optional module 'cluster' is not there",
                        "start Systole by ./systole, which builds it when a cluster is asked for")));
    }
}
