package org.systole.zoo;

import java.util.Objects;

/**
 * A figure that a source states about a network.
 *
 * @param quantity what it counts
 * @param value the figure as stated, in units of one
 * @param tolerance half a unit of the last digit stated, more where the remark says why; 0 for an exact figure
 * @param source document and place
 * @param remark the source's convention where it is not ours or, when the figure does not hold, why not; may be empty
 * @param holds whether the structure has the figure within the tolerance
 * @param at the input it was stated for
 */
public record PublishedFigure(
        Quantity quantity, double value, double tolerance, String source, String remark, boolean holds, ZooOptions at) {
    /** Checks that no part is missing. */
    public PublishedFigure {
        Objects.requireNonNull(quantity);
        Objects.requireNonNull(source);
        Objects.requireNonNull(remark);
        Objects.requireNonNull(at);
    }

    /** Returns a figure that is stated to the last digit, for the network's own input. */
    public static PublishedFigure exact(Quantity quantity, long value, String source) {
        return new PublishedFigure(quantity, value, 0, source, "", true, ZooOptions.DEFAULT);
    }

    /** Returns a rounded figure, for the network's own input; {@code digit} is a unit of its last digit. */
    public static PublishedFigure rounded(Quantity quantity, double value, double digit, String source) {
        return new PublishedFigure(quantity, value, digit / 2, source, "", true, ZooOptions.DEFAULT);
    }

    /** Returns this figure with a wider tolerance, a share of its value, and the reason. */
    public PublishedFigure within(double share, String reason) {
        return new PublishedFigure(quantity, value, share * value, source, reason, holds, at);
    }

    /** Returns this figure with a remark. */
    public PublishedFigure remark(String text) {
        return new PublishedFigure(quantity, value, tolerance, source, text, holds, at);
    }

    /** Returns this figure as one that does not hold, with the reason. */
    public PublishedFigure contradicted(String reason) {
        return new PublishedFigure(quantity, value, tolerance, source, reason, false, at);
    }

    /** Returns this figure for another input. */
    public PublishedFigure at(ZooOptions other) {
        return new PublishedFigure(quantity, value, tolerance, source, remark, holds, other);
    }
}
