package org.systole.mapping;

import org.systole.workload.Dimension;
import org.systole.workload.LoopNest;
import org.systole.workload.Operand;

/** How many rows of which length the operands of a piece of a layer have in off-chip memory. */
final class TileShape {
    private static final Operand[] OPERANDS = Operand.values();

    private final LoopNest nest;
    private final int[] extents;

    /** Creates a piece of a layer from its extents, in the order of {@link Dimension}. */
    TileShape(LoopNest nest, int[] extents) {
        this.nest = nest;
        this.extents = extents.clone();
    }

    int extent(Dimension dimension) {
        return extents[dimension.ordinal()];
    }

    /** Returns this piece, so many times larger in one dimension; not larger than the layer. */
    TileShape times(Dimension dimension, int factor) {
        int[] larger = extents.clone();
        int d = dimension.ordinal();
        larger[d] = (int) Math.min((long) larger[d] * factor, nest.bound(dimension));
        return new TileShape(nest, larger);
    }

    /** Returns the input rows that the piece reads, holes between strides included, padding too. */
    int inputRows() {
        var w = nest.window();
        return span(extent(Dimension.OY), w.strideY(), extent(Dimension.FY), w.dilationY());
    }

    /** Returns the input columns that the piece reads, holes between strides included, padding too. */
    int inputColumns() {
        var w = nest.window();
        return span(extent(Dimension.OX), w.strideX(), extent(Dimension.FX), w.dilationX());
    }

    private static int span(int outputs, int stride, int taps, int dilation) {
        return (outputs - 1) * stride + (taps - 1) * dilation + 1;
    }

    /** Returns the rows of an operand: pixels of a map, taps times input channels of the weights. */
    double rows(Operand operand) {
        double groups = extent(Dimension.G);
        return switch (operand) {
            case INPUT -> groups * extent(Dimension.B) * inputRows() * inputColumns();
            case WEIGHT -> groups * extent(Dimension.C) * extent(Dimension.FY) * extent(Dimension.FX);
            case OUTPUT -> groups * extent(Dimension.B) * extent(Dimension.OY) * extent(Dimension.OX);
        };
    }

    /** Returns the elements of an operand's row that the piece uses. */
    int width(Operand operand) {
        return extent(operand == Operand.INPUT ? Dimension.C : Dimension.K);
    }

    /** Returns the elements from one row of an operand to the next. */
    int stride(Operand operand) {
        return nest.bound(operand == Operand.INPUT ? Dimension.C : Dimension.K) * nest.bound(Dimension.G);
    }

    /** Returns how many pages the rows of an operand lie in, at least 1; the groups of a row lie side by side. */
    double pages(Operand operand, double pageElements) {
        return Math.max(1, rows(operand) / extent(Dimension.G) * stride(operand) / pageElements);
    }

    /** Returns how many pages all operands lie in. */
    double pages(double pageElements) {
        double sum = 0;
        for (Operand operand : OPERANDS) sum += pages(operand, pageElements);
        return sum;
    }
}
