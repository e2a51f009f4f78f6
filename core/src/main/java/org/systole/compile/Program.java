package org.systole.compile;

import java.util.List;
import java.util.Map;
import org.systole.tensor.Shape;

/**
 * A compiled network.
 *
 * @param name the network's name
 * @param config the core it was compiled for
 * @param instructions in the order of issue, a {@link Instruction.Halt} last
 * @param sources for each instruction the layer it comes from, as indices into {@code layers}
 * @param layers names of the layers
 * @param dram the first bytes of DRAM: weights and parameters; what follows is work space
 * @param dramBytes how much DRAM the program uses
 * @param inputs where the network's inputs go
 * @param outputs where its results lie
 */
public record Program(
        String name,
        CoreConfig config,
        List<Instruction> instructions,
        int[] sources,
        List<String> layers,
        byte[] dram,
        long dramBytes,
        Map<String, Placement> inputs,
        Map<String, Placement> outputs) {
    /** Copies the lists. */
    public Program {
        instructions = List.copyOf(instructions);
        layers = List.copyOf(layers);
        inputs = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(inputs));
        outputs = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(outputs));
    }

    /**
     * Where a feature map lies in DRAM, as {@code [channel block][y][x]} words.
     *
     * @param dram its first byte
     * @param shape N x C x H x W with N = 1; C alone for a vector
     * @param zero its zero point, which fills the channels past C
     * @param channelsLast whether the network's own order of it is N x H x W x C
     */
    public record Placement(long dram, Shape shape, int zero, boolean channelsLast) {}
}
