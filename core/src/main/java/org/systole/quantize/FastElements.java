package org.systole.quantize;

import java.util.List;

/** Kernels that go element by element; the layout does not matter as long as it is the same. */
final class FastElements {
    private FastElements() {}

    static FastMap add(IntegerOp.Add op, FastRun.Values values, List<String> inputs, int zeroA, int zeroB) {
        FastMap a = values.map(inputs.get(0)), b = values.map(inputs.get(1));
        int[] left = a.values(), right = b.values(), y = values.take(left.length);
        long half = op.shift() == 0 ? 0 : 1L << op.shift() - 1;
        for (int i = 0; i < y.length; i++) {
            long sum = (long) (left[i] - zeroA) * op.left() + (long) (right[i] - zeroB) * op.right() + half;
            y[i] = (int) Math.max(op.low(), Math.min(op.high(), (sum >> op.shift()) + op.zero()));
        }
        return new FastMap(a.batch(), a.height(), a.width(), a.channels(), y);
    }
}
