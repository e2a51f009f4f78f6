package org.systole.cluster;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.systole.explore.Outcome;

/** What came of a batch: an outcome for each of its points, or why there are none. */
final class Answer implements IdentifiedDataSerializable {
    private List<Outcome> outcomes = new ArrayList<>();
    private long[] millis = new long[0];
    private String failure = "";
    private boolean withoutRecipe;

    /** For {@link Messages}, which then reads it. */
    Answer() {}

    Answer(List<Outcome> outcomes, long[] millis) {
        this.outcomes = outcomes;
        this.millis = millis;
    }

    /** Returns the answer of a worker that does not know the recipe. */
    static Answer withoutRecipe() {
        var answer = new Answer();
        answer.withoutRecipe = true;
        return answer;
    }

    /** Returns the answer of a worker whose evaluator broke. */
    static Answer failed(String why) {
        var answer = new Answer();
        answer.failure = why;
        return answer;
    }

    List<Outcome> outcomes() {
        return outcomes;
    }

    long millis(int index) {
        return millis[index];
    }

    String failure() {
        return failure;
    }

    boolean isWithoutRecipe() {
        return withoutRecipe;
    }

    @Override
    public int getFactoryId() {
        return Messages.FACTORY;
    }

    @Override
    public int getClassId() {
        return Messages.ANSWER;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        out.writeBoolean(withoutRecipe);
        out.writeString(failure);
        out.writeLongArray(millis);
        out.writeInt(outcomes.size());
        for (Outcome outcome : outcomes) {
            out.writeString(outcome.refusal());
            out.writeInt(outcome.kpis().size());
            for (Map.Entry<String, Double> kpi : outcome.kpis().entrySet()) {
                out.writeString(kpi.getKey());
                out.writeDouble(kpi.getValue());
            }
        }
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        withoutRecipe = in.readBoolean();
        failure = in.readString();
        millis = in.readLongArray();
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            String refusal = in.readString();
            var kpis = new LinkedHashMap<String, Double>();
            for (int k = in.readInt(); k > 0; k--) kpis.put(in.readString(), in.readDouble());
            outcomes.add(new Outcome(kpis, refusal));
        }
    }
}
