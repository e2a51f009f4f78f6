package org.systole.compile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.systole.quantize.IntegerNetwork;
import org.systole.quantize.IntegerNode;
import org.systole.quantize.IntegerType;
import org.systole.quantize.Quantization;
import org.systole.quantize.Rearrangement;
import org.systole.tensor.NumberFormat;
import org.systole.tensor.Shape;
import org.systole.tensor.Window;

/** Moves of elements that the address generator can do, and those that it cannot; their bits on the core. */
class AffineMoveTest {
    private static final CoreConfig CORE =
            new CoreConfig(4, true, 8, 8, 32, 1024, 4096, 1024, 64, 1024, 32, 16, 8, 4, 4, 4, 50);

    @Test
    void aPixelIsSpreadBySteps0() {
        int[] source = new int[2 * 9];
        Arrays.fill(source, 9, 18, 1);
        AffineMove move = AffineMove.of(source, new int[] {2, 1, 1}, new int[] {2, 3, 3});
        assertEquals(new Window(0, 0, 1, 1, 0, 0, 1, 1), move.window());
        assertArrayEquals(new int[] {0, 1}, move.channels());
    }

    @Test
    void everySecondPixelOfTheLastChannel() {
        // rows 0 and 2, columns 1 and 3 of channel 1 of a map of 2 x 4 x 4
        AffineMove move = AffineMove.of(new int[] {17, 19, 25, 27}, new int[] {2, 4, 4}, new int[] {1, 2, 2});
        assertEquals(new Window(2, 2, 1, 1, 0, -1, 4, 4), move.window());
        assertArrayEquals(new int[] {1}, move.channels());
    }

    @Test
    void nearestPixelsAndDepthToSpaceAreNoSteps() {
        assertNull(AffineMove.of(new int[] {0, 0, 1, 1}, new int[] {1, 1, 2}, new int[] {1, 1, 4}));
        assertNull(AffineMove.of(new int[] {0, 1, 2, 3}, new int[] {4, 1, 1}, new int[] {1, 2, 2}));
        assertNull(AffineMove.of(new int[] {1, 0}, new int[] {1, 1, 2}, new int[] {1, 1, 2}));
    }

    /** Random pads, slices and gathers of channels have the reference's bits. */
    @Test
    void bitsAreThoseOfTheReference() {
        var random = new SplittableRandom(Long.getLong("test.seed", 20261120));
        for (int i = 0; i < 60; i++) {
            int[] in = {random.nextInt(1, 9), random.nextInt(1, 7), random.nextInt(1, 7)};
            int[] out = {random.nextInt(1, 9), random.nextInt(1, 9), random.nextInt(1, 9)};
            int[] step = {random.nextInt(0, 3), random.nextInt(0, 3)};
            int[] from = {random.nextInt(-2, in[1]), random.nextInt(-2, in[2])};
            int[] channels = random.ints(out[0], -1, in[0]).toArray();
            int[] source = new int[out[0] * out[1] * out[2]];
            for (int e = 0; e < source.length; e++) {
                int c = channels[e / (out[1] * out[2])], y = from[0] + e / out[2] % out[1] * step[0];
                int x = from[1] + e % out[2] * step[1];
                boolean inside = c >= 0 && y >= 0 && y < in[1] && x >= 0 && x < in[2];
                source[e] = inside ? (c * in[1] + y) * in[2] + x : -1;
            }
            if (Arrays.stream(source).allMatch(e -> e < 0)) continue;
            var q = Quantization.perTensor(NumberFormat.INT8, 1, 5);
            var network = new IntegerNetwork(
                    "moves",
                    List.of("x"),
                    List.of("y"),
                    List.of(new IntegerNode("m", new Rearrangement("Pad", source), List.of("x"), "y", List.of())),
                    Map.of(
                            "x", new IntegerType(Shape.of(1, in[0], in[1], in[2]), q),
                            "y", new IntegerType(Shape.of(1, out[0], out[1], out[2]), q)),
                    Map.of());
            assertEquals(List.of(), Compiler.compile(network, CORE).host(), "case " + i);
            CompilerPropertyTest.check(network, CORE, random, "case " + i);
        }
    }
}
