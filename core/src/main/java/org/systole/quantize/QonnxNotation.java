package org.systole.quantize;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.systole.formats.Grid;
import org.systole.graph.Attributes;
import org.systole.graph.GraphBuilder;
import org.systole.graph.Node;
import org.systole.tensor.NumberFormat;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/** Writes quantizations as QONNX does: Quant with scale, zero point and width as inputs, BipolarQuant for -1 and +1. */
final class QonnxNotation {
    /** The domain of QONNX's operators. */
    static final String DOMAIN = "qonnx.custom_op.general";

    private final GraphBuilder out;

    QonnxNotation(GraphBuilder out) {
        this.out = out.opset(DOMAIN, 1);
    }

    /** Returns whether Quant alone says which integers occur, so that no clamp is needed before it. */
    static boolean says(Quantization q) {
        return q.grid() == null || isNarrow(q) || q.grid() instanceof Grid.Binary;
    }

    /** Returns whether all integers of the format but the last one occur. */
    private static boolean isNarrow(Quantization q) {
        return q.grid() instanceof Grid.Levels levels
                && levels.count() == (1 << q.format().bits()) - 1;
    }

    /**
     * Adds the quantization of an activation.
     *
     * @param wanted name of the result
     */
    void activation(String name, String value, Quantization q, String wanted) {
        quant(name, value, q, Shape.of(), isNarrow(q), wanted);
    }

    /** Adds a constant and its quantization; returns the result. The constant's name is {@code data}. */
    String constant(String name, String data, IntegerTensor integers, Shape shape, Quantization q) {
        out.constant(data, Tensor.of(shape, Reals.of(new IntegerTensor(shape, integers.values()), q)));
        int[] extents = new int[shape.rank()];
        Arrays.fill(extents, 1);
        if (q.axis() >= 0) extents[q.axis()] = q.scales().length;
        int low = Arrays.stream(integers.values()).min().orElse(0);
        boolean signed = q.format().kind() == NumberFormat.Kind.SIGNED;
        boolean narrow = signed && q.format().bits() > 1 && low > Quantization.low(q.format());
        String result = out.freshValue(name + "/value");
        quant(name, data, q, q.scales().length == 1 ? Shape.of() : Shape.of(extents), narrow, result);
        return result;
    }

    private void quant(String name, String value, Quantization q, Shape each, boolean narrow, String wanted) {
        String scale = out.constant(out.freshValue(name + "/scale"), Tensor.of(each, q.scales()));
        if (q.grid() instanceof Grid.Binary) {
            List<String> inputs = List.of(value, scale);
            out.add(new Node(out.uniqueNode(name), DOMAIN, "BipolarQuant", inputs, List.of(wanted), Attributes.NONE));
            return;
        }
        float[] zeros = new float[q.zeroPoints().length];
        for (int i = 0; i < zeros.length; i++) zeros[i] = q.zeroPoints()[i];
        String zero = out.constant(out.freshValue(name + "/zero"), Tensor.of(each, zeros));
        String bits = out.constant(out.freshValue(name + "/bits"), Tensor.of(Shape.of(), (float)
                q.format().bits()));
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("signed", q.format().kind() == NumberFormat.Kind.SIGNED ? 1L : 0L);
        attributes.put("narrow", narrow ? 1L : 0L);
        attributes.put("rounding_mode", "ROUND");
        List<String> inputs = List.of(value, scale, zero, bits);
        out.add(new Node(out.uniqueNode(name), DOMAIN, "Quant", inputs, List.of(wanted), Attributes.of(attributes)));
    }
}
