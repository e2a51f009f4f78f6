package org.systole.workload;

/**
 * The loop dimensions of a layer. With them,
 * {@code output[B][G][K][OY][OX] += input[B][G][C][OY*stride+FY*dilation][OX*stride+FX*dilation] * weight[G][K][C][FY][FX]}.
 *
 * <p>A fully connected layer has only B, K and C. A product of two computed matrices (attention) has its batch and
 * heads in G, because G is the one dimension that indexes all three operands, its rows in OX, and K and C.
 */
public enum Dimension {
    /** Batch. */
    B,
    /** Groups; channels of a depthwise convolution. */
    G,
    /** Output channels of a group. */
    K,
    /** Input channels of a group. */
    C,
    /** Output rows. */
    OY,
    /** Output columns. */
    OX,
    /** Filter rows. */
    FY,
    /** Filter columns. */
    FX;

    /** How many there are. */
    public static final int COUNT = 8;
}
