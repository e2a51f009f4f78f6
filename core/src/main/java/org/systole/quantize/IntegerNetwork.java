package org.systole.quantize;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A quantized network: what must be computed, to the bit.
 *
 * @param name the network's name
 * @param inputs names of the values that come from outside, quantized
 * @param outputs names of the results, quantized
 * @param nodes producers before consumers
 * @param types type of every value
 * @param metadata provenance: model, data, plan, seed
 */
public record IntegerNetwork(
        String name,
        List<String> inputs,
        List<String> outputs,
        List<IntegerNode> nodes,
        Map<String, IntegerType> types,
        Map<String, String> metadata) {
    /** Copies the collections, keeping their order. */
    public IntegerNetwork {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        nodes = List.copyOf(nodes);
        types = Collections.unmodifiableMap(new LinkedHashMap<>(types));
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    /**
     * Returns the type of a value.
     *
     * @throws IllegalArgumentException when there is no such value
     */
    public IntegerType type(String value) {
        IntegerType type = types.get(value);
        if (type == null) throw new IllegalArgumentException("no value '" + value + "' in network '" + name + "'");
        return type;
    }
}
