package org.systole.data;

import java.util.List;
import org.systole.tensor.Shape;
import org.systole.yaml.YamlObject;

/** Steps of a preparation from their keys. */
final class PreparationSteps {
    private PreparationSteps() {}

    /** Returns the keys that a step must have. */
    static List<String> needs(String step) {
        return switch (step) {
            case "resize", "center_crop" -> List.of("height", "width");
            case "transpose" -> List.of("axes");
            case "reshape" -> List.of("shape");
            case "center_fit" -> List.of("length");
            case "log_mel" -> List.of("sample_rate_hz", "window", "hop", "fft", "mels", "low_hz", "high_hz");
            case "mfcc" ->
                List.of("sample_rate_hz", "window", "hop", "fft", "mels", "low_hz", "high_hz", "coefficients");
            default -> List.of();
        };
    }

    /**
     * Returns a step that has what it needs.
     *
     * @throws IllegalArgumentException when its numbers contradict each other; the message says what was expected
     */
    static Preparation.Step of(YamlObject o) {
        return switch (o.text("step")) {
            case "normalize" -> normalize(reals(o, "mean"), reals(o, "std"), reals(o, "scale"));
            case "reverse_channels" -> new Preparation.ReverseChannels();
            case "gray" -> new Preparation.Gray();
            case "resize" -> new Preparation.Resize(o.count("height"), o.count("width"));
            case "center_crop" -> new Preparation.CenterCrop(o.count("height"), o.count("width"));
            case "transpose" -> new Preparation.Transpose(ints(o, "axes"));
            case "reshape" -> new Preparation.Reshape(Shape.of(ints(o, "shape")));
            case "center_fit" -> new Preparation.CenterFit(o.count("length"));
            default -> new Preparation.Spectrum(features(o));
        };
    }

    private static MelFeatures features(YamlObject o) {
        return new MelFeatures(
                o.count("sample_rate_hz"),
                o.count("window"),
                o.count("hop"),
                o.count("fft"),
                o.count("mels"),
                o.real("low_hz"),
                o.real("high_hz"),
                o.real("floor"),
                o.text("step").equals("mfcc") ? o.count("coefficients") : 0);
    }

    /** Returns {@code (x - mean) * scale / std}; lists of one serve all channels. */
    private static Preparation.Normalize normalize(double[] mean, double[] std, double[] scale) {
        int channels = Math.max(mean.length, Math.max(std.length, scale.length));
        for (double[] each : List.of(mean, std, scale))
            if (each.length != 1 && each.length != channels)
                throw new IllegalArgumentException("mean, std and scale have " + mean.length + ", " + std.length
                        + " and " + scale.length + " numbers; give one, or one for each channel");
        float[] means = new float[channels], scales = new float[channels];
        for (int c = 0; c < channels; c++) {
            means[c] = (float) mean[mean.length == 1 ? 0 : c];
            scales[c] = (float) (scale[scale.length == 1 ? 0 : c] / std[std.length == 1 ? 0 : c]);
        }
        return new Preparation.Normalize(means, scales);
    }

    private static int[] ints(YamlObject o, String key) {
        return o.wholes(key).stream().mapToInt(Long::intValue).toArray();
    }

    private static double[] reals(YamlObject o, String key) {
        return o.reals(key).stream().mapToDouble(Double::doubleValue).toArray();
    }
}
