package org.systole.explore;

import java.util.List;

/**
 * How a process takes part in a cluster.
 *
 * @param name processes of the same name find each other
 * @param host the address of this machine that others reach; only that one is listened on
 * @param port the first port that is tried; the next 20 follow
 * @param join addresses, {@code host} or {@code host:port}, of any processes of the cluster
 * @param threads evaluations at the same time in this process; a coordinator may have none
 * @param build names the version of models and tables; processes of another one are not used
 */
public record ClusterSettings(String name, String host, int port, List<String> join, int threads, String build) {
    /** The port that a process listens on unless told otherwise. */
    public static final int PORT = 5701;

    /** Copies the list. */
    public ClusterSettings {
        join = List.copyOf(join);
    }
}
