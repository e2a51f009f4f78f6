package org.systole.data;

import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;
import org.systole.tensor.Tensor;

/** Prepares samples, turning what does not fit into problems that name the sample. */
final class Prepared {
    private Prepared() {}

    static Tensor apply(Preparation preparation, Source source, int index) {
        Tensor prepared;
        try {
            prepared = preparation.apply(source.sample(index));
        } catch (IllegalArgumentException e) {
            throw new SystoleException(Problem.of(
                    DataProblem.SHAPE_MISMATCH,
                    Place.file(source.name(index)),
                    "the preparation does not fit the sample: " + e.getMessage(),
                    "correct the steps under prepare"));
        }
        for (float x : prepared.toFloats())
            if (!Float.isFinite(x))
                throw new SystoleException(Problem.of(
                        DataProblem.NOT_FINITE,
                        Place.file(source.name(index)),
                        "the prepared sample holds " + x,
                        "remove the sample, or correct the steps under prepare"));
        return prepared;
    }
}
