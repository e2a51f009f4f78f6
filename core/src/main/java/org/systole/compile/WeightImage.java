package org.systole.compile;

import java.util.Map;

/**
 * Weights and parameters of all passes as they lie in DRAM.
 *
 * <p>A part's weights are {@code [output block][channel block][FY][FX][row]} weight words; a diagonal part's
 * {@code [output block][FY][FX]}, the output blocks of a tile from a beat of the bus on. A pass's parameters are one block of
 * {@code N} lanes for each output block: bias 32 bits, multiplier 24, shift 8.
 */
final class WeightImage {
    private final CoreConfig config;
    private final ImageLayout layout;
    private final byte[] bytes;

    WeightImage(CoreConfig config, Map<Pass, Tiling> tilings, Iterable<Pass> passes) {
        this.config = config;
        this.layout = new ImageLayout(config, tilings, passes);
        this.bytes = new byte[Math.toIntExact(layout.end())];
        for (Pass pass : passes) {
            for (Pass.Part part : pass.parts()) write(layout.weights(pass, part, 0), weightBytes(pass, part));
            write(layout.parameters(pass), parameterBytes(pass));
            if (pass.finish().table() != null)
                write(layout.table(pass), tableBytes(pass.finish().table()));
        }
    }

    private void write(long at, byte[] data) {
        System.arraycopy(data, 0, bytes, Math.toIntExact(at), data.length);
    }

    private byte[] weightBytes(Pass pass, Pass.Part part) {
        int n = config.size(), blocks = Math.ceilDiv(pass.outputs(), n), taps = part.filterY() * part.filterX();
        int channelBlocks = part.diagonal() ? 1 : Math.ceilDiv(part.channels(), n), rows = part.diagonal() ? 1 : n;
        int packing = part.packing(config), bits = config.weightBits() >> packing;
        int together = layout.together(pass, part);
        byte[] data = new byte[layout.weightBytes(pass, part)];
        for (int k = 0; k < blocks; k++) {
            long first = (layout.weights(pass, part, k - k % together) - layout.weights(pass, part, 0)) * 8;
            long word = (long) k % together * channelBlocks * taps * rows;
            for (int c = 0; c < channelBlocks; c++)
                for (int tap = 0; tap < taps; tap++)
                    for (int row = 0; row < rows; row++, word++)
                        for (int lane = 0; lane < n; lane++) {
                            int output = k * n + lane, channel = part.diagonal() ? output : c * n + row;
                            if (output >= pass.outputs() || channel >= part.channels()) continue;
                            BitFields.write(
                                    data,
                                    first + word * config.packedWordBits(packing) + (long) lane * bits,
                                    bits,
                                    part.weight(output, channel, tap / part.filterX(), tap % part.filterX()));
                        }
        }
        return data;
    }

    private byte[] parameterBytes(Pass pass) {
        byte[] data = new byte[layout.parameterBytes(pass)];
        for (int k = 0; k < pass.outputs(); k++) {
            long at = (long) k * Interpreter.PARAMETER_BYTES * 8;
            int c = pass.output().multipliers().length == 1 ? 0 : k;
            BitFields.write(data, at, 32, pass.bias()[k]);
            BitFields.write(data, at + 32, 24, pass.output().multipliers()[c]);
            BitFields.write(data, at + 56, 8, pass.output().shifts()[c]);
        }
        return data;
    }

    /** A word for each integer of the core's format, the same in every lane. */
    private byte[] tableBytes(int[] table) {
        int words = table.length, n = config.size();
        byte[] data = new byte[words * config.wordBytes()];
        for (int word = 0; word < words; word++)
            for (int lane = 0; lane < n; lane++)
                BitFields.write(
                        data,
                        (long) word * config.wordBytes() * 8 + (long) lane * config.inputBits(),
                        config.inputBits(),
                        table[word]);
        return data;
    }

    /** Returns where everything lies. */
    ImageLayout layout() {
        return layout;
    }

    byte[] bytes() {
        return bytes;
    }
}
