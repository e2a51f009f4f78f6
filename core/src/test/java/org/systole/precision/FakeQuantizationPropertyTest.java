package org.systole.precision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.systole.formats.Fit;
import org.systole.formats.Fitting;
import org.systole.formats.Format;
import org.systole.formats.Formats;
import org.systole.graph.GraphBuilder;
import org.systole.onnx.FloatReference;
import org.systole.tensor.DataType;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/** What the nodes in a graph give is what the format's definition gives, under every operator set. */
class FakeQuantizationPropertyTest {
    private static final long SEED = Long.getLong("test.seed", 7);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "int8",
                "int8:asymmetric",
                "uint4",
                "int4:floor",
                "int16:asymmetric",
                "int5:ceiling",
                "int6:half-up",
                "q2.4:wrap",
                "fix8",
                "binary",
                "ternary",
                "levels7",
                "ulevels5",
                "fp16",
                "bf16",
                "e4m3",
                "e5m2",
                "e4m3:scaled",
                "int6:in-bf16"
            })
    void equalsTheDefinition(String name) {
        Format format = Formats.parse(name);
        Random random = new Random(SEED);
        float[] numbers = new float[4000];
        for (int i = 0; i < numbers.length; i++)
            numbers[i] = (float) (random.nextGaussian() * Math.exp(random.nextGaussian()));
        numbers[0] = 0;
        Fit fit = Fitting.LEAST_SQUARES.fit(numbers, format);
        for (int opset : new int[] {11, 21})
            for (boolean optimized : new boolean[] {false, true}) {
                float[] theirs = run(format, fit, numbers, opset, optimized);
                for (int i = 0; i < numbers.length; i++)
                    assertEquals(
                            format.project(numbers[i], fit),
                            theirs[i],
                            Math.ulp(theirs[i]),
                            name + " of " + numbers[i] + ", opset " + opset + ", seed " + SEED);
            }
        assertTrue(format.storedBits() <= 16);
    }

    private static float[] run(Format format, Fit fit, float[] numbers, int opset, boolean optimized) {
        var b = new GraphBuilder("projection", opset);
        String x = b.input("x", DataType.FLOAT32, numbers.length);
        FakeQuantization.add(b, opset, x, "y", format, fit);
        b.output("y");
        var options = new FloatReference.Options(1, optimized, java.util.List.of());
        try (var reference = FloatReference.of(b.build(), options)) {
            return reference
                    .run(Map.of("x", Tensor.of(Shape.of(numbers.length), numbers)))
                    .get("y")
                    .toFloats();
        }
    }
}
