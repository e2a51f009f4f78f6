package org.systole.mapping;

import org.systole.hardware.Accelerator;
import org.systole.tensor.NumberFormat;
import org.systole.workload.Precision;

/** With which number formats an accelerator computes a layer. */
final class Precisions {
    private Precisions() {}

    /**
     * Returns the layer's formats where the accelerator has operands of those widths and family, otherwise the accelerator's
     * own. Partial sums are always as wide as the accelerator's.
     */
    static Precision effective(Precision layer, Accelerator accelerator) {
        Precision own = accelerator.precision();
        boolean same = layer.input().isFloat() == own.input().isFloat()
                && layer.weight().isFloat() == own.weight().isFloat();
        boolean widths = accelerator.operandBits().contains(layer.input().bits())
                && accelerator.operandBits().contains(layer.weight().bits());
        if (!same || !widths) return own;
        return new Precision(layer.input(), layer.weight(), layer.output(), own.partialSum());
    }

    /** Returns a sentence about the change, or an empty string when there is none. */
    static String note(Precision layer, Precision used) {
        if (layer.input().equals(used.input())
                && layer.weight().equals(used.weight())
                && layer.output().equals(used.output())) return "";
        return text(layer) + " is costed at the accelerator's " + text(used);
    }

    private static String text(Precision p) {
        return p.input() + " x " + p.weight() + " -> " + p.output() + name(p.partialSum());
    }

    private static String name(NumberFormat sum) {
        return " (sums in " + sum + ")";
    }
}
