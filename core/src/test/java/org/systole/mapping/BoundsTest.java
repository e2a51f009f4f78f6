package org.systole.mapping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.systole.workload.Dimension;
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
            double peak = (double) layer.macs() / accelerator.array().peakMacs();
            assertTrue(estimate.cycles().total() >= peak * (1 - 1e-12), where);
            assertEquals(peak, estimate.cycles().ideal(), 1e-9 * peak, where);
            double read = compulsory(binding, Operand.INPUT) + compulsory(binding, Operand.WEIGHT);
            assertTrue(estimate.dramReadBits() >= read * (1 - 1e-12), where + "\n" + read);
            double written = binding.vector().writtenElements() * (double) binding.bits(Operand.OUTPUT);
            assertTrue(estimate.dramWriteBits() >= written * (1 - 1e-12), where + "\n" + written);
            looked++;
        }
        assertEquals(3000, looked);
    }

    /** Every element that some filter tap reads, once; inputs once a step. */
    private static double compulsory(Binding binding, Operand operand) {
        double bits = binding.bits(operand);
        if (operand == Operand.WEIGHT) return binding.nest.elements(operand) * bits;
        long positions = binding.footprint.total(
                binding.extent(Dimension.OY),
                binding.nest.bound(Dimension.FY),
                binding.extent(Dimension.OX),
                binding.nest.bound(Dimension.FX));
        long channels = (long) binding.nest.bound(Dimension.G) * binding.nest.bound(Dimension.C);
        boolean images = binding.flattening.pixels().contains(Dimension.B);
        return bits * positions * channels * (images ? 1 : binding.nest.bound(Dimension.B)) * binding.layer.steps();
    }
}
