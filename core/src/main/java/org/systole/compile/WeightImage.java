package org.systole.compile;

import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;

/**
 * Weights and parameters of all passes as they lie in DRAM.
 *
 * <p>A part's weights are {@code [output block][channel block][FY][FX][row]} weight words; a diagonal part's {@code [output
 * block][FY][FX]}. A pass's parameters are one block of {@code N} lanes for each output block: bias 32 bits, multiplier 24,
 * shift 8.
 */
final class WeightImage {
    private static final int ALIGNMENT = 128;

    private final CoreConfig config;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Map<Pass.Part, Long> weights = new HashMap<>();
    private final Map<Pass, Long> parameters = new HashMap<>();
    private final Map<Pass, Long> tables = new HashMap<>();

    WeightImage(CoreConfig config, Iterable<Pass> passes) {
        this.config = config;
        for (Pass pass : passes) {
            for (Pass.Part part : pass.parts()) weights.put(part, append(weightBytes(pass, part)));
            parameters.put(pass, append(parameterBytes(pass)));
            if (pass.finish().table() != null)
                tables.put(pass, append(tableBytes(pass.finish().table())));
        }
    }

    private long append(byte[] data) {
        while (bytes.size() % ALIGNMENT != 0) bytes.write(0);
        long at = bytes.size();
        bytes.writeBytes(data);
        return at;
    }

    private byte[] weightBytes(Pass pass, Pass.Part part) {
        int n = config.size(), blocks = Math.ceilDiv(pass.outputs(), n), taps = part.filterY() * part.filterX();
        int channelBlocks = part.diagonal() ? 1 : Math.ceilDiv(part.channels(), n), rows = part.diagonal() ? 1 : n;
        byte[] data = new byte[Math.multiplyExact(blocks * channelBlocks * taps * rows, config.weightWordBytes())];
        int word = 0;
        for (int k = 0; k < blocks; k++)
            for (int c = 0; c < channelBlocks; c++)
                for (int tap = 0; tap < taps; tap++)
                    for (int row = 0; row < rows; row++, word++)
                        for (int lane = 0; lane < n; lane++) {
                            int output = k * n + lane, channel = part.diagonal() ? output : c * n + row;
                            if (output >= pass.outputs() || channel >= part.channels()) continue;
                            BitFields.write(
                                    data,
                                    (long) word * config.weightWordBytes() * 8 + (long) lane * config.weightBits(),
                                    config.weightBits(),
                                    part.weight(output, channel, tap / part.filterX(), tap % part.filterX()));
                        }
        return data;
    }

    private byte[] parameterBytes(Pass pass) {
        int n = config.size(), blocks = Math.ceilDiv(pass.outputs(), n);
        byte[] data = new byte[blocks * n * Interpreter.PARAMETER_BYTES];
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

    long table(Pass pass) {
        return tables.get(pass);
    }

    long weights(Pass.Part part) {
        return weights.get(part);
    }

    long parameters(Pass pass) {
        return parameters.get(pass);
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }
}
