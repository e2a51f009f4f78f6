package org.systole.quantize;

import java.util.List;

/** The steps of a {@link Recurrence}. One use; the matrix product is given, so that definition and kernel share the rest. */
final class RecurrenceLoop {
    private static final int STATE_MOST = (1 << Recurrence.STATE_BITS - 1) - 1;

    private final Recurrence op;
    private final Operands in;
    private final RecurrenceProduct product;
    private final int steps;
    private final int batch;
    private final int width;
    private final int hidden;
    private final long[] a;
    private final long[] b;
    private final int[] state;
    private final int[] stored;
    private final int[] y;

    RecurrenceLoop(Recurrence op, Operands in, RecurrenceProduct product) {
        this.op = op;
        this.in = in;
        this.product = product;
        steps = in.shape(0).extent(op.batchFirst() ? 1 : 0);
        batch = in.shape(0).extent(op.batchFirst() ? 0 : 1);
        width = in.shape(0).extent(2);
        hidden = op.hidden();
        a = new long[op.kind().gates() * hidden];
        b = new long[a.length];
        state = new int[hidden];
        stored = new int[hidden];
        y = new int[Math.toIntExact(in.output().shape().elements())];
    }

    IntegerTensor run() {
        for (int d = 0; d < op.directions().size(); d++)
            for (int sample = 0; sample < batch; sample++) direction(d, sample);
        return in.result(y);
    }

    private void direction(int d, int sample) {
        Recurrence.Direction direction = op.directions().get(d);
        start(d, sample);
        for (int s = 0; s < steps; s++) {
            int t = direction.reverse() ? steps - 1 - s : s;
            int from = (op.batchFirst() ? sample * steps + t : t * batch + sample) * width;
            product.multiply(direction.input(), in.values(0), from, in.zero(0), a);
            switch (op.kind()) {
                case LSTM -> lstm(direction);
                case GRU -> gru(direction);
                case RNN -> rnn(direction);
            }
            if (op.result() == Recurrence.Result.ALL) System.arraycopy(stored, 0, y, at(t, d, sample), hidden);
        }
        if (op.result() == Recurrence.Result.LAST) System.arraycopy(stored, 0, y, at(0, d, sample), hidden);
        if (op.result() == Recurrence.Result.CELL)
            for (int j = 0; j < hidden; j++) y[at(0, d, sample) + j] = op.cell().apply(state[j], 0);
    }

    /** Sets state and hidden value to the initial ones. */
    private void start(int d, int sample) {
        int from = (op.batchFirst() ? sample * op.directions().size() + d : d * batch + sample) * hidden;
        int operand = 1;
        int[] value = initial(op.initialHidden(), operand, from);
        if (op.initialHidden() != null) operand++;
        for (int j = 0; j < hidden; j++) stored[j] = op.output().apply(value[j], 0);
        System.arraycopy(
                op.kind() == Recurrence.Kind.LSTM ? initial(op.initialCell(), operand, from) : value,
                0,
                state,
                0,
                hidden);
    }

    private int[] initial(Requantization scale, int operand, int from) {
        int[] value = new int[hidden];
        for (int j = 0; scale != null && j < hidden; j++)
            value[j] = scale.apply((long) in.values(operand)[from + j] - in.zero(operand), 0);
        return value;
    }

    private int at(int t, int d, int sample) {
        int directions = op.directions().size();
        boolean all = op.result() == Recurrence.Result.ALL;
        if (op.batchFirst()) return (((all ? sample * steps + t : sample) * directions) + d) * hidden;
        return (((all ? t * directions : 0) + d) * batch + sample) * hidden;
    }

    private void recurrent(Recurrence.Direction direction) {
        product.multiply(direction.recurrent(), stored, 0, op.hiddenType().zeroPoints()[0], b);
    }

    private void lstm(Recurrence.Direction direction) {
        recurrent(direction);
        List<InterpolatedTable> f = direction.functions();
        int fi = f.get(0).fraction(), fo = f.get(1).fraction(), ff = f.get(2).fraction();
        int fc = f.get(3).fraction(), last = f.get(4).fraction();
        for (int j = 0; j < hidden; j++) {
            int i = gate(direction, 0, j), o = gate(direction, 1, j), c = gate(direction, 3, j);
            int forget = op.coupled() ? (1 << fi) - i : gate(direction, 2, j);
            int kept = op.coupled() ? fi : ff;
            state[j] = saturated(
                    shr((long) forget * state[j], kept) + shr((long) i * c, fi + fc - Recurrence.STATE_FRACTION));
            int value = f.get(4).apply(s16(shr(state[j], Recurrence.STATE_FRACTION - op.gateFraction())));
            stored[j] = op.output().apply(shr((long) o * value, fo + last - Recurrence.STATE_FRACTION), 0);
        }
    }

    private void gru(Recurrence.Direction direction) {
        recurrent(direction);
        int fz = direction.functions().get(0).fraction(),
                fr = direction.functions().get(1).fraction();
        int[] update = new int[hidden], reset = new int[hidden];
        for (int j = 0; j < hidden; j++) {
            update[j] = gate(direction, 0, j);
            reset[j] = gate(direction, 1, j);
        }
        if (!op.resetAfter()) {
            for (int j = 0; j < hidden; j++) stored[j] = op.output().apply(shr((long) reset[j] * state[j], fr), 0);
            recurrent(direction);
        }
        InterpolatedTable function = direction.functions().get(2);
        int up = Recurrence.STATE_FRACTION - function.fraction();
        for (int j = 0; j < hidden; j++) {
            int k = 2 * hidden + j;
            long pre = direction.bias()[k] + scaled(direction.inputScale(), a[k], k);
            pre += op.resetAfter()
                    ? shr((long) reset[j] * s16(direction.inner()[j] + scaled(direction.recurrentScale(), b[k], k)), fr)
                    : scaled(direction.recurrentScale(), b[k], k);
            long fresh = (long) function.apply(s16(pre)) << up;
            state[j] = saturated(shr(((1 << fz) - update[j]) * fresh + (long) update[j] * state[j], fz));
            stored[j] = op.output().apply(state[j], 0);
        }
    }

    private void rnn(Recurrence.Direction direction) {
        recurrent(direction);
        int up = Recurrence.STATE_FRACTION - direction.functions().getFirst().fraction();
        for (int j = 0; j < hidden; j++) {
            state[j] = saturated((long) gate(direction, 0, j) << up);
            stored[j] = op.output().apply(state[j], 0);
        }
    }

    private int gate(Recurrence.Direction direction, int gate, int j) {
        int k = gate * hidden + j;
        long pre = direction.bias()[k]
                + scaled(direction.inputScale(), a[k], k)
                + scaled(direction.recurrentScale(), b[k], k);
        return direction.functions().get(gate).apply(s16(pre));
    }

    private static long scaled(Requantization scale, long value, int row) {
        return Requantization.scale(value, scale.multipliers()[row], scale.shifts()[row]);
    }

    private static long shr(long value, int bits) {
        return bits == 0 ? value : value + (1L << bits - 1) >> bits;
    }

    private static int s16(long value) {
        return Math.clamp(value, Short.MIN_VALUE, Short.MAX_VALUE);
    }

    private static int saturated(long value) {
        return Math.clamp(value, -STATE_MOST - 1, STATE_MOST);
    }
}
