package org.systole.quantize;

import org.systole.tensor.Shape;
import org.systole.tensor.Window;

/**
 * How a convolution walks over a padded map. A layer of 1 x 1 taps without stride sees all pixels of all pictures as one line,
 * so that each weight that is loaded serves many of them.
 *
 * @param batch pictures
 * @param oy rows of the output
 * @param ox columns of the output
 * @param height rows of the padded map
 * @param width columns of the padded map
 * @param depth elements of a pixel of the padded map
 * @param down rows from one output row to the next
 * @param right columns from one output column to the next
 * @param top padding above
 * @param left padding to the left
 */
record KernelShape(
        int batch, int oy, int ox, int height, int width, int depth, int down, int right, int top, int left) {
    /** The most accumulators of a tile; they stay in the second cache. */
    private static final int TILE = 24 << 10;

    static KernelShape of(IntegerOp.Convolution op, FastMap x, Shape result, int depth) {
        Window window = op.window();
        int fy = op.weights().shape().extent(2), fx = op.weights().shape().extent(3);
        int oy = result.extent(2), ox = result.extent(3);
        boolean flat = fy == 1 && fx == 1 && window.strideY() == 1 && window.strideX() == 1;
        if (flat && window.padTop() == 0 && window.padLeft() == 0 && oy == x.height() && ox == x.width()) {
            int pixels = x.batch() * oy * ox;
            return new KernelShape(1, 1, pixels, 1, pixels, depth, 1, 1, 0, 0);
        }
        int height =
                Math.max((oy - 1) * window.strideY() + (fy - 1) * window.dilationY() + 1, window.padTop() + x.height());
        int width =
                Math.max((ox - 1) * window.strideX() + (fx - 1) * window.dilationX() + 1, window.padLeft() + x.width());
        return new KernelShape(
                x.batch(),
                oy,
                ox,
                height,
                width,
                depth,
                window.strideY(),
                window.strideX(),
                window.padTop(),
                window.padLeft());
    }

    /** Returns the map as the walk sees it. */
    FastMap view(FastMap x) {
        if (batch == x.batch() && oy * ox != x.batch() * x.height() * x.width()) return x;
        return height == 1 && batch == 1 && width == x.batch() * x.height() * x.width()
                ? new FastMap(1, 1, width, x.channels(), x.values())
                : x;
    }

    /** Returns the elements of a line of the padded map. */
    int line() {
        return width * depth;
    }

    /** Returns the elements of the padded map. */
    int elements() {
        return height * line();
    }

    /** Returns whether the padded map has elements that are no pixel's channel. */
    boolean hasBorder(FastMap x) {
        return height != x.height() || width != x.width() || depth != x.channels();
    }

    /** Returns how many pixels of a row are computed at a time, a multiple of four. */
    int tile(int stride) {
        return Math.min(Math.clamp(TILE / Math.max(1, stride), 8, 512) & ~3, Math.ceilDiv(ox, 4) * 4);
    }
}
