package org.systole.mapping;

import java.util.List;

/**
 * Where in DRAM a pass finds what it reads and puts what it writes: addresses of first bytes. Maps are {@code [channel
 * block][y][x]} words, weights {@code [output block][channel block][FY][FX][row]} words of a tile's row, without the last for a
 * diagonal.
 *
 * @param inputs the map that each part reads
 * @param weights the weights of each part
 * @param parameters the parameters of the first output block
 * @param table the activation table; not looked at when the pass has none
 * @param residual the map that is added; not looked at when there is none
 * @param result the map written
 */
public record CorePlaces(
        List<Long> inputs, List<Long> weights, long parameters, long table, long residual, long result) {
    /** Copies the lists. */
    public CorePlaces {
        inputs = List.copyOf(inputs);
        weights = List.copyOf(weights);
    }
}
