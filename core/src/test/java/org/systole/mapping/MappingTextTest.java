package org.systole.mapping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.systole.problem.SystoleException;

class MappingTextTest {
    private static final String TEXT = """
            dram [input weight output]
              for OY in 4
              scratchpad [input weight]
              accumulator [output]
                for OX in 56
                for K in 2
                registers [weight]
                  for OY in 14
                  unroll C by 16 along rows
                  unroll K by 16 along columns
            """;

    @Test
    void readsWhatItPrints() {
        assertEquals(TEXT, MappingText.parse("", TEXT).toString());
        int compared = 0;
        for (int seed = 0; seed < 500; seed++) {
            var random = new RandomCases(seed);
            var layer = random.layerWithWork();
            var accelerator = random.accelerator();
            var binding = new Binding(
                    layer, accelerator, TestAccelerators.costs(accelerator), layer.precision(), Situation.ALONE);
            Mapping mapping = random.mapping(binding, false);
            var used = new LinkedHashMap<String, List<Loop>>();
            mapping.spatial().forEach((axis, loops) -> {
                if (!loops.isEmpty()) used.put(axis, loops);
            });
            var expected = new Mapping(used, mapping.temporal(), mapping.placements());
            assertEquals(expected, MappingText.parse("", MappingText.print(mapping)));
            assertEquals(expected, MappingText.parse("", MappingText.print(mapping, layer, accelerator)));
            compared++;
        }
        assertEquals(500, compared);
    }

    @Test
    void saysEverythingThatIsWrong() {
        var e = assertThrows(
                SystoleException.class,
                () -> MappingText.parse("m.txt", "for Q in 3\nfor K in 0\ndram [input bias]\nnonsense\n"));
        assertEquals(6, e.problems().size());
        assertTrue(e.getMessage().contains("m.txt:1"), e.getMessage());
        assertTrue(e.problems().stream().allMatch(p -> p.code() == MappingProblem.MAPPING_TEXT));
    }
}
