package org.systole.precision;

import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/** Where outputs are largest: one class for a sample, or one for each pixel of N x C x H x W maps. */
final class Classes {
    private Classes() {}

    /** Returns the indices along the class axis; the first of equals. */
    static int[] of(Tensor output) {
        float[] scores = output.toFloats();
        Shape shape = output.shape();
        boolean map = shape.rank() == 4 && shape.extent(2) * shape.extent(3) > 1;
        int pixels = map ? shape.extent(2) * shape.extent(3) : 1;
        int classes = map ? shape.extent(1) : scores.length, batch = scores.length / (pixels * classes);
        int[] found = new int[batch * pixels];
        for (int b = 0; b < batch; b++)
            for (int p = 0; p < pixels; p++) {
                int best = 0;
                for (int c = 1; c < classes; c++)
                    if (scores[(b * classes + c) * pixels + p] > scores[(b * classes + best) * pixels + p]) best = c;
                found[b * pixels + p] = best;
            }
        return found;
    }
}
