package org.systole.quantize;

import java.util.List;
import org.systole.tensor.Shape;

/** One node of an integer network, prepared to run many times: reads its inputs from the values of a run and adds its output. */
@FunctionalInterface
interface FastStep {
    /** Computes the node. */
    void run(FastRun.Values values);

    /** Returns the step of a node with a kernel; null for nodes that take the definition. */
    static FastStep of(IntegerNode node, IntegerNetwork network) {
        if (node.inputs().isEmpty()) return values -> {};
        String input = node.inputs().getFirst(), output = node.output();
        Shape shape = network.type(output).shape();
        Quantization x = network.type(input).quantization();
        int zero = x.zeroPoints()[0];
        return switch (node.op()) {
            case IntegerOp.Convolution op
            when ConvolutionKernel.suits(op, x) -> {
                ConvolutionKernel kernel = ConvolutionKernel.of(op, x);
                Shape planar = planar(shape);
                yield values -> values.put(output, kernel.run(values.map(input), zero, planar, values.scratch()));
            }
            case IntegerOp.Dense op
            when ConvolutionKernel.suits(LimitedLayer.asConvolution(op), x) -> {
                ConvolutionKernel kernel = ConvolutionKernel.of(LimitedLayer.asConvolution(op), x);
                yield values -> values.put(output, dense(kernel, values.tensor(input), zero, shape));
            }
            case IntegerOp.Add op
            when isPlain(node, network, shape) -> {
                int other = network.type(node.inputs().get(1)).quantization().zeroPoints()[0];
                yield values -> values.put(output, FastElements.add(op, values, node.inputs(), zero, other));
            }
            case IntegerOp.MaxPool op
            when isMap(input, network) && shape.rank() == 4 ->
                values -> values.put(output, FastPools.max(op, values.map(input), shape, values.scratch()));
            case IntegerOp.AveragePool op
            when isMap(input, network) && shape.rank() == 4 && FastPools.suits(op, x) ->
                values -> values.put(output, FastPools.average(op, values.map(input), zero, shape, values.scratch()));
            case IntegerOp.Rescale op
            when FastElements.hasTable(x) && isMap(input, network) ->
                table(input, output, FastElements.table(op.output(), x), x.low());
            case IntegerOp.Lookup op when isMap(input, network) -> table(input, output, op.table(), x.low());
            case IntegerOp.Concatenate op
            when op.axis() == 1 && isConcatenation(node, network, shape) -> concatenation(op, node, network, shape);
            case IntegerOp.MatrixProduct op -> product(op, node, network);
            default -> null;
        };
    }

    private static Shape planar(Shape s) {
        return s.rank() == 4 ? s : Shape.of(s.extent(0), s.extent(1), 1, s.extent(-1));
    }

    /** Runs a dense layer: its rows are the pixels of one line. */
    private static IntegerTensor dense(ConvolutionKernel layer, IntegerTensor x, int zero, Shape output) {
        int depth = x.shape().extent(-1), rows = x.values().length / depth;
        FastMap y =
                layer.run(new FastMap(1, 1, rows, depth, x.values()), zero, Shape.of(1, output.extent(-1), 1, rows));
        return new IntegerTensor(output, y.values());
    }

    private static boolean isMap(String value, IntegerNetwork network) {
        return network.type(value).shape().rank() == 4;
    }

    /** Returns whether all inputs and the output are pictures of one shape. */
    private static boolean isPlain(IntegerNode node, IntegerNetwork network, Shape shape) {
        return shape.rank() == 4
                && node.inputs().stream()
                        .allMatch(input -> network.type(input).shape().equals(shape));
    }

    private static FastStep table(String input, String output, int[] table, int low) {
        return values -> values.put(output, FastElements.map(values.map(input), table, low, values.scratch()));
    }

    private static boolean isConcatenation(IntegerNode node, IntegerNetwork network, Shape shape) {
        return shape.rank() == 4
                && node.inputs().stream()
                        .allMatch(input ->
                                FastElements.hasTable(network.type(input).quantization()));
    }

    private static FastStep concatenation(
            IntegerOp.Concatenate op, IntegerNode node, IntegerNetwork network, Shape shape) {
        int count = node.inputs().size();
        int[][] tables = new int[count][];
        int[] lows = new int[count];
        for (int i = 0; i < count; i++) {
            Quantization q = network.type(node.inputs().get(i)).quantization();
            tables[i] = FastElements.table(op.inputs()[i], q);
            lows[i] = q.low();
        }
        return values -> {
            List<FastMap> maps = node.inputs().stream().map(values::map).toList();
            values.put(node.output(), FastElements.concatenate(maps, tables, lows, shape, values.scratch()));
        };
    }

    private static FastStep product(IntegerOp.MatrixProduct op, IntegerNode node, IntegerNetwork network) {
        String left = node.inputs().get(0), right = node.inputs().get(1);
        Quantization a = network.type(left).quantization(),
                b = network.type(right).quantization();
        int depth = network.type(left).shape().extent(-1);
        Shape shape = network.type(node.output()).shape();
        boolean narrow = ConvolutionKernel.span(a) * ConvolutionKernel.span(b) * depth < Integer.MAX_VALUE;
        if (!narrow || shape.rank() < 2) return null;
        var product = new FastProduct(op, a.zeroPoints()[0], b.zeroPoints()[0], shape);
        return values -> values.put(node.output(), product.run(values.tensor(left), values.tensor(right)));
    }
}
