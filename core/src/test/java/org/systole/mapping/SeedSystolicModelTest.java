package org.systole.mapping;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.systole.hardware.Accelerators;
import org.systole.workload.Dimension;
import org.systole.workload.LoopNest;

/** The examples of seed 001, section 4.4.1, with the corrections of golden/structural.md. */
class SeedSystolicModelTest {
    @Test
    void theSeedsExamples() {
        assertEquals(4.0 / 3, SeedSystolicModel.fragmentation(24, 16), 1e-12);
        assertEquals(8 * 8 * 16, SeedSystolicModel.scaledMacs(16, 8, 8, 16) * 0.25, 1e-9, "25 % of the array");
        assertEquals(256.0 * 256 * 256, SeedSystolicModel.scaledMacs(129, 129, 129, 128), 1e-6);
        assertEquals(256, SeedSystolicModel.scaledBits(1, 8, 256), "one byte blocks a whole bus");
    }

    @Test
    void theLongerOfArrayAndBusDecides() {
        assertEquals(100, SeedSystolicModel.of(25600, 128, 256, 128).cycles());
        assertEquals(200, SeedSystolicModel.of(25600, 25600, 256, 128).cycles());
    }

    /** By hand: 2 x 2 tiles of weights of 8 rows each, a preload takes 16; in: 8 x 2 + 32 x 2 words, out: 8 x 2. */
    @Test
    void aPreloadTakesAtLeastTheArraysRows() {
        var gemmini = Accelerators.load("gemmini-16");
        var one = new TileProgram(LoopNest.matrix(8, 32, 32), List.of());
        assertEquals(4 * 16 * 256, SeedSystolicModel.of(one, gemmini).macs());
        assertEquals((16 + 64 + 16) * 128, SeedSystolicModel.of(one, gemmini).bits());
        assertEquals(96, SeedSystolicModel.of(one, gemmini).cycles());
        var two = new TileProgram(LoopNest.matrix(8, 32, 32), List.of(new Loop(Dimension.K, 2)));
        assertEquals(
                (2 * (16 + 32) + 16) * 128, SeedSystolicModel.of(two, gemmini).bits());
    }
}
