package org.systole.precision;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import org.systole.formats.Fitting;
import org.systole.formats.Format;
import org.systole.formats.Granularity;
import org.systole.tensor.Tensor;

/**
 * Which widths each layer of a network gets: the variables, how a choice is evaluated, and what it costs in bits. Evaluations
 * share what they have in common (see {@link FormatRun}).
 */
public final class PrecisionChoice implements AutoCloseable {
    private final Trial trial;
    private final List<Variable> variables;
    private final FormatRun run;
    private final boolean keepAll;
    private final Tensor[] floats;
    private final double signal;
    private final double floatAccuracy;
    private boolean anchored;

    /**
     * Prepares a choice.
     *
     * @param weights how weights get their formats
     */
    public PrecisionChoice(Trial trial, List<Variable> variables, Weights weights, FormatRun.Options options) {
        this.trial = trial;
        this.variables = List.copyOf(variables);
        this.run = trial.run(weights, options);
        this.keepAll = 4L * activations(trial.network()) * trial.samples().size() * 4 < options.mostBytes();
        this.floats = run.outputs(Assignment.of(LayerFormats.FLOAT));
        double power = 0;
        for (Tensor output : floats) for (float y : output.toFloats()) power += (double) y * y;
        this.signal = power;
        this.floatAccuracy = score(floats);
    }

    /**
     * Returns the variables for integers of these widths: weights (symmetric, a scale for each channel) and output (asymmetric) of
     * every layer, and the network's inputs.
     *
     * @param widths in bits, ascending
     */
    public static List<Variable> integers(Layered network, int... widths) {
        List<Format> weights = Arrays.stream(widths)
                .mapToObj(bits -> Format.symmetric(bits).per(Granularity.CHANNEL))
                .toList();
        List<Format> outputs =
                Arrays.stream(widths).mapToObj(Format::asymmetric).toList();
        return of(network, weights, outputs);
    }

    /** Returns the variables with these formats to choose from, cheapest first; none for a list of none. */
    public static List<Variable> of(Layered network, List<Format> weights, List<Format> outputs) {
        var variables = new ArrayList<Variable>();
        if (!outputs.isEmpty())
            for (String input : network.graph().inputs())
                variables.add(new Variable(input, Variable.Part.ACTIVATIONS, outputs));
        for (Layered.Layer layer : network.layers()) {
            if (layer.hasWeights() && !weights.isEmpty())
                variables.add(new Variable(layer.name(), Variable.Part.WEIGHTS, weights));
            if (!layer.keepsScale() && !outputs.isEmpty())
                variables.add(new Variable(layer.name(), Variable.Part.ACTIVATIONS, outputs));
        }
        return variables;
    }

    /** Returns the usual way: scales from the least and the greatest, as the integer reference has them. */
    public static Weights minMax() {
        return new NearestWeights(Fitting.MIN_MAX);
    }

    private static long activations(Layered network) {
        long sum = 0;
        for (Layered.Layer layer : network.layers())
            if (!layer.keepsScale())
                sum += network.graph().type(layer.output()).shape().elements();
        return sum;
    }

    /** Returns the bits that a choice keeps in memory and moves for one sample: those of weights and of every output. */
    public ChoiceCost.Sum bits() {
        return ChoiceCost.Sum.of(
                variables,
                option -> (double) count(option.variable())
                        * option.variable().options().get(option.option()).storedBits());
    }

    /** Returns how many numbers a variable is about. */
    public long count(Variable variable) {
        Layered network = trial.network();
        if (variable.part() == Variable.Part.WEIGHTS)
            return network.layer(variable.layer()).weights().length;
        Layered.Layer layer = network.layer(variable.layer());
        String value = layer == null ? variable.layer() : layer.output();
        return network.graph().type(value).shape().elements();
    }

    /** Returns the bits of all weights. */
    public ChoiceCost.Sum weightBits() {
        return ChoiceCost.Sum.of(
                variables,
                option -> option.variable().part() == Variable.Part.WEIGHTS
                        ? (double) count(option.variable())
                                * option.variable()
                                        .options()
                                        .get(option.option())
                                        .storedBits()
                        : 0);
    }

    /**
     * Returns the bits that must be in memory at once: all weights, and the most that values take that are there at the same
     * time while layers run in the network's order.
     */
    public ChoiceCost memory() {
        return new MemoryNeed(trial.network(), variables, weightBits());
    }

    /** Returns the network in layers. */
    public Layered network() {
        return trial.network();
    }

    /** Returns the variables. */
    public List<Variable> variables() {
        return variables;
    }

    /** Returns the accuracy of the float network on the samples; 1 where accuracy is agreement with it. */
    public double floatAccuracy() {
        return floatAccuracy;
    }

    /** Returns how many layers were computed in all evaluations. */
    public long layersRun() {
        return run.layersRun();
    }

    /** Returns the assignment of a choice; what is no variable stays in single precision. */
    public Assignment assignment(int[] options) {
        Assignment assignment = Assignment.of(LayerFormats.FLOAT);
        for (int v = 0; v < options.length; v++) assignment = variables.get(v).put(assignment, options[v]);
        return assignment;
    }

    /** Returns how the network does under a choice. */
    public Measured measure(int[] options) {
        if (!anchored && !keepAll) {
            anchored = true;
            run.outputs(
                    assignment(variables.stream()
                            .mapToInt(variable -> variable.options().size() - 1)
                            .toArray()),
                    true);
        }
        Tensor[] outputs = run.outputs(assignment(options), keepAll);
        double noise = 0;
        for (int i = 0; i < outputs.length; i++) {
            float[] a = floats[i].toFloats(), b = outputs[i].toFloats();
            for (int n = 0; n < a.length; n++) noise += ((double) a[n] - b[n]) * ((double) a[n] - b[n]);
        }
        return new Measured(score(outputs), noise / signal);
    }

    private double score(Tensor[] outputs) {
        return trial.score(outputs, floats);
    }

    /**
     * Returns a search over this choice.
     *
     * @param mostProof how many choices may be tried to prove the answer
     */
    public PrecisionSearch search(ChoiceCost cost, int mostProof, IntConsumer progress) {
        int[] counts = variables.stream()
                .mapToInt(variable -> variable.options().size())
                .toArray();
        return new PrecisionSearch(counts, cost, this::measure, mostProof, progress);
    }

    @Override
    public void close() {
        run.close();
    }
}
