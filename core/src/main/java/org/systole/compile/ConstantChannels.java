package org.systole.compile;

import java.util.ArrayList;
import java.util.List;
import org.systole.formats.Accumulator;
import org.systole.problem.Place;
import org.systole.problem.Problems;
import org.systole.quantize.IntegerNetwork;
import org.systole.quantize.Requantization;

/**
 * Channels whose bias is wider than the core's, but whose output is the same for every input: weights of a dead channel are scaled
 * so finely that its bias counts many more of these steps than the sum ever can. They become zeros with the output as their bias,
 * to the same bits. Other wide biases stay, and are refused.
 */
final class ConstantChannels {
    private ConstantChannels() {}

    /** Returns a pass that computes the same, with constant channels written as such. */
    static Pass of(Pass pass, IntegerNetwork network) {
        boolean wide = false;
        for (long bias : pass.bias()) wide |= bias != (int) bias;
        if (!wide) return pass;
        long[] bias = pass.bias().clone();
        int outputs = pass.outputs();
        Requantization before = pass.output();
        int[] multipliers = new int[outputs], shifts = new int[outputs];
        var weights = new ArrayList<int[]>();
        for (Pass.Part part : pass.parts()) weights.add(part.weights().clone());
        for (int k = 0; k < outputs; k++) {
            int c = before.multipliers().length == 1 ? 0 : k;
            multipliers[k] = before.multipliers()[c];
            shifts[k] = before.shifts()[c];
            if (bias[k] == (int) bias[k]) continue;
            long[] range = SumBounds.range(network, pass, k);
            int least = before.apply(Math.addExact(bias[k], range[0]), k);
            if (least != before.apply(Math.addExact(bias[k], range[1]), k)) continue;
            bias[k] = least - before.zero();
            multipliers[k] = 1;
            shifts[k] = 0;
            for (int p = 0; p < weights.size(); p++) clear(pass.parts().get(p), weights.get(p), k);
        }
        return rebuilt(
                pass,
                weights,
                bias,
                new Requantization(multipliers, shifts, before.zero(), before.low(), before.high()));
    }

    /**
     * Adds a problem when a sum of a layer may pass the accumulator that its network gives it: there it saturates, on the core
     * it would not.
     */
    static void check(Pass pass, IntegerNetwork network, Accumulator limit, Problems problems) {
        for (int k = 0; k < pass.outputs(); k++) {
            long[] range = SumBounds.range(network, pass, k);
            long least = Math.min(range[0], range[0] + pass.bias()[k]),
                    most = Math.max(range[1], range[1] + pass.bias()[k]);
            if (limit.hold(least) == least && limit.hold(most) == most) continue;
            problems.add(
                    CompileProblem.ACCUMULATOR,
                    Place.element(network.name(), "layer '" + pass.name() + "'"),
                    "its sums may saturate at " + limit.bits() + " bits in channel " + k
                            + ", the core has no saturating accumulator",
                    "quantize with an accumulator that the sums are proven to fit");
            return;
        }
    }

    private static void clear(Pass.Part part, int[] weights, int k) {
        int taps = part.filterY() * part.filterX(), row = part.diagonal() ? taps : part.channels() * taps;
        java.util.Arrays.fill(weights, k * row, (k + 1) * row, 0);
    }

    private static Pass rebuilt(Pass pass, List<int[]> weights, long[] bias, Requantization output) {
        var parts = new ArrayList<Pass.Part>();
        for (int p = 0; p < weights.size(); p++) {
            Pass.Part part = pass.parts().get(p);
            parts.add(new Pass.Part(
                    part.input(),
                    part.zero(),
                    part.channels(),
                    weights.get(p),
                    part.diagonal(),
                    part.filterY(),
                    part.filterX(),
                    part.window(),
                    part.bits()));
        }
        return new Pass(
                pass.name(),
                parts,
                pass.outputs(),
                pass.accumulatorY(),
                pass.accumulatorX(),
                bias,
                output,
                pass.finish(),
                pass.result(),
                pass.nodes());
    }
}
