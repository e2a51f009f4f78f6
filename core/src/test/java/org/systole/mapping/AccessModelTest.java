package org.systole.mapping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.systole.workload.Dimension;
import org.systole.workload.Operand;

/** The counted accesses against a simulator that walks the loops. */
class AccessModelTest {
    private static final int CASES = 600;

    @Test
    void everyTransferIsWhatWalkingTheLoopsCounts() {
        int exact = 0;
        for (int seed = 0; seed < CASES; seed++) {
            var random = new RandomCases(seed);
            var layer = random.layer();
            var accelerator = random.accelerator();
            var binding = new Binding(
                    layer, accelerator, TestAccelerators.costs(accelerator), layer.precision(), Situation.ALONE);
            Mapping mapping = random.mapping(binding, seed % 3 == 0);
            for (Operand operand : Operand.values()) {
                String where = "seed " + seed + " " + operand + "\n" + layer.nest() + "\n"
                        + accelerator.array().axes() + "\n" + mapping;
                List<Transfer> model = new AccessModel(binding, mapping).transfers(operand);
                var walked = new NaiveSimulator(binding, mapping, false).count(operand);
                var seen = new NaiveSimulator(binding, mapping, true).count(operand);
                assertEquals(model.size(), walked.size());
                for (int i = 0; i < model.size(); i++) {
                    Transfer t = model.get(i);
                    var w = walked.get(i);
                    String at = where + "\ntransfer " + i + "\n" + t + "\n" + w;
                    if (operand == Operand.INPUT && !neighbours(binding, mapping, t)) {
                        assertTrue(t.outerCount() >= w.outer && t.innerCount() >= w.inner, at);
                        continue;
                    }
                    exact++;
                    assertEquals(w.outer, t.outerCount(), at);
                    assertEquals(w.inner, t.innerCount(), at);
                    assertEquals(w.back, t.back(), at);
                    assertEquals(w.added, t.added(), at);
                    assertTrue(t.tile() >= w.largestTile, at);
                    // A tile is recognised as the same only where a loop does not come to its second iteration.
                    assertTrue(seen.get(i).outer <= t.outerCount(), at);
                    if (seed % 3 == 0) assertEquals(seen.get(i).outer, t.outerCount(), at);
                }
            }
        }
        assertTrue(exact > 3 * CASES, "only " + exact + " transfers were compared exactly");
    }

    /** Whether the indices in the tiles of a transfer are neighbours, so that windows' overlap is counted exactly. */
    private static boolean neighbours(Binding binding, Mapping mapping, Transfer t) {
        var walk = new Walk(binding, mapping);
        int cut = t.inner() == null
                ? 0
                : mapping.placements(t.operand()).stream()
                        .filter(p -> p.memory().equals(t.inner().name()))
                        .findFirst()
                        .orElseThrow()
                        .loops();
        for (Dimension d : List.of(Dimension.OY, Dimension.OX, Dimension.FY, Dimension.FX)) {
            for (var axes : List.of(instances(binding, t, true), instances(binding, t, false))) {
                long span = walk.span(cut, d, axis -> !axes.contains(axis.name()));
                if (walk.neighbours(cut, d, axis -> !axes.contains(axis.name())) != span) return false;
            }
        }
        if (binding.footprint.flattensTaps()) return false;
        return true;
    }

    private static Set<String> instances(Binding binding, Transfer t, boolean sending) {
        var names = new java.util.TreeSet<String>();
        for (var axis : binding.accelerator.array().axes()) {
            boolean per = t.inner() == null || t.inner().per().contains(axis.name());
            boolean served =
                    axis.multicast().contains(t.operand()) && !t.outer().per().contains(axis.name());
            if (per && !(sending && served)) names.add(axis.name());
        }
        return names;
    }
}
