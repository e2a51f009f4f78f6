package org.systole.data;

/** The discrete Fourier transform of a power-of-two length, in place, by Cooley and Tukey's radix-2 decomposition. */
final class Fourier {
    private Fourier() {}

    static void transform(double[] re, double[] im) {
        int n = re.length;
        for (int i = 1, j = 0; i < n; i++) {
            int bit = n >> 1;
            for (; (j & bit) != 0; bit >>= 1) j ^= bit;
            j ^= bit;
            if (i < j) {
                swap(re, i, j);
                swap(im, i, j);
            }
        }
        for (int length = 2; length <= n; length <<= 1)
            for (int k = 0; k < length / 2; k++) {
                double angle = -2 * Math.PI * k / length, c = Math.cos(angle), s = Math.sin(angle);
                for (int at = k; at < n; at += length) butterfly(re, im, at, at + length / 2, c, s);
            }
    }

    private static void butterfly(double[] re, double[] im, int a, int b, double c, double s) {
        double r = re[b] * c - im[b] * s, i = re[b] * s + im[b] * c;
        re[b] = re[a] - r;
        im[b] = im[a] - i;
        re[a] += r;
        im[a] += i;
    }

    private static void swap(double[] array, int i, int j) {
        double kept = array[i];
        array[i] = array[j];
        array[j] = kept;
    }
}
