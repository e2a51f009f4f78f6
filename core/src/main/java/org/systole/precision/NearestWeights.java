package org.systole.precision;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.systole.formats.Fitting;
import org.systole.formats.Format;
import org.systole.formats.Granularity;
import org.systole.formats.Projected;

/** Each weight becomes the nearest number of its format; the bias stays. Keeps what it made; thread-safe. */
public final class NearestWeights implements Weights {
    private record Key(String layer, Format format) {}

    private final Fitting fitting;
    private final Map<Key, Given> made = new ConcurrentHashMap<>();

    /**
     * Creates the method.
     *
     * @param fitting how scales are chosen
     */
    public NearestWeights(Fitting fitting) {
        this.fitting = fitting;
    }

    @Override
    public Given of(Layered.Layer layer, Format format) {
        if (format.isExact()) return new Given(layer.weights(), layer.bias());
        return made.computeIfAbsent(new Key(layer.name(), format), _ -> given(layer, project(layer, format)));
    }

    private static Given given(Layered.Layer layer, Projected projected) {
        Format format = projected.format();
        boolean integers = format.grid().isIntegral()
                && format.arithmetic() == null
                && format.granularity().kind() != Granularity.Kind.GROUP;
        if (!integers) return new Given(projected.values(), layer.bias());
        float[] scales = new float[layer.channels()];
        int taps = layer.weights().length / layer.channels();
        for (int k = 0; k < scales.length; k++)
            scales[k] = projected.fit(k * taps).scale();
        return new Given(projected.values(), layer.bias(), scales);
    }

    /** Returns the weights of a layer with their codes and scales. */
    public Projected project(Layered.Layer layer, Format format) {
        return Projected.of(layer.weights(), layer.channels(), format, fitting);
    }
}
