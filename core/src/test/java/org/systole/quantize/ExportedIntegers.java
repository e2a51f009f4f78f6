package org.systole.quantize;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.systole.graph.Graph;
import org.systole.graph.Node;
import org.systole.tensor.Tensor;

/**
 * A network exported with pairs of quantization, of which another runtime tells the integers of every value.
 *
 * @param names the outputs of the pairs' first halves, which hold the integers, by value of the network
 */
public record ExportedIntegers(Graph qdq, Map<String, String> names) {
    /** Exports a network. */
    public static ExportedIntegers of(Graph graph, IntegerNetwork network) {
        Graph qdq = QdqExport.export(graph, network);
        var names = new LinkedHashMap<String, String>();
        for (Node node : qdq.nodes())
            if (node.op().equals("QuantizeLinear"))
                names.put(node.name().replaceFirst("/quantize$", ""), node.output());
        return new ExportedIntegers(qdq, names);
    }

    /** Returns the names of what holds integers, to be exposed by a runtime. */
    public List<String> exposed() {
        return List.copyOf(names.values());
    }

    /** Returns what a runtime gave, by value of the network, in a map that may be added to. */
    public Map<String, IntegerTensor> from(Map<String, Tensor> outputs) {
        var integers = new LinkedHashMap<String, IntegerTensor>();
        names.forEach((value, name) -> integers.put(value, PairScales.integers(outputs.get(name))));
        return integers;
    }
}
