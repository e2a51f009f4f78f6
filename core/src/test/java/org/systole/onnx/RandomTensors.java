package org.systole.onnx;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.systole.graph.Graph;
import org.systole.graph.ValueType;
import org.systole.tensor.DataType;
import org.systole.tensor.Tensor;

/** Inputs for runs: reals around 0, small whole numbers; the same for the same seed. */
final class RandomTensors {
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private RandomTensors() {}

    static Map<String, Tensor> inputs(Graph graph, long seed) {
        var random = new SplittableRandom(seed);
        var inputs = new LinkedHashMap<String, Tensor>();
        for (String input : graph.inputs()) inputs.put(input, tensor(graph.type(input), random));
        return inputs;
    }

    static Tensor tensor(ValueType type, SplittableRandom random) {
        long elements = type.shape().elements();
        MemorySegment bytes =
                MemorySegment.ofArray(new byte[(int) type.dataType().bytes(elements)]);
        for (long i = 0; i < elements; i++) set(bytes, type.dataType(), i, random);
        return new Tensor(type.dataType(), type.shape(), () -> bytes);
    }

    private static void set(MemorySegment bytes, DataType type, long i, SplittableRandom random) {
        if (type == DataType.FLOAT32) bytes.set(FLOAT, 4 * i, (float) random.nextDouble(-1, 1));
        else if (type.isInteger() || type == DataType.BOOL)
            bytes.set(ValueLayout.JAVA_BYTE, i * type.bits() / 8, (byte) random.nextInt(2));
        else throw new IllegalArgumentException("no random numbers of " + type);
    }
}
