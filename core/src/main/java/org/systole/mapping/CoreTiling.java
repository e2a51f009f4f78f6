package org.systole.mapping;

/**
 * How a pass is cut on a Systole core: its mapping. Accumulator tiles of {@code rows x columns} written pixels and {@code
 * blocks} output blocks, summed over {@code channels} channel blocks at a time.
 *
 * @param rows rows of the written map in a tile
 * @param columns columns of the written map in a tile
 * @param blocks blocks of {@code N} output channels in a tile
 * @param channels blocks of {@code N} input channels in a step
 * @param blocksOutside whether all pixels are done for some output blocks before the next ones; otherwise all blocks for some
 *     pixels
 * @param tapped whether rows of depthwise filters are computed in one pass where that is possible ({@link CorePass.Part#tappable});
 *     otherwise tap by tap
 */
public record CoreTiling(int rows, int columns, int blocks, int channels, boolean blocksOutside, boolean tapped) {
    /** Checks that there is something in a tile. */
    public CoreTiling {
        if (rows < 1 || columns < 1 || blocks < 1 || channels < 1)
            throw new IllegalArgumentException(
                    "an empty tile: " + rows + " " + columns + " " + blocks + " " + channels);
    }
}
