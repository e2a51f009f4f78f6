package org.systole.quantize;

/** The bounds of a clamp in output integers. */
final class Clamps {
    private Clamps() {}

    /** Returns the smallest output integer for a real lower bound. */
    static int low(Quantization output, float bound) {
        return bound == Float.NEGATIVE_INFINITY ? output.low() : output.quantize(bound, 0);
    }

    /** Returns the largest output integer for a real upper bound. */
    static int high(Quantization output, float bound) {
        return bound == Float.POSITIVE_INFINITY ? output.high() : output.quantize(bound, 0);
    }
}
