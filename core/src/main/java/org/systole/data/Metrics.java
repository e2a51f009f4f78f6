package org.systole.data;

/** Scores of single samples, from the outputs of a model. */
public final class Metrics {
    private Metrics() {}

    /** Returns the index of the largest output; the first of equal ones. NaN never wins. */
    public static int argMax(float[] outputs, int from, int count, int stride) {
        int best = 0;
        for (int i = 1; i < count; i++)
            if (outputs[from + i * stride] > outputs[from + best * stride]
                    || Float.isNaN(outputs[from + best * stride]) && !Float.isNaN(outputs[from + i * stride])) best = i;
        return best;
    }

    /**
     * Returns 1 when the label is among the k largest outputs, else 0; of equal outputs the first counts as larger.
     */
    public static double topK(float[] outputs, int label, int k) {
        int larger = 0;
        for (int i = 0; i < outputs.length; i++)
            if (outputs[i] > outputs[label] || (outputs[i] == outputs[label] && i < label)) larger++;
        return larger < k && !Float.isNaN(outputs[label]) ? 1 : 0;
    }
}
