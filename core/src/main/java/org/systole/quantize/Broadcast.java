package org.systole.quantize;

import org.systole.tensor.Shape;

/** Which element of a smaller tensor an element of the broadcast result reads; the rule is NumPy's and ONNX's. */
final class Broadcast {
    private final int[] extents;
    private final int[] strides;

    Broadcast(Shape from, Shape to) {
        extents = to.extents();
        strides = new int[extents.length];
        int stride = 1;
        for (int axis = from.rank() - 1; axis >= 0; axis--) {
            int extent = from.extent(axis);
            int target = axis + extents.length - from.rank();
            if (extent != 1 && extent != extents[target])
                throw new IllegalArgumentException("shape " + from + " does not broadcast to " + to);
            strides[target] = extent == 1 ? 0 : stride;
            stride *= extent;
        }
    }

    /** Returns the index in the smaller tensor for a row-major index in the result. */
    int index(int result) {
        int index = 0;
        for (int axis = extents.length - 1; axis >= 0; axis--) {
            index += result % extents[axis] * strides[axis];
            result /= extents[axis];
        }
        return index;
    }
}
