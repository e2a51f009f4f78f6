package org.systole.explore;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All combinations of parameter values. A combination is a number from 0 to {@link #size} - 1, the last parameter counting
 * fastest.
 *
 * @param parameters at least one
 * @param rules expressions over parameters that must hold; checked before anything is evaluated
 */
public record DesignSpace(List<Parameter> parameters, List<Expression> rules) {
    /** Copies the lists. */
    public DesignSpace {
        parameters = List.copyOf(parameters);
        rules = List.copyOf(rules);
    }

    /**
     * Returns the number of combinations, those that break a rule included.
     *
     * @throws ArithmeticException when it does not fit 63 bits
     */
    public long size() {
        long size = 1;
        for (Parameter p : parameters)
            size = Math.multiplyExact(size, p.values().size());
        return size;
    }

    /** Returns the index of each parameter's value in a combination. */
    public int[] indices(long point) {
        int[] indices = new int[parameters.size()];
        for (int i = indices.length - 1; i >= 0; i--) {
            int count = parameters.get(i).values().size();
            indices[i] = (int) (point % count);
            point /= count;
        }
        return indices;
    }

    /** Returns the combination of these indices. */
    public long point(int[] indices) {
        long point = 0;
        for (int i = 0; i < indices.length; i++)
            point = point * parameters.get(i).values().size() + indices[i];
        return point;
    }

    /** Returns the parameters' numbers in a combination, by name. */
    public Map<String, Double> values(long point) {
        int[] indices = indices(point);
        var values = new LinkedHashMap<String, Double>();
        for (int i = 0; i < indices.length; i++)
            values.put(parameters.get(i).name(), parameters.get(i).values().get(indices[i]));
        return values;
    }

    /** Returns the parameters' values in a combination as they are written, by name. */
    public Map<String, String> texts(long point) {
        int[] indices = indices(point);
        var texts = new LinkedHashMap<String, String>();
        for (int i = 0; i < indices.length; i++)
            texts.put(parameters.get(i).name(), parameters.get(i).text(indices[i]));
        return texts;
    }

    /** Returns the index of the first rule that a combination breaks, or -1. */
    public int broken(long point) {
        if (rules.isEmpty()) return -1;
        Map<String, Double> values = values(point);
        for (int i = 0; i < rules.size(); i++) if (!rules.get(i).holds(values)) return i;
        return -1;
    }
}
