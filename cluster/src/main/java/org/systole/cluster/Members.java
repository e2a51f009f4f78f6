package org.systole.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import org.systole.explore.ClusterSettings;
import org.systole.explore.ExploreProblem;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;

/** Starts members of the cluster. */
final class Members {
    static final String EXECUTOR = "evaluations";
    static final String BUILD = "build";
    static final String THREADS = "threads";
    /** A coordinator works for its own exploration only. */
    static final String COORDINATES = "coordinates";
    /** A member that says nothing for so long is gone; it may come back as a new one. */
    static final int SILENCE_SECONDS = 20;

    private Members() {}

    static HazelcastInstance start(ClusterSettings settings, Evaluators evaluators, boolean coordinates) {
        try {
            return Hazelcast.newHazelcastInstance(config(settings, evaluators, coordinates));
        } catch (RuntimeException e) {
            // the engine throws bare ones
            throw new SystoleException(
                    Problem.of(
                            ExploreProblem.CLUSTER_ADDRESS,
                            Place.NONE,
                            "cannot take part in a cluster as " + settings.host() + ":" + settings.port() + ": "
                                    + e.getMessage(),
                            "give with --bind an address of this machine and with --port a port whose next 20 are free"),
                    e);
        }
    }

    private static Config config(ClusterSettings settings, Evaluators evaluators, boolean coordinates) {
        var config = new Config();
        config.setClusterName(settings.name());
        quiet(config);
        network(config, settings);
        config.getExecutorConfig(EXECUTOR).setPoolSize(Math.max(1, settings.threads()));
        config.getMemberAttributeConfig().setAttribute(COORDINATES, Boolean.toString(coordinates));
        config.getMemberAttributeConfig().setAttribute(BUILD, settings.build());
        config.getMemberAttributeConfig().setAttribute(THREADS, Integer.toString(settings.threads()));
        config.getSerializationConfig().addDataSerializableFactory(Messages.FACTORY, new Messages());
        var filter = new JavaSerializationFilterConfig();
        // without its defaults, which let all of java.* in: gadgets are made of such classes
        filter.setDefaultsDisabled(true);
        filter.getWhitelist().addPrefixes("com.hazelcast.");
        config.getSerializationConfig().setJavaSerializationFilterConfig(filter);
        evaluators.attach(config.getUserContext());
        return config;
    }

    private static void quiet(Config config) {
        config.setProperty("hazelcast.logging.type", "none");
        config.setProperty("hazelcast.logging.details.enabled", "false");
        config.setProperty("hazelcast.phone.home.enabled", "false");
        config.setProperty("hazelcast.shutdownhook.enabled", "false");
        config.getMetricsConfig().setEnabled(false);
        // few partitions: the cluster keeps nothing but recipes
        config.setProperty("hazelcast.partition.count", "17");
    }

    private static void network(Config config, ClusterSettings settings) {
        config.setProperty("hazelcast.socket.bind.any", "false");
        config.setProperty("hazelcast.wait.seconds.before.join", "0");
        config.setProperty("hazelcast.heartbeat.interval.seconds", "2");
        config.setProperty("hazelcast.max.no.heartbeat.seconds", Integer.toString(SILENCE_SECONDS));
        // processes that started apart find each other
        config.setProperty("hazelcast.merge.first.run.delay.seconds", "5");
        config.setProperty("hazelcast.merge.next.run.delay.seconds", "5");
        var network = config.getNetworkConfig();
        network.setPort(settings.port()).setPortAutoIncrement(true).setPortCount(20);
        network.getInterfaces().setEnabled(true).addInterface(settings.host());
        var join = network.getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        join.getTcpIpConfig().setEnabled(true).setConnectionTimeoutSeconds(3);
        if (settings.join().isEmpty()) join.getTcpIpConfig().addMember(settings.host());
        else settings.join().forEach(join.getTcpIpConfig()::addMember);
    }
}
