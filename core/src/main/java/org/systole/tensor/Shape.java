package org.systole.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The extents of a tensor, outermost first; every extent is known and at least 0.
 *
 * <p>Rank 0 is a scalar. Two shapes are equal when their extents are.
 */
public final class Shape {
    private static final Shape SCALAR = new Shape(new int[0]);

    private final int[] extents;

    private Shape(int[] extents) {
        this.extents = extents;
    }

    /**
     * Returns the shape with these extents.
     *
     * @throws IllegalArgumentException when an extent is negative
     */
    public static Shape of(int... extents) {
        if (extents.length == 0) return SCALAR;
        for (int extent : extents)
            if (extent < 0) throw new IllegalArgumentException("negative extent in " + Arrays.toString(extents));
        return new Shape(extents.clone());
    }

    /** Returns the shape with these extents. */
    public static Shape of(List<Integer> extents) {
        return of(extents.stream().mapToInt(Integer::intValue).toArray());
    }

    /** Returns the number of dimensions. */
    public int rank() {
        return extents.length;
    }

    /**
     * Returns one extent.
     *
     * @param axis from 0, or from -1 backwards
     */
    public int extent(int axis) {
        return extents[axis < 0 ? axis + extents.length : axis];
    }

    /** Returns a copy of the extents. */
    public int[] extents() {
        return extents.clone();
    }

    /**
     * Returns the number of elements.
     *
     * @throws ArithmeticException when it does not fit 63 bits
     */
    public long elements() {
        long product = 1;
        for (int extent : extents) product = Math.multiplyExact(product, extent);
        return product;
    }

    /** Returns this shape with one extent replaced. */
    public Shape with(int axis, int extent) {
        int[] copy = extents.clone();
        copy[axis < 0 ? axis + copy.length : axis] = extent;
        return of(copy);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape that && Arrays.equals(extents, that.extents);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(extents);
    }

    /** Returns the extents as {@code 1x3x224x224}, or {@code scalar}. */
    @Override
    public String toString() {
        return extents.length == 0
                ? "scalar"
                : Arrays.stream(extents).mapToObj(Integer::toString).collect(Collectors.joining("x"));
    }
}
