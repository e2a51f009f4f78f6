package org.systole.formats;

/**
 * The numbers that the codes of a format stand for, at scale 1.
 *
 * <p>Projection is exact: the argument is a double, every grid value is a double, and no rounding happens but the one that
 * is asked for.
 */
public sealed interface Grid permits Grid.Integers, Grid.Binary, Grid.Levels, PowerSums, Floats {
    /** Returns the smallest finite number. */
    double low();

    /** Returns the largest finite number. */
    double high();

    /** Returns how many bits a code takes in memory. */
    int storedBits();

    /** Returns whether every number of the grid is an integer. */
    default boolean isIntegral() {
        return true;
    }

    /** Returns the number of the grid that {@code x} becomes; NaN becomes 0, or +1 where there is no 0. */
    double nearest(double x, Rounding rounding, Overflow overflow);

    /** Returns the name used in files. */
    String name();

    /**
     * Integers in two's complement or unsigned.
     *
     * @param bits 1 to 24
     * @param signed whether two's complement; 1 signed bit is -1 and 0 (for -1 and +1 see {@link Binary})
     * @param narrow whether the smallest code of a signed format is left out, so that the range is symmetric
     */
    record Integers(int bits, boolean signed, boolean narrow) implements Grid {
        /** Checks the width. */
        public Integers {
            if (bits < 1 || bits > 24) throw new IllegalArgumentException("width " + bits + " is not 1 to 24 bits");
            if (narrow && (!signed || bits == 1))
                throw new IllegalArgumentException("only signed formats of at least 2 bits can be narrow");
        }

        @Override
        public double low() {
            return signed ? -(1 << bits - 1) + (narrow ? 1 : 0) : 0;
        }

        @Override
        public double high() {
            return (1 << (signed ? bits - 1 : bits)) - 1;
        }

        @Override
        public int storedBits() {
            return bits;
        }

        @Override
        public double nearest(double x, Rounding rounding, Overflow overflow) {
            if (Double.isNaN(x)) return 0;
            double y = rounding.apply(x);
            if (y >= low() && y <= high()) return y + 0.0;
            if (overflow != Overflow.WRAP || Double.isInfinite(y)) return y < 0 ? low() : high();
            double codes = Math.scalb(1.0, bits), from = signed ? -codes / 2 : 0;
            return y - codes * Math.floor((y - from) / codes);
        }

        @Override
        public String name() {
            return (signed ? "int" : "uint") + bits;
        }
    }

    /** -1 and +1 in one bit: XNOR is the product, counting ones the sum. 0 becomes +1, as QONNX BipolarQuant says. */
    record Binary() implements Grid {
        @Override
        public double low() {
            return -1;
        }

        @Override
        public double high() {
            return 1;
        }

        @Override
        public int storedBits() {
            return 1;
        }

        @Override
        public double nearest(double x, Rounding rounding, Overflow overflow) {
            return x < 0 ? -1 : 1;
        }

        @Override
        public String name() {
            return "binary";
        }
    }

    /**
     * A number of equally spaced levels: {@code -(k-1)/2 .. (k-1)/2} or {@code 0 .. k-1}. Three signed levels are ternary.
     *
     * @param count how many, 2 to 65536; odd when signed
     * @param signed whether they are symmetric about 0
     */
    record Levels(int count, boolean signed) implements Grid {
        /** Checks the number of levels. */
        public Levels {
            if (count < 2 || count > 1 << 16)
                throw new IllegalArgumentException(count + " levels, expected 2 to 65536");
            if (signed && count % 2 == 0)
                throw new IllegalArgumentException(count + " signed levels have no 0; take an odd number, or binary");
        }

        @Override
        public double low() {
            return signed ? -(count - 1) / 2 : 0;
        }

        @Override
        public double high() {
            return signed ? (count - 1) / 2 : count - 1;
        }

        @Override
        public int storedBits() {
            return 32 - Integer.numberOfLeadingZeros(count - 1);
        }

        @Override
        public double nearest(double x, Rounding rounding, Overflow overflow) {
            return Double.isNaN(x) ? 0 : Math.clamp(rounding.apply(x), low(), high()) + 0.0;
        }

        @Override
        public String name() {
            if (signed && count == 3) return "ternary";
            return (signed ? "levels" : "ulevels") + count;
        }
    }
}
