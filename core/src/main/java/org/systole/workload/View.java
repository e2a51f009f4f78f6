package org.systole.workload;

import java.util.Arrays;
import org.systole.tensor.Tensor;

/**
 * How a value of the graph is found in a feature map.
 *
 * @param site the map
 * @param whole whether the value is all of the map; otherwise a range of it
 * @param renamed whether the value's axes are no longer those of the layer that writes the map
 * @param scattered whether the elements stand in the map in another order than the value has them
 * @param scaling what its integers stand for, when the graph sees dequantized numbers; null otherwise
 * @param pads rows above, columns to the left, rows below and columns to the right of zeros that a convolution has to
 *     imagine; null for none
 */
record View(Site site, boolean whole, boolean renamed, boolean scattered, Scaling scaling, int[] pads) {
    /**
     * The constants of a QuantizeLinear or DequantizeLinear.
     *
     * @param scale scale, one or one a channel
     * @param zero zero point, or null
     */
    record Scaling(Tensor scale, Tensor zero) {
        /** Returns whether the numbers stand for the same. */
        boolean sameAs(Scaling other) {
            return other != null && same(scale, other.scale) && same(zero, other.zero);
        }

        private static boolean same(Tensor a, Tensor b) {
            if (a == null || b == null) return zero(a) && zero(b);
            if (a == b) return true;
            if (a.elements() != b.elements() || a.type() != b.type()) return false;
            return a.bytes()
                            .asSlice(0, a.type().bytes(a.elements()))
                            .mismatch(b.bytes().asSlice(0, b.type().bytes(b.elements())))
                    < 0;
        }

        private static boolean zero(Tensor t) {
            if (t == null) return true;
            for (long i = 0; i < t.elements(); i++) if (t.real(i) != 0) return false;
            return true;
        }
    }

    /** Returns the view of a value that is the map as it stands. */
    static View of(Site site) {
        return new View(site, true, false, false, null, null);
    }

    /** Returns this for a range of the value. */
    View part() {
        return new View(site, false, renamed, scattered, scaling, pads);
    }

    /** Returns this under other axes; the elements stand in the map in the order of the value. */
    View reshaped() {
        return new View(site, whole, true, scattered, scaling, pads);
    }

    /** Returns this with the elements in another order than that of the map. */
    View permuted() {
        return new View(site, whole, true, true, scaling, pads);
    }

    /** Returns this as dequantized numbers, or as the integers themselves. */
    View scaled(Scaling by) {
        return new View(site, whole, renamed, scattered, by, pads);
    }

    /** Returns this with zeros around. */
    View padded(int[] by) {
        int[] sum = by.clone();
        if (pads != null) Arrays.setAll(sum, i -> sum[i] + pads[i]);
        return new View(site, whole, renamed, scattered, scaling, sum);
    }
}
