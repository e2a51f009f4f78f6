package org.systole.cluster;

import com.hazelcast.cluster.Member;
import java.util.function.Consumer;
import org.systole.explore.ClusterEngine;
import org.systole.explore.ClusterSettings;
import org.systole.explore.PointEvaluator;
import org.systole.explore.PointExecutor;
import org.systole.files.ContentHash;

/** The engine of this module. */
public final class HazelcastEngine implements ClusterEngine {
    /** For the service loader. */
    public HazelcastEngine() {}

    @Override
    public PointExecutor coordinate(
            ClusterSettings settings, byte[] recipe, PointEvaluator local, Consumer<String> notes) {
        String hash = ContentHash.of(recipe);
        var evaluators = new Evaluators(bytes -> {
            throw new IllegalStateException("a coordinator works for its own exploration only");
        });
        evaluators.put(hash, local);
        return new HazelcastExecutor(Members.start(settings, evaluators, true), settings, hash, recipe, notes);
    }

    @Override
    public Worker work(ClusterSettings settings, Kitchen kitchen, Consumer<String> notes) {
        return new HazelcastWorker(Members.start(settings, new Evaluators(kitchen), false), notes);
    }

    static String address(Member member) {
        return member.getAddress().getHost() + ":" + member.getAddress().getPort();
    }
}
