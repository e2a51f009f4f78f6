package org.systole.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.systole.tensor.Shape;

class ScoresTest {
    @Test
    void standardErrorOfAMean() {
        // 1 0 1 1: mean 3/4, squared deviations 3/16 * 4 = 3/4, variance 1/4, error sqrt(1/16)
        Score score = Score.mean("top-1", new double[] {1, 0, 1, 1});
        assertEquals(0.75, score.value());
        assertEquals(0.25, score.standardError(), 1e-15);
        assertEquals(
                -0.25,
                Score.paired("d", new double[] {1, 1, 1, 1}, new double[] {1, 0, 1, 1})
                        .value());
    }

    @Test
    void firstOfEqualOutputsWins() {
        float[] outputs = {1, 3, 3, 2};
        assertEquals(1, Metrics.argMax(outputs, 0, 4, 1));
        assertEquals(1, Metrics.topK(outputs, 1, 1));
        assertEquals(0, Metrics.topK(outputs, 2, 1));
        assertEquals(1, Metrics.topK(outputs, 2, 2));
        assertEquals(0, Metrics.topK(new float[] {Float.NaN, 0}, 0, 1));
    }

    @Test
    void intersectionOverUnion() {
        var c = new Confusion(3);
        // class 0: 2 of label 0 right, 1 taken for class 1; class 1: 1 right; class 2 never occurs; void is not counted
        c.add(0, 0);
        c.add(0, 0);
        c.add(0, 1);
        c.add(1, 1);
        c.add(11, 1);
        assertEquals(0.75, c.accuracy());
        assertEquals((2 / 3.0 + 1 / 2.0) / 2, c.meanIntersectionOverUnion(), 1e-15);
    }

    @Test
    void geometry() {
        var in = new Preparation.Samples(Shape.of(2, 2, 1), new float[] {0, 1, 2, 3});
        var out = new Preparation.Resize(4, 4).apply(in);
        assertEquals(0, out.values()[0]); // corners keep their value
        assertEquals(3, out.values()[15]);
        assertEquals(0.75, out.values()[1 * 4 + 1]); // a quarter of the way in both directions: 0.25 + 0.5
        var t = new Preparation.Transpose(2, 0, 1)
                .apply(new Preparation.Samples(Shape.of(1, 2, 2), new float[] {1, 2, 3, 4}));
        assertEquals(Shape.of(2, 1, 2), t.shape());
        assertEquals(3, t.values()[1]);
    }
}
