package org.systole.compile;

import org.systole.quantize.IntegerTensor;
import org.systole.tensor.Shape;

/** Feature maps in and out of DRAM: {@code [channel block][y][x]} words of {@code N} channels. */
public final class FeatureMaps {
    private FeatureMaps() {}

    /** Writes a map of the network's own order; channels past the last are zero points. */
    public static void write(CoreConfig config, byte[] dram, Program.Placement place, IntegerTensor map) {
        int n = config.size(),
                c = place.shape().extent(1),
                plane = place.shape().extent(2) * place.shape().extent(3);
        for (int block = 0; block < Math.ceilDiv(c, n); block++)
            for (int p = 0; p < plane; p++)
                for (int lane = 0; lane < n; lane++) {
                    int channel = block * n + lane;
                    int at = place.channelsLast() ? p * c + channel : channel * plane + p;
                    int value = channel < c ? map.values()[at] : place.zero();
                    BitFields.write(dram, bit(config, place, block, p, plane, lane), config.inputBits(), value);
                }
    }

    /** Returns a map in the shape that the network gives it. */
    public static IntegerTensor read(CoreConfig config, byte[] dram, Program.Placement place, Shape shape) {
        int n = config.size(),
                c = place.shape().extent(1),
                plane = place.shape().extent(2) * place.shape().extent(3);
        int[] values = new int[c * plane];
        for (int channel = 0; channel < c; channel++)
            for (int p = 0; p < plane; p++)
                values[channel * plane + p] = BitFields.signed(
                        dram, bit(config, place, channel / n, p, plane, channel % n), config.inputBits());
        return new IntegerTensor(shape, values);
    }

    private static long bit(CoreConfig config, Program.Placement place, int block, int p, int plane, int lane) {
        return (place.dram() + ((long) block * plane + p) * config.wordBytes()) * 8 + (long) lane * config.inputBits();
    }
}
