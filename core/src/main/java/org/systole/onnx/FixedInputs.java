package org.systole.onnx;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import org.systole.graph.ValueType;
import org.systole.tensor.DataType;
import org.systole.tensor.Tensor;

/** Inputs whose value the user fixes; they become constants. */
final class FixedInputs {
    private FixedInputs() {}

    /**
     * Moves inputs to the constants; adds a problem for each that does not exist or has several elements.
     *
     * @param inputs loses the inputs whose values are fixed
     * @param constants gains them
     */
    static void apply(
            Map<String, Double> values,
            Map<String, ValueType> inputs,
            Map<String, Tensor> constants,
            ReadContext context) {
        values.forEach((name, value) -> {
            ValueType type = inputs.remove(name);
            if (type == null) unknown(name, inputs, context);
            else if (type.shape().elements() != 1 || type.dataType().bits() < 8)
                context.problem(
                        OnnxProblem.SHAPE_CONTRADICTION,
                        "input '" + name + "'",
                        "its value is given as one number, but it is " + type,
                        "leave '" + name + ":=' out");
            else {
                constants.put(name, tensor(type, value));
                context.note("input '" + name + "' is fixed to "
                        + (value % 1 == 0 ? Long.toString(value.longValue()) : value));
            }
        });
    }

    private static void unknown(String name, Map<String, ValueType> inputs, ReadContext context) {
        // When the inputs have problems of their own, what is missing here is a consequence.
        if (inputs.isEmpty()) return;
        context.problem(
                OnnxProblem.SHAPE_UNKNOWN_NAME,
                "inputs " + Names.list(inputs.keySet(), ", "),
                "a value is given for " + Names.quote(name) + ", which is no input of the model",
                DidYouMean.closest(name, inputs.keySet())
                        .map(close -> "did you mean '" + close + "'?")
                        .orElse("use one of: " + Names.list(inputs.keySet(), ", ")));
    }

    private static Tensor tensor(ValueType type, double value) {
        DataType element = type.dataType();
        ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        switch (element) {
            case FLOAT32 -> bytes.putFloat((float) value);
            case FLOAT64 -> bytes.putDouble(value);
            case FLOAT16 -> bytes.putShort(Float.floatToFloat16((float) value));
            case BFLOAT16 -> bytes.putShort((short) (Float.floatToRawIntBits((float) value) >>> 16));
            default -> bytes.putLong((long) value);
        }
        MemorySegment fixed = MemorySegment.ofArray(bytes.array()).asReadOnly();
        return new Tensor(element, type.shape(), () -> fixed);
    }
}
