package org.systole.quantize;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.systole.graph.Graph;
import org.systole.tensor.Tensor;

/**
 * Reads quantized models as integer networks: models that {@link QdqExport} wrote, to the bit, and those of others, with
 * QuantizeLinear and DequantizeLinear between the operators of the standard or with operators on integers (QLinearConv and its
 * kin), or with the quantizations of QONNX (Quant, BipolarQuant, Trunc).
 */
public final class QdqImport {
    private static final Set<String> PAIR = Set.of("QuantizeLinear", "DequantizeLinear");

    private QdqImport() {}

    /**
     * A quantized model as integers.
     *
     * @param graph the float network that the integers stand for, for what stays float
     * @param network the integer network
     * @param exact whether the network is the one that was exported, to the bit; else it was made of the model's scales
     * @param notes what was chosen that the model does not say
     */
    public record Imported(Graph graph, IntegerNetwork network, boolean exact, List<String> notes) {
        /** Copies the list. */
        public Imported {
            notes = List.copyOf(notes);
        }
    }

    /** Returns whether a graph holds quantized operations, so that it is read and not quantized. */
    public static boolean isQuantized(Graph graph) {
        return graph.nodes().stream().anyMatch(node -> isQuantized(node.op()));
    }

    static boolean isQuantized(String op) {
        return PAIR.contains(op) || OperatorPairs.isOperator(op) || QonnxQuant.isOperator(op);
    }

    /**
     * Returns the integer network of a quantized model.
     *
     * @throws org.systole.problem.SystoleException E4108 when pairs are incomplete, E4109 for scales that are none, E4110 when
     *     Systole's own metadata are damaged, E4111 for what has no form in an integer network, E4114 for quantizations of
     *     QONNX that there are not
     */
    public static Imported read(Graph graph) {
        return read(graph, List.of());
    }

    /**
     * The same for a model that may leave inputs real, as those of QONNX do: such an input gets 8 bits over its range on the samples,
     * which is said in the notes.
     *
     * @param samples inputs by name; empty when there are none, and then such a model is refused
     */
    public static Imported read(Graph graph, List<Map<String, Tensor>> samples) {
        boolean own = graph.metadata().containsKey(NetworkCodec.KEY)
                && NetworkCodec.hash(graph).equals(graph.metadata().get(NetworkCodec.HASH));
        if (own) return new Imported(graph, NetworkCodec.read(graph), true, List.of());
        PairedGraph paired = PairedGraph.of(graph);
        var ranges = new Ranges();
        paired.values().forEach(ranges::fix);
        List<String> notes = FreeValues.fill(paired.graph(), ranges, paired.weights(), samples);
        var settings = QuantizationSettings.INT8.with(new GivenWeights(paired.graph(), paired.weights()));
        return new Imported(paired.graph(), Quantizer.of(paired.graph(), ranges, settings), false, notes);
    }
}
