package org.systole.workload;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** The three operands of a multiply-accumulate layer. */
public enum Operand {
    /** The input feature map, or the left matrix. */
    INPUT(EnumSet.of(Dimension.B, Dimension.G, Dimension.C, Dimension.OY, Dimension.OX, Dimension.FY, Dimension.FX)),
    /** The weights, or the right matrix. */
    WEIGHT(EnumSet.of(Dimension.G, Dimension.K, Dimension.C, Dimension.FY, Dimension.FX)),
    /** The output feature map; before its reduction is complete, partial sums. */
    OUTPUT(EnumSet.of(Dimension.B, Dimension.G, Dimension.K, Dimension.OY, Dimension.OX));

    /** How many there are. */
    public static final int COUNT = 3;

    private final Set<Dimension> relevant;

    Operand(Set<Dimension> relevant) {
        this.relevant = Set.copyOf(relevant);
    }

    /** Returns whether the dimension indexes this operand; loops over the others give reuse. */
    public boolean isRelevant(Dimension dimension) {
        return relevant.contains(dimension);
    }

    /** Returns the name as files write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
