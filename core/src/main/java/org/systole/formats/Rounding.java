package org.systole.formats;

import java.util.Locale;

/**
 * Which neighbour a number between two neighbours of a grid becomes. The names in files are those of the constants in lower
 * case, {@code -} for {@code _}; the meaning of QONNX's names (qonnx@cc2ec17, IntQuant) is given with each.
 */
public enum Rounding {
    /** To the nearest, ties to the even code. QONNX ROUND, ONNX QuantizeLinear. */
    HALF_EVEN,
    /** To the nearest, ties towards plus infinity: add a half and cut off, as shifters do. */
    HALF_UP,
    /** To the nearest, ties away from 0. QONNX HALF_UP. */
    HALF_AWAY,
    /** To the nearest, ties towards 0. QONNX HALF_DOWN. */
    HALF_TOWARDS_ZERO,
    /** Towards minus infinity: cut off in two's complement. QONNX FLOOR. */
    FLOOR,
    /** Towards plus infinity. QONNX CEIL. */
    CEILING,
    /** Towards 0. QONNX DOWN. */
    TOWARDS_ZERO,
    /** Away from 0. QONNX UP. */
    AWAY_FROM_ZERO;

    /** Returns the integer that a real number becomes; infinities and NaN stay what they are. */
    public double apply(double x) {
        return switch (this) {
            case HALF_EVEN -> Math.rint(x);
            case HALF_UP -> up(x);
            case HALF_AWAY -> Math.copySign(up(Math.abs(x)), x);
            case HALF_TOWARDS_ZERO -> Math.copySign(-up(-Math.abs(x)), x);
            case FLOOR -> Math.floor(x);
            case CEILING -> Math.ceil(x);
            case TOWARDS_ZERO -> x < 0 ? Math.ceil(x) : Math.floor(x);
            case AWAY_FROM_ZERO -> x < 0 ? Math.floor(x) : Math.ceil(x);
        };
    }

    /** Adding a half may itself round: the largest number below a half, or large odd numbers, must not move up. */
    private static double up(double x) {
        double floor = Math.floor(x);
        return x - floor >= 0.5 ? floor + 1 : floor;
    }

    /** Returns the name used in files. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
