package org.systole.quantize;

import org.systole.tensor.Shape;

/**
 * Linear resizing of feature maps N x C x H x W: each output lies between two rows and two columns.
 *
 * <p>{@code acc = sum over i, j in {0, 1} of rowWeight[oy][i] * columnWeight[ox][j] * (x[row[oy][i]][column[ox][j]] - zx)},
 * then {@code output.apply(acc, 0)}. Weights have 11 fraction bits and each pair adds up to 2^11.
 *
 * @param rows two input rows for each output row
 * @param rowWeights their weights
 * @param columns two input columns for each output column
 * @param columnWeights their weights
 * @param output from the accumulator to the output; its factor holds the weights' 2^-22
 */
public record Interpolation(int[] rows, int[] rowWeights, int[] columns, int[] columnWeights, Requantization output)
        implements DefinedOp {
    /** Fraction bits of a weight. */
    public static final int FRACTION = 11;

    @Override
    public IntegerTensor define(Operands in) {
        Shape from = in.shape(0), to = in.output().shape();
        int height = from.extent(2), width = from.extent(3), oy = to.extent(2), ox = to.extent(3);
        int[] x = in.values(0), y = new int[Math.toIntExact(to.elements())];
        int at = 0;
        for (int plane = 0; plane < to.extent(0) * to.extent(1); plane++)
            for (int row = 0; row < oy; row++)
                for (int column = 0; column < ox; column++) {
                    long sum = 0;
                    for (int i = 2 * row; i < 2 * row + 2; i++)
                        for (int j = 2 * column; j < 2 * column + 2; j++) {
                            int value = x[(plane * height + rows[i]) * width + columns[j]] - in.zero(0);
                            sum += (long) rowWeights[i] * columnWeights[j] * value;
                        }
                    y[at++] = output.apply(sum, 0);
                }
        return in.result(y);
    }
}
