package org.systole.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.systole.tensor.Window;

class LoopNestTest {
    /** ResNet's first layer: 7x7, stride 2, 224 to 112. */
    @Test
    void countsAConvolution() {
        var nest = LoopNest.of(1, 1, 64, 3, 112, 112, 7, 7, new Window(2, 2, 1, 1, 3, 3, 224, 224));
        assertEquals(118_013_952, nest.macs());
        assertEquals(9408, nest.elements(Operand.WEIGHT));
        assertEquals(802_816, nest.elements(Operand.OUTPUT));
        assertEquals(3 * 224 * 224, nest.elements(Operand.INPUT));
        assertEquals("B1 G1 K64 C3 OY112 OX112 FY7 FX7 s2", nest.toString());
    }

    @Test
    void aOneByOneFilterWithStrideTwoTouchesAQuarter() {
        var nest = LoopNest.of(1, 1, 512, 256, 28, 28, 1, 1, new Window(2, 2, 1, 1, 0, 0, 56, 56));
        assertEquals(256 * 28 * 28, nest.elements(Operand.INPUT));
    }

    /** Against the definition: every position that a tap reads, once. */
    @Test
    void touchedInputsAreThoseThatTapsRead() {
        var random = new Random(20260101);
        for (int trial = 0; trial < 500; trial++) {
            int outputs = 1 + random.nextInt(12);
            int taps = 1 + random.nextInt(5);
            int stride = 1 + random.nextInt(4);
            int dilation = 1 + random.nextInt(4);
            int pad = random.nextInt(6) - 2;
            int input = 1 + random.nextInt(40);
            Set<Integer> read = new HashSet<>();
            for (int o = 0; o < outputs; o++)
                for (int f = 0; f < taps; f++) {
                    int at = o * stride + f * dilation - pad;
                    if (at >= 0 && at < input) read.add(at);
                }
            var window = new Window(stride, 1, dilation, 1, pad, 0, input, 1);
            var nest = LoopNest.of(1, 1, 1, 1, outputs, 1, taps, 1, window);
            assertEquals(read.size(), nest.elements(Operand.INPUT), nest + " " + window);
        }
    }
}
