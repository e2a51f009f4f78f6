package org.systole.quantize;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.systole.tensor.NumberFormat;
import org.systole.tensor.Shape;

/** A random recurrence with its operands. */
record RandomRecurrence(Recurrence op, Operands in) {
    static RandomRecurrence of(SplittableRandom r) {
        var kind = Recurrence.Kind.values()[r.nextInt(3)];
        int steps = r.nextInt(1, 8), batch = r.nextInt(1, 4), width = r.nextInt(1, 40), hidden = r.nextInt(1, 20);
        int bits = r.nextInt(2, 17), weightBits = r.nextInt(2, 17);
        boolean batchFirst = r.nextBoolean(), lstm = kind == Recurrence.Kind.LSTM;
        var format = new NumberFormat(NumberFormat.Kind.SIGNED, bits);
        int most = 1 << bits - 1;
        Quantization type = Quantization.perTensor(format, 2f / most, r.nextInt(-most, most));
        var directions = new ArrayList<Recurrence.Direction>();
        boolean after = r.nextBoolean();
        int count = r.nextInt(1, 3);
        for (int d = 0; d < count; d++)
            directions.add(direction(r, kind, hidden, width, weightBits, bits, d == 1 || r.nextBoolean()));
        var result = Recurrence.Result.values()[r.nextInt(lstm ? 3 : 2)];
        var scale = Requantization.of(new double[] {most / 65536.0}, type.zeroPoints()[0], -most, most - 1);
        var state = Requantization.of(new double[] {65536.0 / most}, 0, -1 << 23, (1 << 23) - 1);
        boolean starts = r.nextBoolean();
        var op = new Recurrence(
                kind,
                result,
                batchFirst,
                hidden,
                after,
                r.nextBoolean(),
                11,
                directions,
                type,
                scale,
                scale,
                starts ? state : null,
                starts && lstm ? state : null);
        Shape x = batchFirst ? Shape.of(batch, steps, width) : Shape.of(steps, batch, width);
        Shape initial = batchFirst ? Shape.of(batch, count, hidden) : Shape.of(count, batch, hidden);
        var tensors = new ArrayList<>(List.of(tensor(r, x, most)));
        if (starts) tensors.add(tensor(r, initial, most));
        if (starts && lstm) tensors.add(tensor(r, initial, most));
        return new RandomRecurrence(op, operands(op, tensors, type, steps, batch));
    }

    private static Operands operands(
            Recurrence op, List<IntegerTensor> tensors, Quantization type, int steps, int batch) {
        int directions = op.directions().size(), hidden = op.hidden();
        boolean all = op.result() == Recurrence.Result.ALL;
        Shape one = op.batchFirst() ? Shape.of(batch, directions, hidden) : Shape.of(directions, batch, hidden);
        Shape every = op.batchFirst()
                ? Shape.of(batch, steps, directions, hidden)
                : Shape.of(steps, directions, batch, hidden);
        return new Operands(
                tensors, tensors.stream().map(t -> type).toList(), new IntegerType(all ? every : one, type));
    }

    private static Recurrence.Direction direction(
            SplittableRandom r,
            Recurrence.Kind kind,
            int hidden,
            int width,
            int weightBits,
            int bits,
            boolean reverse) {
        int rows = kind.gates() * hidden, most = 1 << weightBits - 1;
        Quantization w = Quantization.perTensor(new NumberFormat(NumberFormat.Kind.SIGNED, weightBits), 1f / most, 0);
        double factor = Math.scalb(2048.0, 2 - weightBits - bits);
        var tables = new ArrayList<InterpolatedTable>();
        for (int i = 0; i < 5; i++)
            tables.add(InterpolatedTable.of(i < 3 ? x -> 1 / (1 + StrictMath.exp(-x)) : StrictMath::tanh, 11, 15));
        return new Recurrence.Direction(
                reverse,
                tensor(r, Shape.of(rows, width), most),
                w,
                tensor(r, Shape.of(rows, hidden), most),
                w,
                Requantization.of(
                        r.doubles(rows, factor / 4, factor).toArray(), 0, Integer.MIN_VALUE, Integer.MAX_VALUE),
                Requantization.of(
                        r.doubles(rows, factor / 4, factor).toArray(), 0, Integer.MIN_VALUE, Integer.MAX_VALUE),
                r.ints(rows, -3000, 3000).toArray(),
                r.ints(hidden, -3000, 3000).toArray(),
                tables);
    }

    private static IntegerTensor tensor(SplittableRandom r, Shape shape, int most) {
        return new IntegerTensor(shape, r.ints(shape.elements(), -most, most).toArray());
    }

    /** Returns the same with time and batch exchanged. */
    RandomRecurrence otherLayout() {
        var other = new Recurrence(
                op.kind(),
                op.result(),
                !op.batchFirst(),
                op.hidden(),
                op.resetAfter(),
                op.coupled(),
                op.gateFraction(),
                op.directions(),
                op.hiddenType(),
                op.output(),
                op.cell(),
                op.initialHidden(),
                op.initialCell());
        var tensors = in.tensors().stream().map(RandomRecurrence::exchanged).toList();
        int first = in.shape(0).extent(0), second = in.shape(0).extent(1);
        return new RandomRecurrence(
                other,
                operands(
                        other,
                        tensors,
                        op.hiddenType(),
                        op.batchFirst() ? second : first,
                        op.batchFirst() ? first : second));
    }

    /** Returns a tensor with its first two axes exchanged. */
    private static IntegerTensor exchanged(IntegerTensor x) {
        int a = x.shape().extent(0), b = x.shape().extent(1), inner = x.values().length / (a * b);
        int[] y = new int[x.values().length];
        for (int i = 0; i < a; i++)
            for (int j = 0; j < b; j++)
                System.arraycopy(x.values(), (i * b + j) * inner, y, (j * a + i) * inner, inner);
        return new IntegerTensor(x.shape().with(0, b).with(1, a), y);
    }

    /** Returns the result of the other layout in this one's. */
    static IntegerTensor turned(IntegerTensor other, Recurrence op) {
        if (op.result() != Recurrence.Result.ALL) return exchanged(other);
        // T D B H and B T D H
        int[] e = other.shape().extents();
        int steps = op.batchFirst() ? e[0] : e[1], directions = op.batchFirst() ? e[1] : e[2];
        int batch = op.batchFirst() ? e[2] : e[0], hidden = e[3];
        int[] y = new int[other.values().length];
        for (int t = 0; t < steps; t++)
            for (int d = 0; d < directions; d++)
                for (int b = 0; b < batch; b++) {
                    int timeFirst = ((t * directions + d) * batch + b) * hidden;
                    int batchFirst = ((b * steps + t) * directions + d) * hidden;
                    System.arraycopy(
                            other.values(),
                            op.batchFirst() ? timeFirst : batchFirst,
                            y,
                            op.batchFirst() ? batchFirst : timeFirst,
                            hidden);
                }
        return new IntegerTensor(other.shape(), y);
    }
}
