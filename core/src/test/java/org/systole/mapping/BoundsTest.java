package org.systole.mapping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.systole.workload.Operand;

/** What no mapping can beat, over random layers, accelerators and mappings. */
class BoundsTest {
    @Test
    void cyclesAreAtLeastThePeaksAndTrafficIsAtLeastCompulsory() {
        int looked = 0;
        for (int seed = 0; seed < 3000; seed++) {
            var random = new RandomCases(seed);
            var layer = random.layerWithWork();
            var accelerator = random.accelerator();
            var binding = new Binding(
                    layer, accelerator, TestAccelerators.costs(accelerator), layer.precision(), Situation.ALONE);
            Mapping mapping = random.mapping(binding, false);
            Estimate estimate = ReadableModel.estimate(binding, mapping);
            String where = "seed " + seed + "\n" + layer.nest() + "\n" + mapping;
            double peak = Bounds.peakCycles(layer, accelerator);
            assertTrue(estimate.cycles().total() >= peak * (1 - 1e-12), where);
            assertEquals(peak, estimate.cycles().ideal(), 1e-9 * peak, where);
            double read =
                    Bounds.compulsoryBits(binding, Operand.INPUT) + Bounds.compulsoryBits(binding, Operand.WEIGHT);
            assertTrue(estimate.dramReadBits() >= read * (1 - 1e-12), where + "\n" + read);
            double written = Bounds.compulsoryBits(binding, Operand.OUTPUT);
            assertTrue(estimate.dramWriteBits() >= written * (1 - 1e-12), where + "\n" + written);
            looked++;
        }
        assertEquals(3000, looked);
    }
}
