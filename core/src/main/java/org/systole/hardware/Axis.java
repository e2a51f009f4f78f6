package org.systole.hardware;

import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashSet;
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
 * @param flatten whether the dimensions unrolled along it count as one index (C, FY and FX of an unrolled input, OY
 *     and OX of a row of pixels), so that only the last pass over their product is partly filled; otherwise each
 *     dimension is cut by a factor of its own
 */
public record Axis(
        String name, int size, Set<Dimension> unroll, Set<Operand> multicast, boolean reduces, boolean flatten) {
    /** Checks the size and copies the sets, keeping the order of {@code unroll}. */
    public Axis {
        Objects.requireNonNull(name);
        if (size < 1) throw new IllegalArgumentException("axis '" + name + "' needs at least one position");
        unroll = Collections.unmodifiableSet(new LinkedHashSet<>(unroll));
        multicast = multicast.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(multicast));
    }

    /** Creates an axis that cuts each dimension by a factor of its own. */
    public Axis(String name, int size, Set<Dimension> unroll, Set<Operand> multicast, boolean reduces) {
        this(name, size, unroll, multicast, reduces, false);
    }
}
