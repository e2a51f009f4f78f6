package org.systole.app.evaluate;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.systole.mapping.MapperSettings;
import org.systole.tensor.NumberFormat;

/**
 * What is to be evaluated, and how.
 *
 * @param model the network
 * @param accelerator the accelerator's name or file
 * @param technology the name or file of a technology that takes the place of the accelerator's own
 * @param settings how mappings are searched
 * @param precision the operands' format for a float model; the accelerator's own when absent
 */
public record Request(
        ModelReference model,
        String accelerator,
        Optional<String> technology,
        MapperSettings settings,
        Optional<NumberFormat> precision) {
    /** Checks that no part is missing. */
    public Request {
        Objects.requireNonNull(model);
        Objects.requireNonNull(accelerator);
        Objects.requireNonNull(technology);
        Objects.requireNonNull(settings);
        Objects.requireNonNull(precision);
    }

    /** Returns the options that decide the result, for {@code run.json}. */
    public Map<String, String> options() {
        var options = new LinkedHashMap<String, String>();
        options.put("accelerator", accelerator);
        options.put("objective", settings.objective().toString());
        if (!model.shapes().isEmpty()) options.put("shape", String.join("\n", model.shapes()));
        if (model.isWithoutWeights()) options.put("without_weights", "true");
        technology.ifPresent(name -> options.put("technology", name));
        precision.ifPresent(format -> options.put("precision", format.toString()));
        if (settings.deadlineMillis() > 0) options.put("deadline_ms", Long.toString(settings.deadlineMillis()));
        return options;
    }
}
