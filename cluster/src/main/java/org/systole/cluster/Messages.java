package org.systole.cluster;

import com.hazelcast.nio.serialization.DataSerializableFactory;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;

/** Numbers the types that travel. They have their own encoding: Java's serialization runs what a stranger sends. */
final class Messages implements DataSerializableFactory {
    static final int FACTORY = 1;
    static final int BATCH = 1;
    static final int ANSWER = 2;

    @Override
    public IdentifiedDataSerializable create(int type) {
        return switch (type) {
            case BATCH -> new Batch();
            case ANSWER -> new Answer();
            default -> throw new IllegalArgumentException("no message has type " + type);
        };
    }
}
