package org.systole.data;

import java.util.ArrayList;
import java.util.List;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;
import org.systole.tensor.Tensor;

/**
 * How well numbers are predicted: the coefficient of determination {@code R² = 1 - SSE / SST}, mean squared and mean absolute error.
 *
 * <p>Squares are added over samples and, where a sample has several numbers, over these; SST is around the mean of each number over
 * the scored samples. R² is the mean over samples of {@code 1 - n * sse / SST}, whose spread gives its standard error (SST taken as
 * given) and whose differences pair two runs.
 */
final class Regression {
    private Regression() {}

    /** Returns the errors of one sample: sum of squares, sum of magnitudes, how many numbers count (NaN does not). */
    static double[] errors(DataSet data, int index, Tensor output) {
        Targets targets = data.targets().orElseThrow(Accuracy::unlabelled);
        float[] y = output.toFloats();
        if (y.length != targets.count()) throw count(data, index, y.length, targets.count(), "numbers");
        double squares = 0, magnitudes = 0;
        int counted = 0;
        for (int i = 0; i < y.length; i++) {
            Accuracy.finite(data, index, y[i]);
            if (Float.isNaN(targets.of(index, i))) continue;
            counted++;
            double e = (double) y[i] - targets.of(index, i);
            squares += e * e;
            magnitudes += Math.abs(e);
        }
        return new double[] {squares, magnitudes, counted};
    }

    static SystoleException count(DataSet data, int index, int found, int expected, String what) {
        return new SystoleException(Problem.of(
                DataProblem.SHAPE_MISMATCH,
                Place.file(data.samples().name(index)),
                "the model gives " + found + " numbers for this sample, its label has " + expected + " " + what,
                "give labels of the model's output shape, samples first"));
    }

    static Accuracy of(DataSet data, int[] indices, double[][] errors) {
        double counted = 0;
        for (double[] sample : errors) counted += sample[2];
        if (counted == 0)
            throw new SystoleException(Problem.of(
                    DataProblem.EMPTY,
                    Place.NONE,
                    "every label is NaN, so nothing can be scored",
                    "give a number for each value that counts"));
        // so that the mean over samples is the mean over numbers, however many of them a sample has
        double each = counted / errors.length;
        double[] squares = new double[errors.length], magnitudes = new double[errors.length];
        for (int i = 0; i < errors.length; i++) {
            squares[i] = errors[i][0] / each;
            magnitudes[i] = errors[i][1] / each;
        }
        Score mse = Score.mean(Score.MSE, squares), mae = Score.mean(Score.MAE, magnitudes);
        double spread = squaresAroundMean(data.targets().orElseThrow(), indices) / indices.length / each;
        if (!(spread > 0)) return new Accuracy(List.of(mse, mae), squares, Score.MSE);
        double[] explained = new double[squares.length];
        for (int i = 0; i < explained.length; i++) explained[i] = 1 - squares[i] / spread;
        var scores = new ArrayList<Score>(List.of(Score.mean("R2", explained), mse, mae));
        return new Accuracy(scores, explained, "R2");
    }

    /** Returns SST: squares of what is right around each number's mean. */
    private static double squaresAroundMean(Targets targets, int[] indices) {
        double sum = 0;
        for (int k = 0; k < targets.count(); k++) {
            double mean = 0;
            int counted = 0;
            for (int i : indices)
                if (!Float.isNaN(targets.of(i, k))) {
                    mean += targets.of(i, k);
                    counted++;
                }
            mean /= counted;
            for (int i : indices)
                if (!Float.isNaN(targets.of(i, k))) sum += (targets.of(i, k) - mean) * (targets.of(i, k) - mean);
        }
        return sum;
    }
}
