package org.systole.formats;

/**
 * Scale and zero point of numbers that share them.
 *
 * @param scale finite and above 0
 * @param zero the code that stands for 0
 */
public record Fit(float scale, int zero) {
    /** Scale 1, zero point 0. */
    public static final Fit UNIT = new Fit(1, 0);

    /** Checks the scale. */
    public Fit {
        if (!(scale > 0) || Float.isInfinite(scale))
            throw new IllegalArgumentException("scale " + scale + " is not finite and above zero");
    }

    /** Returns a scale without zero point; 1 where the number is too small to be one. */
    public static Fit of(double scale) {
        return new Fit(scale >= Float.MIN_NORMAL ? (float) Math.min(scale, Float.MAX_VALUE) : 1, 0);
    }
}
