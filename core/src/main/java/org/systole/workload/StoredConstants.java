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
            if (node.op().endsWith("Quant")) return quant(scope, node);
            if (!REARRANGE.contains(node.op())) return scope.format(at);
            at = node.input(0);
        }
        return scope.format(at);
    }

    /**
     * Returns the format that a quantizer of QONNX makes: of BipolarQuant one bit; of Quant the width that its fourth
     * input says, signed or not by an attribute; of FloatQuant a sign and as many bits of exponent and mantissa as its
     * third and fourth input say.
     */
    static NumberFormat quant(Scope scope, Node node) {
        return switch (node.op()) {
            case "BipolarQuant" -> new NumberFormat(NumberFormat.Kind.TERNARY, 1);
            case "FloatQuant" ->
                new NumberFormat(NumberFormat.Kind.FLOAT, 1 + bits(scope, node, 2, 8) + bits(scope, node, 3, 23));
            default -> NumberFormat.integer(node.attributes().integer("signed", 1) != 0, bits(scope, node, 3, 8));
        };
    }

    private static int bits(Scope scope, Node node, int input, int otherwise) {
        Tensor width = scope.tensor(node, input);
        double bits = width == null ? otherwise : width.real(0);
        if (bits != Math.rint(bits) || bits < 1 || bits > 63)
            throw new Refusal("found the bit width " + bits, "use a whole number of bits from 1 to 63");
        return (int) bits;
    }
}
