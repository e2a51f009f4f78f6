package org.systole.quantize;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import org.systole.formats.Grid;
import org.systole.graph.Graph;
import org.systole.graph.Node;
import org.systole.problem.Problems;
import org.systole.tensor.NumberFormat;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/**
 * What a quantization node of QONNX computes, to the bit, in single precision as its reference does.
 *
 * <p>Quant (also called IntQuant): {@code y = x / scale + zero}, clamped to the integers of the width, then rounded; the
 * result is {@code (y - zero) * scale}. One signed bit is -1 and +1. BipolarQuant: {@code x >= 0 ? scale : -scale}. Trunc: {@code y =
 * roundHalfEven(x / scale + zero)}, divided by a power of two, in version 2 clamped, then rounded; the result is {@code (y - zero) * scale}
 * in version 1, with the zero point divided and the output's scale in version 2.
 *
 * <p>Source: docs/qonnx-custom-ops and src/qonnx/custom_op/general of fastmachinelearning/qonnx at cc2ec17.
 *
 * @param kind which operator
 * @param scales of the input, one or one for each index of {@code axis}
 * @param zeros of the input, as many as scales
 * @param axis the axis that scales belong to, or -1
 * @param bits width of the result, 1 to 32
 * @param signed whether the integers of the result are signed
 * @param narrow whether the range leaves out its smallest integer (signed) or its largest (unsigned)
 * @param mode how it rounds
 * @param shift for Trunc, by how many bits the input is divided; else 0
 * @param inputBits for Trunc, the width of the input; else 0
 * @param outputScale for Trunc, the scale of the result; else that of the input
 */
record QonnxQuant(
        Kind kind,
        float[] scales,
        float[] zeros,
        int axis,
        int bits,
        boolean signed,
        boolean narrow,
        Mode mode,
        int shift,
        int inputBits,
        float outputScale) {
    private static final Set<String> OPERATORS = Set.of("Quant", "IntQuant", "BipolarQuant", "Trunc", "FloatQuant");

    /** The widest integers that are read: biases. */
    private static final int MOST_BITS = 32;

    /** The operators. */
    enum Kind {
        QUANT,
        BIPOLAR,
        TRUNC,
        /** Trunc of version 2, which clamps. */
        TRUNC_CLAMPED
    }

    /** How a number becomes an integer. */
    enum Mode {
        /** To nearest, ties to even; also called HALF_EVEN. */
        ROUND,
        /** Towards plus infinity. */
        CEIL,
        /** Towards minus infinity. */
        FLOOR,
        /** Away from zero. */
        UP,
        /** Towards zero. */
        DOWN,
        /** To nearest, ties away from zero. */
        HALF_UP,
        /** To nearest, ties towards zero. */
        HALF_DOWN;

        float apply(float y) {
            return switch (this) {
                case ROUND -> (float) Math.rint(y);
                case CEIL -> (float) Math.ceil(y);
                case FLOOR -> (float) Math.floor(y);
                case UP -> Math.signum(y) * (float) Math.ceil(Math.abs(y));
                case DOWN -> Math.signum(y) * (float) Math.floor(Math.abs(y));
                case HALF_UP -> Math.signum(y) * (float) Math.floor(Math.abs(y) + 0.5f);
                case HALF_DOWN -> Math.signum(y) * (float) Math.ceil(Math.abs(y) - 0.5f);
            };
        }

        /** Returns whether no result is farther than half a unit. */
        boolean isNearest() {
            return this == ROUND || this == HALF_UP || this == HALF_DOWN;
        }

        private static Mode parse(String text) {
            String name = text.toUpperCase(Locale.ROOT);
            if (name.equals("HALF_EVEN")) return ROUND;
            return Arrays.stream(values())
                    .filter(mode -> mode.name().equals(name))
                    .findFirst()
                    .orElse(null);
        }
    }

    /** Returns whether an operator is one of QONNX's quantizations. */
    static boolean isOperator(String op) {
        return OPERATORS.contains(op);
    }

    /** Returns the same with signed or unsigned integers; version 1 of Trunc does not say which. */
    QonnxQuant signed(boolean other) {
        return new QonnxQuant(kind, scales, zeros, axis, bits, other, narrow, mode, shift, inputBits, outputScale);
    }

    /** Returns whether the integers are -1 and +1. */
    boolean isBipolar() {
        return kind == Kind.BIPOLAR || kind == Kind.QUANT && bits == 1 && signed;
    }

    /** Returns the smallest integer of the result. */
    long low() {
        if (isBipolar()) return -1;
        return signed ? -(1L << bits - 1) + (narrow ? 1 : 0) : 0;
    }

    /** Returns the largest integer of the result. */
    long high() {
        if (isBipolar()) return 1;
        return signed ? (1L << bits - 1) - 1 : (1L << bits) - 1 - (narrow ? 1 : 0);
    }

    /** Returns the integer that a number becomes, the zero point included. */
    long integer(float x, int channel) {
        int c = scales.length == 1 ? 0 : channel;
        if (isBipolar()) return (kind == Kind.BIPOLAR ? x : x / scales[c] + zeros[c]) >= 0 ? 1 : -1;
        float y = x / scales[c] + zeros[c];
        // the largest integer of 32 bits is no number of single precision: its bound is one above
        if (kind == Kind.QUANT)
            return Math.clamp((long) mode.apply(Math.clamp(y, (float) low(), (float) high())), low(), high());
        y = (float) Math.rint(y) / (1 << shift);
        if (kind == Kind.TRUNC_CLAMPED) y = Math.clamp(y, (float) low(), (float) high());
        return kind == Kind.TRUNC_CLAMPED ? Math.clamp((long) mode.apply(y), low(), high()) : (long) mode.apply(y);
    }

    /** Returns the real number that a number becomes. */
    float apply(float x, int channel) {
        int c = scales.length == 1 ? 0 : channel;
        long y = integer(x, channel);
        return switch (kind) {
            case BIPOLAR -> y * scales[c];
            case QUANT -> (y - (isBipolar() ? 0 : zeros[c])) * scales[c];
            case TRUNC -> (y - zeros[c]) * outputScale;
            case TRUNC_CLAMPED -> (y - zeros[c] / (1 << shift)) * outputScale;
        };
    }

    /** Returns the integers of a constant. */
    IntegerTensor integers(Tensor constant) {
        float[] reals = constant.toFloats();
        int[] integers = new int[reals.length];
        int inner = 1;
        for (int a = axis + 1; axis >= 0 && a < constant.shape().rank(); a++)
            inner *= constant.shape().extent(a);
        for (int i = 0; i < integers.length; i++)
            integers[i] = Math.toIntExact(integer(reals[i], i / inner % scales.length));
        return new IntegerTensor(constant.shape(), integers);
    }

    /** Returns what the integers of the result stand for. */
    Quantization quantization() {
        int[] zero = new int[scales.length];
        boolean clamped = kind == Kind.TRUNC_CLAMPED;
        for (int i = 0; i < zero.length; i++)
            zero[i] = isBipolar() ? 0 : Math.round(clamped ? zeros[i] / (1 << shift) : zeros[i]);
        float[] scale = shift > 0 || clamped ? new float[] {outputScale} : scales;
        return new Quantization(
                isBipolar() ? new NumberFormat(NumberFormat.Kind.SIGNED, 2) : format(), scale, zero, axis, grid());
    }

    private NumberFormat format() {
        return NumberFormat.integer(signed, bits);
    }

    private Grid grid() {
        if (isBipolar()) return new Grid.Binary();
        return narrow && bits > 1 && bits <= 16 ? new Grid.Levels((1 << bits) - 1, signed) : null;
    }

    /** Returns what the integers of a Trunc's input stand for. */
    Quantization input() {
        return new Quantization(NumberFormat.integer(signed, inputBits), scales, new int[] {Math.round(zeros[0])}, -1);
    }

    /**
     * Returns what a node says; null after a problem was added.
     *
     * @param problems receives E4109 for scales, E4114 for widths, zero points and rounding modes, E4111 for what is computed
     */
    static QonnxQuant of(Graph graph, Node node, Problems problems) {
        return new Reader(graph, node, problems).read();
    }

    /** Reads one node. */
    private record Reader(Graph graph, Node node, Problems problems) {
        QonnxQuant read() {
            if (node.op().equals("FloatQuant"))
                return unsupported("floating-point numbers of few bits have no integer form");
            for (int i = 1; i < node.inputs().size(); i++)
                if (node.hasInput(i) && graph.constant(node.input(i)).isEmpty())
                    return unsupported("its input '" + node.input(i) + "' is computed, not a constant");
            float[] scales = floats(1);
            for (float scale : scales)
                if (!(scale > 0) || Float.isInfinite(scale)) {
                    problems.add(ImportRefusals.badScale(graph, node, "its scale is " + scale));
                    return null;
                }
            int axis = axis(1);
            if (axis == -2) return unsupported("its scales lie along several axes, expected one number or one axis");
            boolean bipolar = node.op().equals("BipolarQuant");
            return bipolar
                    ? new QonnxQuant(
                            Kind.BIPOLAR,
                            scales,
                            new float[scales.length],
                            axis,
                            1,
                            true,
                            false,
                            Mode.ROUND,
                            0,
                            0,
                            scales[0])
                    : integers(scales, axis);
        }

        private QonnxQuant integers(float[] scales, int axis) {
            float[] zeros = zeros(scales.length);
            Mode mode = Mode.parse(node.attributes().text("rounding_mode", trunc() ? "FLOOR" : "ROUND"));
            if (mode == null)
                return bad(
                        "its rounding mode is '" + node.attributes().text("rounding_mode", "") + "'",
                        "ROUND, CEIL, FLOOR, UP, DOWN, HALF_UP or HALF_DOWN");
            if (trunc()) return zeros == null ? null : trunc(scales, zeros, mode);
            int bits = bits(3);
            if (zeros == null || bits == 0) return null;
            boolean signed = node.attributes().integer("signed", 1) != 0;
            boolean narrow = node.attributes().integer("narrow", 0) != 0;
            var quant = new QonnxQuant(Kind.QUANT, scales, zeros, axis, bits, signed, narrow, mode, 0, 0, scales[0]);
            return inRange(quant, quant.low(), quant.high());
        }

        private QonnxQuant inRange(QonnxQuant quant, long low, long high) {
            if (high > Integer.MAX_VALUE)
                return bad("its bit width is 32.0 without a sign", "at most 31 unsigned bits");
            for (float zero : quant.zeros())
                if (!quant.isBipolar() && (zero < low || zero > high || zero != Math.rint(zero)))
                    return bad("its zero point is " + zero, "an integer from " + low + " to " + high);
            return quant;
        }

        private boolean trunc() {
            return node.op().equals("Trunc");
        }

        private QonnxQuant trunc(float[] scales, float[] zeros, Mode mode) {
            boolean second = node.inputs().size() > 5;
            int in = bits(3), out = bits(second ? 5 : 4);
            if (in == 0 || out == 0) return null;
            if (scales.length > 1) return unsupported("it has a scale for each channel");
            float outputScale = second ? floats(4)[0] : scales[0];
            if (!(outputScale > 0) || Float.isInfinite(outputScale)) {
                problems.add(ImportRefusals.badScale(graph, node, "its output scale is " + outputScale));
                return null;
            }
            long shift = second ? Math.round(Math.log(outputScale / scales[0]) / Math.log(2)) : in - out;
            if (shift < 0 || shift > 30) return bad("it would truncate by " + shift + " bits", "from 0 to 30 bits");
            if (second && zeros[0] % (1 << shift) != 0)
                return bad(
                        "its zero point " + zeros[0] + " divided by 2^" + shift + " is no integer", "a multiple of it");
            boolean signed = node.attributes().integer("signed", 1) != 0;
            boolean narrow = node.attributes().integer("narrow", 0) != 0;
            return new QonnxQuant(
                    second ? Kind.TRUNC_CLAMPED : Kind.TRUNC,
                    scales,
                    zeros,
                    -1,
                    out,
                    signed,
                    second && narrow,
                    mode,
                    (int) shift,
                    in,
                    outputScale);
        }

        private float[] floats(int input) {
            return graph.constant(node.input(input)).orElseThrow().toFloats();
        }

        /** Returns the zero points, as many as scales; null after a problem. */
        private float[] zeros(int count) {
            float[] given = floats(2);
            if (given.length != 1 && given.length != count) {
                bad("it has " + given.length + " zero points", "one, or one for each of " + count + " scales");
                return null;
            }
            float[] zeros = new float[count];
            for (int i = 0; i < count; i++) zeros[i] = given[given.length == 1 ? 0 : i];
            return zeros;
        }

        /** Returns the width; 0 after a problem. */
        private int bits(int input) {
            float widest = 0;
            for (float bits : floats(input)) {
                if (!(bits >= 1 && bits <= MOST_BITS) || bits != Math.rint(bits)) {
                    bad("its bit width is " + bits, "an integer from 1 to " + MOST_BITS);
                    return 0;
                }
                if (widest != 0 && widest != bits) {
                    unsupported("its bit widths are " + (int) widest + " and " + (int) bits + ", expected one");
                    return 0;
                }
                widest = bits;
            }
            return (int) widest;
        }

        /** Returns the axis that an operand's elements belong to; -1 for one number, -2 for several axes. */
        private int axis(int input) {
            Shape x = graph.type(node.input(0)).shape(),
                    each = graph.type(node.input(input)).shape();
            int axis = -1;
            for (int i = 0; i < each.rank(); i++) {
                if (each.extent(i) == 1) continue;
                if (axis >= 0) return -2;
                axis = i + x.rank() - each.rank();
            }
            return axis;
        }

        private QonnxQuant bad(String what, String expected) {
            problems.add(ImportRefusals.badQuant(graph, node, what, expected));
            return null;
        }

        private QonnxQuant unsupported(String what) {
            problems.add(ImportRefusals.unsupported(graph, node, what));
            return null;
        }
    }
}
