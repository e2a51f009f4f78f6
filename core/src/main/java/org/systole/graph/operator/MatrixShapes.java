package org.systole.graph.operator;

import java.util.Arrays;
import org.systole.tensor.DataType;
import org.systole.tensor.Shape;

/** Matrix products. */
final class MatrixShapes {
    private MatrixShapes() {}

    static void register(Registry registry) {
        registry.op("MatMul", 1).inputs(2).rule(n -> {
            ElementwiseShapes.requireSameType(n, 0, 1);
            n.output(0, n.dataType(0), product(n, n.shape(0), n.shape(1)));
        });
        registry.op("MatMulInteger", 10)
                .inputs(2, 4)
                .rule(n -> n.output(0, DataType.INT32, product(n, n.shape(0), n.shape(1))));
        registry.op("QLinearMatMul", 10)
                .inputs(8)
                .rule(n -> n.output(0, n.dataType(7), product(n, n.shape(0), n.shape(3))));
        registry.op("Gemm", 1).inputs(2, 3).rule(MatrixShapes::gemm);
        registry.op("Einsum", 12).inputs(1, Operator.ANY).rule(EinsumShapes::einsum);
        registry.op("Det", 11).rule(MatrixShapes::determinant);
    }

    private static void gemm(NodeContext n) {
        Shape output = gemm(n, 0, 1);
        if (n.has(2))
            n.requireShape(
                    Extents.broadcast(n, output, n.shape(2)).equals(output),
                    "C " + n.shape(2) + " does not broadcast to " + output);
        n.output(0, n.dataType(0), output);
    }

    /** Returns the shape of a Gemm of two inputs with its transpositions. */
    static Shape gemm(NodeContext n, int a, int b) {
        boolean transA = n.attributes().integer("transA", 0) != 0;
        boolean transB = n.attributes().integer("transB", 0) != 0;
        Shape left = n.rank(a, 2);
        Shape right = n.rank(b, 2);
        int m = left.extent(transA ? 1 : 0);
        int k = left.extent(transA ? 0 : 1);
        int l = right.extent(transB ? 1 : 0);
        n.requireShape(
                k == l,
                "A " + left + (transA ? " transposed" : "") + " and B " + right + (transB ? " transposed" : "")
                        + " do not multiply: " + k + " columns and " + l + " rows");
        return n.shapeOf(m, right.extent(transB ? 0 : 1));
    }

    /** Returns the shape of a product with the rules of numpy.matmul. */
    static Shape product(NodeContext n, Shape a, Shape b) {
        n.requireShape(a.rank() > 0 && b.rank() > 0, "cannot multiply " + a + " and " + b + ": one is a scalar");
        int inner = a.extent(-1);
        int rows = b.rank() == 1 ? b.extent(0) : b.extent(-2);
        n.requireShape(
                inner == rows, a + " and " + b + " do not multiply: the inner extents are " + inner + " and " + rows);
        Shape batch = Extents.broadcast(
                n,
                Shape.of(Extents.leading(a, Math.min(a.rank(), 2))),
                Shape.of(Extents.leading(b, Math.min(b.rank(), 2))));
        int[] extents = Arrays.copyOf(batch.extents(), batch.rank() + 2);
        int rank = batch.rank();
        if (a.rank() > 1) extents[rank++] = a.extent(-2);
        if (b.rank() > 1) extents[rank++] = b.extent(-1);
        return n.shapeOf(Arrays.stream(extents).limit(rank).asLongStream().toArray());
    }

    private static void determinant(NodeContext n) {
        Shape input = n.rankAtLeast(0, 2);
        n.requireShape(input.extent(-1) == input.extent(-2), "the matrices of " + input + " are not square");
        n.output(0, n.dataType(0), Shape.of(Extents.leading(input, 2)));
    }
}
