package org.systole.explore;

import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Consumer;

/**
 * Brings evaluations to other machines. The module {@code cluster} has one, found as a service; nothing else needs it.
 *
 * <p>A <em>recipe</em> is all that a worker needs to make the same {@link PointEvaluator} as the coordinator has: bytes that
 * mean something to a {@link Kitchen} of the same build, and nothing to the engine.
 */
public interface ClusterEngine {
    /** Makes an evaluator of a recipe. */
    @FunctionalInterface
    interface Kitchen {
        /**
         * Returns an evaluator that is equal to the coordinator's.
         *
         * @throws org.systole.problem.SystoleException when this worker cannot make it
         */
        PointEvaluator prepare(byte[] recipe);
    }

    /** A worker that runs. */
    interface Worker extends AutoCloseable {
        /** Returns where others reach it, {@code host:port}. */
        String address();

        /** Returns when it was closed. */
        void join() throws InterruptedException;

        @Override
        void close();
    }

    /**
     * Returns an executor that sends batches of points to all workers of the cluster and to its own threads.
     *
     * @param recipe for the workers
     * @param local the same evaluator, for this process's threads
     * @param notes told when workers come and go
     * @throws org.systole.problem.SystoleException E7201 when the address cannot be used
     */
    PointExecutor coordinate(ClusterSettings settings, byte[] recipe, PointEvaluator local, Consumer<String> notes);

    /**
     * Starts a worker; it stays when coordinators come and go.
     *
     * @param notes told what it does
     * @throws org.systole.problem.SystoleException E7201 when the address cannot be used
     */
    Worker work(ClusterSettings settings, Kitchen kitchen, Consumer<String> notes);

    /** Returns the engine, if its module is there. */
    static Optional<ClusterEngine> find() {
        return ServiceLoader.load(ClusterEngine.class).findFirst();
    }
}
