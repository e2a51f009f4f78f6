package org.systole.formats;

/**
 * How many numbers share a scale.
 *
 * @param kind all, those of one output channel, or consecutive ones of a channel
 * @param group how many consecutive ones; 0 unless the kind is GROUP
 */
public record Granularity(Kind kind, int group) {
    /** Who shares. */
    public enum Kind {
        /** The whole tensor. */
        TENSOR,
        /** The weights of one output channel. */
        CHANNEL,
        /** Consecutive weights of one output channel. */
        GROUP
    }

    /** One scale in all. */
    public static final Granularity TENSOR = new Granularity(Kind.TENSOR, 0);
    /** One scale for each output channel. */
    public static final Granularity CHANNEL = new Granularity(Kind.CHANNEL, 0);

    /** Checks the size. */
    public Granularity {
        if (kind == Kind.GROUP ? group < 1 : group != 0) throw new IllegalArgumentException(kind + " of " + group);
    }

    /** Returns one scale for so many consecutive weights of a channel. */
    public static Granularity group(int size) {
        return new Granularity(Kind.GROUP, size);
    }

    /**
     * Returns how many consecutive numbers of a row-major tensor share a scale; the last ones of a channel may be fewer.
     *
     * @param channel how many numbers a channel has
     * @param channels how many channels there are
     */
    public int block(int channel, int channels) {
        return switch (kind) {
            case TENSOR -> channel * channels;
            case CHANNEL -> channel;
            case GROUP -> Math.min(group, channel);
        };
    }

    @Override
    public String toString() {
        return kind == Kind.GROUP ? "group" + group : kind == Kind.TENSOR ? "tensor" : "channel";
    }
}
