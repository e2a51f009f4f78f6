package org.systole.data;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.systole.tensor.DataType;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/**
 * NumPy's {@code .npy} files, format versions 1.0 to 3.0, little-endian, C order.
 *
 * <p>Source: the format's description in NumPy's documentation (numpy.lib.format). A pickled object array is never
 * read.
 */
public final class Npy {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([^']*)'");
    private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([0-9,\\s]*)\\)");

    private Npy() {}

    /**
     * Returns the array of a file, gzip or not.
     *
     * @throws org.systole.problem.SystoleException when it cannot be read or is damaged
     */
    public static Tensor read(Path file) {
        return parse(file.toString(), Bytes.of(file));
    }

    /** Returns the array in these bytes; {@code file} is for messages. */
    static Tensor parse(String file, byte[] bytes) {
        if (bytes.length < 10 || !Arrays.equals(bytes, 0, 6, MAGIC, 0, 6))
            throw Bytes.damaged(file, "is not a .npy array: it does not begin with \\x93NUMPY");
        var buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        boolean longHeader = bytes[6] >= 2;
        if (bytes[6] < 1 || bytes[6] > 3) throw Bytes.damaged(file, "has the unknown .npy version " + bytes[6]);
        int start = longHeader ? 12 : 10;
        long length =
                longHeader ? (bytes.length < 12 ? -1 : buffer.getInt(8) & 0xffffffffL) : buffer.getShort(8) & 0xffff;
        if (length < 0 || start + length > bytes.length) throw Bytes.damaged(file, "ends inside its .npy header");
        String header = new String(bytes, start, (int) length, StandardCharsets.UTF_8);
        if (find(file, ORDER, header, "fortran_order").equals("True"))
            throw Bytes.unsupported(
                    file, "the array is in Fortran order", "save it with numpy.ascontiguousarray(array)");
        DataType type = type(file, find(file, DESCR, header, "descr"));
        Shape shape = shape(file, find(file, SHAPE, header, "shape"));
        int data = start + (int) length;
        long needed = bytesOf(file, type, shape);
        if (needed != bytes.length - data)
            throw Bytes.damaged(
                    file,
                    "holds " + (bytes.length - data) + " bytes of data, " + type + " " + shape + " needs " + needed);
        MemorySegment segment =
                MemorySegment.ofArray(bytes).asSlice(data, needed).asReadOnly();
        return new Tensor(type, shape, () -> segment);
    }

    private static long bytesOf(String file, DataType type, Shape shape) {
        try {
            return type.bytes(shape.elements());
        } catch (ArithmeticException e) {
            throw Bytes.damaged(file, "declares an impossible shape " + shape);
        }
    }

    private static String find(String file, Pattern pattern, String header, String what) {
        Matcher matcher = pattern.matcher(header);
        if (!matcher.find()) throw Bytes.damaged(file, "has no readable '" + what + "' in its .npy header");
        return matcher.group(1);
    }

    private static Shape shape(String file, String text) {
        try {
            return Shape.of(Arrays.stream(text.split(","))
                    .map(String::trim)
                    .filter(part -> !part.isEmpty())
                    .mapToInt(Integer::parseInt)
                    .toArray());
        } catch (NumberFormatException e) {
            throw Bytes.damaged(file, "declares an impossible shape (" + text.trim() + ")");
        }
    }

    private static DataType type(String file, String descr) {
        return switch (descr) {
            case "|u1", "<u1" -> DataType.UINT8;
            case "|i1", "<i1" -> DataType.INT8;
            case "|b1" -> DataType.BOOL;
            case "<u2" -> DataType.UINT16;
            case "<i2" -> DataType.INT16;
            case "<u4" -> DataType.UINT32;
            case "<i4" -> DataType.INT32;
            case "<i8" -> DataType.INT64;
            case "<u8" -> DataType.UINT64;
            case "<f2" -> DataType.FLOAT16;
            case "<f4" -> DataType.FLOAT32;
            case "<f8" -> DataType.FLOAT64;
            default ->
                throw Bytes.unsupported(
                        file,
                        "the array's element type '" + descr + "' is not read",
                        "save it as uint8, int8, int16, int32, int64, float16, float32 or float64, little-endian");
        };
    }
}
