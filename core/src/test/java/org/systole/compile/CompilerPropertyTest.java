package org.systole.compile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.systole.problem.SystoleException;
import org.systole.quantize.IntegerNetwork;
import org.systole.quantize.IntegerRun;
import org.systole.quantize.IntegerTensor;

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
            inputs.put(input, RandomNetwork.tensor(random, network.type(input).shape(), 128));
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
