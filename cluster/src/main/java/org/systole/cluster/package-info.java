/**
 * Explorations on several machines, by Hazelcast.
 *
 * <p>A coordinator pushes batches of points to every worker and keeps at most two batches per thread at each. When Hazelcast
 * says that a worker is gone, its batches fail and their points are evaluated elsewhere; a late answer has nobody who
 * waits for it, so nothing counts twice. Nothing lives in the cluster but the recipes of running explorations.
 */
package org.systole.cluster;
