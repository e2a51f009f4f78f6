package org.systole.compile;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.systole.cost.AcceleratorCosts;
import org.systole.graph.Graph;
import org.systole.graph.Node;
import org.systole.hardware.Accelerator;
import org.systole.mapping.CoreNetwork;
import org.systole.mapping.MapperSettings;
import org.systole.mapping.NetworkCost;
import org.systole.problem.SystoleException;
import org.systole.quantize.IntegerNetwork;
import org.systole.quantize.IntegerNode;
import org.systole.quantize.QdqImport;
import org.systole.quantize.QuantizationSettings;
import org.systole.quantize.Quantizer;
import org.systole.quantize.Range;
import org.systole.quantize.Ranges;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;
import org.systole.workload.Workload;

/**
 * The analytical model of networks on Systole cores: what the compiler makes of a network, timed by the core's own model. Cycles and
 * counts do not depend on values, so ranges are assumed where the model has no integers of its own. Safe for several threads.
 */
public final class CoreModel {
    /** What is assumed of values: wide, so that biases stay narrow. */
    private static final float MOST = 64;

    private static final Set<String> NOT_NEGATIVE =
            Set.of("Relu", "Clip", "Sigmoid", "HardSigmoid", "Softmax", "Abs", "Exp", "Sqrt");

    private static final Set<String> KEEPS_SIGN = Set.of(
            "MaxPool",
            "AveragePool",
            "GlobalAveragePool",
            "GlobalMaxPool",
            "Concat",
            "Add",
            "Reshape",
            "Flatten",
            "Squeeze",
            "Unsqueeze",
            "Transpose",
            "Identity",
            "Dropout",
            "Tile",
            "Expand",
            "Slice",
            "Resize",
            "ReduceMean");

    private final Graph graph;
    private final Map<List<Integer>, IntegerNetwork> networks = new ConcurrentHashMap<>();

    /** Creates the model of a network. */
    public CoreModel(Graph graph) {
        this.graph = graph;
    }

    /** Returns whether a description has the parts of a Systole core and command queues that can be built. */
    public static boolean isCore(Accelerator accelerator) {
        var control = accelerator.control();
        if (control.tileLoop().isPresent() || control.loadQueue() < 1 || control.dmaBusBits() < 1) return false;
        try {
            CoreConfigs.of(accelerator);
            return true;
        } catch (SystoleException e) {
            // one whose parts contradict each other is a core, and refused where its figures are asked for
            return CoreAgreement.contradicts(e);
        }
    }

    /**
     * Returns what the network costs, or nothing when the accelerator is no Systole core or cannot run the network.
     *
     * @param workload the same network as layers, in the accelerator's formats
     * @param accelerator the core
     * @param costs what its actions cost
     * @param settings how layers are mapped that the core leaves to others
     * @throws SystoleException when it is a core whose parts contradict each other
     */
    public Optional<NetworkCost> cost(
            Workload workload, Accelerator accelerator, AcceleratorCosts costs, MapperSettings settings) {
        return cost(workload, accelerator, costs, settings, Map.of());
    }

    /**
     * Returns the same for a network that a plan gives weights of other widths.
     *
     * @param widths bits of the weights of single nodes with their sign; those that are not named are as wide as the core's
     */
    public Optional<NetworkCost> cost(
            Workload workload,
            Accelerator accelerator,
            AcceleratorCosts costs,
            MapperSettings settings,
            Map<String, Integer> widths) {
        if (!isCore(accelerator)) return Optional.empty();
        CoreConfig config = CoreConfigs.of(accelerator);
        try {
            IntegerNetwork network = networks.computeIfAbsent(
                    List.of(config.weightBits(), config.inputBits()), bits -> network(bits.get(0), bits.get(1)));
            List<CoreNetwork.Step> steps = steps(network, config, widths);
            if (steps.isEmpty()) return Optional.empty();
            return Optional.of(
                    CoreNetwork.cost(workload, accelerator, costs, settings, CoreMappings.template(config), steps));
        } catch (SystoleException e) {
            return Optional.empty();
        }
    }

    private static List<CoreNetwork.Step> steps(
            IntegerNetwork network, CoreConfig config, Map<String, Integer> widths) {
        var passes = new Passes(network, config, widths);
        var tilings = new Fusion(passes, config).fuse();
        var names = new java.util.HashMap<String, List<String>>();
        for (IntegerNode node : network.nodes()) names.put(node.name(), node.nodes());
        var places = CoreMappings.places(network, config, passes, tilings);
        var steps = new ArrayList<CoreNetwork.Step>();
        for (Pass pass : passes.passes()) {
            var nodes = new LinkedHashSet<String>();
            for (String node : pass.nodes()) {
                nodes.add(node);
                nodes.addAll(names.getOrDefault(node, List.of()));
            }
            steps.add(new CoreNetwork.Step(
                    List.copyOf(nodes),
                    CoreMappings.pass(pass, passes, config),
                    tilings.get(pass).core(),
                    places.get(steps.size())));
        }
        return steps;
    }

    private IntegerNetwork network(int weights, int activations) {
        if (QdqImport.isQuantized(graph))
            return QdqImport.read(graph, List.of(assumed())).network();
        return Quantizer.quantize(graph, ranges(), QuantizationSettings.usual(weights, activations));
    }

    /** Returns a sample for inputs that a quantized model leaves real: no more than their range is taken from it. */
    private Map<String, Tensor> assumed() {
        var sample = new LinkedHashMap<String, Tensor>();
        for (String input : graph.inputs()) sample.put(input, Tensor.of(Shape.of(2), -MOST, MOST));
        return sample;
    }

    /** Assumes ranges: from 0 behind a ReLU and its like, as calibration would find. */
    private Ranges ranges() {
        var ranges = new Ranges();
        var notNegative = new HashSet<String>();
        for (String input : graph.inputs()) ranges.set(input, new Range(-MOST, MOST));
        for (Node node : graph.nodes()) {
            boolean positive = NOT_NEGATIVE.contains(node.op())
                    || KEEPS_SIGN.contains(node.op())
                            && node.inputs().stream()
                                    .filter(in ->
                                            !in.isEmpty() && graph.constant(in).isEmpty())
                                    .allMatch(notNegative::contains);
            for (String output : node.outputs()) {
                if (positive) notNegative.add(output);
                ranges.set(output, new Range(positive ? 0 : -MOST, MOST));
            }
        }
        return ranges;
    }
}
