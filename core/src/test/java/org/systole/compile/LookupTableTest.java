package org.systole.compile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.systole.formats.Formats;
import org.systole.formats.Grid;
import org.systole.quantize.IntegerNetwork;
import org.systole.quantize.IntegerNode;
import org.systole.quantize.IntegerOp;
import org.systole.quantize.IntegerTensor;
import org.systole.quantize.IntegerType;
import org.systole.quantize.Quantization;
import org.systole.tensor.NumberFormat;
import org.systole.tensor.Shape;

/** A table begins at the least integer of its input, wherever that lies among the core's. */
class LookupTableTest {
    private static Quantization input(String name) {
        Grid grid = Formats.parse(name).grid();
        var kind = grid.low() < 0 ? NumberFormat.Kind.SIGNED : NumberFormat.Kind.UNSIGNED;
        return new Quantization(new NumberFormat(kind, 4), new float[] {1}, new int[1], -1, few(grid));
    }

    private static Grid few(Grid grid) {
        return grid instanceof Grid.Integers ? null : grid;
    }

    @ParameterizedTest
    @CsvSource({
        "levels15, -7 -6 -1 0 1 2 6 7",
        "ulevels15, 0 1 2 3 7 8 13 14",
        "uint4, 0 1 2 3 7 8 14 15",
        "int4, -7 -6 -1 0 1 2 6 7"
    })
    void threeTimes(String name, String codes) {
        int[] x = Arrays.stream(codes.split(" ")).mapToInt(Integer::parseInt).toArray();
        Quantization q = input(name);
        int[] table = new int[q.high() - q.low() + 1];
        for (int i = 0; i < table.length; i++) table[i] = 3 * (q.low() + i);
        Shape shape = Shape.of(1, 1, 1, x.length);
        var network = new IntegerNetwork(
                "table",
                List.of("x"),
                List.of("y"),
                List.of(new IntegerNode("n", new IntegerOp.Lookup("three times", table), List.of("x"), "y", List.of())),
                Map.of(
                        "x", new IntegerType(shape, q),
                        "y", new IntegerType(shape, Quantization.perTensor(NumberFormat.INT8, 1, 0))),
                Map.of());
        CoreConfig config = CompilerPropertyTest.core(new java.util.SplittableRandom(3));
        Program program = Compiler.compile(network, config).program();
        byte[] dram = Arrays.copyOf(program.dram(), Math.toIntExact(program.dramBytes()));
        FeatureMaps.write(config, dram, program.inputs().get("x"), new IntegerTensor(shape, x));
        new Interpreter(config, dram).run(program);
        int[] y = FeatureMaps.read(config, dram, program.outputs().get("y"), shape)
                .values();
        assertArrayEquals(Arrays.stream(x).map(code -> 3 * code).toArray(), y);
    }
}
