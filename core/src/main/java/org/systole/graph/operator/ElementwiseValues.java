package org.systole.graph.operator;

import org.systole.graph.GraphProblem;
import org.systole.tensor.DataType;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/** The values of element-wise operators on constants; the readable definition, without regard to speed. */
final class ElementwiseValues {
    private ElementwiseValues() {}

    static Tensor unary(NodeContext n, int output) {
        Tensor x = n.constant(0);
        var target = target(n, output);
        if (target == null) return null;
        String op = n.node().op();
        boolean floats = x.type().isFloat();
        for (long i = 0; i < x.elements(); i++) {
            if (floats) target.set(i, real(op, x.real(i)));
            else target.set(i, whole(op, x.integer(i)));
        }
        return target.tensor();
    }

    private static ElementBuffer target(NodeContext n, int output) {
        DataType type = n.outputType(output).dataType();
        return ElementBuffer.writes(type)
                ? new ElementBuffer(type, n.outputType(output).shape())
                : null;
    }

    static Tensor isInf(NodeContext n, int output) {
        Tensor x = n.constant(0);
        boolean positive = n.attributes().integer("detect_positive", 1) != 0;
        boolean negative = n.attributes().integer("detect_negative", 1) != 0;
        var target = target(n, output);
        for (long i = 0; i < x.elements(); i++) {
            double value = x.real(i);
            boolean found = Double.isInfinite(value) && (value > 0 ? positive : negative);
            target.set(i, found ? 1L : 0L);
        }
        return target.tensor();
    }

    private static double real(String op, double x) {
        return switch (op) {
            case "Abs" -> Math.abs(x);
            case "Ceil" -> Math.ceil(x);
            case "Floor" -> Math.floor(x);
            case "Round" -> Math.rint(x);
            case "Exp" -> Math.exp(x);
            case "Log" -> Math.log(x);
            case "Neg" -> -x;
            case "Reciprocal" -> 1 / x;
            case "Sqrt" -> Math.sqrt(x);
            case "Relu" -> Math.max(0, x);
            case "Sigmoid" -> 1 / (1 + Math.exp(-x));
            case "Tanh" -> Math.tanh(x);
            case "Erf" -> erf(x);
            case "Sign" -> Math.signum(x);
            case "Sin" -> Math.sin(x);
            case "Cos" -> Math.cos(x);
            case "Tan" -> Math.tan(x);
            case "Asin" -> Math.asin(x);
            case "Acos" -> Math.acos(x);
            case "Atan" -> Math.atan(x);
            case "IsNaN" -> Double.isNaN(x) ? 1 : 0;
            default -> throw new IllegalStateException("no value for " + op);
        };
    }

    private static long whole(String op, long x) {
        return switch (op) {
            case "Abs" -> Math.abs(x);
            case "Neg" -> -x;
            case "Sign" -> Long.signum(x);
            case "Relu" -> Math.max(0, x);
            case "Not" -> x == 0 ? 1 : 0;
            default -> throw new IllegalStateException("no value for " + op + " on integers");
        };
    }

    /**
     * The error function by its Maclaurin series for small arguments and by the continued fraction of its complement
     * for large ones (Abramowitz and Stegun, 7.1.5 and 7.1.14); about 1e-15.
     */
    static double erf(double x) {
        double a = Math.abs(x);
        if (Double.isNaN(x)) return x;
        if (a > 6) return Math.signum(x);
        if (a < 2.5) {
            double term = x;
            double sum = x;
            for (int i = 1; Math.abs(term) > 1e-17 * Math.abs(sum) && i < 200; i++) {
                term *= -x * x / i;
                sum += term / (2 * i + 1);
            }
            return 2 / Math.sqrt(Math.PI) * sum;
        }
        double fraction = 0;
        for (int i = 120; i >= 1; i--) fraction = i / 2.0 / (a + fraction);
        return Math.signum(x) * (1 - Math.exp(-a * a) / Math.sqrt(Math.PI) / (a + fraction));
    }

    /** Calls back for each output element with the index of each input's element. */
    @FunctionalInterface
    private interface Pairwise {
        void at(long target, long a, long b);
    }

    private static void pairs(Shape shape, Shape a, Shape b, Pairwise pairwise) {
        long[] left = Strides.broadcast(a, shape);
        long[] right = Strides.broadcast(b, shape);
        long[] own = Strides.of(shape);
        for (long i = 0; i < shape.elements(); i++) {
            long x = 0;
            long y = 0;
            for (int axis = 0; axis < own.length; axis++) {
                long at = i / own[axis] % shape.extent(axis);
                x += at * left[axis];
                y += at * right[axis];
            }
            pairwise.at(i, x, y);
        }
    }

    static Tensor binary(NodeContext n, int output) {
        return combine(
                n, target(n, output), n.constant(0), n.constant(1), n.node().op());
    }

    static Tensor variadic(NodeContext n, int output) {
        Tensor value = n.constant(0);
        String op = n.node().op();
        for (int i = 1; i < n.inputs() && value != null; i++) {
            Shape shape = Extents.broadcast(n, value.shape(), n.shape(i));
            if (!ElementBuffer.writes(value.type())) return null;
            value = combine(
                    n, new ElementBuffer(value.type(), shape), value, n.constant(i), op.equals("Sum") ? "Add" : op);
        }
        return value;
    }

    private static Tensor combine(NodeContext n, ElementBuffer target, Tensor a, Tensor b, String op) {
        if (target == null) return null;
        boolean fmod = n.attributes().integer("fmod", 0) != 0;
        String name = op.equals("Mod") && fmod ? "Fmod" : op;
        boolean floats = a.type().isFloat() || b.type().isFloat();
        if (!floats && (name.equals("Div") || name.endsWith("od"))) {
            for (long i = 0; i < b.elements(); i++)
                if (b.integer(i) == 0) throw n.fail(GraphProblem.SHAPE, "divides by zero");
        }
        pairs(target.shape, a.shape(), b.shape(), (i, x, y) -> {
            if (floats) target.set(i, real(name, a.real(x), b.real(y)));
            else target.set(i, whole(name, a.integer(x), b.integer(y)));
        });
        return target.tensor();
    }

    private static double real(String op, double a, double b) {
        return switch (op) {
            case "Add" -> a + b;
            case "Sub" -> a - b;
            case "Mul" -> a * b;
            case "Div" -> a / b;
            case "Pow" -> Math.pow(a, b);
            case "Max" -> Math.max(a, b);
            case "Min" -> Math.min(a, b);
            case "Fmod" -> a % b;
            case "Mod" -> floorMod(a, b);
            default -> throw new IllegalStateException("no value for " + op);
        };
    }

    /** The remainder with the sign of the divisor. */
    private static double floorMod(double a, double b) {
        double rest = a % b;
        return rest != 0 && rest < 0 != b < 0 ? rest + b : rest;
    }

    private static long whole(String op, long a, long b) {
        return switch (op) {
            case "Add" -> a + b;
            case "Sub" -> a - b;
            case "Mul" -> a * b;
            case "Div" -> a / b;
            case "Pow" -> power(a, b);
            case "Max" -> Math.max(a, b);
            case "Min" -> Math.min(a, b);
            case "Fmod" -> a % b;
            case "Mod" -> Math.floorMod(a, b);
            default -> throw new IllegalStateException("no value for " + op);
        };
    }

    /** Wraps as multiplication does; a negative exponent truncates towards zero. */
    private static long power(long base, long exponent) {
        if (exponent < 0) return (long) Math.pow(base, exponent);
        long result = 1;
        long square = base;
        for (long left = exponent; left > 0; left >>= 1) {
            if ((left & 1) != 0) result *= square;
            square *= square;
        }
        return result;
    }

    static Tensor comparison(NodeContext n, int output) {
        Tensor a = n.constant(0);
        Tensor b = n.constant(1);
        if (a.type() == DataType.STRING) return null;
        var target = target(n, output);
        String op = n.node().op();
        boolean floats = a.type().isFloat();
        pairs(target.shape, a.shape(), b.shape(), (i, x, y) -> {
            boolean holds = floats ? holds(op, a.real(x), b.real(y)) : holds(op, a.integer(x), b.integer(y));
            target.set(i, holds ? 1L : 0L);
        });
        return target.tensor();
    }

    private static boolean holds(String op, double a, double b) {
        return switch (op) {
            case "Equal" -> a == b;
            case "Greater" -> a > b;
            case "GreaterOrEqual" -> a >= b;
            case "Less" -> a < b;
            case "LessOrEqual" -> a <= b;
            default -> throw new IllegalStateException("no value for " + op);
        };
    }

    private static boolean holds(String op, long a, long b) {
        return switch (op) {
            case "And" -> a != 0 && b != 0;
            case "Or" -> a != 0 || b != 0;
            case "Xor" -> (a != 0) != (b != 0);
            case "Equal" -> a == b;
            case "Greater" -> a > b;
            case "GreaterOrEqual" -> a >= b;
            case "Less" -> a < b;
            case "LessOrEqual" -> a <= b;
            default -> throw new IllegalStateException("no value for " + op);
        };
    }

    static Tensor cast(NodeContext n, int output) {
        Tensor x = n.constant(0);
        var target = target(n, output);
        if (target == null || x.type() == DataType.STRING) return null;
        for (long i = 0; i < x.elements(); i++) {
            if (x.type().isFloat()) target.set(i, x.real(i));
            else target.set(i, x.integer(i));
        }
        return target.tensor();
    }

    static Tensor where(NodeContext n, int output) {
        Shape shape = n.outputType(output).shape();
        Tensor condition = n.constant(0);
        Tensor yes = n.constant(1);
        Tensor no = n.constant(2);
        var target = new ElementBuffer(yes.type(), shape);
        long[] at = Strides.broadcast(condition.shape(), shape);
        long[] own = Strides.of(shape);
        pairs(shape, yes.shape(), no.shape(), (i, x, y) -> {
            long c = 0;
            for (int axis = 0; axis < own.length; axis++) c += i / own[axis] % shape.extent(axis) * at[axis];
            boolean first = condition.integer(c) != 0;
            target.copy(first ? yes.bytes() : no.bytes(), first ? x : y, i, 1);
        });
        return target.tensor();
    }

    /** The bounds are attributes before opset 11 and optional inputs from then on. */
    static Tensor clip(NodeContext n, int output) {
        Tensor x = n.constant(0);
        var target = target(n, output);
        if (target == null) return null;
        double low = n.has(1) ? n.constant(1).real(0) : n.attributes().real("min", Float.NEGATIVE_INFINITY);
        double high = n.has(2) ? n.constant(2).real(0) : n.attributes().real("max", Float.POSITIVE_INFINITY);
        for (long i = 0; i < x.elements(); i++) {
            if (x.type().isFloat()) target.set(i, Math.min(high, Math.max(low, x.real(i))));
            else target.set(i, Math.min((long) high, Math.max((long) low, x.integer(i))));
        }
        return target.tensor();
    }
}
