package org.systole.workload;

import java.util.Arrays;
import java.util.BitSet;
import org.systole.tensor.Window;

/** The bounds of the eight loops of a layer, in the order of {@link Dimension}, and its window. */
public final class LoopNest {
    private final int[] bounds;
    private final Window window;

    private LoopNest(int[] bounds, Window window) {
        this.bounds = bounds;
        this.window = window;
    }

    /**
     * Returns a loop nest.
     *
     * @throws IllegalArgumentException when a bound is less than 1
     */
    public static LoopNest of(int b, int g, int k, int c, int oy, int ox, int fy, int fx, Window window) {
        int[] bounds = {b, g, k, c, oy, ox, fy, fx};
        for (int bound : bounds)
            if (bound < 1) throw new IllegalArgumentException("loop bound below 1 in " + Arrays.toString(bounds));
        return new LoopNest(bounds, window);
    }

    /** Returns the nest of a matrix product: {@code rows x c} times {@code c x k}. */
    public static LoopNest matrix(int rows, int k, int c) {
        return of(rows, 1, k, c, 1, 1, 1, 1, Window.NONE);
    }

    /** Returns one bound. */
    public int bound(Dimension dimension) {
        return bounds[dimension.ordinal()];
    }

    /** Returns a copy of the bounds. */
    public int[] bounds() {
        return bounds.clone();
    }

    /** Returns how the filter moves. */
    public Window window() {
        return window;
    }

    /** Returns the number of multiply-accumulates, padding included. */
    public long macs() {
        long product = 1;
        for (int bound : bounds) product = Math.multiplyExact(product, bound);
        return product;
    }

    /**
     * Returns how many stored elements of an operand the layer touches: of the input, those that some filter tap
     * reads, each once and without padding (a 1x1 filter with stride 2 touches a quarter).
     */
    public long elements(Operand operand) {
        return switch (operand) {
            case WEIGHT -> product(Dimension.G, Dimension.K, Dimension.C, Dimension.FY, Dimension.FX);
            case OUTPUT -> product(Dimension.B, Dimension.G, Dimension.K, Dimension.OY, Dimension.OX);
            case INPUT -> product(Dimension.B, Dimension.G, Dimension.C) * touchedY() * touchedX();
        };
    }

    private long touchedY() {
        return touched(
                bound(Dimension.OY),
                window.strideY(),
                bound(Dimension.FY),
                window.dilationY(),
                window.padTop(),
                window.inputY());
    }

    private long touchedX() {
        return touched(
                bound(Dimension.OX),
                window.strideX(),
                bound(Dimension.FX),
                window.dilationX(),
                window.padLeft(),
                window.inputX());
    }

    /** Counts the distinct positions {@code o * stride + f * dilation - pad} that lie in the input. */
    private static long touched(int outputs, int stride, int taps, int dilation, int pad, int input) {
        long last = (long) (outputs - 1) * stride + (long) (taps - 1) * dilation - pad;
        boolean gapless = dilation == 1 ? stride <= taps : stride == 1 && dilation <= outputs;
        if (gapless) return Math.max(0, Math.min(input - 1, last) - Math.max(0, -pad) + 1);
        var seen = new BitSet(input);
        for (int o = 0; o < outputs; o++)
            for (int f = 0; f < taps; f++) {
                long position = (long) o * stride + (long) f * dilation - pad;
                if (position >= 0 && position < input) seen.set((int) position);
            }
        return seen.cardinality();
    }

    private long product(Dimension... dimensions) {
        long product = 1;
        for (Dimension d : dimensions) product = Math.multiplyExact(product, bounds[d.ordinal()]);
        return product;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LoopNest that && Arrays.equals(bounds, that.bounds) && window.equals(that.window);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(bounds) + window.hashCode();
    }

    /** Returns {@code B1 G1 K64 C3 OY112 OX112 FY7 FX7 s2}; then {@code d2} for a dilation, {@code s2x1} for two. */
    @Override
    public String toString() {
        var text = new StringBuilder();
        for (Dimension d : Dimension.values()) text.append(d).append(bound(d)).append(' ');
        text.append('s').append(pair(window.strideY(), window.strideX()));
        if (window.dilationY() != 1 || window.dilationX() != 1)
            text.append(" d").append(pair(window.dilationY(), window.dilationX()));
        return text.toString();
    }

    private static String pair(int y, int x) {
        return y == x ? Integer.toString(y) : y + "x" + x;
    }
}
