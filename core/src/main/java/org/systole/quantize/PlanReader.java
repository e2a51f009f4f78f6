package org.systole.quantize;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.systole.formats.Format;
import org.systole.formats.Formats;
import org.systole.formats.Overflow;
import org.systole.graph.Graph;
import org.systole.graph.Node;
import org.systole.problem.DidYouMean;
import org.systole.problem.Problem;
import org.systole.problem.Problems;
import org.systole.problem.SystoleException;
import org.systole.yaml.FormatReader;
import org.systole.yaml.Sources;
import org.systole.yaml.YamlObject;

/** Reads {@code systole: quantization/1} files. */
public final class PlanReader {
    /** What holds where a plan says nothing: what 'systole quantize' does without options. */
    private static final LayerSettings INT8 = LayerSettings.usual(8, 8);

    private PlanReader() {}

    /**
     * Returns the plan of a file.
     *
     * @param graph the network that the plan is for
     * @throws org.systole.problem.SystoleException with all problems of the file; E4104 when it names a layer that the network
     *     does not have
     */
    public static Plan read(Path file, Graph graph) {
        var problems = new Problems();
        Optional<YamlObject> root = new FormatReader(PlanFormat.FORMAT, Sources.NONE).read(file, problems);
        return plan(root, graph, problems);
    }

    /** Returns the plan of a text; {@code label} is what messages call it. */
    public static Plan read(String label, byte[] text, Graph graph) {
        var problems = new Problems();
        Optional<YamlObject> root = new FormatReader(PlanFormat.FORMAT, Sources.NONE).read(label, text, problems);
        return plan(root, graph, problems);
    }

    private static Plan plan(Optional<YamlObject> read, Graph graph, Problems problems) {
        read.ifPresent(root -> check(root, graph, problems));
        problems.throwIfAny();
        YamlObject root = read.orElseThrow();
        LayerSettings defaults = layer(root, INT8);
        var layers = new LinkedHashMap<String, LayerSettings>();
        root.map("layers", YamlObject.class).forEach((name, object) -> layers.put(name, layer(object, defaults)));
        var steps = new Plan.Steps(
                root.truth("equalize"), root.truth("correct_bias"), root.truth("learn_rounding"), root.whole("seed"));
        return new Plan(defaults, layers, steps);
    }

    private static void check(YamlObject root, Graph graph, Problems problems) {
        formats(root, problems);
        if (!root.has("layers")) return;
        root.map("layers", YamlObject.class).values().forEach(layer -> formats(layer, problems));
        var known = new ArrayList<>(graph.inputs());
        for (Node node : graph.nodes()) known.add(node.name());
        root.map("layers", YamlObject.class).forEach((name, object) -> {
            if (!known.contains(name))
                problems.add(
                        QuantizeProblem.UNKNOWN_LAYER,
                        object.place(),
                        "the network '" + graph.name() + "' has no layer '" + name + "'" + DidYouMean.hint(name, known),
                        DidYouMean.nearest(name, known)
                                .map(near -> "write '" + near + "', or take the entry out")
                                .orElse("take the entry out; the plan.yaml of a run names all layers"));
        });
    }

    /** Checks that an integer network can store what an entry says. */
    private static void formats(YamlObject entry, Problems problems) {
        entry.find("weights").ifPresent(w -> format(w, Codes::refusedWeights, problems));
        entry.find("activations").ifPresent(a -> format(a, Codes::refusedActivations, problems));
    }

    private static void format(YamlObject entry, Function<Format, Optional<String>> refusal, Problems problems) {
        if (!entry.has("format")) return;
        String name = entry.text("format");
        try {
            Format format = Formats.parse(name);
            refusal.apply(format)
                    .ifPresent(why -> problems.add(
                            QuantizeProblem.FORMAT_NOT_INTEGER,
                            entry.place("format"),
                            "'" + name + "' is not for an integer network: " + why,
                            PlanFormat.FORMATS));
            if (!Codes.isPlain(format) && entry.has("zero_points") && entry.truth("zero_points"))
                problems.add(
                        QuantizeProblem.FORMAT_NOT_INTEGER,
                        entry.place("zero_points"),
                        "'" + name + "' has no zero points",
                        "leave zero_points out, or take plain integers such as int8");
        } catch (SystoleException e) {
            Problem why = e.problems().getFirst();
            problems.add(QuantizeProblem.FORMAT_NOT_INTEGER, entry.place("format"), why.message(), PlanFormat.FORMATS);
        }
    }

    private static LayerSettings layer(YamlObject object, LayerSettings otherwise) {
        WeightSettings weights =
                object.find("weights").map(w -> weights(w, otherwise.weights())).orElse(otherwise.weights());
        ActivationSettings activations = object.find("activations")
                .map(a -> activations(a, otherwise.activations()))
                .orElse(otherwise.activations());
        AccumulatorSettings accumulator = object.find("accumulator")
                .map(a -> accumulator(a, otherwise.accumulator()))
                .orElse(otherwise.accumulator());
        return new LayerSettings(weights, activations, accumulator);
    }

    private static AccumulatorSettings accumulator(YamlObject object, AccumulatorSettings otherwise) {
        return new AccumulatorSettings(
                object.has("bits") ? Math.toIntExact(object.whole("bits")) : otherwise.bits(),
                object.has("overflow")
                        ? Overflow.valueOf(object.text("overflow").toUpperCase(Locale.ROOT))
                        : otherwise.overflow(),
                object.has("bias_bits") ? Math.toIntExact(object.whole("bias_bits")) : otherwise.biasBits());
    }

    private static WeightSettings weights(YamlObject object, WeightSettings otherwise) {
        return new WeightSettings(
                object.has("format") ? Formats.parse(object.text("format")) : otherwise.codes(),
                object.has("scaling")
                        ? WeightSettings.Scaling.valueOf(object.text("scaling").toUpperCase(Locale.ROOT))
                        : otherwise.scaling(),
                object.has("scales") ? object.text("scales").equals("tensor") : otherwise.perTensor(),
                object.has("zero_points") ? object.truth("zero_points") : otherwise.asymmetric());
    }

    private static ActivationSettings activations(YamlObject object, ActivationSettings otherwise) {
        Format codes = object.has("format") ? Formats.parse(object.text("format")) : otherwise.codes();
        // formats that have no zero points say nothing about those that do
        boolean symmetric = otherwise.symmetric() && otherwise.isPlain();
        return new ActivationSettings(
                codes,
                object.has("method")
                        ? CalibrationMethod.valueOf(object.text("method").toUpperCase(Locale.ROOT))
                        : otherwise.method(),
                object.has("percentile") ? object.real("percentile") : otherwise.percentile(),
                object.has("zero_points") ? !object.truth("zero_points") : symmetric);
    }
}
