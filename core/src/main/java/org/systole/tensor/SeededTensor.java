package org.systole.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Tensors of random numbers that are made only when they are read, and are the same every time and on every machine.
 *
 * <p>Element {@code i} depends on the seed and on {@code i} alone: its random bits are the {@code i}-th output of
 * SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014).
 */
public final class SeededTensor {
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private SeededTensor() {}

    /**
     * Returns a FLOAT32 tensor of normally distributed numbers.
     *
     * @param shape its shape
     * @param mean the mean
     * @param deviation the standard deviation
     * @param seed the same seed gives the same numbers
     */
    public static Tensor normal(Shape shape, double mean, double deviation, long seed) {
        return generated(shape, index -> mean + deviation * gaussian(seed, index));
    }

    /**
     * Returns a FLOAT32 tensor of numbers spread evenly.
     *
     * @param shape its shape
     * @param low the least
     * @param high above the largest
     * @param seed the same seed gives the same numbers
     */
    public static Tensor uniform(Shape shape, double low, double high, long seed) {
        return generated(shape, index -> low + (high - low) * unit(seed, index));
    }

    /**
     * Returns a FLOAT32 tensor that is the same number everywhere.
     *
     * @param shape its shape
     * @param value the number
     */
    public static Tensor filled(Shape shape, float value) {
        return generated(shape, index -> value);
    }

    @FunctionalInterface
    private interface Generator {
        double at(long index);
    }

    private static Tensor generated(Shape shape, Generator generator) {
        int count = Math.toIntExact(shape.elements());
        return new Tensor(DataType.FLOAT32, shape, new LazyStorage(() -> {
            MemorySegment bytes = MemorySegment.ofArray(new byte[Math.multiplyExact(count, 4)]);
            for (int i = 0; i < count; i++) bytes.set(FLOAT, 4L * i, (float) generator.at(i));
            return bytes.asReadOnly();
        }));
    }

    /** Box and Muller's transform of two outputs. StrictMath, so that every machine gives the same bits. */
    private static double gaussian(long seed, long index) {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - unit(seed, 2 * index)));
        return radius * StrictMath.cos(2 * Math.PI * unit(seed, 2 * index + 1));
    }

    /** Returns a number from 0 to below 1. */
    private static double unit(long seed, long index) {
        long z = mix(seed) + GOLDEN * (index + 1);
        return (mix(z) >>> 11) * 0x1.0p-53;
    }

    private static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
