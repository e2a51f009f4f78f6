package org.systole.compile;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.systole.formats.Grid;
import org.systole.quantize.IntegerNetwork;
import org.systole.quantize.IntegerNode;
import org.systole.quantize.IntegerOp;
import org.systole.quantize.IntegerTensor;
import org.systole.quantize.IntegerType;
import org.systole.quantize.Quantization;
import org.systole.quantize.Requantization;
import org.systole.tensor.NumberFormat;
import org.systole.tensor.Shape;
import org.systole.tensor.Window;

/** Two or three layers of random kinds. */
public final class RandomNetwork {
    private static final Quantization UINT4 =
            Quantization.perTensor(new NumberFormat(NumberFormat.Kind.UNSIGNED, 4), 1, 0);
    private static final Quantization LEVELS15 = new Quantization(
            new NumberFormat(NumberFormat.Kind.SIGNED, 4), new float[] {1}, new int[1], -1, new Grid.Levels(15, true));

    private final SplittableRandom r;
    private final Map<String, IntegerType> types = new LinkedHashMap<>();
    private final List<IntegerNode> nodes = new ArrayList<>();

    private final NumberFormat format;
    private final NumberFormat weightFormat;
    private final int least;
    private final int most;
    private boolean narrows;
    private boolean widths;

    /** Takes its choices from a generator; operands have 8 bits. */
    public RandomNetwork(SplittableRandom r) {
        this(r, 8, 8);
    }

    /** Takes its choices from a generator; operands have so many bits. */
    public RandomNetwork(SplittableRandom r, int inputBits, int weightBits) {
        this.r = r;
        format = new NumberFormat(NumberFormat.Kind.SIGNED, inputBits);
        weightFormat = new NumberFormat(NumberFormat.Kind.SIGNED, weightBits);
        least = -1 << inputBits - 1;
        most = ~least;
    }

    /** Lets tables read levels15 and uint4, whose integers do not begin at the least one of the core. */
    RandomNetwork narrowing() {
        narrows = true;
        return this;
    }

    /** Gives every layer weights of a width of its own: that of the others, a half, a quarter or an eighth of it. */
    public RandomNetwork widths() {
        widths = true;
        return this;
    }

    /** Returns the format of a layer's weights. */
    private NumberFormat weights() {
        if (!widths) return weightFormat;
        int bits = weightFormat.bits() >> r.nextInt(4);
        return new NumberFormat(NumberFormat.Kind.SIGNED, Math.max(2, bits));
    }

    private int value() {
        return r.nextInt(least, most + 1);
    }

    /** Returns the network. */
    public IntegerNetwork build() {
        put("x", Shape.of(1, r.nextInt(1, 24), r.nextInt(1, 12), r.nextInt(1, 12)));
        String value = "x";
        for (int i = r.nextInt(1, 5); i > 0; i--)
            value = switch (r.nextInt(7)) {
                case 0, 1 -> convolution(value, false);
                case 2 -> convolution(value, true);
                case 3 -> add(value);
                case 4 -> pool(value);
                case 5 -> lookup(value);
                default -> concatenate(value);
            };
        return new IntegerNetwork("random", List.of("x"), List.of(value), nodes, types, Map.of());
    }

    private String put(String name, Shape shape) {
        types.put(name, new IntegerType(shape, Quantization.perTensor(format, 1, value())));
        return name;
    }

    private String node(IntegerOp op, List<String> inputs, Shape shape) {
        String name = put("v" + nodes.size(), shape);
        nodes.add(new IntegerNode("n" + nodes.size(), op, inputs, name, List.of()));
        return name;
    }

    private Requantization output(int channels, int weightBits) {
        double scale = Math.scalb(1, 8 - weightBits);
        double[] factors = r.doubles(channels, 1e-4 * scale, 0.02 * scale).toArray();
        if (r.nextBoolean()) return Requantization.of(factors, value(), least, -1 - least);
        return Requantization.of(factors, value(), Math.min(0, value()), Math.max(0, value()));
    }

    private static int most(NumberFormat weights) {
        return (1 << weights.bits() - 1) - 1;
    }

    private String convolution(String x, boolean depthwise) {
        Shape s = types.get(x).shape();
        int c = s.extent(1), k = depthwise ? c : r.nextInt(1, 24), groups = depthwise ? c : 1;
        if (!depthwise && c % 2 == 0 && r.nextInt(4) == 0) {
            groups = 2;
            k = Math.max(2, k & ~1);
        }
        Win y = Win.random(r, s.extent(2)), w = Win.random(r, s.extent(3));
        NumberFormat weightFormat = weights();
        var weights = tensor(r, Shape.of(k, c / groups, y.kernel, w.kernel), most(weightFormat));
        var window = new Window(y.stride, w.stride, y.dilation, w.dilation, y.pad, w.pad, s.extent(2), s.extent(3));
        var op = new IntegerOp.Convolution(
                weights,
                Quantization.perTensor(weightFormat, 1, 0),
                r.longs(k, -9999, 9999).toArray(),
                groups,
                window,
                output(k, weightFormat.bits()));
        return zero(
                node(op, List.of(x), Shape.of(1, k, y.out, w.out)), op.output().zero());
    }

    /** Gives a value a zero point. */
    private String zero(String value, int zero) {
        types.put(value, new IntegerType(types.get(value).shape(), Quantization.perTensor(format, 1, zero)));
        return value;
    }

    private String lookup(String x) {
        if (format.bits() > 8) return pool(x);
        if (narrows && format.bits() > 4) x = narrow(x, r.nextBoolean() ? LEVELS15 : UINT4);
        Quantization q = types.get(x).quantization();
        int[] table = r.ints(q.high() - q.low() + 1, least, most + 1).toArray();
        return node(
                new IntegerOp.Lookup("random", table), List.of(x), types.get(x).shape());
    }

    /** Clamps a value to the few integers of a quantization, which do not begin at the least one of the core. */
    private String narrow(String x, Quantization few) {
        Shape s = types.get(x).shape();
        int c = s.extent(1);
        var op = new IntegerOp.Convolution(
                tensor(r, Shape.of(c, 1, 1, 1), most(weightFormat)),
                Quantization.perTensor(weightFormat, 1, 0),
                new long[c],
                c,
                new Window(1, 1, 1, 1, 0, 0, s.extent(2), s.extent(3)),
                Requantization.of(r.doubles(c, 1e-3, 0.02).toArray(), 0, few.low(), few.high()));
        String y = node(op, List.of(x), s);
        types.put(y, new IntegerType(s, few));
        return y;
    }

    private String add(String x) {
        var op = new IntegerOp.Add(
                r.nextInt(1, 60000), r.nextInt(-60000, 60000), 15, value(), least, Math.max(0, value()));
        // a map of the same shape that is older, or the same
        List<String> others = types.keySet().stream()
                .filter(v -> types.get(v).shape().equals(types.get(x).shape()))
                .toList();
        String other = others.get(r.nextInt(others.size()));
        boolean first = r.nextBoolean();
        String sum = node(
                op, first ? List.of(x, other) : List.of(other, x), types.get(x).shape());
        return zero(sum, op.zero());
    }

    private String pool(String x) {
        Shape s = types.get(x).shape();
        if (r.nextInt(2) == 0) {
            int ky = r.nextInt(1, s.extent(2) + 1),
                    kx = r.nextInt(1, s.extent(3) + 1),
                    sy = r.nextInt(1, 3),
                    sx = r.nextInt(1, 3);
            double[] factors = new double[ky * kx];
            for (int i = 0; i < factors.length; i++) factors[i] = 0.9 / (i + 1);
            var op = new IntegerOp.AveragePool(
                    ky,
                    kx,
                    new Window(sy, sx, 1, 1, 0, 0, s.extent(2), s.extent(3)),
                    false,
                    Requantization.of(factors, value(), least, most));
            return node(
                    op, List.of(x), Shape.of(1, s.extent(1), (s.extent(2) - ky) / sy + 1, (s.extent(3) - kx) / sx + 1));
        }
        Win y = Win.random(r, s.extent(2)).plain(s.extent(2)),
                w = Win.random(r, s.extent(3)).plain(s.extent(3));
        var window = new Window(y.stride, w.stride, 1, 1, y.pad, w.pad, s.extent(2), s.extent(3));
        String out = node(
                new IntegerOp.MaxPool(y.kernel, w.kernel, window), List.of(x), Shape.of(1, s.extent(1), y.out, w.out));
        types.put(out, new IntegerType(types.get(out).shape(), types.get(x).quantization()));
        return out;
    }

    private String concatenate(String x) {
        Shape s = types.get(x).shape();
        int zero = value();
        Requantization[] each = {requantization(zero), requantization(zero)};
        return node(new IntegerOp.Concatenate(1, each), List.of(x, x), s.with(1, 2 * s.extent(1)));
    }

    private Requantization requantization(int zero) {
        return Requantization.of(new double[] {r.nextDouble(0.1, 2)}, zero, least, most);
    }

    /** Returns random integers below a bound in magnitude. */
    public static IntegerTensor tensor(SplittableRandom r, Shape shape, int most) {
        return new IntegerTensor(
                shape,
                r.ints(shape.elements(), -most, most % 2 == 1 ? most + 1 : most).toArray());
    }

    /** A window along one axis of an extent. */
    private record Win(int kernel, int stride, int dilation, int pad, int out) {
        static Win random(SplittableRandom r, int extent) {
            int kernel = r.nextInt(1, 4), dilation = r.nextInt(1, 3), stride = r.nextInt(1, 4);
            int span = (kernel - 1) * dilation + 1, pad = r.nextInt(0, kernel), after = r.nextInt(0, kernel);
            if (extent + pad + after < span) return new Win(1, 1, 1, 0, extent);
            return new Win(kernel, stride, dilation, pad, (extent + pad + after - span) / stride + 1);
        }

        Win plain(int extent) {
            int pads = Math.min(pad, kernel - 1);
            if (extent + pads < kernel) return new Win(1, 1, 1, 0, extent);
            return new Win(kernel, stride, 1, pads, (extent + pads - kernel) / stride + 1);
        }
    }
}
