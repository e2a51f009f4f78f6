package org.systole.workload;

import java.util.Optional;
import java.util.Set;
import org.systole.graph.Node;
import org.systole.tensor.NumberFormat;
import org.systole.tensor.Tensor;

/** In which format a constant operand lies in memory, behind the nodes that dequantize or rearrange it. */
final class StoredConstants {
    private static final Set<String> REARRANGE =
            Set.of("Transpose", "Reshape", "Squeeze", "Unsqueeze", "Flatten", "Identity", "Concat", "Slice", "Split");

    private StoredConstants() {}

    /** Returns the format of the integers when the constant is dequantized, of the constant's type otherwise. */
    static NumberFormat format(Scope scope, String value) {
        String at = value;
        for (int hops = 0; hops < 64; hops++) {
            Optional<Node> producer = scope.graph.producer(at);
            if (producer.isEmpty()) return scope.format(at);
            Node node = producer.get();
            if (node.op().equals("DequantizeLinear")) return scope.format(node.input(0));
            if (node.op().equals("Quant") || node.op().equals("IntQuant")) return quant(scope, node);
            if (node.op().equals("BipolarQuant")) return new NumberFormat(NumberFormat.Kind.TERNARY, 1);
            if (!REARRANGE.contains(node.op())) return scope.format(at);
            at = node.input(0);
        }
        return scope.format(at);
    }

    /** Returns the format that a QONNX Quant node makes: its fourth input is the width, the attribute says signed. */
    static NumberFormat quant(Scope scope, Node node) {
        Tensor width = scope.tensor(node, 3);
        double bits = width == null ? 8 : width.real(0);
        if (bits != Math.rint(bits) || bits < 1 || bits > 64)
            throw new Refusal("found the bit width " + bits, "use a whole number of bits from 1 to 64");
        boolean signed = node.attributes().integer("signed", 1) != 0;
        return new NumberFormat(signed ? NumberFormat.Kind.SIGNED : NumberFormat.Kind.UNSIGNED, (int) bits);
    }
}
