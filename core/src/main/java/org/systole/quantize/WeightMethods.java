package org.systole.quantize;

import org.systole.formats.Fitting;
import org.systole.formats.Overflow;
import org.systole.formats.Rounding;
import org.systole.tensor.NumberFormat;
import org.systole.tensor.Shape;

/** The usual ways from weights to integers: rounded to nearest. */
public final class WeightMethods {
    /** What {@link WeightSettings} say: symmetric or not, per channel or tensor, by magnitude or squared error. */
    public static final WeightMethod STANDARD = (layer, values, shape, settings) -> quantize(values, shape, settings);

    /** Scales between the smallest that is tried, as a share of the largest, and the largest itself. */
    private static final int STEPS = 80;

    /** The smallest scale that is tried, as a share of the one that represents the largest magnitude. */
    private static final double SMALLEST = 0.2;

    private WeightMethods() {}

    private static QuantizedWeights quantize(float[] values, Shape shape, WeightSettings settings) {
        int channels = settings.perTensor() ? 1 : shape.extent(0), each = values.length / Math.max(1, channels);
        Quantization[] rows = new Quantization[channels];
        for (int c = 0; c < channels; c++) rows[c] = row(values, c * each, each, settings);
        Quantization all = settings.perTensor() ? rows[0] : together(rows);
        int[] integers = new int[values.length];
        for (int i = 0; i < integers.length; i++)
            integers[i] = integer(values[i], all, i / Math.max(1, each), settings);
        return new QuantizedWeights(new IntegerTensor(shape, integers), all);
    }

    private static Quantization together(Quantization[] rows) {
        float[] scales = new float[rows.length];
        int[] zeros = new int[rows.length];
        for (int c = 0; c < rows.length; c++) {
            scales[c] = rows[c].scales()[0];
            zeros[c] = rows[c].zeroPoints()[0];
        }
        return new Quantization(rows[0].format(), scales, zeros, 0, rows[0].grid());
    }

    private static Quantization row(float[] values, int from, int count, WeightSettings settings) {
        if (!settings.isPlain() || settings.format().bits() == 1) {
            Fitting fitting =
                    settings.scaling() == WeightSettings.Scaling.MSE ? Fitting.LEAST_SQUARES : Fitting.MIN_MAX;
            return Codes.quantization(settings.codes(), fitting.fit(values, from, from + count, settings.codes()));
        }
        float low = 0, high = 0;
        for (int i = from; i < from + count; i++) {
            low = Math.min(low, values[i]);
            high = Math.max(high, values[i]);
        }
        Quantization best = scaled(low, high, 1, settings);
        if (settings.scaling() == WeightSettings.Scaling.MINMAX) return best;
        double least = error(values, from, count, best, settings);
        for (int step = 1; step <= STEPS; step++) {
            Quantization tried = scaled(low, high, 1 - step * (1 - SMALLEST) / STEPS, settings);
            double error = error(values, from, count, tried, settings);
            if (error < least) {
                least = error;
                best = tried;
            }
        }
        return best;
    }

    private static Quantization scaled(float low, float high, double share, WeightSettings settings) {
        NumberFormat format = settings.format();
        if (settings.asymmetric()) return new Range((float) (low * share), (float) (high * share)).asymmetric(format);
        float scale = (float) (Math.max(-low, high) * share) / Quantization.high(format);
        return Quantization.perTensor(format, scale >= Float.MIN_NORMAL ? scale : 1, 0);
    }

    private static double error(float[] values, int from, int count, Quantization q, WeightSettings settings) {
        double sum = 0;
        for (int i = from; i < from + count; i++) {
            double e = values[i] - (double) q.dequantize(integer(values[i], q, 0, settings), 0);
            sum += e * e;
        }
        return sum;
    }

    private static int integer(float value, Quantization q, int channel, WeightSettings settings) {
        if (settings.asymmetric()) return q.quantize(value, channel);
        double code = value / q.scales()[q.axis() < 0 ? 0 : channel];
        return (int) settings.codes().grid().nearest(code, Rounding.HALF_EVEN, Overflow.SATURATE);
    }
}
