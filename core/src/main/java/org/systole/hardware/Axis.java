package org.systole.hardware;

import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.systole.workload.Dimension;
import org.systole.workload.Operand;

/**
 * One axis of the PE array.
 *
 * @param name unique in the array, for example {@code rows}
 * @param size positions along the axis, at least 1
 * @param unroll the loop dimensions that may be unrolled along it, in order of preference
 * @param multicast operands of which one read can serve several positions (by wire or by passing on)
 * @param reduces whether partial sums are added up along it (by an adder tree or by passing on)
 */
public record Axis(String name, int size, Set<Dimension> unroll, Set<Operand> multicast, boolean reduces) {
    /** Checks the size and copies the sets, keeping the order of {@code unroll}. */
    public Axis {
        Objects.requireNonNull(name);
        if (size < 1) throw new IllegalArgumentException("axis '" + name + "' needs at least one position");
        unroll = java.util.Collections.unmodifiableSet(new java.util.LinkedHashSet<>(unroll));
        multicast = multicast.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(multicast));
    }
}
