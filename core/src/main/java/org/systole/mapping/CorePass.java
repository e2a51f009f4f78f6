package org.systole.mapping;

import java.util.List;

/**
 * A layer as the Systole core runs it: convolutions added up into one accumulator map, and what happens at write-back.
 *
 * @param name the layer's name
 * @param parts the convolutions that are added up, at least one
 * @param outputs output channels
 * @param accumulatorY rows of the accumulator map
 * @param accumulatorX columns of the accumulator map
 * @param residual whether another map is added at write-back
 * @param table whether an activation table is loaded
 * @param pool how written pixels follow from accumulated ones
 * @param outputY rows written
 * @param outputX columns written
 */
public record CorePass(
        String name,
        List<Part> parts,
        int outputs,
        int accumulatorY,
        int accumulatorX,
        boolean residual,
        boolean table,
        Pool pool,
        int outputY,
        int outputX) {
    /** Copies the parts. */
    public CorePass {
        parts = List.copyOf(parts);
        if (parts.isEmpty()) throw new IllegalArgumentException("a pass without parts");
    }

    /** Returns the same pass under another name. */
    public CorePass named(String other) {
        return new CorePass(other, parts, outputs, accumulatorY, accumulatorX, residual, table, pool, outputY, outputX);
    }

    /**
     * A convolution of one input map.
     *
     * @param source a number for what is read: parts with the same one read the same tiles of the same map
     * @param channels input channels
     * @param diagonal whether output channel {@code k} reads input channel {@code k} only
     * @param filterY rows of the filter
     * @param filterX columns of the filter
     * @param strideY rows between outputs
     * @param strideX columns between outputs
     * @param dilationY rows between taps
     * @param dilationX columns between taps
     * @param padTop rows of padding above
     * @param padLeft columns of padding to the left
     * @param inputY rows of the map
     * @param inputX columns of the map
     * @param packing the logarithm of how many weights lie off the chip in the room of one; 0 for those as wide as the core's
     */
    public record Part(
            int source,
            int channels,
            boolean diagonal,
            int filterY,
            int filterX,
            int strideY,
            int strideX,
            int dilationY,
            int dilationX,
            int padTop,
            int padLeft,
            int inputY,
            int inputX,
            int packing) {
        /** Returns whether a core can compute a row of the filter in one pass. */
        public boolean tappable(CoreTemplate core) {
            boolean dense = dilationX == 1 || filterX == 1;
            int most = CoreTemplate.mostTappedStride(core.weightStationary());
            return diagonal && filterX <= core.taps() && dense && strideX > 0 && strideX <= most;
        }
    }

    /**
     * Pooling at write-back; 1 x 1 for none.
     *
     * @param pools whether values are pooled at all
     * @param sizeY rows of the window
     * @param sizeX columns of the window
     * @param strideY rows between windows
     * @param strideX columns between windows
     * @param padTop rows of padding above
     * @param padLeft columns of padding to the left
     */
    public record Pool(boolean pools, int sizeY, int sizeX, int strideY, int strideX, int padTop, int padLeft) {
        /** No pooling. */
        public static final Pool NONE = new Pool(false, 1, 1, 1, 1, 0, 0);
    }
}
