package org.systole.explore;

import java.util.Arrays;

/** A combination of parameter values: the index of each parameter's value. Ordered as the combinations are counted. */
public final class DesignPoint implements Comparable<DesignPoint> {
    private final int[] indices;

    private DesignPoint(int[] indices) {
        this.indices = indices;
    }

    /** Returns the combination of these indices, in the order of the parameters. */
    public static DesignPoint of(int... indices) {
        return new DesignPoint(indices.clone());
    }

    /**
     * Returns the point of a text such as {@code 3.0.12}.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static DesignPoint parse(String text) {
        String[] parts = text.split("\\.", -1);
        int[] indices = new int[parts.length];
        for (int i = 0; i < parts.length; i++) indices[i] = Integer.parseInt(parts[i]);
        return new DesignPoint(indices);
    }

    /** Returns the index of a parameter's value. */
    public int index(int parameter) {
        return indices[parameter];
    }

    /** Returns the indices. */
    public int[] indices() {
        return indices.clone();
    }

    /** Returns this point with another index of one parameter. */
    public DesignPoint with(int parameter, int index) {
        int[] copy = indices.clone();
        copy[parameter] = index;
        return new DesignPoint(copy);
    }

    @Override
    public int compareTo(DesignPoint other) {
        return Arrays.compare(indices, other.indices);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DesignPoint p && Arrays.equals(indices, p.indices);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(indices);
    }

    /** Returns the indices with dots between them; fit for file names. */
    @Override
    public String toString() {
        var text = new StringBuilder();
        for (int index : indices) text.append(text.isEmpty() ? "" : ".").append(index);
        return text.toString();
    }
}
