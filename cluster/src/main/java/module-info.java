/** Explorations on several machines. */
module org.systole.cluster {
    requires com.hazelcast.core;
    requires org.systole.core;

    provides org.systole.explore.ClusterEngine with
            org.systole.cluster.HazelcastEngine;
}
