package org.systole.explore;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.systole.cost.AcceleratorCosts;
import org.systole.hardware.Accelerator;
import org.systole.mapping.AnalyticalEvaluator;
import org.systole.mapping.LayerCost;
import org.systole.mapping.MapperSettings;
import org.systole.mapping.MappingProblem;
import org.systole.mapping.NetworkCost;
import org.systole.precision.ChoiceCost;
import org.systole.precision.Layered;
import org.systole.precision.Variable;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;
import org.systole.tensor.NumberFormat;
import org.systole.workload.Layer;
import org.systole.workload.MacLayer;
import org.systole.workload.Precision;
import org.systole.workload.Workload;

/**
 * What a choice of widths costs on an accelerator: energy and time of one inference by the analytical model, every layer mapped by
 * itself, its maps read from and written to memory.
 *
 * <p>A layer is evaluated once for each combination of the formats of its input, weights and output; a choice that changes one
 * width asks for the layers that have it only. Widths that the array does not have are computed at its own, as {@code systole
 * evaluate} does. Not thread-safe.
 */
public final class PrecisionCosts {
    private final Workload workload;
    private final Accelerator accelerator;
    private final AcceleratorCosts costs;
    private final MapperSettings settings;
    private final List<Variable> variables;
    private final Map<String, Governing> governing = new LinkedHashMap<>();
    private final Map<String, LayerCost> known = new HashMap<>();
    private final double otherPj;
    private final double otherCycles;
    private long evaluations;

    /** The variables that a layer's formats come from; -1 where it is none. */
    private record Governing(int input, int weights, int output) {}

    /**
     * Prepares the costs.
     *
     * @param workload the network as it costs at the accelerator's own formats
     * @param network the same network in layers
     * @param variables what is chosen
     * @throws SystoleException E3005 when an option is wider than the array
     */
    public PrecisionCosts(
            Workload workload,
            Layered network,
            List<Variable> variables,
            Accelerator accelerator,
            AcceleratorCosts costs,
            MapperSettings settings) {
        this.workload = workload;
        this.accelerator = accelerator;
        this.costs = costs;
        this.settings = settings.withKeepMaps(false);
        this.variables = List.copyOf(variables);
        check();
        for (MacLayer layer : workload.macLayers()) governing.put(layer.name(), governing(layer, network));
        Workload others = workload.only(names(false));
        NetworkCost cost = others.layers().isEmpty() ? null : evaluate(others);
        this.otherPj = cost == null ? 0 : cost.energy().value();
        this.otherCycles = cost == null ? 0 : cost.cycles().value();
    }

    private Set<String> names(boolean macs) {
        var names = new LinkedHashSet<String>();
        for (Layer layer : workload.layers()) if (layer instanceof MacLayer == macs) names.add(layer.name());
        return names;
    }

    private void check() {
        int widest = accelerator.operandBits().stream()
                .mapToInt(Integer::intValue)
                .max()
                .orElse(0);
        for (Variable variable : variables)
            for (var option : variable.options())
                if (option.storedBits() > widest)
                    throw new SystoleException(
                            Problem.of(
                                    MappingProblem.PRECISION,
                                    Place.element(accelerator.name(), "operand_bits"),
                                    "the choice holds " + option + ", the array computes with at most " + widest
                                            + " bits",
                                    "leave wider formats out of the choice, or give an accelerator whose operand_bits hold them"));
    }

    private Governing governing(MacLayer mac, Layered network) {
        for (Layered.Layer layer : network.layers()) {
            if (layer.nodes().stream().noneMatch(node -> mac.nodes().contains(node.name()))) continue;
            List<String> reads = network.reads(layer);
            int input = reads.isEmpty() ? -1 : find(network.source(reads.getFirst()), Variable.Part.ACTIVATIONS);
            int second = reads.size() > 1 && !layer.hasWeights()
                    ? find(network.source(reads.get(1)), Variable.Part.ACTIVATIONS)
                    : find(layer.name(), Variable.Part.WEIGHTS);
            return new Governing(input, second, find(layer.name(), Variable.Part.ACTIVATIONS));
        }
        return new Governing(-1, -1, -1);
    }

    private int find(String layer, Variable.Part part) {
        for (int v = 0; v < variables.size(); v++)
            if (variables.get(v).layer().equals(layer) && variables.get(v).part() == part) return v;
        return -1;
    }

    /** Returns the energy of one inference in pJ. */
    public ChoiceCost energyPj() {
        return options -> {
            double sum = otherPj;
            for (MacLayer layer : workload.macLayers())
                sum += cost(layer, options).totalEnergy().value();
            return sum;
        };
    }

    /** Returns the time of one inference in seconds. */
    public ChoiceCost seconds() {
        return options -> {
            double sum = otherCycles;
            for (MacLayer layer : workload.macLayers())
                sum += cost(layer, options).cycles().total();
            return sum / (accelerator.clockMhz() * 1e6);
        };
    }

    /** Returns how many layers were evaluated in all. */
    public long evaluations() {
        return evaluations;
    }

    private LayerCost cost(MacLayer layer, int[] options) {
        Governing from = governing.get(layer.name());
        Precision own = accelerator.precision();
        var precision = new Precision(
                format(from.input(), options, own.input()),
                format(from.weights(), options, own.weight()),
                format(from.output(), options, own.output()),
                own.partialSum());
        boolean has = accelerator.operandBits().contains(precision.input().bits())
                && accelerator.operandBits().contains(precision.weight().bits());
        Precision used = has ? precision : own;
        return known.computeIfAbsent(layer.name() + "\n" + used, _ -> {
            Workload one = workload.only(Set.of(layer.name()));
            return evaluate(new Workload(
                            one.name(),
                            List.of(layer.with(used)),
                            one.maps(),
                            one.inputs(),
                            one.outputs(),
                            one.free(),
                            one.notes()))
                    .layers()
                    .getFirst();
        });
    }

    private NumberFormat format(int variable, int[] options, NumberFormat otherwise) {
        return variable < 0
                ? otherwise
                : variables.get(variable).options().get(options[variable]).stored();
    }

    private NetworkCost evaluate(Workload part) {
        evaluations += part.macLayers().size();
        return new AnalyticalEvaluator().evaluate(part, accelerator, costs, settings);
    }
}
