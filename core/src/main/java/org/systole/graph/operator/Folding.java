package org.systole.graph.operator;

import java.util.HashMap;
import java.util.Map;
import org.systole.graph.ValueType;
import org.systole.tensor.DataType;
import org.systole.tensor.LazyStorage;
import org.systole.tensor.Tensor;

/**
 * Computes nodes on constants: at once when little is to be computed, else when the result is first read.
 *
 * <p>Quantization and dequantization have no evaluator, so that a quantized constant keeps its meaning.
 */
public final class Folding {
    /** Results up to this many elements, from inputs not much larger, are computed at once. */
    private static final long EAGER = 1 << 12;

    /** No result that is larger than this and than its inputs together is folded: it would only take memory. */
    private static final long LARGEST_GROWTH = 1 << 22;

    private Folding() {}

    /** Returns whether a node can be computed now. */
    public static boolean possible(Operator operator, NodeContext n) {
        if (operator.evaluator() == null) return false;
        long read = 0;
        for (int i = 0; i < n.inputs(); i++) {
            if (!n.has(i)) continue;
            Tensor tensor = n.constant(i);
            if (tensor == null && !operator.byShape()) return false;
            if (tensor != null && tensor.type() == DataType.STRING) return false;
            if (tensor != null) read += tensor.elements();
        }
        for (int i = 0; i < n.outputs(); i++) {
            ValueType type = n.outputType(i);
            if (type == null || type.shape().elements() > Math.max(LARGEST_GROWTH, read)) return false;
        }
        return true;
    }

    /**
     * Returns one output of a node for which {@link #possible} holds, or null when it cannot be computed after all.
     *
     * @param operator of the node
     * @param n the node, its outputs typed
     * @param output index of the output
     * @param eager whether to compute at once whatever the size
     * @throws Refusal when the constants are invalid, for example an index out of range
     */
    public static Tensor fold(Operator operator, NodeContext n, int output, boolean eager) {
        ValueType type = n.outputType(output);
        long read = 0;
        for (int i = 0; i < n.inputs(); i++)
            if (n.constant(i) != null) read += n.constant(i).elements();
        if (eager || type.shape().elements() <= EAGER && read <= 16 * EAGER)
            return operator.evaluator().evaluate(n, output);
        if (!ElementBuffer.writes(type.dataType())) return null;
        NodeContext kept = snapshot(n);
        operator.rule().infer(kept);
        return new Tensor(
                type.dataType(),
                type.shape(),
                new LazyStorage(
                        () -> operator.evaluator().evaluate(kept, output).bytes()));
    }

    /** Returns the node with its own inputs only, so that a folded constant does not keep a whole graph alive. */
    private static NodeContext snapshot(NodeContext n) {
        Map<String, ValueType> types = new HashMap<>();
        Map<String, Tensor> constants = new HashMap<>();
        for (int i = 0; i < n.inputs(); i++) {
            if (!n.has(i)) continue;
            types.put(n.node().input(i), n.type(i));
            constants.put(n.node().input(i), n.constant(i));
        }
        return new NodeContext(n.node(), n.opset(), new NodeContext.Values() {
            @Override
            public ValueType type(String value) {
                return types.get(value);
            }

            @Override
            public Tensor constant(String value) {
                return constants.get(value);
            }
        });
    }
}
