package org.systole.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.systole.compile.Compiler;
import org.systole.compile.CoreConfig;
import org.systole.compile.CoreConfigs;
import org.systole.hardware.Accelerators;
import org.systole.quantize.IntegerNetwork;
import org.systole.quantize.IntegerNode;
import org.systole.quantize.IntegerOp;
import org.systole.quantize.IntegerTensor;
import org.systole.quantize.IntegerType;
import org.systole.quantize.Quantization;
import org.systole.quantize.Requantization;
import org.systole.tensor.NumberFormat;
import org.systole.tensor.Shape;
import org.systole.tensor.Window;

/**
 * A 3 x 3 depthwise layer does at least C multiply-accumulates a cycle on an R x C array, loads, filling and stores of a whole
 * layer included: a word of inputs enters in a cycle, and the array multiplies it with the three taps of a row of the filter, so
 * that three for each column are the most there is.
 */
class DepthwiseRateTest {
    private static final int CHANNELS = 64;

    @ParameterizedTest
    @CsvSource({"systole-core-4os, 1.9", "systole-core-8ws, 2.8", "systole-core-16ws, 2.8", "systole-core-64ws, 1.7"})
    void aMultiplyAccumulateForEachColumnAndCycle(String core, double least) {
        var config = CoreConfigs.of(Accelerators.load(core));
        Timeline timeline = run(config, 112);
        double rate = (double) macs(112) / timeline.cycles() / config.size();
        assertTrue(
                rate >= least && rate <= 3,
                () -> rate + " of a MAC for each column and cycle, loads and stores included");
        // what pixels take beyond those of a small layer: filling is paid once for each command
        Timeline small = run(config, 28);
        double more = (double) (macs(112) - macs(28)) / (timeline.cycles() - small.cycles()) / config.size();
        assertTrue(more >= rate && more <= 3, () -> more + " for each column and further cycle");
    }

    private static long macs(int side) {
        return (long) CHANNELS * 9 * side * side;
    }

    private static Timeline run(CoreConfig config, int side) {
        var compiled = Compiler.compile(layer(side), config);
        assertEquals(List.of(), compiled.host());
        return EventSimulator.run(compiled.program());
    }

    private static IntegerNetwork layer(int side) {
        int[] weights = new int[CHANNELS * 9];
        Arrays.fill(weights, 100);
        double[] scales = {0.001};
        var shape = Shape.of(1, CHANNELS, side, side);
        var quantization = Quantization.perTensor(NumberFormat.INT8, 1, 0);
        var op = new IntegerOp.Convolution(
                new IntegerTensor(Shape.of(CHANNELS, 1, 3, 3), weights),
                quantization,
                new long[CHANNELS],
                CHANNELS,
                new Window(1, 1, 1, 1, 1, 1, side, side),
                Requantization.of(scales, 0, -128, 127));
        var types = new LinkedHashMap<String, IntegerType>();
        for (String value : List.of("x", "y")) types.put(value, new IntegerType(shape, quantization));
        var node = new IntegerNode("depthwise", op, List.of("x"), "y", List.of());
        return new IntegerNetwork("net", List.of("x"), List.of("y"), List.of(node), types, Map.of());
    }
}
