package org.systole.quantize;

import java.util.Arrays;
import org.systole.tensor.Shape;

/** Product of two computed matrices whose sums fit an int: the bits of {@link IntegerDefinition#matrixProduct}. */
record FastProduct(IntegerOp.MatrixProduct op, int zeroA, int zeroB, Shape output) {
    IntegerTensor run(IntegerTensor a, IntegerTensor b) {
        int m = output.extent(-2), n = output.extent(-1), depth = a.shape().extent(-1);
        Shape batches = Shape.of(Arrays.copyOf(output.extents(), output.rank() - 2));
        Broadcast left = new Broadcast(batchesOf(a.shape()), batches),
                right = new Broadcast(batchesOf(b.shape()), batches);
        int[] y = new int[Math.toIntExact(output.elements())], acc = new int[n], centred = new int[depth * n];
        for (int batch = 0, at = 0; batch < batches.elements(); batch++) {
            int from = right.index(batch) * depth * n;
            for (int i = 0; i < centred.length; i++) centred[i] = b.values()[from + i] - zeroB;
            for (int i = 0; i < m; i++, at += n) {
                row(a.values(), left.index(batch) * m * depth + i * depth, depth, centred, acc);
                for (int j = 0; j < n; j++) y[at + j] = op.output().apply(acc[j], 0);
            }
        }
        return new IntegerTensor(output, y);
    }

    private void row(int[] a, int from, int depth, int[] b, int[] acc) {
        Arrays.fill(acc, 0);
        for (int c = 0; c < depth; c++) {
            int x = a[from + c] - zeroA, row = c * acc.length;
            for (int j = 0; j < acc.length; j++) acc[j] += x * b[row + j];
        }
    }

    private static Shape batchesOf(Shape shape) {
        return Shape.of(Arrays.copyOf(shape.extents(), shape.rank() - 2));
    }
}
