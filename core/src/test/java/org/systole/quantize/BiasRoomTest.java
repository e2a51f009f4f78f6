package org.systole.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.systole.tensor.NumberFormat;
import org.systole.tensor.Shape;

class BiasRoomTest {
    private static QuantizedWeights weights(float... scales) {
        var integers = new IntegerTensor(Shape.of(2, 2), new int[] {127, -3, 100, 127});
        return new QuantizedWeights(integers, new Quantization(NumberFormat.INT8, scales, new int[2], 0));
    }

    @Test
    void aDeadChannelsScaleIsRaisedUntilItsBiasFits() {
        // bias 2 at an input scale of 0.5 is 4e30 units of 1e-30: scale 2 / 0.5 / 2^30 = 3.7e-9, in which no weight is
        // left
        QuantizedWeights room = BiasRoom.of(weights(0.01f, 1e-30f), new float[] {0.5f, 2}, 0.5f);
        assertEquals(0.01f, room.scale(0));
        assertEquals(4.0 / (1L << 30), room.scale(1), 1e-15);
        assertEquals(0, room.integers().values()[2]);
        assertEquals(127, room.integers().values()[0]);
        assertTrue(Math.abs(2 / (0.5 * room.scale(1))) <= (1L << 30) * 1.000001);
    }

    @Test
    void usualLayersStayAsTheyAre() {
        QuantizedWeights usual = weights(0.01f, 0.02f);
        assertSame(usual, BiasRoom.of(usual, new float[] {3, -4}, 0.1f));
    }
}
