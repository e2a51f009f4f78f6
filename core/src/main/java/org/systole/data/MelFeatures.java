package org.systole.data;

import java.util.Arrays;
import org.systole.data.Preparation.Samples;
import org.systole.tensor.Shape;

/**
 * Log-mel features, and MFCCs from them, of a sound.
 *
 * <p>Frames of {@code window} samples every {@code hop}, a periodic Hann window, the power spectrum of an FFT of
 * {@code fft} points, triangular filters between {@code lowHz} and {@code highHz} equally spaced on the scale
 * {@code 2595 log10(1 + f / 700)} (O'Shaughnessy), {@code ln(x + floor)}; with {@code coefficients} above 0 an
 * orthonormal DCT-II of the log energies.
 *
 * @param sampleRate samples a second
 * @param window samples in a frame, at most {@code fft}
 * @param hop samples between frames
 * @param fft points of the transform, a power of two
 * @param mels number of filters
 * @param lowHz lower edge of the first filter
 * @param highHz upper edge of the last filter
 * @param floor what is added before the logarithm
 * @param coefficients number of cepstral coefficients, or 0 for the log energies themselves
 */
public record MelFeatures(
        int sampleRate,
        int window,
        int hop,
        int fft,
        int mels,
        double lowHz,
        double highHz,
        double floor,
        int coefficients) {
    /** Numbers of all filters, 128 MiB; 128 filters of 4096 points are a sixtieth of it. */
    private static final int MOST_WEIGHTS = 1 << 24;

    /** Checks the ranges. */
    public MelFeatures {
        if (Integer.bitCount(fft) != 1 || window < 1 || window > fft || hop < 1 || mels < 1 || coefficients > mels)
            throw new IllegalArgumentException("impossible framing: window " + window + ", hop " + hop + ", fft " + fft
                    + ", mels " + mels + ", coefficients " + coefficients);
        if ((long) mels * (fft / 2 + 1) > MOST_WEIGHTS)
            throw new IllegalArgumentException(mels + " filters over the bins of an fft of " + fft
                    + " points are more than " + MOST_WEIGHTS + " numbers");
        if (!(lowHz >= 0 && lowHz < highHz && highHz <= sampleRate / 2.0 && floor > 0))
            throw new IllegalArgumentException(
                    "impossible band " + lowHz + " to " + highHz + " Hz at " + sampleRate + " samples a second");
    }

    /** Returns the filters, {@code mels} rows over the {@code fft/2 + 1} bins. */
    public double[][] filters() {
        int bins = fft / 2 + 1;
        double low = mel(lowHz), high = mel(highHz);
        double[] edges = new double[mels + 2];
        for (int i = 0; i < edges.length; i++) edges[i] = hertz(low + (high - low) * i / (mels + 1));
        double[][] filters = new double[mels][bins];
        for (int m = 0; m < mels; m++)
            for (int b = 0; b < bins; b++) {
                double f = (double) b * sampleRate / fft;
                double rising = (f - edges[m]) / (edges[m + 1] - edges[m]);
                double falling = (edges[m + 2] - f) / (edges[m + 2] - edges[m + 1]);
                filters[m][b] = Math.max(0, Math.min(rising, falling));
            }
        return filters;
    }

    private static double mel(double hertz) {
        return 2595 * Math.log10(1 + hertz / 700);
    }

    private static double hertz(double mel) {
        return 700 * (Math.pow(10, mel / 2595) - 1);
    }

    /** Returns frames x mels (or x coefficients). */
    Samples apply(float[] sound) {
        if (sound.length < window)
            throw new IllegalArgumentException(
                    "a sound of " + sound.length + " samples is shorter than one frame of " + window);
        int frames = 1 + (sound.length - window) / hop, columns = coefficients > 0 ? coefficients : mels;
        double[][] filters = filters();
        double[] hann = new double[window], re = new double[fft], im = new double[fft], logs = new double[mels];
        for (int i = 0; i < window; i++) hann[i] = 0.5 - 0.5 * Math.cos(2 * Math.PI * i / window);
        float[] out = Preparation.room((long) frames * columns);
        for (int frame = 0; frame < frames; frame++) {
            Arrays.fill(re, 0);
            Arrays.fill(im, 0);
            for (int i = 0; i < window; i++) re[i] = sound[frame * hop + i] * hann[i];
            Fourier.transform(re, im);
            for (int m = 0; m < mels; m++) logs[m] = Math.log(energy(filters[m], re, im) + floor);
            for (int c = 0; c < columns; c++)
                out[frame * columns + c] = (float) (coefficients > 0 ? cepstral(logs, c) : logs[c]);
        }
        return new Samples(Shape.of(frames, columns), out);
    }

    private static double energy(double[] filter, double[] re, double[] im) {
        double sum = 0;
        for (int b = 0; b < filter.length; b++) sum += filter[b] * (re[b] * re[b] + im[b] * im[b]);
        return sum;
    }

    private double cepstral(double[] logs, int k) {
        double sum = 0;
        for (int m = 0; m < mels; m++) sum += logs[m] * Math.cos(Math.PI * k * (m + 0.5) / mels);
        return sum * Math.sqrt((k == 0 ? 1.0 : 2.0) / mels);
    }
}
