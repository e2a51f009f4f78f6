package org.systole.compile;

import java.util.List;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.Problems;
import org.systole.quantize.IntegerNetwork;
import org.systole.quantize.IntegerNode;
import org.systole.quantize.IntegerOp;
import org.systole.quantize.Quantization;

/**
 * Whether weights, biases and sums fit the core, for every input that can be: the largest sum takes of each product the
 * larger end of the input's range, the smallest one the smaller end. Partial sums lie between the two.
 */
final class SumBounds {
    private static final int BIAS_BITS = 32;
    private static final int KIB_BITS = 8192;

    private SumBounds() {}

    /** Adds a problem for each layer whose weights are wider than the core's, or not symmetric. */
    static void weights(IntegerNetwork network, CoreConfig config, Problems problems) {
        for (IntegerNode node : network.nodes()) {
            Quantization weights = switch (node.op()) {
                case IntegerOp.Convolution op -> op.weight();
                case IntegerOp.Dense op -> op.weight();
                default -> null;
            };
            if (weights == null) continue;
            Place place = Place.element(network.name(), "layer '" + node.name() + "'");
            if (weights.signedBits() > config.weightBits())
                problems.add(
                        CompileProblem.FORMAT,
                        place,
                        "its weights have " + weights.format() + ", " + weights.signedBits()
                                + " bits with their sign; the core computes with " + config.weightBits()
                                + " signed bits",
                        "quantize them to int" + config.weightBits() + " or choose a core with weights of "
                                + weights.signedBits() + " bits");
            for (int zero : weights.zeroPoints())
                if (zero != 0) {
                    problems.add(
                            CompileProblem.FORMAT,
                            place,
                            "its weights have the zero point " + zero + ", the core's have none",
                            "quantize weights symmetrically");
                    break;
                }
        }
    }

    /** Adds a problem for each pass whose sums may exceed the accumulator, or whose bias the parameter memory. */
    static void sums(IntegerNetwork network, List<Pass> passes, CoreConfig config, Problems problems) {
        for (Pass pass : passes) {
            int sums = bits(network, pass), bias = 0;
            for (long b : pass.bias()) bias = Math.max(bias, signedBits(b));
            Place place = Place.element(network.name(), "layer '" + pass.name() + "'");
            if (sums > config.accumulatorBits())
                problems.add(Problem.of(
                        CompileProblem.ACCUMULATOR,
                        place,
                        "its sums may take " + sums + " bits, the core's accumulator has " + config.accumulatorBits(),
                        sums <= 48
                                ? "describe the core with 'partial_sum: int" + sums + "' and "
                                        + kib(config.accumulatorWords() * (long) config.size() * sums)
                                        + " KiB for the accumulator's " + config.accumulatorWords()
                                        + " words, or quantize the layer narrower"
                                : "quantize the layer narrower: no core has more than 48 bits"));
            if (bias > BIAS_BITS)
                problems.add(Problem.of(
                        CompileProblem.ACCUMULATOR,
                        place,
                        "its bias takes " + bias + " bits, the core's parameters have " + BIAS_BITS,
                        "quantize the layer's weights or inputs narrower"));
        }
    }

    /** Returns the bits of the largest and the smallest sum of a pass, without its bias. */
    private static int bits(IntegerNetwork network, Pass pass) {
        int bits = 1;
        for (int k = 0; k < pass.outputs(); k++) {
            long[] range = range(network, pass, k);
            bits = Math.max(bits, Math.max(signedBits(range[1]), signedBits(range[0])));
        }
        return bits;
    }

    /** Returns the smallest and the largest sum of an output channel, without its bias. */
    static long[] range(IntegerNetwork network, Pass pass, int k) {
        long most = 0, least = 0;
        for (Pass.Part part : pass.parts()) {
            Quantization q = network.type(part.input()).quantization();
            long high = q.high() - part.zero(), low = q.low() - part.zero();
            int taps = part.filterY() * part.filterX(), row = part.diagonal() ? taps : part.channels() * taps;
            if (k * (long) row >= part.weights().length) continue;
            for (int i = k * row; i < (k + 1) * row; i++) {
                long w = part.weights()[i];
                most += Math.max(0, Math.max(w * high, w * low));
                least += Math.min(0, Math.min(w * high, w * low));
            }
        }
        return new long[] {least, most};
    }

    private static String kib(long bits) {
        return bits % KIB_BITS == 0 ? "" + bits / KIB_BITS : "" + (double) bits / KIB_BITS;
    }

    private static int signedBits(long value) {
        return 65 - Long.numberOfLeadingZeros(value < 0 ? ~value : value);
    }
}
