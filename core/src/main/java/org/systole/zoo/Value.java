package org.systole.zoo;

import org.systole.tensor.Shape;

/**
 * A value of a network under construction.
 *
 * @param name its name in the graph
 * @param shape its extents; images are batch, channels, height, width
 * @param marginal how its elements are distributed on random input
 */
record Value(String name, Shape shape, Marginal marginal) {
    /** Returns the number of channels of an image, or of features of a row. */
    int channels() {
        return shape.extent(1);
    }

    /** Returns the height of an image. */
    int height() {
        return shape.extent(2);
    }

    /** Returns the width of an image. */
    int width() {
        return shape.extent(3);
    }
}
