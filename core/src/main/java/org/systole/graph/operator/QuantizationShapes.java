package org.systole.graph.operator;

import org.systole.graph.GraphProblem;
import org.systole.tensor.DataType;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/** Quantization and its reverse, of the standard and of QONNX. */
final class QuantizationShapes {
    /** More scales than this are not read to be checked. */
    private static final long MOST_SCALES = 1 << 16;

    private QuantizationShapes() {}

    static void register(Registry registry) {
        registry.op("QuantizeLinear", 10).inputs(2, 3).rule(QuantizationShapes::quantize);
        registry.op("DequantizeLinear", 10).inputs(2, 3).rule(QuantizationShapes::dequantize);
        registry.op("DynamicQuantizeLinear", 11).outputs(3).rule(QuantizationShapes::dynamic);
        registry.microsoft("QuantizeLinear").inputs(2, 3).rule(QuantizationShapes::quantize);
        registry.microsoft("DequantizeLinear").inputs(2, 3).rule(QuantizationShapes::dequantize);
        registry.qonnx("Quant").inputs(4).rule(ElementwiseShapes::same);
        registry.qonnx("IntQuant").inputs(4).rule(ElementwiseShapes::same);
        registry.qonnx("FloatQuant").inputs(2, 6).rule(ElementwiseShapes::same);
        registry.qonnx("BipolarQuant").inputs(2).rule(ElementwiseShapes::same);
        registry.qonnx("Trunc").inputs(5, 6).rule(ElementwiseShapes::same);
    }

    private static void quantize(NodeContext n) {
        DataType type = n.has(2) ? n.dataType(2) : OnnxTypes.attribute(n, "output_dtype", DataType.UINT8);
        requireType(n, type != DataType.INT32 && holdsQuantized(type), type + " is no type to quantize to");
        requireType(n, holdsReal(n.dataType(0)) || n.dataType(0) == DataType.INT32, "cannot quantize " + n.dataType(0));
        checkScale(n, false);
        n.output(0, type, n.shape(0));
    }

    private static void dequantize(NodeContext n) {
        if (n.has(2) && n.dataType(2) != n.dataType(0))
            throw n.fail(
                    GraphProblem.TYPE,
                    "the zero point is " + n.dataType(2) + ", the input " + n.dataType(0) + "; they must agree");
        requireType(n, holdsQuantized(n.dataType(0)), n.dataType(0) + " is no quantized type");
        checkScale(n, true);
        n.output(0, OnnxTypes.attribute(n, "output_dtype", n.dataType(1)), n.shape(0));
    }

    private static void requireType(NodeContext n, boolean condition, String message) {
        if (!condition) throw n.fail(GraphProblem.TYPE, message);
    }

    private static boolean holdsReal(DataType type) {
        return switch (type) {
            case FLOAT32, FLOAT64, FLOAT16, BFLOAT16 -> true;
            default -> false;
        };
    }

    private static boolean holdsQuantized(DataType type) {
        return switch (type) {
            case INT64, UINT64, UINT32, BOOL, STRING -> false;
            default -> !holdsReal(type);
        };
    }

    /** A constant scale is a positive number; 0 dequantizes a channel of zeros, but quantizes nothing. */
    private static void checkValues(NodeContext n, boolean zeroAllowed) {
        Tensor scale = n.constant(1);
        if (scale == null || scale.elements() > MOST_SCALES) return;
        for (long i = 0; i < scale.elements(); i++) {
            double value = scale.real(i);
            boolean good = value > 0 && value < Double.POSITIVE_INFINITY || value == 0 && zeroAllowed;
            n.requireAttribute(good, "scale " + i + " is " + value + ", expected a positive number");
        }
    }

    /** A scale is one number, one for each slice along the axis, or one for each block of it. */
    private static void checkScale(NodeContext n, boolean zeroAllowed) {
        Shape scale = n.shape(1);
        requireType(n, n.dataType(1).isFloat(), "the scale is " + n.dataType(1) + ", expected a floating-point type");
        checkValues(n, zeroAllowed);
        if (n.has(2))
            n.requireShape(
                    n.shape(2).elements() == scale.elements(),
                    "scale " + scale + " and zero point " + n.shape(2) + " differ");
        if (scale.elements() == 1) return;
        Shape input = n.rankAtLeast(0, 1);
        // A vector has its only axis 0, whatever the default of 1 says.
        int axis = input.rank() == 1 ? 0 : n.axis(n.attributes().integer("axis", 1), input.rank());
        if (scale.rank() == 1) {
            n.requireShape(
                    scale.extent(0) == input.extent(axis),
                    "there are " + scale.extent(0) + " scales for the " + input.extent(axis) + " slices of " + input
                            + " along axis " + axis);
            return;
        }
        long block = n.attributes().integer("block_size", 0);
        n.requireAttribute(block >= 1, "scale " + scale + " needs attribute 'block_size'");
        n.requireShape(
                scale.rank() == input.rank()
                        && scale.extent(axis) == Math.ceilDiv(input.extent(axis), block)
                        && scale.with(axis, 1).equals(input.with(axis, 1)),
                "scale " + scale + " does not cover " + input + " in blocks of " + block + " along axis " + axis);
    }

    private static void dynamic(NodeContext n) {
        n.output(0, DataType.UINT8, n.shape(0));
        n.output(1, DataType.FLOAT32);
        n.output(2, DataType.UINT8);
    }
}
