package org.systole.precision;

import java.util.List;
import org.systole.formats.Format;
import org.systole.formats.Formats;
import org.systole.formats.Product;

/**
 * One way to the numbers of a network: a row of the table of strategies.
 *
 * @param weights format of all weights
 * @param activations format of the input and all outputs of layers
 * @param sums format of sums before bias and clamp, or null for exact ones
 * @param compensated whether weights are rounded so that layers keep their outputs, else each to the nearest
 */
public record Strategy(Format weights, Format activations, Format sums, boolean compensated) {
    /** Weights of fewer codes than this gain much by compensation; more lose nothing without. */
    private static final int FEW_BITS = 4;

    /** The strategies of the table, from float over fixed point and integers to products without multiplier. */
    public static final List<Strategy> ALL = List.of(
            of("fp32", "fp32"),
            of("fp16", "fp16"),
            of("bf16", "bf16"),
            of("e4m3:scaled", "e4m3:scaled"),
            of("fix16", "fix16"),
            of("fix12", "fix12"),
            of("fix8", "fix8"),
            of("int8", "int8:asymmetric"),
            of("int8:channel", "int8:asymmetric"),
            of("int6:channel:in-bf16", "int8:in-bf16"),
            of("int6:channel", "int8:asymmetric"),
            of("int4:channel", "int8:asymmetric"),
            of("int3:channel", "int8:asymmetric"),
            of("pot4x3:channel", "int8:asymmetric"),
            of("pot4x2:channel", "int8:asymmetric"),
            of("pot4:channel", "int8:asymmetric"),
            of("ternary:channel", "int8:asymmetric"),
            of("binary:channel", "int8:asymmetric"),
            of("ternary:channel", "levels15"),
            of("ternary:channel", "levels7"));

    /** Returns a strategy with exact sums; few-bit weights, sums of powers of two among them, are compensated. */
    public static Strategy of(String weights, String activations) {
        Format w = Formats.parse(weights);
        return new Strategy(
                w, Formats.parse(activations), null, w.storedBits() <= FEW_BITS || weights.startsWith("pot"));
    }

    /** Returns this with sums in a format. */
    public Strategy sums(Format format) {
        return new Strategy(weights, activations, format, compensated);
    }

    /** Returns what forms a product. */
    public Product product() {
        return Product.of(activations, weights);
    }

    /** Returns the formats for every layer. */
    public Assignment assignment() {
        return Assignment.of(new LayerFormats(weights, activations, sums));
    }
}
