package org.systole.quantize;

import java.util.List;

/**
 * LSTM, GRU or plain recurrent layer, in integers; gates in ONNX's order (LSTM {@code i o f c}, GRU {@code z r h}).
 *
 * <p>Three kinds of numbers: stored integers (the input and the hidden value, of the network's formats), 16-bit gate
 * integers with {@code gateFraction} fraction bits, and the state with {@value #STATE_FRACTION} fraction bits in
 * {@value #STATE_BITS} bits, saturated. {@code shr(v, n)} is {@code (v + 2^(n-1)) >> n}, {@code s16} saturates to 16 bits.
 *
 * <pre>
 * a[k]   = sum over c of (x[c] - zx) * W[k][c]              k over gates and hidden units
 * b[k]   = sum over c of (hidden[c] - zh) * R[k][c]
 * pre[k] = s16(bias[k] + scaled(a[k], input[k]) + scaled(b[k], recurrent[k]))
 * g[k]   = function[gate of k](pre[k])                      an {@link InterpolatedTable}; F its fraction bits
 *
 * LSTM:  f     = 2^F - i where input and forget gate are coupled
 *        state = shr(f * state, F) + shr(i * c, Fi + Fc - 15)
 *        value = shr(o * function[last](s16(shr(state, 15 - gateFraction))), Fo + Flast - 15)
 * GRU:   the reset gate r acts on the hidden value before the product, value r: hidden' = output(shr(r * state, F)), or, with
 *        {@code resetAfter}, on the product: pre = s16(bias + scaled(a) + shr(r * s16(inner + scaled(b)), F))
 *        state = shr((2^F - z) * h * 2^(15 - Fh) + z * state, F), value = state
 * RNN:   value = state = shr(g, F - 15)
 *
 * hidden = output(value)                                    a {@link Requantization} from units of 2^-15
 * </pre>
 *
 * {@code scaled} is {@link Requantization#scale} with the row's multiplier and shift.
 *
 * @param kind the cell
 * @param result what leaves the operation
 * @param batchFirst whether the batch is the first axis (ONNX's layout 1) rather than time
 * @param hidden units
 * @param resetAfter GRU: whether the reset gate acts on the product
 * @param coupled LSTM: whether the forget gate is one minus the input gate
 * @param gateFraction fraction bits of what goes into the functions, at most 15
 * @param directions one, or forward and backward
 * @param hiddenType what the hidden value's integers stand for
 * @param output from units of 2^-15 to the hidden value
 * @param cell from units of 2^-15 to the result, when the result is the state
 * @param initialHidden from an initial hidden value's integers to units of 2^-15; null when it is zero
 * @param initialCell from an initial state's integers to units of 2^-15; null when it is zero
 */
public record Recurrence(
        Kind kind,
        Result result,
        boolean batchFirst,
        int hidden,
        boolean resetAfter,
        boolean coupled,
        int gateFraction,
        List<Direction> directions,
        Quantization hiddenType,
        Requantization output,
        Requantization cell,
        Requantization initialHidden,
        Requantization initialCell)
        implements DefinedOp {
    /** Fraction bits of the state. */
    public static final int STATE_FRACTION = 15;

    /** Width of the state; it saturates at 256. */
    public static final int STATE_BITS = 24;

    /** The cells. */
    public enum Kind {
        /** Plain recurrent layer: one gate. */
        RNN(1),
        /** Gated recurrent unit: update, reset, new. */
        GRU(3),
        /** Long short-term memory: input, output, forget, cell. */
        LSTM(4);

        private final int gates;

        Kind(int gates) {
            this.gates = gates;
        }

        /** Returns how many gates it has. */
        public int gates() {
            return gates;
        }
    }

    /** What leaves the operation. */
    public enum Result {
        /** The hidden values of all steps, T x D x B x H (batch first: B x T x D x H). */
        ALL,
        /** The last hidden value, D x B x H (batch first: B x D x H). */
        LAST,
        /** The last state of an LSTM, D x B x H (batch first: B x D x H). */
        CELL
    }

    /**
     * One direction.
     *
     * @param reverse whether it runs from the last step to the first
     * @param input weights of the input, gates * hidden rows of as many columns as the input has elements
     * @param inputType what they stand for: a scale for each row
     * @param recurrent weights of the hidden value, gates * hidden rows of hidden columns
     * @param recurrentType what they stand for: a scale for each row
     * @param inputScale for each row, from accumulator to gate integers
     * @param recurrentScale for each row, from accumulator to gate integers
     * @param bias for each row, gate integers
     * @param inner GRU with the reset after the product: what is added to the product, for each hidden unit
     * @param functions for each gate, then for an LSTM the function of the state
     */
    public record Direction(
            boolean reverse,
            IntegerTensor input,
            Quantization inputType,
            IntegerTensor recurrent,
            Quantization recurrentType,
            Requantization inputScale,
            Requantization recurrentScale,
            int[] bias,
            int[] inner,
            List<InterpolatedTable> functions) {
        /** Copies the list. */
        public Direction {
            functions = List.copyOf(functions);
        }
    }

    /** Copies the list. */
    public Recurrence {
        directions = List.copyOf(directions);
        if (gateFraction < 0 || gateFraction > STATE_FRACTION)
            throw new IllegalArgumentException("gate fraction " + gateFraction);
    }

    @Override
    public IntegerTensor define(Operands in) {
        return new RecurrenceLoop(this, in, RecurrenceProduct::naive).run();
    }

    @Override
    public IntegerTensor fast(Operands in) {
        return new RecurrenceLoop(this, in, RecurrenceProduct::fast).run();
    }
}
