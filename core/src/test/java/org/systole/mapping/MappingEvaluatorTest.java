package org.systole.mapping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.systole.workload.Operand;

/** The fast evaluator against the readable model, over random layers, accelerators and mappings. */
class MappingEvaluatorTest {
    @Test
    void saysWhatTheReadableModelSays() {
        int fitting = 0;
        for (int seed = 0; seed < 4000; seed++) {
            var random = new RandomCases(seed);
            var layer = random.layerWithWork();
            var accelerator = random.accelerator();
            var binding = new Binding(
                    layer, accelerator, TestAccelerators.costs(accelerator), layer.precision(), Situation.ALONE);
            Mapping mapping = random.mapping(binding, seed % 3 == 0);
            Estimate estimate = ReadableModel.estimate(binding, mapping);
            var flat = FlatMapping.of(mapping);
            var evaluator = new MappingEvaluator(binding, mapping.spatial(), flat.chains());
            String where = "seed " + seed + "\n" + layer.nest() + "\n" + accelerator + "\n" + mapping;
            boolean fits = evaluator.evaluate(flat.loops(), flat.dimensions(), flat.factors(), flat.cuts());
            counts(binding, mapping, evaluator, where);
            assertEquals(estimate.misfits().isEmpty(), fits, where);
            close(estimate.cycles().total(), evaluator.cycles(), where + "\n" + estimate.cycles());
            close(estimate.energyPj().value(), evaluator.energyPj(), where + "\n" + estimate.energy());
            close(estimate.dramReadBits() + estimate.dramWriteBits(), evaluator.dramBits(), where);
            if (fits) fitting++;
        }
        assertTrue(fitting > 400, "only " + fitting + " mappings fit");
    }

    private static void counts(Binding binding, Mapping mapping, MappingEvaluator evaluator, String where) {
        var transfers = new EnumMap<Operand, List<Transfer>>(Operand.class);
        for (Operand o : Operand.values()) {
            transfers.put(o, new AccessModel(binding, mapping).transfers(o));
            for (int i = 0; i < transfers.get(o).size(); i++) {
                Transfer t = transfers.get(o).get(i);
                String at = where + "\n" + o + " " + i;
                assertEquals(t.outerCount(), evaluator.count(o, i, 0), at);
                assertEquals(t.innerCount(), evaluator.count(o, i, 1), at);
                assertEquals(t.back(), evaluator.count(o, i, 2), at);
                assertEquals(t.added(), evaluator.count(o, i, 3), at);
            }
        }
    }

    private static void close(double expected, double actual, String where) {
        assertEquals(expected, actual, 1e-9 * Math.abs(expected) + 1e-9, where);
    }
}
