package org.systole.compile;

/**
 * The extension before operand reads: flags that say which weight tiles a command skips, for instance since all their weights
 * are 0. Flag {@code extension - 1 + t} of a command belongs to its tile {@code t}, counted over output blocks, channel blocks
 * and taps. A word holds as many flags as the largest power of two within its bits. The first and the last tile of an output
 * block must not be skipped. Module {@code systole_seam_read_skip_tiles}.
 */
public final class TileFlags {
    /** Words of flags. */
    public static final int WORDS = 64;

    private final int perWord;
    private final int lanes;
    private final int bits;
    private final boolean[] flags;

    /** Creates flags that skip nothing; of cores without this extension none can be set. */
    public TileFlags(CoreConfig config) {
        lanes = config.size();
        bits = config.inputBits();
        perWord = Integer.highestOneBit(lanes * bits);
        flags = new boolean[config.extensions().read() == Extensions.Read.NONE ? 0 : WORDS * perWord];
    }

    /** Returns whether there are none. */
    public boolean none() {
        return flags.length == 0;
    }

    /** Returns the flags that a word holds. */
    public int perWord() {
        return perWord;
    }

    /**
     * Takes what a load brings.
     *
     * @param load a load to {@link Instruction.Target#EXTENSION}
     * @param dram what it reads
     */
    public void load(Instruction.Load load, byte[] dram) {
        if (none()) return;
        int bytes = lanes * bits / 8;
        for (int p = 0; p < load.planes(); p++)
            for (int r = 0; r < load.rows(); r++)
                for (int i = 0; i < load.words(); i++) {
                    long from =
                            load.dram() + (long) p * load.dramPlane() + (long) r * load.dramRow() + (long) i * bytes;
                    int to = load.to() + p * load.toPlane() + r * load.toRow() + i;
                    for (int bit = 0; bit < perWord; bit++)
                        flags[to % WORDS * perWord + bit] = BitFields.unsigned(dram, from * 8 + bit, 1) != 0;
                }
    }

    /** Returns whether a command skips a tile. */
    public boolean skips(Instruction.Execute command, long tile) {
        if (none() || command.extension() == 0) return false;
        return flags[(int) ((command.extension() - 1 + tile) % flags.length)];
    }
}
