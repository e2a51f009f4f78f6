package org.systole.compile;

import java.util.HashMap;
import java.util.Map;

/** Where weights, parameters and tables of all passes lie in DRAM: follows from their sizes alone. */
final class ImageLayout {
    private static final int ALIGNMENT = 128;

    private final CoreConfig config;
    private final Map<Pass.Part, Long> weights = new HashMap<>();
    private final Map<Pass, Long> parameters = new HashMap<>();
    private final Map<Pass, Long> tables = new HashMap<>();
    private long end;

    /** Lays out the constants of passes, in their order. */
    ImageLayout(CoreConfig config, Iterable<Pass> passes) {
        this.config = config;
        for (Pass pass : passes) {
            for (Pass.Part part : pass.parts()) weights.put(part, append(weightBytes(pass, part)));
            parameters.put(pass, append(parameterBytes(pass)));
            if (pass.finish().table() != null)
                tables.put(pass, append((long) pass.finish().table().length * config.wordBytes()));
        }
    }

    private long append(long bytes) {
        long at = Math.ceilDiv(end, ALIGNMENT) * ALIGNMENT;
        end = at + bytes;
        return at;
    }

    /** Returns the bytes of a part's weights. */
    int weightBytes(Pass pass, Pass.Part part) {
        int n = config.size(), blocks = Math.ceilDiv(pass.outputs(), n), taps = part.filterY() * part.filterX();
        int channelBlocks = part.diagonal() ? 1 : Math.ceilDiv(part.channels(), n), rows = part.diagonal() ? 1 : n;
        return Math.multiplyExact(blocks * channelBlocks * taps * rows, config.weightWordBytes());
    }

    /** Returns the bytes of a pass's parameters. */
    int parameterBytes(Pass pass) {
        return Math.ceilDiv(pass.outputs(), config.size()) * config.size() * Interpreter.PARAMETER_BYTES;
    }

    /** Returns the address of a part's weights. */
    long weights(Pass.Part part) {
        return weights.get(part);
    }

    /** Returns the address of a pass's parameters. */
    long parameters(Pass pass) {
        return parameters.get(pass);
    }

    /** Returns the address of the table of a pass that has one. */
    long table(Pass pass) {
        return tables.get(pass);
    }

    /** Returns the first byte past everything. */
    long end() {
        return end;
    }
}
