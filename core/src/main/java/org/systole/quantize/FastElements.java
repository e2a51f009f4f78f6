package org.systole.quantize;

import java.util.List;
import org.systole.tensor.Shape;

/** Kernels that go element by element; the layout does not matter as long as it is the same. */
final class FastElements {
    private FastElements() {}

    static FastMap add(IntegerOp.Add op, FastRun.Values values, List<String> inputs, int zeroA, int zeroB) {
        FastMap a = values.map(inputs.get(0)), b = values.map(inputs.get(1));
        int[] left = a.values(), right = b.values(), y = values.scratch().take(left.length);
        long half = op.shift() == 0 ? 0 : 1L << op.shift() - 1;
        for (int i = 0; i < y.length; i++) {
            long sum = (long) (left[i] - zeroA) * op.left() + (long) (right[i] - zeroB) * op.right() + half;
            y[i] = (int) Math.max(op.low(), Math.min(op.high(), (sum >> op.shift()) + op.zero()));
        }
        return new FastMap(a.batch(), a.height(), a.width(), a.channels(), y);
    }

    /** Returns whether all integers of a format have an entry in a table. */
    static boolean hasTable(Quantization x) {
        return x.format().bits() <= 16 && x.axis() < 0;
    }

    /** Returns the requantization of every integer of a format. */
    static int[] table(Requantization output, Quantization x) {
        int[] table = new int[x.high() - x.low() + 1];
        for (int i = 0; i < table.length; i++) table[i] = output.apply((long) i + x.low() - x.zeroPoints()[0], 0);
        return table;
    }

    /** Returns the map with every element replaced by its entry in a table. */
    static FastMap map(FastMap x, int[] table, int low, Scratch scratch) {
        int[] y = scratch.take(x.values().length);
        for (int i = 0; i < y.length; i++) y[i] = table[x.values()[i] - low];
        return new FastMap(x.batch(), x.height(), x.width(), x.channels(), y);
    }

    /** Returns the channels of several maps side by side, each replaced by its entry in the map's table. */
    static FastMap concatenate(List<FastMap> maps, int[][] tables, int[] lows, Shape output, Scratch scratch) {
        int[] y = scratch.take(Math.toIntExact(output.elements()));
        int pixels = output.extent(0) * output.extent(2) * output.extent(3), all = output.extent(1), first = 0;
        for (int m = 0; m < tables.length; m++) {
            int[] x = maps.get(m).values(), table = tables[m];
            int channels = maps.get(m).channels();
            for (int p = 0; p < pixels; p++)
                for (int c = 0; c < channels; c++) y[p * all + first + c] = table[x[p * channels + c] - lows[m]];
            first += channels;
        }
        return new FastMap(output.extent(0), output.extent(2), output.extent(3), all, y);
    }
}
