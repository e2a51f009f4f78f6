package org.systole.data;

import java.util.List;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/**
 * What happens to a raw sample before a model sees it: steps, in order, each from a float tensor to a float tensor.
 *
 * @param steps the steps
 */
public record Preparation(List<Step> steps) {
    /** 512 MiB, which no sample of a network needs; a slip of the pen in a size does. */
    private static final int MOST_NUMBERS = 1 << 27;

    /** Nothing happens but the conversion to float. */
    public static final Preparation NONE = new Preparation(List.of());

    /** Copies the list. */
    public Preparation {
        steps = List.copyOf(steps);
    }

    /** Returns the prepared sample, FLOAT32, without a batch axis. */
    public Tensor apply(Tensor raw) {
        Samples samples = new Samples(raw.shape(), raw.toFloats());
        for (Step step : steps) samples = step.apply(samples);
        return Tensor.of(samples.shape(), samples.values());
    }

    /**
     * Numbers between two steps.
     *
     * @param shape extents
     * @param values row-major; a step may hand on the array it was given but never writes to it
     */
    public record Samples(Shape shape, float[] values) {}

    /** Returns room for the numbers of a sample; more than {@link #MOST_NUMBERS} are refused. */
    static float[] room(long numbers) {
        if (numbers > MOST_NUMBERS)
            throw new IllegalArgumentException(
                    "a sample of " + numbers + " numbers is more than the " + MOST_NUMBERS + " that are prepared");
        return new float[(int) numbers];
    }

    /** One step. Pure: the same input gives the same output. */
    public sealed interface Step {
        /**
         * Returns what becomes of a sample.
         *
         * @throws IllegalArgumentException when it does not fit; the message says what was expected
         */
        Samples apply(Samples in);
    }

    /**
     * {@code (x - mean[c]) * scale[c]} along the last axis, which holds the channels; one entry serves all.
     *
     * @param mean what is taken away
     * @param scale what the difference is multiplied by
     */
    public record Normalize(float[] mean, float[] scale) implements Step {
        @Override
        public Samples apply(Samples in) {
            int channels = in.shape().rank() == 0 ? 1 : in.shape().extent(-1);
            if (mean.length != scale.length || (mean.length != 1 && mean.length != channels))
                throw new IllegalArgumentException(mean.length + " means and " + scale.length + " scales for "
                        + channels + " channels; give one, or one for each channel");
            float[] out = new float[in.values().length];
            for (int i = 0; i < out.length; i++) {
                int c = mean.length == 1 ? 0 : i % channels;
                out[i] = (in.values()[i] - mean[c]) * scale[c];
            }
            return new Samples(in.shape(), out);
        }
    }

    /** The channels of the last axis in reverse order: RGB to BGR and back. */
    public record ReverseChannels() implements Step {
        @Override
        public Samples apply(Samples in) {
            int channels = in.shape().rank() == 0 ? 1 : in.shape().extent(-1);
            float[] out = new float[in.values().length];
            for (int i = 0; i < out.length; i++) {
                int c = i % channels;
                out[i] = in.values()[i - c + (channels - 1 - c)];
            }
            return new Samples(in.shape(), out);
        }
    }

    /** Red, green and blue to luminance: 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601); the channel axis stays, with 1. */
    public record Gray() implements Step {
        @Override
        public Samples apply(Samples in) {
            if (in.shape().rank() != 3 || in.shape().extent(2) != 3)
                throw new IllegalArgumentException("gray needs height x width x 3, found " + in.shape());
            float[] out = new float[in.values().length / 3];
            for (int i = 0; i < out.length; i++)
                out[i] =
                        0.299f * in.values()[3 * i] + 0.587f * in.values()[3 * i + 1] + 0.114f * in.values()[3 * i + 2];
            return new Samples(in.shape().with(2, 1), out);
        }
    }

    /**
     * A picture of height x width x channels in another size, by bilinear interpolation of pixel centres.
     *
     * @param height rows wanted
     * @param width columns wanted
     */
    public record Resize(int height, int width) implements Step {
        @Override
        public Samples apply(Samples in) {
            return Pictures.resize(in, height, width);
        }
    }

    /**
     * The middle of a picture of height x width x channels.
     *
     * @param height rows wanted
     * @param width columns wanted
     */
    public record CenterCrop(int height, int width) implements Step {
        @Override
        public Samples apply(Samples in) {
            return Pictures.centerCrop(in, height, width);
        }
    }

    /**
     * Axes in another order, for example 2, 0, 1 for channels first.
     *
     * @param axes a permutation
     */
    public record Transpose(int... axes) implements Step {
        @Override
        public Samples apply(Samples in) {
            return Pictures.transpose(in, axes);
        }
    }

    /**
     * The same numbers in another shape.
     *
     * @param shape with as many elements
     */
    public record Reshape(Shape shape) implements Step {
        /** Refuses shapes without an end. */
        public Reshape {
            try {
                shape.elements();
            } catch (ArithmeticException e) {
                throw new IllegalArgumentException("the shape " + shape + " has more than 2^63 elements", e);
            }
        }

        @Override
        public Samples apply(Samples in) {
            if (shape.elements() != in.values().length)
                throw new IllegalArgumentException("cannot reshape " + in.shape() + " to " + shape);
            return new Samples(shape, in.values());
        }
    }

    /**
     * Sound of a fixed length: the middle of a longer one, zeros on both sides of a shorter one.
     *
     * @param length samples wanted
     */
    public record CenterFit(int length) implements Step {
        @Override
        public Samples apply(Samples in) {
            int have = in.values().length;
            float[] out = room(length);
            if (have >= length) System.arraycopy(in.values(), (have - length) / 2, out, 0, length);
            else System.arraycopy(in.values(), 0, out, (length - have) / 2, have);
            return new Samples(Shape.of(length), out);
        }
    }

    /**
     * Log-mel features or MFCCs of a sound.
     *
     * @param features how they are computed
     */
    public record Spectrum(MelFeatures features) implements Step {
        @Override
        public Samples apply(Samples in) {
            return features.apply(in.values());
        }
    }
}
