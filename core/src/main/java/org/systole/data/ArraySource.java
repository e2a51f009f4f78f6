package org.systole.data;

import java.util.Arrays;
import java.util.Objects;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/** The slices of an array along its first axis. */
public final class ArraySource implements Source {
    private final String file;
    private final Tensor array;
    private final Shape slice;

    /**
     * Creates a source over an array.
     *
     * @param file for messages
     * @param array at least rank 1
     * @throws SystoleException when it has no slices
     */
    public ArraySource(String file, Tensor array) {
        this.file = file;
        this.array = array;
        if (array.shape().rank() == 0 || array.shape().extent(0) == 0)
            throw new SystoleException(Problem.of(
                    DataProblem.EMPTY,
                    Place.file(file),
                    "the array " + array + " holds no samples",
                    "give an array whose first axis counts samples"));
        int[] extents = array.shape().extents();
        this.slice = Shape.of(Arrays.copyOfRange(extents, 1, extents.length));
    }

    @Override
    public int count() {
        return array.shape().extent(0);
    }

    @Override
    public Tensor sample(int index) {
        Objects.checkIndex(index, count());
        long bytes = array.type().bytes(slice.elements());
        return new Tensor(array.type(), slice, () -> array.bytes().asSlice(index * bytes, bytes));
    }

    @Override
    public String name(int index) {
        return file + "[" + index + "]";
    }
}
