package org.systole.precision;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * The bits that must be in memory at once under a choice: all weights, and the most that values take that live at the same time
 * while layers run one after another. What is no variable is not counted.
 */
final class MemoryNeed implements ChoiceCost {
    private final List<Variable> variables;
    private final ChoiceCost weights;
    private final int steps;
    private final List<Life> lives = new ArrayList<>();

    /** A value that a variable gives its format to: from the step that makes it to the last that reads it. */
    private record Life(int variable, long elements, int from, int to) {}

    MemoryNeed(Layered network, List<Variable> variables, ChoiceCost weights) {
        this.variables = variables;
        this.weights = weights;
        List<Layered.Layer> layers = network.layers();
        this.steps = layers.size();
        var born = new LinkedHashMap<String, Integer>();
        var last = new HashMap<String, Integer>();
        for (String input : network.graph().inputs()) born.put(input, 0);
        for (int i = 0; i < steps; i++) {
            for (String value : network.reads(layers.get(i))) last.merge(network.source(value), i, Math::max);
            if (!layers.get(i).keepsScale()) born.put(layers.get(i).name(), i);
        }
        for (String output : network.graph().outputs()) last.put(network.source(output), steps - 1);
        for (int v = 0; v < variables.size(); v++) {
            Variable variable = variables.get(v);
            Integer from = born.get(variable.layer());
            if (variable.part() != Variable.Part.ACTIVATIONS || from == null) continue;
            Layered.Layer layer = network.layer(variable.layer());
            String value = layer == null ? variable.layer() : layer.output();
            long elements = network.graph().type(value).shape().elements();
            lives.add(new Life(v, elements, from, last.getOrDefault(variable.layer(), from)));
        }
    }

    @Override
    public double of(int[] options) {
        double[] alive = new double[steps];
        double most = 0;
        for (Life life : lives) {
            Variable variable = variables.get(life.variable());
            double bits = (double) life.elements()
                    * variable.options().get(options[life.variable()]).storedBits();
            for (int step = life.from(); step <= life.to(); step++) {
                alive[step] += bits;
                most = Math.max(most, alive[step]);
            }
        }
        return weights.of(options) + most;
    }
}
