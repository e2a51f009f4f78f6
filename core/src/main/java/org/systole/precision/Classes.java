package org.systole.precision;

import org.systole.data.Metrics;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/** Where outputs are largest: one class for a sample, or one for each pixel of N x C x H x W maps. */
final class Classes {
    private Classes() {}

    /** Returns the indices along the class axis; the first of equals. */
    static int[] of(Tensor output) {
        float[] scores = output.toFloats();
        Shape shape = output.shape();
        int pixels = pixels(shape);
        int classes = pixels > 1 ? shape.extent(1) : scores.length, batch = scores.length / (pixels * classes);
        int[] found = new int[batch * pixels];
        for (int b = 0; b < batch; b++)
            for (int p = 0; p < pixels; p++)
                found[b * pixels + p] = Metrics.argMax(scores, b * classes * pixels + p, classes, pixels);
        return found;
    }

    /**
     * Returns the share of classes that change: what is seen on the samples, or what the outputs' noise makes likely if that is
     * more. Few samples may keep their class by luck, and a search would find just those formats that are lucky.
     *
     * <p>Likely is {@code Phi(-m / (sqrt(2) s))} for a sample whose largest output is {@code m} above the next, with
     * {@code s} the root mean square of all outputs' differences.
     */
    static double changed(Tensor[] outputs, Tensor[] floats) {
        long changed = 0, all = 0, count = 0;
        double power = 0;
        for (int i = 0; i < outputs.length; i++) {
            int[] ours = of(outputs[i]), theirs = of(floats[i]);
            for (int n = 0; n < ours.length; n++) if (ours[n] != theirs[n]) changed++;
            all += ours.length;
            float[] a = outputs[i].toFloats(), b = floats[i].toFloats();
            for (int n = 0; n < a.length; n++) power += ((double) a[n] - b[n]) * ((double) a[n] - b[n]);
            count += a.length;
        }
        double noise = Math.sqrt(power / count), likely = 0;
        if (noise > 0)
            for (Tensor output : floats)
                for (double margin : margins(output)) likely += below(-margin / (Math.sqrt(2) * noise));
        return Math.max(changed, likely) / all;
    }

    /** Returns by how much the largest output is above the next. */
    private static double[] margins(Tensor output) {
        float[] scores = output.toFloats();
        int[] best = of(output);
        int pixels = pixels(output.shape());
        int classes = pixels == 1 ? scores.length / best.length : output.shape().extent(1);
        double[] margins = new double[best.length];
        for (int n = 0; n < best.length; n++) {
            int base = n / pixels * classes * pixels + n % pixels;
            double next = Double.NEGATIVE_INFINITY, most = scores[base + best[n] * pixels];
            for (int c = 0; c < classes; c++) if (c != best[n]) next = Math.max(next, scores[base + c * pixels]);
            margins[n] = most - next;
        }
        return margins;
    }

    private static int pixels(Shape shape) {
        return shape.rank() == 4 ? shape.extent(2) * shape.extent(3) : 1;
    }

    /** Returns the share of a normal distribution below {@code x <= 0} (Abramowitz and Stegun 26.2.17, error below 1e-7). */
    private static double below(double x) {
        double t = 1 / (1 - 0.2316419 * x);
        double series =
                t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
        return Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI) * series;
    }
}
