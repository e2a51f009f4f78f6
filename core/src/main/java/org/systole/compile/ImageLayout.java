package org.systole.compile;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * Where weights, parameters and tables of all passes lie in DRAM: follows from their sizes, and from the tiles, for
 * what a load brings begins with a beat of the bus. Weights are packed as {@link Pass.Part#packing} says.
 */
final class ImageLayout {
    private static final int ALIGNMENT = 128;

    private final CoreConfig config;
    private final Map<Pass, Tiling> tilings;
    /** By identity: equal parts of two passes are cut as their passes are. */
    private final Map<Pass.Part, Long> weights = new IdentityHashMap<>();

    private final Map<Pass, Long> parameters = new HashMap<>();
    private final Map<Pass, Long> tables = new HashMap<>();
    private long end;

    /** Lays out the constants of passes, in their order. */
    ImageLayout(CoreConfig config, Map<Pass, Tiling> tilings, Iterable<Pass> passes) {
        this.config = config;
        this.tilings = tilings;
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
        return Math.toIntExact(weightBytes(pass, part, Math.ceilDiv(pass.outputs(), config.size())));
    }

    /** Returns the bytes of the weights of a part's first output blocks. */
    private long weightBytes(Pass pass, Pass.Part part, int blocks) {
        int n = config.size(), packing = part.packing(config), together = together(pass, part);
        long words = (long) part.filterY()
                * part.filterX()
                * (part.diagonal() ? 1 : (long) Math.ceilDiv(part.channels(), n) * n);
        return blocks / together * config.packedBytes(together * words, packing)
                + config.packedBytes(blocks % together * words, packing);
    }

    /** Returns how many output blocks of a part lie together: for a diagonal those of a tile; others are whole beats each. */
    int together(Pass pass, Pass.Part part) {
        return part.diagonal() ? tilings.get(pass).blocks() : 1;
    }

    /** Returns the bytes of a pass's parameters. */
    int parameterBytes(Pass pass) {
        return Math.ceilDiv(pass.outputs(), config.size()) * config.size() * Interpreter.PARAMETER_BYTES;
    }

    /** Returns the address of the weights of a part's output blocks from one on that begins a tile. */
    long weights(Pass pass, Pass.Part part, int block) {
        return weights.get(part) + weightBytes(pass, part, block);
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
