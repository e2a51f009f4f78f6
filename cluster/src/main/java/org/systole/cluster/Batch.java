package org.systole.cluster;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.systole.explore.DesignPoint;
import org.systole.explore.Outcome;
import org.systole.explore.PointEvaluator;

/** Some points to evaluate, one after the other. */
final class Batch implements Callable<Answer>, IdentifiedDataSerializable, HazelcastInstanceAware {
    private String recipe = "";
    private DesignPoint[] points = new DesignPoint[0];
    private transient HazelcastInstance member;

    /** For {@link Messages}, which then reads it. */
    Batch() {}

    /** Creates a batch for the recipe of that hash. */
    Batch(String recipe, DesignPoint[] points) {
        this.recipe = recipe;
        this.points = points;
    }

    @Override
    public void setHazelcastInstance(HazelcastInstance instance) {
        this.member = instance;
    }

    /** Evaluates where it arrived. Never throws: an exception would travel by Java's serialization. */
    @Override
    public Answer call() {
        try {
            var evaluator = Evaluators.of(member).find(recipe, member);
            return evaluator.isEmpty() ? Answer.withoutRecipe() : evaluate(evaluator.get());
        } catch (Throwable e) {
            return Answer.failed(e.toString());
        }
    }

    private Answer evaluate(PointEvaluator evaluator) {
        var outcomes = new ArrayList<Outcome>();
        long[] millis = new long[points.length];
        for (int i = 0; i < points.length; i++) {
            long start = System.nanoTime();
            outcomes.add(evaluator.evaluate(points[i]));
            millis[i] = (System.nanoTime() - start) / 1_000_000;
        }
        return new Answer(outcomes, millis);
    }

    @Override
    public int getFactoryId() {
        return Messages.FACTORY;
    }

    @Override
    public int getClassId() {
        return Messages.BATCH;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        out.writeString(recipe);
        out.writeStringArray(Arrays.stream(points).map(DesignPoint::toString).toArray(String[]::new));
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        recipe = in.readString();
        points = Arrays.stream(in.readStringArray()).map(DesignPoint::parse).toArray(DesignPoint[]::new);
    }
}
