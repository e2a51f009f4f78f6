package org.systole.precision;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.systole.formats.Fit;
import org.systole.formats.Fitting;
import org.systole.formats.Format;
import org.systole.formats.Granularity;
import org.systole.formats.Projected;
import org.systole.formats.Scaling;
import org.systole.tensor.Tensor;

/**
 * Weights whose rounding is chosen on calibration inputs so that layers keep their outputs, and biases that take up the
 * shift of the mean. No labels are used. See {@link SecondOrder}.
 *
 * <p>{@link #of} looks at the float network's inputs, so that a layer's weights do not depend on other layers' formats;
 * {@link #sequential} rounds the layers one after the other for one assignment, each on what the rounded ones before it
 * give, and takes up their errors too. Thread-safe.
 */
public final class CompensatedWeights implements Weights {
    /** Scales that are tried for a row: shares of the one that clips nothing. */
    private static final int SCALES = 20;

    private static final double SMALLEST_SHARE = 0.4;
    private static final int REFINEMENTS = 3;

    private record Key(String layer, Format format) {}

    private final FormatRun floats;
    private final Map<Key, Given> made = new HashMap<>();
    private final Map<String, Moments> moments = new HashMap<>();

    private CompensatedWeights(Layered network, List<Tensor> calibration, int threads) {
        this.floats = new FormatRun(
                network,
                calibration,
                List.of(),
                new NearestWeights(Fitting.MIN_MAX),
                FormatRun.Options.PLAIN.threads(threads));
    }

    /**
     * Returns weights rounded on the float network's inputs, made when first asked for.
     *
     * @param calibration inputs of the network
     */
    public static CompensatedWeights of(Layered network, List<Tensor> calibration, int threads) {
        return new CompensatedWeights(network, calibration, threads);
    }

    /**
     * Returns weights for one assignment, rounded layer by layer on what the rounded network gives.
     *
     * @param calibration inputs of the network
     * @param options how activations get their formats
     */
    public static CompensatedWeights sequential(
            Layered network, List<Tensor> calibration, Assignment assignment, FormatRun.Options options) {
        var weights = new CompensatedWeights(network, calibration, options.threads());
        try (var run = new FormatRun(network, calibration, calibration, weights, options)) {
            Assignment done = Assignment.of(LayerFormats.FLOAT);
            for (String input : network.graph().inputs())
                done = done.with(
                        input,
                        LayerFormats.FLOAT.activations(assignment.of(input).activations()));
            for (Layered.Layer layer : network.layers()) {
                LayerFormats formats = assignment.of(layer.name());
                if (layer.hasWeights() && !formats.weights().isExact()) {
                    String input = layer.multiplier().input(0);
                    Tensor[] met = run.values(done, input, true);
                    Tensor[] floats = weights.floatInput(layer);
                    weights.put(layer, formats.weights(), Moments.of(layer, met, floats));
                }
                done = done.with(layer.name(), formats);
            }
        }
        weights.floats.close();
        return weights;
    }

    private Tensor[] floatInput(Layered.Layer layer) {
        return floats.values(
                Assignment.of(LayerFormats.FLOAT), layer.multiplier().input(0), true);
    }

    private void put(Layered.Layer layer, Format format, Moments seen) {
        made.put(new Key(layer.name(), format), rounded(layer, format, seen));
    }

    @Override
    public synchronized Given of(Layered.Layer layer, Format format) {
        if (format.isExact()) return new Given(layer.weights(), layer.bias());
        Given known = made.get(new Key(layer.name(), format));
        if (known != null) return known;
        Moments seen = moments.computeIfAbsent(layer.name(), _ -> {
            Tensor[] inputs = floatInput(layer);
            return Moments.of(layer, inputs, inputs);
        });
        put(layer, format, seen);
        return made.get(new Key(layer.name(), format));
    }

    private Given rounded(Layered.Layer layer, Format format, Moments seen) {
        int taps = seen.taps(), each = layer.channels() / layer.groups();
        var targets = new float[layer.weights().length];
        var solvers = new SecondOrder[layer.groups()];
        for (int g = 0; g < layer.groups(); g++) {
            solvers[g] = new SecondOrder(seen.covariance(g), taps, seen.power(g));
            for (int k = g * each; k < (g + 1) * each; k++) {
                double[] target =
                        solvers[g].refitted(row(layer.weights(), k, taps), seen.crossCovariance(g), seen.covariance(g));
                for (int i = 0; i < taps; i++) targets[k * taps + i] = (float) target[i];
            }
        }
        Projected start = Projected.of(targets, layer.channels(), format, Fitting.LEAST_SQUARES);
        float[] values = new float[targets.length], bias = layer.bias().clone();
        for (int k = 0; k < layer.channels(); k++) {
            int g = k / each;
            double[] target = row(targets, k, taps);
            double[] q = row(start, solvers[g], target, k, taps);
            double shift = 0;
            for (int i = 0; i < taps; i++) {
                values[k * taps + i] = (float) q[i];
                shift += layer.weights()[k * taps + i] * seen.floatMeans(g)[i] - q[i] * seen.means(g)[i];
            }
            bias[k] += (float) shift;
        }
        return new Given(values, bias);
    }

    private static double[] row(float[] values, int k, int taps) {
        double[] row = new double[taps];
        for (int i = 0; i < taps; i++) row[i] = values[k * taps + i];
        return row;
    }

    private static double[] row(Projected start, SecondOrder solver, double[] target, int k, int taps) {
        Format format = start.format();
        boolean free = format.granularity().equals(Granularity.CHANNEL)
                && format.scaling().kind() == Scaling.Kind.REAL
                && !format.asymmetric();
        if (!free) {
            SecondOrder.Rounder rounder = (i, w) -> format.project((float) w, start.fit(k * taps + i));
            double[] q = solver.greedy(target, rounder);
            solver.descend(target, q, rounder);
            return q;
        }
        float[] numbers = new float[taps];
        for (int i = 0; i < taps; i++) numbers[i] = (float) target[i];
        float widest = Fitting.MIN_MAX.fit(numbers, format).scale();
        double least = Double.POSITIVE_INFINITY;
        double[] best = null;
        Fit bestFit = null;
        for (int s = 0; s <= SCALES; s++) {
            Fit fit = s == SCALES ? start.fit(k * taps) : Fit.of(widest * (1 - s * (1 - SMALLEST_SHARE) / SCALES));
            double[] q = solver.greedy(target, (_, w) -> format.project((float) w, fit));
            double distance = solver.distance(target, q);
            if (distance < least) {
                least = distance;
                best = q;
                bestFit = fit;
            }
        }
        return refined(format, solver, target, best, bestFit);
    }

    /** Alternates between the best codes for the scale and the best scale for the codes. */
    private static double[] refined(Format format, SecondOrder solver, double[] target, double[] start, Fit first) {
        double[] best = start.clone();
        Fit fit = first;
        solver.descend(target, best, rounder(format, fit));
        double least = solver.distance(target, best);
        for (int i = 0; i < REFINEMENTS; i++) {
            double squares = solver.product(best, best);
            if (!(squares > 0)) return best;
            Fit next = Fit.of(fit.scale() * solver.product(target, best) / squares);
            double[] q = new double[best.length];
            for (int n = 0; n < q.length; n++) q[n] = format.real(format.code((float) best[n], fit), next);
            solver.descend(target, q, rounder(format, next));
            double distance = solver.distance(target, q);
            if (!(distance < least)) return best;
            least = distance;
            best = q;
            fit = next;
        }
        return best;
    }

    private static SecondOrder.Rounder rounder(Format format, Fit fit) {
        return (_, w) -> format.project((float) w, fit);
    }
}
