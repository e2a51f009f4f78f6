package org.systole.zoo;

/**
 * What may be asked of a network beside its name; 0 stands for the network's own.
 *
 * @param batch inputs at once
 * @param height of the image in pixels
 * @param width of the image in pixels
 * @param sequence words, frames or samples in a row
 * @param seed of the random parameters; any number
 */
public record ZooOptions(int batch, int height, int width, int sequence, long seed) {
    /** Everything as published, seed 1. */
    public static final ZooOptions DEFAULT = new ZooOptions(0, 0, 0, 0, 1);

    /** Refuses negative numbers, which are a caller's error. */
    public ZooOptions {
        if (batch < 0 || height < 0 || width < 0 || sequence < 0)
            throw new IllegalArgumentException(
                    "negative size in " + batch + ", " + height + ", " + width + ", " + sequence);
    }

    /** Returns these options with another number of inputs at once. */
    public ZooOptions withBatch(int inputs) {
        return new ZooOptions(inputs, height, width, sequence, seed);
    }

    /** Returns these options with another image size in pixels. */
    public ZooOptions withImage(int pixelsHigh, int pixelsWide) {
        return new ZooOptions(batch, pixelsHigh, pixelsWide, sequence, seed);
    }

    /** Returns these options with another sequence length. */
    public ZooOptions withSequence(int length) {
        return new ZooOptions(batch, height, width, length, seed);
    }

    /** Returns these options with another seed. */
    public ZooOptions withSeed(long other) {
        return new ZooOptions(batch, height, width, sequence, other);
    }
}
