package org.systole.quantize;

/**
 * Elements change place, are repeated or left out: {@code y[i] = x[source[i]]}, the zero point where {@code source[i]} is -1.
 * Slices, splits, gathers with constant indices, repetitions, depth to space, nearest-neighbour resizing.
 *
 * @param name the operator that it comes from, for people
 * @param source for each element of the output its element of the input, row-major, or -1
 */
public record Rearrangement(String name, int[] source) implements DefinedOp {
    @Override
    public IntegerTensor define(Operands in) {
        int[] x = in.values(0), y = new int[source.length];
        for (int i = 0; i < y.length; i++) y[i] = source[i] < 0 ? in.zero(0) : x[source[i]];
        return in.result(y);
    }
}
