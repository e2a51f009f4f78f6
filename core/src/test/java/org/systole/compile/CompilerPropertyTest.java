package org.systole.compile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.systole.problem.SystoleException;
import org.systole.quantize.IntegerNetwork;
import org.systole.quantize.IntegerOp;
import org.systole.quantize.IntegerRun;
import org.systole.quantize.IntegerTensor;
import org.systole.simulate.RandomPrograms;

/** Compiled programs compute what the integer reference says, over random layers and cores. */
class CompilerPropertyTest {
    private static final long SEED = Long.getLong("test.seed", 20261120);

    @Test
    void layersEqualTheIntegerReference() {
        var random = new SplittableRandom(SEED);
        int compiled = 0;
        for (int i = 0; i < 300; i++) {
            IntegerNetwork network = new RandomNetwork(random).build();
            CoreConfig config = core(random);
            try {
                check(network, config, random, "case " + i + " of seed " + SEED);
                compiled++;
            } catch (SystoleException e) {
                assertTrue(e.problems().getFirst().code() == CompileProblem.NO_TILE, e::getMessage);
            }
        }
        assertTrue(compiled > 200, compiled + " of 300 fit their core");
    }

    /** Operands of 2 to 16 bits, both dataflows; the accumulator is as wide as the proven bound says, or it is refused. */
    @Test
    void layersOfAnyWidthEqualTheIntegerReference() {
        var random = new SplittableRandom(SEED + 1);
        int compiled = 0, refused = 0;
        for (int i = 0; i < 300; i++) {
            CoreConfig config = RandomPrograms.anyCore(2 << random.nextInt(3), random);
            var made = new RandomNetwork(random, config.inputBits(), config.weightBits());
            // every other one with a width of weights for each layer
            IntegerNetwork network = i % 2 == 1 ? made.widths().build() : made.build();
            try {
                check(network, config, random, "case " + i + " of seed " + (SEED + 1));
                compiled++;
            } catch (SystoleException e) {
                var code = e.problems().getFirst().code();
                assertTrue(code == CompileProblem.NO_TILE || code == CompileProblem.ACCUMULATOR, e::getMessage);
                if (code == CompileProblem.ACCUMULATOR) refused++;
            }
        }
        assertTrue(compiled > 100 && refused > 10, compiled + " of 300 fit their core, " + refused + " were too wide");
    }

    /** Tables of few levels and of unsigned integers, behind a layer that is fused with them. */
    @Test
    void tablesOfNarrowValuesEqualTheIntegerReference() {
        var random = new SplittableRandom(SEED + 2);
        int tables = 0;
        for (int i = 0; i < 100; i++) {
            IntegerNetwork network = new RandomNetwork(random).narrowing().build();
            try {
                check(network, core(random), random, "case " + i + " of seed " + (SEED + 2));
            } catch (SystoleException e) {
                assertTrue(e.problems().getFirst().code() == CompileProblem.NO_TILE, e::getMessage);
                continue;
            }
            for (var node : network.nodes()) if (node.op() instanceof IntegerOp.Lookup) tables++;
        }
        assertTrue(tables > 20, tables + " tables");
    }

    static CoreConfig core(SplittableRandom r) {
        int n = 4 << r.nextInt(3);
        return new CoreConfig(
                n,
                true,
                8,
                8,
                32,
                n * (32 << r.nextInt(5)),
                n * (16 << r.nextInt(6)),
                64 << r.nextInt(5),
                4 << r.nextInt(4),
                64 << r.nextInt(5),
                32,
                16,
                4,
                4,
                4,
                4,
                50);
    }

    static void check(IntegerNetwork network, CoreConfig config, SplittableRandom random, String what) {
        var compiled = Compiler.compile(network, config);
        Program program = compiled.program();
        byte[] dram = java.util.Arrays.copyOf(program.dram(), Math.toIntExact(program.dramBytes()));
        var inputs = new LinkedHashMap<String, IntegerTensor>();
        for (String input : network.inputs()) {
            inputs.put(input, RandomNetwork.tensor(random, network.type(input).shape(), 1 << config.inputBits() - 1));
            FeatureMaps.write(config, dram, program.inputs().get(input), inputs.get(input));
        }
        new Interpreter(config, dram).run(program);
        Map<String, IntegerTensor> expected = new IntegerRun(network, (o, a, b, s) -> new float[0]).outputs(inputs);
        for (String output : network.outputs())
            assertArrayEquals(
                    expected.get(output).values(),
                    FeatureMaps.read(
                                    config,
                                    dram,
                                    program.outputs().get(output),
                                    network.type(output).shape())
                            .values(),
                    what + ": " + network.nodes() + " on " + config);
    }
}
