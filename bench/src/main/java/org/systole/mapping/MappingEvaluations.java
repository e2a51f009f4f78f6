package org.systole.mapping;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import org.systole.cost.CostTables;
import org.systole.hardware.Accelerators;
import org.systole.hardware.Memory;
import org.systole.tensor.Window;
import org.systole.workload.LoopNest;
import org.systole.workload.MacLayer;
import org.systole.workload.Operand;
import org.systole.workload.Precision;

/**
 * Evaluations a second of distinct mappings that fit: complete accesses, capacity, cycles and energy of a 3x3 convolution of
 * ResNet (64 to 64 channels, 56 x 56) on a hierarchy of three levels (gemmini-16).
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "-Xmx512m"})
public class MappingEvaluations {
    private static final int MAPPINGS = 8192;

    private MappingEvaluator evaluator;
    private final int[] loops = new int[MAPPINGS];
    private final int[][] dimensions = new int[MAPPINGS][];
    private final int[][] factors = new int[MAPPINGS][];
    private final int[][][] cuts = new int[MAPPINGS][][];

    /** Draws the mappings. */
    @Setup
    public void draw() {
        var accelerator = Accelerators.load("gemmini-16");
        var nest = LoopNest.of(1, 1, 64, 64, 56, 56, 3, 3, new Window(1, 1, 1, 1, 1, 1, 56, 56));
        var layer = new MacLayer(
                "conv",
                MacLayer.Kind.CONVOLUTION,
                nest,
                Precision.INT8,
                1,
                true,
                List.of("in"),
                List.of("out"),
                List.of(),
                List.of("conv"));
        var binding = new Binding(
                layer, accelerator, CostTables.read().costs(accelerator), layer.precision(), Situation.ALONE);
        var chains = new EnumMap<Operand, List<String>>(Operand.class);
        for (Operand o : Operand.values())
            chains.put(o, accelerator.hierarchy(o).stream().map(Memory::name).toList());
        var spatial = SpatialChoices.of(binding).getFirst();
        evaluator = new MappingEvaluator(binding, spatial, chains);
        var random = new Random(1);
        var spaces = new ArrayList<MapSpace>();
        for (Skeleton skeleton : Skeleton.of(binding, chains))
            spaces.add(new MapSpace(binding, spatial, skeleton, evaluator));
        var seen = new HashSet<Mapping>();
        for (int i = 0; i < MAPPINGS; ) {
            MapSpace space = spaces.get(random.nextInt(spaces.size()));
            var candidate = new Candidate(space.skeleton);
            for (int d : space.dimensions()) {
                int[][] vectors = space.factorizations(d);
                candidate.factors[d] = vectors[random.nextInt(vectors.length)].clone();
            }
            for (int s = 0; s < candidate.reuse.length; s++) candidate.reuse[s] = random.nextInt(3);
            if (!space.evaluate(candidate) || !seen.add(candidate.mapping(spatial))) continue;
            loops[i] = candidate.loops;
            dimensions[i] = candidate.dims.clone();
            factors[i] = candidate.sizes.clone();
            cuts[i] = new int[][] {candidate.cuts[0].clone(), candidate.cuts[1].clone(), candidate.cuts[2].clone()};
            i++;
        }
    }

    /** Evaluates all of them once. */
    @Benchmark
    @OperationsPerInvocation(MAPPINGS)
    public void evaluate(Blackhole hole) {
        for (int i = 0; i < MAPPINGS; i++) {
            hole.consume(evaluator.evaluate(loops[i], dimensions[i], factors[i], cuts[i]));
            hole.consume(evaluator.cycles());
            hole.consume(evaluator.energyPj());
        }
    }
}
