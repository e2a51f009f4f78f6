package org.systole.quantize;

import java.util.List;
import org.systole.data.Score;

/**
 * What a quantization came to.
 *
 * @param model the float network's name
 * @param data title of the data
 * @param calibrated how many samples calibrated
 * @param before scores of the float network; empty without labels
 * @param after scores of the integer network, in the same order
 * @param change the first score's mean change from sample to sample with its paired standard error; null without labels
 * @param size parameters before and after
 * @param layers facts of every layer, inputs first
 * @param measured how many samples the facts were measured on
 */
public record QuantizationResult(
        String model,
        String data,
        int calibrated,
        List<Score> before,
        List<Score> after,
        Score change,
        NetworkSize size,
        List<LayerFacts> layers,
        int measured) {
    /** Copies the lists. */
    public QuantizationResult {
        before = List.copyOf(before);
        after = List.copyOf(after);
        layers = List.copyOf(layers);
    }

    /** Returns the layers that stay float. */
    public List<LayerFacts> floats() {
        return layers.stream().filter(layer -> !layer.reason().isEmpty()).toList();
    }
}
