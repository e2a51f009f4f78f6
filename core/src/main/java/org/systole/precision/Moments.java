package org.systole.precision;

import java.util.stream.IntStream;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;
import org.systole.tensor.Window;

/**
 * Means and second moments of what a layer's weights are multiplied with: for each group of channels the windows of the
 * input, padding as zeros, once as the layer meets it and once as the float network has it.
 */
final class Moments {
    /** Windows that are looked at, at least; more for layers whose windows have many taps. */
    private static final int WINDOWS = 4096;

    private static final int WINDOWS_A_TAP = 16;

    /** The share of the mean square below which a variance is noise of single precision. */
    private static final double ROUNDING = 1e-7;

    private final Layered.Layer layer;
    private final int groups;
    private final int taps;
    private final double[][] squares;
    private final double[][] products;
    private final double[][] means;
    private final double[][] floatMeans;
    private final double[] powers;
    private long count;

    private Moments(Layered.Layer layer) {
        this.layer = layer;
        this.groups = layer.groups();
        this.taps = layer.weights().length / layer.channels();
        squares = new double[groups][taps * taps];
        products = new double[groups][taps * taps];
        means = new double[groups][taps];
        floatMeans = new double[groups][taps];
        powers = new double[groups];
    }

    /**
     * Returns the moments over samples.
     *
     * @param met the layer's input as it is met, by sample
     * @param floats the same in the float network
     */
    static Moments of(Layered.Layer layer, Tensor[] met, Tensor[] floats) {
        var moments = new Moments(layer);
        long windows = 0;
        for (Tensor x : met) windows += moments.windows(x.shape());
        long wanted = Math.max(WINDOWS, (long) WINDOWS_A_TAP * moments.taps);
        int stride = (int) Math.max(1, windows / wanted);
        int at = 0;
        for (int i = 0; i < met.length; i++) at = moments.add(met[i], floats[i], stride, at);
        moments.center();
        return moments;
    }

    int taps() {
        return taps;
    }

    /** Returns the covariance of the taps of a group, as met; taps by taps. */
    double[] covariance(int group) {
        return squares[group];
    }

    /** Returns the covariance of the taps in the float network (rows) with those met (columns). */
    double[] crossCovariance(int group) {
        return products[group];
    }

    double[] means(int group) {
        return means[group];
    }

    double[] floatMeans(int group) {
        return floatMeans[group];
    }

    /** Returns the mean square of the taps of a group, the mean not taken off. */
    double power(int group) {
        return powers[group];
    }

    private boolean dense() {
        return layer.shape().rank() == 2;
    }

    private int outY(Shape x) {
        Window w = layer.window();
        return extent(x.rank() == 3 ? 1 : x.extent(2), layer.shape().extent(2), w.padTop(), w.strideY(), w.dilationY());
    }

    private int outX(Shape x) {
        Window w = layer.window();
        return extent(x.extent(-1), layer.shape().extent(3), w.padLeft(), w.strideX(), w.dilationX());
    }

    /** The number of windows, padding taken to be alike on both sides: one window more or less changes no statistics. */
    private static int extent(int input, int kernel, int pad, int stride, int dilation) {
        return Math.max(1, (input + 2 * pad - (kernel - 1) * dilation - 1) / stride + 1);
    }

    private long windows(Shape x) {
        return dense() ? x.elements() / taps : (long) x.extent(0) * outY(x) * outX(x);
    }

    private int add(Tensor met, Tensor floats, int stride, int at) {
        float[] x = met.toFloats(), y = floats.toFloats();
        boolean same = met == floats;
        int windows = (int) windows(met.shape());
        float[] a = new float[taps], b = same ? a : new float[taps];
        int next = at;
        for (; next < windows; next += stride) {
            int window = next;
            count++;
            for (int g = 0; g < groups; g++) {
                fill(x, met.shape(), window, g, a);
                if (!same) fill(y, met.shape(), window, g, b);
                accumulate(g, a, b, same);
            }
        }
        return next - windows;
    }

    private void fill(float[] x, Shape shape, int window, int group, float[] into) {
        if (dense()) {
            System.arraycopy(x, window * taps, into, 0, taps);
            return;
        }
        Window w = layer.window();
        int ox = outX(shape), oy = outY(shape);
        int px = window % ox, py = window / ox % oy, batch = window / (ox * oy);
        int channels = layer.shape().extent(1),
                fy = layer.shape().extent(2),
                fx = layer.shape().extent(3);
        int height = shape.rank() == 3 ? 1 : shape.extent(2), width = shape.extent(-1), all = shape.extent(1), at = 0;
        for (int c = 0; c < channels; c++)
            for (int i = 0; i < fy; i++)
                for (int j = 0; j < fx; j++) {
                    int iy = py * w.strideY() + i * w.dilationY() - w.padTop();
                    int ix = px * w.strideX() + j * w.dilationX() - w.padLeft();
                    boolean inside = iy >= 0 && ix >= 0 && iy < height && ix < width;
                    into[at++] = inside ? x[((batch * all + group * channels + c) * height + iy) * width + ix] : 0;
                }
    }

    private void accumulate(int g, float[] a, float[] b, boolean same) {
        double[] square = squares[g], product = products[g], mean = means[g], floatMean = floatMeans[g];
        for (int i = 0; i < taps; i++) {
            float x = a[i], y = b[i];
            mean[i] += x;
            floatMean[i] += y;
            int row = i * taps;
            if (x != 0) for (int j = 0; j < taps; j++) square[row + j] += x * a[j];
            if (!same && y != 0) for (int j = 0; j < taps; j++) product[row + j] += y * a[j];
        }
    }

    /** A tap that hardly varies has a variance of rounding errors, which must not be below 0. */
    private void center() {
        IntStream.range(0, groups).forEach(g -> {
            for (int i = 0; i < taps; i++) {
                means[g][i] /= count;
                floatMeans[g][i] /= count;
            }
            boolean same = true;
            for (double product : products[g]) same &= product == 0;
            for (int i = 0; i < taps; i++)
                for (int j = 0; j < taps; j++) {
                    int at = i * taps + j;
                    double raw = squares[g][at] / count;
                    squares[g][at] = raw - means[g][i] * means[g][j];
                    if (i == j) powers[g] += raw / taps;
                    if (i == j) squares[g][at] = Math.max(squares[g][at], ROUNDING * raw);
                    products[g][at] = same ? squares[g][at] : products[g][at] / count - floatMeans[g][i] * means[g][j];
                }
        });
    }
}
