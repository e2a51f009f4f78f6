package org.systole.mapping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.systole.hardware.Accelerator;
import org.systole.hardware.Memory;
import org.systole.workload.Dimension;
import org.systole.workload.MacLayer;
import org.systole.workload.Operand;

/** That the search loses nothing. */
class LayerMapperTest {
    private static final MapperSettings LARGE = MapperSettings.DEFAULT.withBudget(150_000);

    /** Whatever is known of a mapping, its bound is not above its cost, and never calls a mapping that fits impossible. */
    @Test
    void boundsAreBounds() {
        int compared = 0;
        for (int seed = 0; seed < 1500; seed++) {
            var random = new RandomCases(seed);
            var layer = random.layerWithWork();
            Accelerator accelerator = random.accelerator();
            var binding = binding(layer, accelerator);
            Mapping mapping = random.mapping(binding, seed % 2 == 0);
            var flat = FlatMapping.of(mapping);
            var evaluator = new MappingEvaluator(binding, mapping.spatial(), flat.chains());
            boolean fits = evaluator.evaluate(flat.loops(), flat.dimensions(), flat.factors(), flat.cuts());
            double cycles = evaluator.cycles();
            double energy = evaluator.energyPj();
            double bits = evaluator.dramBits();
            for (int i = 0; i < 8; i++) {
                int known = random.below(1 << Dimension.COUNT);
                var part = partOf(flat, known);
                boolean possible = evaluator.bound(
                        part.loops(), thrice(part.dimensions()), thrice(part.factors()), part.cuts(), known);
                String where =
                        "seed " + seed + " known " + known + "\n" + layer.nest() + "\n" + accelerator + "\n" + mapping;
                assertTrue(possible || !fits, where);
                assertTrue(
                        evaluator.cycles() <= cycles * (1 + 1e-9), where + "\n" + evaluator.cycles() + " > " + cycles);
                assertTrue(
                        evaluator.energyPj() <= energy * (1 + 1e-9),
                        where + "\n" + evaluator.energyPj() + " > " + energy);
                assertTrue(evaluator.dramBits() <= bits * (1 + 1e-9), where);
                compared++;
            }
        }
        assertEquals(12000, compared);
    }

    private static int[][] thrice(int[] each) {
        return new int[][] {each, each, each};
    }

    private static FlatMapping partOf(FlatMapping flat, int known) {
        var dims = new ArrayList<Integer>();
        var factors = new ArrayList<Integer>();
        var cuts = new int[Operand.COUNT][];
        var kept = new int[flat.loops() + 1];
        for (int i = 0; i < flat.loops(); i++) {
            boolean keep = (known >> flat.dimensions()[i] & 1) == 1;
            kept[i + 1] = kept[i] + (keep ? 1 : 0);
            if (!keep) continue;
            dims.add(flat.dimensions()[i]);
            factors.add(flat.factors()[i]);
        }
        for (int o = 0; o < cuts.length; o++) {
            cuts[o] = flat.cuts()[o].clone();
            for (int i = 0; i < cuts[o].length; i++) cuts[o][i] = kept[cuts[o][i]];
        }
        return new FlatMapping(
                dims.stream().mapToInt(Integer::intValue).toArray(),
                factors.stream().mapToInt(Integer::intValue).toArray(),
                cuts,
                flat.chains());
    }

    /** The search finds what trying every point of the mapspace finds, for every objective. */
    @Test
    void branchAndBoundFindsTheBestOfTheMapspace() {
        int spaces = 0;
        for (int seed = 0; seed < 60; seed++) {
            var random = new RandomCases(seed);
            MacLayer layer = random.layer();
            Accelerator accelerator = random.accelerator();
            Objective objective = Objective.values()[seed % 4];
            var binding = binding(layer, accelerator);
            Map<Operand, List<String>> chains = chains(accelerator);
            for (var spatial : SpatialChoices.of(binding)) {
                for (Skeleton skeleton : Skeleton.of(binding, chains)) {
                    if (skeleton.segments() > 4) continue;
                    var space =
                            new MapSpace(binding, spatial, skeleton, new MappingEvaluator(binding, spatial, chains));
                    if (points(space) > 30_000) continue;
                    var incumbent = new Incumbent(objective);
                    var budget = new SearchBudget(10_000_000, Long.MAX_VALUE);
                    assertTrue(new BranchAndBound(space, objective, incumbent, budget, seed % 2 == 0).run());
                    double best = everyPoint(space, objective, new Candidate(skeleton), 0, 0);
                    assertEquals(best, incumbent.score(), 1e-9 * Math.abs(best), "seed " + seed + " " + objective);
                    spaces++;
                }
            }
        }
        assertTrue(spaces > 100, "only " + spaces + " mapspaces");
    }

    private static long points(MapSpace space) {
        long count = 1;
        for (int d = 0; d < Dimension.COUNT; d++) count *= space.factorizations(d).length;
        for (int s = 0; s < space.skeleton.segments(); s++) count *= space.reuses(s);
        return count;
    }

    private static double everyPoint(MapSpace space, Objective objective, Candidate c, int d, int segment) {
        double best = Double.POSITIVE_INFINITY;
        if (d < Dimension.COUNT) {
            for (int[] vector : space.factorizations(d)) {
                System.arraycopy(vector, 0, c.factors[d], 0, vector.length);
                best = Math.min(best, everyPoint(space, objective, c, d + 1, 0));
            }
            return best;
        }
        if (segment < space.skeleton.segments()) {
            for (int r = 0; r < space.reuses(segment); r++) {
                c.reuse[segment] = r;
                best = Math.min(best, everyPoint(space, objective, c, d, segment + 1));
            }
            return best;
        }
        return space.evaluate(c) ? Score.of(objective, space.evaluator) : best;
    }

    /** No mapping at all with the same unrolling, whatever its factors, order and cuts, beats an exhaustive search. */
    @Test
    void noOtherOrderFactorOrCutIsBetter() {
        int exhaustive = 0;
        for (int seed = 0; seed < 40; seed++) {
            var random = new RandomCases(seed);
            MacLayer layer = random.tinyLayer();
            // Words of one bit: padded words are counted on average, which can favour a larger tile that saves nothing.
            Accelerator accelerator =
                    TestAccelerators.withWordsOfOneBit(TestAccelerators.gemmini(2, 1 + random.below(2), 1));
            Objective objective = Objective.values()[seed % 4];
            var binding = binding(layer, accelerator);
            var found = new LayerMapper(binding, LARGE.with(objective), Long.MAX_VALUE)
                    .search()
                    .orElseThrow();
            if (found.verdict().kind() != SearchVerdict.Kind.EXHAUSTIVE) continue;
            exhaustive++;
            double best = score(binding, objective, found.mapping());
            for (int i = 0; i < 300; i++) {
                Mapping other = random.mapping(binding, i % 2 == 0);
                var same = new Mapping(found.mapping().spatial(), other.temporal(), other.placements());
                if (!covers(binding, same)) continue;
                if (!keepsAll(same, found.mapping()) || crosses(same)) continue;
                if (!ReadableModel.estimate(binding, same).misfits().isEmpty()) continue;
                double score = score(binding, objective, same);
                assertTrue(
                        score >= best * (1 - 1e-9),
                        "seed " + seed + " " + objective + ": " + score + " < " + best + "\n" + same + "\n" + found);
            }
        }
        assertTrue(exhaustive > 25, "only " + exhaustive + " searches were exhaustive");
    }

    private static boolean covers(Binding binding, Mapping mapping) {
        for (Dimension d : Dimension.values()) {
            long product = mapping.unrolled(d);
            for (Loop loop : mapping.temporal()) if (loop.dimension() == d) product *= loop.factor();
            if (product < binding.extent(d)) return false;
        }
        return true;
    }

    /** Whether a tile on the chip is smaller than one in the PEs: no mapspace holds such mappings. */
    private static boolean crosses(Mapping mapping) {
        int inPes = mapping.placements(Operand.WEIGHT).getLast().loops();
        for (Operand o : Operand.values()) if (mapping.placements(o).get(1).loops() < inPes) return true;
        return false;
    }

    private static boolean keepsAll(Mapping mapping, Mapping like) {
        for (Operand o : Operand.values())
            if (mapping.placements(o).size() != like.placements(o).size()) return false;
        return true;
    }

    @Test
    void repeatsOnAnyMachineAndKeepsToItsBudget() {
        var random = new RandomCases(7);
        var binding = binding(random.layer(), TestAccelerators.gemmini(4, 1, 1));
        MapperSettings small = MapperSettings.DEFAULT.withBudget(2000);
        var a = new LayerMapper(binding, small, Long.MAX_VALUE).search().orElseThrow();
        var b = new LayerMapper(binding(binding.layer, binding.accelerator), small, Long.MAX_VALUE)
                .search()
                .orElseThrow();
        assertEquals(a, b);
        assertTrue(a.verdict().visited() <= 2000, a.verdict().toString());
    }

    private static double score(Binding binding, Objective objective, Mapping mapping) {
        var flat = FlatMapping.of(mapping);
        var evaluator = new MappingEvaluator(binding, mapping.spatial(), flat.chains());
        evaluator.evaluate(flat.loops(), flat.dimensions(), flat.factors(), flat.cuts());
        return Score.of(objective, evaluator);
    }

    private static Map<Operand, List<String>> chains(Accelerator accelerator) {
        var chains = new EnumMap<Operand, List<String>>(Operand.class);
        for (Operand o : Operand.values())
            chains.put(o, accelerator.hierarchy(o).stream().map(Memory::name).toList());
        return chains;
    }

    private static Binding binding(MacLayer layer, Accelerator accelerator) {
        return new Binding(layer, accelerator, TestAccelerators.costs(accelerator), layer.precision(), Situation.ALONE);
    }
}
