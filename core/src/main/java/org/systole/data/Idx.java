package org.systole.data;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.systole.tensor.DataType;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/**
 * The idx files of MNIST: two zero bytes, an element type, a rank, big-endian extents, big-endian data.
 *
 * <p>Only element types of one byte occur in practice and are read. Source: the description at the MNIST database's page
 * (LeCun, Cortes, Burges).
 */
public final class Idx {
    private Idx() {}

    /**
     * Returns the array of a file, gzip or not.
     *
     * @throws org.systole.problem.SystoleException when it cannot be read or is damaged
     */
    public static Tensor read(Path file) {
        return parse(file.toString(), Bytes.of(file));
    }

    static Tensor parse(String file, byte[] bytes) {
        if (bytes.length < 4 || bytes[0] != 0 || bytes[1] != 0)
            throw Bytes.damaged(file, "is not idx: it does not begin with two zero bytes");
        DataType type = switch (bytes[2]) {
            case 0x08 -> DataType.UINT8;
            case 0x09 -> DataType.INT8;
            default ->
                throw Bytes.unsupported(
                        file,
                        "the idx element type 0x" + Integer.toHexString(bytes[2] & 0xff) + " is not read",
                        "convert the data to .npy");
        };
        int rank = bytes[3] & 0xff, start = 4 + 4 * rank;
        if (bytes.length < start) throw Bytes.damaged(file, "ends inside its idx header");
        int[] extents = new int[rank];
        for (int i = 0; i < rank; i++) {
            extents[i] = ByteBuffer.wrap(bytes).getInt(4 + 4 * i);
            if (extents[i] < 0) throw Bytes.damaged(file, "declares an impossible extent " + extents[i]);
        }
        Shape shape = Shape.of(extents);
        long elements;
        try {
            elements = shape.elements();
        } catch (ArithmeticException e) {
            throw Bytes.damaged(file, "declares an impossible shape " + shape);
        }
        if (elements != bytes.length - start)
            throw Bytes.damaged(
                    file, "holds " + (bytes.length - start) + " elements, its shape " + shape + " needs " + elements);
        MemorySegment segment =
                MemorySegment.ofArray(bytes).asSlice(start, elements).asReadOnly();
        return new Tensor(type, shape, () -> segment);
    }
}
