package org.systole.workload;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A network as hardware sees it: layers in an order in which they can run, the feature maps between them.
 *
 * @param name the network's name
 * @param layers producers before consumers
 * @param maps every feature map by name, network inputs and outputs included
 * @param inputs names of the maps that come from outside
 * @param outputs names of the maps that are results
 * @param free nodes of the graph that cost nothing, with the reason (views, constants, nodes folded into others)
 * @param notes assumptions a reader of the results must know, for example a float model costed at 8 bits
 */
public record Workload(
        String name,
        List<Layer> layers,
        Map<String, FeatureMap> maps,
        List<String> inputs,
        List<String> outputs,
        Map<String, String> free,
        List<String> notes) {
    /** Copies the collections, keeping their order. */
    public Workload {
        layers = List.copyOf(layers);
        maps = Collections.unmodifiableMap(new LinkedHashMap<>(maps));
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        free = Collections.unmodifiableMap(new LinkedHashMap<>(free));
        notes = List.copyOf(notes);
    }

    /**
     * Returns the maps that layers write and that together are one map: its parts, theirs, and so on; the map itself
     * when it has none.
     *
     * @param name of a map of this workload
     */
    public List<String> leaves(String name) {
        var leaves = new ArrayList<String>();
        var open = new ArrayDeque<>(List.of(name));
        while (!open.isEmpty()) {
            FeatureMap map = maps.get(open.pop());
            if (map == null) throw new IllegalArgumentException("no feature map '" + name + "'");
            if (map.parts().isEmpty()) leaves.add(map.name());
            else map.parts().reversed().forEach(open::push);
        }
        return List.copyOf(leaves);
    }

    /**
     * Returns some of the layers as a workload of their own: what another layer gave them comes from outside, what they gave
     * to others is a result.
     *
     * @param names of layers of this workload
     */
    public Workload only(Set<String> names) {
        List<Layer> kept =
                layers.stream().filter(layer -> names.contains(layer.name())).toList();
        var read = new LinkedHashSet<String>();
        var written = new LinkedHashSet<String>();
        for (Layer layer : kept) {
            layer.reads().forEach(map -> read.addAll(leaves(map)));
            layer.writes().forEach(map -> written.addAll(leaves(map)));
        }
        var from = read.stream().filter(map -> !written.contains(map)).toList();
        var to = written.stream()
                .filter(map -> !read.contains(map) || outputs.contains(map))
                .toList();
        var said = new ArrayList<>(notes);
        said.add(kept.size() + " of " + layers.size() + " layers");
        return new Workload(name, kept, maps, from, to, free, said);
    }

    /** Returns the layers of multiply-accumulates, in order. */
    public List<MacLayer> macLayers() {
        return layers.stream()
                .filter(MacLayer.class::isInstance)
                .map(MacLayer.class::cast)
                .toList();
    }

    /**
     * Returns this workload as it costs when its floating-point numbers are stored and multiplied in other formats: a
     * float model on an integer accelerator.
     *
     * <p>Layers and maps that are not floating point keep their formats. Where outputs become integers that are
     * narrower than their partial sums, a layer gets the requantization that such a run needs at write-back. A
     * workload without a floating-point layer of multiply-accumulates is returned as it is.
     *
     * @param target formats to cost at
     */
    public Workload withPrecision(Precision target) {
        return Requantized.floats(this, target);
    }

    /**
     * Returns this workload as it costs on a machine that computes with certain widths: layers whose operands are of
     * another family (floating point or integer) than the machine's, or of a width that it does not have, take the
     * machine's formats; so do the maps in the formats that those layers had. A note says so.
     *
     * @param target the machine's own formats
     * @param operandBits the widths of operands that it computes with
     */
    public Workload withPrecision(Precision target, List<Integer> operandBits) {
        return Requantized.unsupported(this, target, operandBits);
    }

    /** Returns the multiply-accumulates of the network. */
    public long macs() {
        return macLayers().stream().mapToLong(MacLayer::macs).sum();
    }

    /** Returns the constant weights of all layers, in elements, biases excluded. */
    public long weights() {
        return macLayers().stream()
                .filter(MacLayer::constantWeights)
                .mapToLong(layer -> layer.nest().elements(Operand.WEIGHT))
                .sum();
    }
}
