package org.systole.zoo;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.systole.tensor.DataType;
import org.systole.tensor.LazyStorage;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/**
 * Tensors of random numbers that are made when they are first read, the same ones for the same seed and name on every
 * machine.
 *
 * <p>Number i is a function of the seed and i alone (SplitMix64 as a counter: Steele, Lea and Flood, "Fast splittable
 * pseudorandom number generators", OOPSLA 2014). Between the two lie integer arithmetic and the four operations that
 * IEEE 754 rounds correctly, so that the bits do not depend on the machine and a hundred million of them take seconds.
 * They lie outside the heap.
 */
final class RandomParameters {
    private static final ValueLayout.OfFloat LITTLE =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final int ALIGNMENT = 64;
    // The sum of four uniform integers below 2^16 has mean 2 (2^16 - 1) and variance (2^32 - 1) / 3.
    private static final double SUM_MEAN = 2 * 65535.0;
    private static final double SUM_DEVIATION = Math.sqrt(4294967295.0 / 3);

    private RandomParameters() {}

    /** Returns bell-shaped numbers with this mean and this standard deviation, at most 3.46 of them away. */
    static Tensor normal(long seed, String name, Shape shape, double mean, double deviation) {
        return lazy(seed, name, shape, (values, first, key) -> {
            for (int i = 0; i < values.length; i++) values[i] = mean + deviation * bell(key, first + i);
        });
    }

    /** Returns numbers spread evenly over mean - spread to mean + spread. */
    static Tensor uniform(long seed, String name, Shape shape, double mean, double spread) {
        return lazy(seed, name, shape, (values, first, key) -> {
            for (int i = 0; i < values.length; i++)
                values[i] = mean + spread * ((bits(key, first + i) >> 11) * 0x1p-52);
        });
    }

    /** Returns bell-shaped numbers of which each row, all with the same first index, has mean 0. */
    static Tensor centred(long seed, String name, Shape shape, double deviation) {
        return lazy(seed, name, shape, (values, first, key) -> {
            double sum = 0;
            for (int i = 0; i < values.length; i++) sum += values[i] = bell(key, first + i);
            double mean = sum / values.length;
            for (int i = 0; i < values.length; i++) values[i] = deviation * (values[i] - mean);
        });
    }

    /** Fills a row of numbers, of which the first has this index. */
    @FunctionalInterface
    private interface Row {
        void fill(double[] values, long first, long key);
    }

    private static Tensor lazy(long seed, String name, Shape shape, Row row) {
        return new Tensor(DataType.FLOAT32, shape, new LazyStorage(() -> make(key(seed, name), shape, row)));
    }

    private static MemorySegment make(long key, Shape shape, Row row) {
        int rows = shape.extent(0);
        double[] values = new double[Math.toIntExact(shape.elements() / rows)];
        MemorySegment bytes = Arena.ofAuto().allocate(shape.elements() * Float.BYTES, ALIGNMENT);
        for (int r = 0; r < rows; r++) {
            long first = (long) r * values.length;
            row.fill(values, first, key);
            for (int i = 0; i < values.length; i++) bytes.set(LITTLE, (first + i) * Float.BYTES, (float) values[i]);
        }
        return bytes.asReadOnly();
    }

    private static double bell(long key, long index) {
        long bits = bits(key, index);
        long sum = (bits & 0xffff) + (bits >>> 16 & 0xffff) + (bits >>> 32 & 0xffff) + (bits >>> 48);
        return (sum - SUM_MEAN) / SUM_DEVIATION;
    }

    private static long bits(long key, long index) {
        return mix(key + (index + 1) * GOLDEN);
    }

    private static long key(long seed, String name) {
        long hash = mix(seed);
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) hash = mix(hash + GOLDEN + b);
        return hash;
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
