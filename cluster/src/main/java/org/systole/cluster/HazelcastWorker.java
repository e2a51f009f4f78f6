package org.systole.cluster;

import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.systole.explore.ClusterEngine;

/** A member that waits for batches. */
final class HazelcastWorker implements ClusterEngine.Worker {
    private final HazelcastInstance member;
    private final CountDownLatch closed = new CountDownLatch(1);

    HazelcastWorker(HazelcastInstance member, Consumer<String> notes) {
        this.member = member;
        // the engine may end by itself: of errors that it cannot mend
        member.getLifecycleService().addLifecycleListener(event -> {
            if (event.getState() == LifecycleEvent.LifecycleState.SHUTDOWN) closed.countDown();
        });
        if (!member.getLifecycleService().isRunning()) closed.countDown();
        member.getCluster().addMembershipListener(new MembershipListener() {
            @Override
            public void memberAdded(MembershipEvent event) {
                notes.accept(HazelcastEngine.address(event.getMember()) + " joined");
            }

            @Override
            public void memberRemoved(MembershipEvent event) {
                notes.accept(HazelcastEngine.address(event.getMember()) + " left");
            }
        });
    }

    @Override
    public String address() {
        return HazelcastEngine.address(member.getCluster().getLocalMember());
    }

    @Override
    public void join() throws InterruptedException {
        closed.await();
    }

    @Override
    public void close() {
        member.getLifecycleService().terminate();
        closed.countDown();
    }
}
