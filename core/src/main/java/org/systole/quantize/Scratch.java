package org.systole.quantize;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** Memory that one run of an integer network uses again and again. Not thread-safe. */
final class Scratch {
    private float[] floats = new float[0];
    private double[] doubles = new double[0];
    private int[] sums = new int[0];
    private double[] wideSums = new double[0];
    private final Map<Integer, Deque<int[]>> free = new HashMap<>();

    /** Returns at least so many floats, of any content. */
    float[] floats(int length) {
        if (floats.length < length) floats = new float[length];
        return floats;
    }

    /** Returns at least so many doubles, of any content. */
    double[] doubles(int length) {
        if (doubles.length < length) doubles = new double[length];
        return doubles;
    }

    /** Returns at least so many accumulators, of any content. */
    int[] sums(int length) {
        if (sums.length < length) sums = new int[length];
        return sums;
    }

    /** Returns at least so many wide accumulators, of any content. */
    double[] wideSums(int length) {
        if (wideSums.length < length) wideSums = new double[length];
        return wideSums;
    }

    /** Returns an array of exactly this length, of any content. */
    int[] take(int length) {
        Deque<int[]> arrays = free.get(length);
        return arrays == null || arrays.isEmpty() ? new int[length] : arrays.pop();
    }

    /** Takes back an array that nobody reads any more. */
    void give(int[] array) {
        free.computeIfAbsent(array.length, length -> new ArrayDeque<>()).push(array);
    }
}
