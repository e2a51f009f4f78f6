package org.systole.data;

import java.util.Arrays;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/** Compares the class scores of a map (1 x classes x height x width) with a label picture, at the picture's size. */
final class Segmentation {
    private Segmentation() {}

    static Confusion compare(DataSet data, int index, Tensor output) {
        Tensor labels = data.maps().orElseThrow().sample(index);
        Shape shape = output.shape();
        if (shape.rank() != 4 || shape.extent(0) != 1)
            throw new SystoleException(Problem.of(
                    DataProblem.SHAPE_MISMATCH,
                    Place.file(data.samples().name(index)),
                    "the model's output is " + shape + ", expected 1 x classes x height x width",
                    "score a model whose first output is a map of class scores"));
        int classes = shape.extent(1), height = shape.extent(2), width = shape.extent(3);
        int[] map = data.labels().classMap();
        int kept = map.length == 0 ? classes : Arrays.stream(map).max().orElseThrow() + 1;
        var confusion = new Confusion(kept);
        float[] scores = output.toFloats();
        int rows = labels.shape().extent(0), columns = labels.shape().extent(1);
        for (int y = 0; y < rows; y++)
            for (int x = 0; x < columns; x++) {
                int label = (int) labels.integer((long) y * columns + x);
                if (label == data.labels().voidClass()) continue;
                // nearest neighbour: the pixel whose area holds this pixel's centre
                int from = nearest(y, rows, height) * width + nearest(x, columns, width);
                int best = Metrics.argMax(scores, from, classes, height * width);
                confusion.add(label, map.length == 0 ? best : map[best]);
            }
        return confusion;
    }

    private static int nearest(int at, int from, int to) {
        return Math.min(to - 1, (int) ((at + 0.5) * to / from));
    }
}
