package org.systole.quantize;

import java.util.Arrays;
import org.systole.tensor.Shape;

/**
 * Sum, largest or smallest over whole axes. A sum is {@code output.apply(sum of (x - zx), 0)}, a mean is a sum whose
 * multiplier holds one divided by the count; the largest and the smallest keep their integers.
 *
 * @param kind what is taken
 * @param axes ascending, not negative
 * @param output from the sum to the output; unused by the largest and the smallest
 */
public record Reduction(Kind kind, int[] axes, Requantization output) implements DefinedOp {
    /** What is taken of the elements. */
    public enum Kind {
        /** Their sum; with the count in the multiplier their mean. */
        SUM,
        /** The largest. */
        MAX,
        /** The smallest. */
        MIN
    }

    @Override
    public IntegerTensor define(Operands in) {
        Shape shape = in.shape(0);
        int[] x = in.values(0);
        int[] strides = strides(shape);
        long[] acc = new long[Math.toIntExact(in.output().shape().elements())];
        Arrays.fill(acc, kind == Kind.SUM ? 0 : kind == Kind.MAX ? Long.MIN_VALUE : Long.MAX_VALUE);
        int[] index = new int[shape.rank()];
        for (int value : x) {
            int at = 0;
            for (int a = 0; a < index.length; a++) at += index[a] * strides[a];
            acc[at] = switch (kind) {
                case SUM -> acc[at] + value - in.zero(0);
                case MAX -> Math.max(acc[at], value);
                case MIN -> Math.min(acc[at], value);
            };
            for (int a = index.length - 1; a >= 0 && ++index[a] == shape.extent(a); a--) index[a] = 0;
        }
        int[] y = new int[acc.length];
        for (int i = 0; i < y.length; i++) y[i] = kind == Kind.SUM ? output.apply(acc[i], 0) : (int) acc[i];
        return in.result(y);
    }

    /** Returns the strides of the kept axes in the result, 0 for the reduced ones. */
    private int[] strides(Shape shape) {
        int[] strides = new int[shape.rank()];
        for (int a = shape.rank() - 1, stride = 1; a >= 0; a--) {
            if (Arrays.binarySearch(axes, a) >= 0) continue;
            strides[a] = stride;
            stride *= shape.extent(a);
        }
        return strides;
    }
}
