package org.systole.compile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.systole.problem.SystoleException;
import org.systole.quantize.IntegerNetwork;
import org.systole.quantize.IntegerNode;
import org.systole.quantize.IntegerOp;
import org.systole.quantize.IntegerRun;
import org.systole.quantize.IntegerTensor;
import org.systole.quantize.IntegerType;
import org.systole.quantize.Quantization;
import org.systole.quantize.Requantization;
import org.systole.tensor.NumberFormat;
import org.systole.tensor.Shape;
import org.systole.tensor.Window;

/** Dead channels with biases beyond 32 bits compute the same bits; a wide bias that matters is refused. */
class ConstantChannelsTest {
    private static final CoreConfig CORE =
            new CoreConfig(4, true, 8, 8, 32, 1024, 4096, 1024, 64, 1024, 32, 16, 8, 4, 4, 4, 50);

    private static IntegerNetwork network(long bias, int shift) {
        var type = new IntegerType(Shape.of(1, 3, 5, 5), Quantization.perTensor(NumberFormat.INT8, 1, 7));
        var weights = RandomNetwork.tensor(new SplittableRandom(3), Shape.of(3, 3, 3, 3), 127);
        var op = new IntegerOp.Convolution(
                weights,
                Quantization.perTensor(NumberFormat.INT8, 1, 0),
                new long[] {100, bias, -100},
                1,
                new Window(1, 1, 1, 1, 1, 1, 5, 5),
                new Requantization(new int[] {9000, 11, 9000}, new int[] {25, shift, 25}, 7, -128, 127));
        return new IntegerNetwork(
                "dead",
                List.of("x"),
                List.of("y"),
                List.of(new IntegerNode("c", op, List.of("x"), "y", List.of())),
                Map.of("x", type, "y", type),
                Map.of());
    }

    @Test
    void deadChannelsKeepTheirBits() {
        IntegerNetwork network = network(5L << 40, 42);
        Program program = Compiler.compile(network, CORE).program();
        byte[] dram = java.util.Arrays.copyOf(program.dram(), (int) program.dramBytes());
        IntegerTensor x = RandomNetwork.tensor(new SplittableRandom(4), Shape.of(1, 3, 5, 5), 127);
        FeatureMaps.write(CORE, dram, program.inputs().get("x"), x);
        new Interpreter(CORE, dram).run(program);
        int[] expected = new IntegerRun(network, (o, a, b, s) -> new float[0])
                .outputs(Map.of("x", x))
                .get("y")
                .values();
        assertEquals(7 + 14, expected[25], "(5 * 2^40 * 11 + 2^41) >> 42 = 14");
        assertArrayEquals(
                expected,
                FeatureMaps.read(CORE, dram, program.outputs().get("y"), Shape.of(1, 3, 5, 5))
                        .values());
    }

    /** {@code (11 (2^33 + sum) + 2^33) >> 34} is 6 or 5, by the sum's sign. */
    @Test
    void aWideBiasThatMattersIsRefused() {
        var refused = assertThrows(SystoleException.class, () -> Compiler.compile(network(1L << 33, 34), CORE));
        assertEquals(CompileProblem.ACCUMULATOR, refused.problems().getFirst().code());
    }
}
