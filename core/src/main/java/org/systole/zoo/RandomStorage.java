package org.systole.zoo;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.SoftReference;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.systole.tensor.Storage;

/**
 * FLOAT32 numbers that are made when they are first read, the same ones for the same seed and name on every machine.
 *
 * <p>Element i is a function of the seed and i alone (SplitMix64 as a counter: Steele, Lea and Flood, "Fast splittable
 * pseudorandom number generators", OOPSLA 2014). Only integer arithmetic and the four operations that IEEE 754 rounds
 * correctly lie between the two, so the bits do not depend on the machine. The numbers lie outside the heap.
 */
final class RandomStorage implements Storage {
    /** What the numbers are drawn from. */
    enum Kind {
        /** A bell: the sum of four uniform numbers, which ends at 3.46 standard deviations. */
        NORMAL,
        /** Uniform. */
        UNIFORM
    }

    private static final ValueLayout.OfFloat LITTLE =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final int ALIGNMENT = 64;
    // The sum of four uniform integers below 2^16 has mean 2 (2^16 - 1) and variance (2^32 - 1) / 3.
    private static final double SUM_MEAN = 2 * 65535.0;
    private static final double SUM_DEVIATION = Math.sqrt(4294967295.0 / 3);

    private final Kind kind;
    private final long seed;
    private final long rows;
    private final int row;
    private final boolean centred;
    private final double mean;
    private final double spread;

    private SoftReference<MemorySegment> made = new SoftReference<>(null);

    private RandomStorage(
            Kind kind, long seed, long elements, int row, boolean centred, double mean, double spread) {
        this.kind = kind;
        this.seed = seed;
        this.rows = elements / row;
        this.row = row;
        this.centred = centred;
        this.mean = mean;
        this.spread = spread;
    }

    /** Returns bell-shaped numbers with this mean and this standard deviation. */
    static RandomStorage normal(long seed, String name, long elements, double mean, double deviation) {
        return new RandomStorage(Kind.NORMAL, of(seed, name), elements, 1, false, mean, deviation);
    }

    /** Returns numbers spread evenly over mean - spread to mean + spread. */
    static RandomStorage uniform(long seed, String name, long elements, double mean, double spread) {
        return new RandomStorage(Kind.UNIFORM, of(seed, name), elements, 1, false, mean, spread);
    }

    /** Returns bell-shaped numbers around 0 in rows of which each has mean 0. */
    static RandomStorage centred(long seed, String name, long elements, int row, double deviation) {
        return new RandomStorage(Kind.NORMAL, of(seed, name), elements, row, true, 0, deviation);
    }

    @Override
    public synchronized MemorySegment bytes() {
        MemorySegment bytes = made.get();
        if (bytes == null) {
            bytes = make().asReadOnly();
            made = new SoftReference<>(bytes);
        }
        return bytes;
    }

    private MemorySegment make() {
        long elements = Math.multiplyExact(rows, (long) row);
        MemorySegment bytes = Arena.ofAuto().allocate(Math.max(1, elements) * Float.BYTES, ALIGNMENT);
        double[] values = new double[row];
        for (long r = 0; r < rows; r++) {
            double shift = fill(values, r * row);
            for (int i = 0; i < row; i++)
                bytes.set(LITTLE, (r * row + i) * Float.BYTES, (float) (mean + spread * (values[i] - shift)));
        }
        return bytes;
    }

    /** Fills one row with standardized numbers; returns what is to be subtracted from each of them. */
    private double fill(double[] values, long first) {
        double sum = 0;
        for (int i = 0; i < row; i++) sum += values[i] = number(first + i);
        return centred ? sum / row : 0;
    }

    private double number(long index) {
        long bits = mix(seed + (index + 1) * GOLDEN);
        if (kind == Kind.UNIFORM) return (bits >> 11) * 0x1p-52;
        long sum = (bits & 0xffff) + (bits >>> 16 & 0xffff) + (bits >>> 32 & 0xffff) + (bits >>> 48);
        return (sum - SUM_MEAN) / SUM_DEVIATION;
    }

    private static long of(long seed, String name) {
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
