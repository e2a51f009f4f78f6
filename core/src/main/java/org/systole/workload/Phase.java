package org.systole.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The outputs along one axis whose position plus padding leaves the same remainder by the stride.
 *
 * @param remainder of {@code position + padding} by the stride
 * @param taps filter taps that reach them
 * @param dilation distance of the inputs of neighbouring taps
 * @param outputs how many there are
 * @param first the input position that the last of the taps reads for the first output
 */
record Phase(int remainder, int taps, int dilation, int outputs, int first) {
    static List<Phase> of(int stride, int kernel, int dilation, int pad, int outputs) {
        var phases = new ArrayList<Phase>();
        for (int remainder = 0; remainder < stride; remainder++) {
            int start = Math.floorMod(remainder - pad, stride);
            if (start >= outputs) continue;
            int count = Math.ceilDiv(outputs - start, stride);
            int[] taps = taps(remainder, stride, kernel, dilation);
            int step = taps.length > 1 ? (taps[1] - taps[0]) * dilation / stride : 1;
            int first = taps.length == 0 ? 0 : Math.floorDiv(start + pad - taps[taps.length - 1] * dilation, stride);
            phases.add(new Phase(remainder, taps.length, Math.max(1, step), count, first));
        }
        return phases;
    }

    private static int[] taps(int remainder, int stride, int kernel, int dilation) {
        return IntStream.range(0, kernel)
                .filter(f -> Math.floorMod((long) f * dilation, stride) == remainder)
                .toArray();
    }

    int pad() {
        return -first;
    }
}
