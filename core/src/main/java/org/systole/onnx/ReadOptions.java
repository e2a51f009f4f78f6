package org.systole.onnx;

import java.util.Objects;

/**
 * How to read a model.
 *
 * @param shapes sizes that the model leaves open; an open batch is 1 unless given
 * @param withoutWeights whether external data may be missing: the graph is then complete but for the numbers in it,
 *     which is enough to evaluate its cost; asking for a missing number throws {@link OnnxProblem#EXTERNAL_MISSING}
 */
public record ReadOptions(ShapeBindings shapes, boolean withoutWeights) {
    /** Nothing is given, and everything must be there. */
    public static final ReadOptions PLAIN = new ReadOptions(ShapeBindings.NONE, false);

    /** Checks that the shapes are there. */
    public ReadOptions {
        Objects.requireNonNull(shapes);
    }
}
