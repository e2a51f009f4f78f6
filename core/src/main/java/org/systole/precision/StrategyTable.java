package org.systole.precision;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.systole.data.Accuracy;
import org.systole.data.Score;
import org.systole.formats.Fitting;
import org.systole.formats.Projected;

/** The accuracy of a network under several strategies, on the same samples. */
public final class StrategyTable {
    private StrategyTable() {}

    /**
     * A row.
     *
     * @param strategy the formats
     * @param score the first score on the samples
     * @param change paired difference from the float network
     * @param weightBits memory of all weights with their scales; biases have 32 bits each
     */
    public record Row(Strategy strategy, Score score, Score change, long weightBits) {}

    /**
     * Returns a row for each strategy, in their order.
     *
     * @param threads samples that run at the same time
     * @param progress told how many strategies are done
     */
    public static List<Row> of(Trial trial, List<Strategy> strategies, int threads, IntConsumer progress) {
        var rows = new ArrayList<Row>();
        var options = FormatRun.Options.PLAIN.threads(threads).fitting(Fitting.LEAST_SQUARES);
        Accuracy floats;
        try (var run = trial.run(new NearestWeights(Fitting.MIN_MAX), options)) {
            floats = trial.accuracy(run, Assignment.of(LayerFormats.FLOAT));
        }
        for (Strategy strategy : strategies) {
            Accuracy accuracy = accuracy(trial, strategy, options);
            Score change = Score.paired(accuracy.scores().getFirst().measure(), floats.each(), accuracy.each());
            rows.add(new Row(strategy, accuracy.scores().getFirst(), change, weightBits(trial.network(), strategy)));
            progress.accept(rows.size());
        }
        return rows;
    }

    private static Accuracy accuracy(Trial trial, Strategy strategy, FormatRun.Options options) {
        Assignment assignment = strategy.assignment();
        Weights weights = strategy.compensated()
                ? CompensatedWeights.sequential(trial.network(), trial.calibration(), assignment, options)
                : new NearestWeights(strategy.weights().storedBits() > 8 ? Fitting.MIN_MAX : Fitting.LEAST_SQUARES);
        try (var run = trial.run(weights, options)) {
            return trial.accuracy(run, assignment);
        }
    }

    private static long weightBits(Layered network, Strategy strategy) {
        long bits = 0;
        for (Layered.Layer layer : network.weighted())
            bits += 32L * layer.channels()
                    + Projected.of(layer.weights(), layer.channels(), strategy.weights(), Fitting.MIN_MAX)
                            .storedBits();
        return bits;
    }
}
