package org.systole.formats;

/**
 * What hardware forms the product of an activation and a weight with, the final addition to the partial sum left out. The
 * hook for the cost of a format: {@code cost} knows what each part costs, this package only how many there are.
 *
 * @param kind what takes the multiplier's place
 * @param count how many of them
 * @param bitsA width of the first operand, or of what is shifted or gated
 * @param bitsB width of the second operand; 0 for shifters and gates
 * @param adders further adders that join the terms of a sum of powers of two
 * @param adderBits their width
 */
public record Product(Kind kind, int count, int bitsA, int bitsB, int adders, int adderBits) {
    /** What takes the multiplier's place. */
    public enum Kind {
        /** An integer multiplier of both widths. */
        MULTIPLIER,
        /** A floating-point multiplier; {@code bitsA} is the significand with its hidden bit, {@code bitsB} the exponent. */
        FLOAT_MULTIPLIER,
        /** Barrel shifters as wide as the shifted activation can become. */
        SHIFTER,
        /** Gates that pass, negate or drop the activation. */
        GATES,
        /** One XNOR gate. */
        XNOR
    }

    /** Returns what forms the product of an activation and a weight of these formats. */
    public static Product of(Format activation, Format weight) {
        Floats floats = widerFloat(activation, weight);
        int x = activation.storedBits() + (activation.asymmetric() ? 1 : 0);
        if (weight.grid() instanceof Grid.Binary)
            return activation.grid() instanceof Grid.Binary
                    ? new Product(Kind.XNOR, 1, 1, 0, 0, 0)
                    : new Product(Kind.GATES, 1, x, 0, 0, 0);
        if (weight.grid() instanceof Grid.Levels levels && levels.signed() && levels.count() == 3)
            return new Product(Kind.GATES, 1, x, 0, 0, 0);
        if (floats != null)
            return new Product(Kind.FLOAT_MULTIPLIER, 1, floats.mantissaBits() + 1, floats.exponentBits(), 0, 0);
        if (weight.grid() instanceof PowerSums sums) {
            int wide = x + sums.largestShift();
            return new Product(Kind.SHIFTER, sums.terms(), wide, 0, sums.terms() - 1, wide + 1);
        }
        return new Product(Kind.MULTIPLIER, 1, x, weight.storedBits() + (weight.asymmetric() ? 1 : 0), 0, 0);
    }

    /** Returns the widest floating-point format that either is computed in, or null when both are integers. */
    private static Floats widerFloat(Format a, Format b) {
        Floats x = a.arithmetic() != null ? a.arithmetic() : a.grid() instanceof Floats f ? f : null;
        Floats y = b.arithmetic() != null ? b.arithmetic() : b.grid() instanceof Floats f ? f : null;
        if (x == null || y == null) return x == null ? y : x;
        return x.mantissaBits() >= y.mantissaBits() ? x : y;
    }

    /** Returns this in words, for a table. */
    public String text() {
        return switch (kind) {
            case MULTIPLIER -> bitsA + "x" + bitsB + " multiply";
            case FLOAT_MULTIPLIER -> "fp multiply " + (bitsA + bitsB);
            case SHIFTER -> count + " shift " + bitsA + (adders > 0 ? ", " + adders + " add" : "");
            case GATES -> bitsA + " gates";
            case XNOR -> "1 xnor";
        };
    }
}
