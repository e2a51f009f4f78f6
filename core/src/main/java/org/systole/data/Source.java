package org.systole.data;

import org.systole.tensor.Tensor;

/** Raw samples in a fixed order. Reading is thread-safe; the same index always gives the same sample. */
public interface Source {
    /** Returns the number of samples, at least 1. */
    int count();

    /**
     * Returns a sample without a batch axis: an array's slice, an image as UINT8 height x width x channels, or sound
     * as FLOAT32 in -1 to 1.
     *
     * @param index from 0
     * @throws org.systole.problem.SystoleException when it cannot be read
     */
    Tensor sample(int index);

    /** Returns a name of the sample for people: a file, or the array with its index. */
    String name(int index);
}
