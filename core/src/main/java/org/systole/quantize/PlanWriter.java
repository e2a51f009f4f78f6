package org.systole.quantize;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.systole.yaml.YamlWriter;

/** Writes plans with a comment for each layer, so that a person can edit them. */
public final class PlanWriter {
    private PlanWriter() {}

    /**
     * Returns the text of a plan.
     *
     * @param plan the plan
     * @param layers the layers that stand in the file, in order, each with its comment lines
     */
    public static String text(Plan plan, Map<String, List<String>> layers) {
        var head = new LinkedHashMap<String, Object>();
        head.put("weights", weights(plan.defaults().weights()));
        head.put("activations", activations(plan.defaults().activations()));
        if (!plan.defaults().accumulator().equals(AccumulatorSettings.WIDE))
            head.put("accumulator", accumulator(plan.defaults().accumulator()));
        head.put("equalize", plan.steps().equalize());
        head.put("correct_bias", plan.steps().correctBias());
        head.put("learn_rounding", plan.steps().learnRounding());
        head.put("seed", plan.steps().seed());
        var text = new StringBuilder("# The plan of a quantization: edit it and give it back with --plan.\n")
                .append(
                        "# formats of weights: int1 to int16, fix8, q3.4, binary, ternary, levels7, pot4, pot4x2, pot4x3\n")
                .append(
                        "# formats of activations: int2 to int16, uint1 to uint16, fix8, q3.4, levels3, levels15, ulevels15\n")
                .append("# scaling: minmax, mse; scales: channel, tensor; zero_points: true, false\n")
                .append("# accumulator (2 to 48 bits): bits: 30, overflow: saturate or wrap, bias_bits: 8\n")
                .append("# method: minmax, moving, percentile (with percentile: 99.99), mse, entropy\n")
                .append("# What a layer does not say is as in the defaults at the top.\n");
        text.append(YamlWriter.document(PlanFormat.FORMAT.header(), head));
        if (layers.isEmpty()) return text.toString();
        text.append("layers:\n");
        layers.forEach((name, comments) -> {
            comments.forEach(comment ->
                    text.append("  # ").append(comment.replaceAll("\\R", " ")).append('\n'));
            LayerSettings settings = plan.layer(name);
            var entry = new LinkedHashMap<String, Object>();
            entry.put("weights", weights(settings.weights()));
            entry.put("activations", activations(settings.activations()));
            if (!settings.accumulator().equals(AccumulatorSettings.WIDE))
                entry.put("accumulator", accumulator(settings.accumulator()));
            String[] lines = YamlWriter.document("x/1", Map.of(name, entry)).split("\n", -1);
            for (int i = 1; i < lines.length - 1; i++)
                text.append("  ").append(lines[i]).append('\n');
        });
        return text.toString();
    }

    private static Map<String, Object> accumulator(AccumulatorSettings settings) {
        var entry = new LinkedHashMap<String, Object>();
        entry.put("bits", settings.bits());
        entry.put("overflow", settings.overflow().toString());
        entry.put("bias_bits", settings.biasBits());
        return entry;
    }

    private static Map<String, Object> weights(WeightSettings settings) {
        var entry = new LinkedHashMap<String, Object>();
        entry.put("format", settings.codes().toString());
        entry.put("scaling", settings.scaling() == WeightSettings.Scaling.MSE ? "mse" : "minmax");
        entry.put("scales", settings.perTensor() ? "tensor" : "channel");
        entry.put("zero_points", settings.asymmetric());
        return entry;
    }

    private static Map<String, Object> activations(ActivationSettings settings) {
        var entry = new LinkedHashMap<String, Object>();
        entry.put("format", settings.codes().toString());
        entry.put("method", settings.method().toString());
        if (settings.method() == CalibrationMethod.PERCENTILE) entry.put("percentile", settings.percentile());
        entry.put("zero_points", !settings.symmetric());
        return entry;
    }
}
