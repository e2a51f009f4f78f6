package org.systole.compile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.systole.compile.Instruction.Execute;
import org.systole.mapping.CoreAction;
import org.systole.mapping.CoreCounts;
import org.systole.problem.SystoleException;
import org.systole.quantize.IntegerNetwork;
import org.systole.quantize.IntegerNode;
import org.systole.quantize.IntegerOp;
import org.systole.quantize.IntegerType;
import org.systole.quantize.Quantization;
import org.systole.quantize.Requantization;
import org.systole.simulate.Activity;
import org.systole.simulate.ClockedSimulator;
import org.systole.simulate.EventSimulator;
import org.systole.simulate.RandomPrograms;
import org.systole.simulate.Timeline;
import org.systole.tensor.NumberFormat;
import org.systole.tensor.Shape;
import org.systole.tensor.Window;

/**
 * Depthwise layers of every shape, those that no row of the array can take included: filters to 7 x 7, strides to 17 and beyond the
 * filter, distances, maps of one row, channels that do not fill a block, weights of every width of plan and core.
 */
class DepthwiseCornersTest {
    private static final long SEED = Long.getLong("test.seed", 20261120);

    private final SplittableRandom r = new SplittableRandom(SEED);

    @Test
    void bitsCyclesAndCountsAgree() {
        int together = 0, apart = 0;
        for (int i = 0; i < 200; i++) {
            CoreConfig any = RandomPrograms.anyCore(2 << r.nextInt(4), r);
            CoreConfig config = any.with(Extensions.NONE);
            String what = "case " + i + " of seed " + SEED;
            try {
                IntegerNetwork network = layer(config);
                CompilerPropertyTest.check(network, config, r, what);
                Program program = Compiler.compile(network, config).program();
                times(program, what);
                counts(network, program, what);
                for (Instruction instruction : program.instructions())
                    if (instruction instanceof Execute e && e.outputBlocks() > 0)
                        if (e.tapped()) together++;
                        else apart++;
            } catch (SystoleException e) {
                var code = e.problems().getFirst().code();
                assertTrue(code == CompileProblem.NO_TILE || code == CompileProblem.ACCUMULATOR, e::getMessage);
            }
        }
        assertTrue(together > 50 && apart > 50, together + " commands with taps together, " + apart + " without");
    }

    /** Weights lie as their pass is cut: two layers of the same input and weights have a place each. */
    @Test
    void layersThatShareTheirWeightsHaveAPlaceEach() {
        CoreConfig config = CompilerPropertyTest.core(r);
        IntegerNetwork one = layer(config);
        IntegerNode first = one.nodes().getFirst();
        var types = new LinkedHashMap<>(one.types());
        types.put("z", one.type("y"));
        var second = new IntegerNode("second", first.op(), List.of("x"), "z", List.of());
        var both = new IntegerNetwork("net", List.of("x"), List.of("y", "z"), List.of(first, second), types, Map.of());
        var passes = new Passes(both, config);
        var layout = new ImageLayout(config, new Fusion(passes, config).fuse(), passes.passes());
        var places = new HashSet<Long>();
        for (Pass pass : passes.passes())
            places.add(layout.weights(pass, pass.parts().getFirst(), 0));
        assertEquals(2, places.size());
    }

    private void times(Program program, String what) {
        byte[] before = new byte[Math.toIntExact(program.dramBytes())];
        r.nextBytes(before);
        System.arraycopy(program.dram(), 0, before, 0, program.dram().length);
        byte[] clocked = before.clone(), fast = before.clone();
        Timeline timeline = ClockedSimulator.run(program, clocked, 50_000_000);
        Timeline event = EventSimulator.run(program);
        assertArrayEquals(timeline.begins(), event.begins(), what);
        assertArrayEquals(timeline.ends(), event.ends(), what);
        FastInterpreter.run(program, fast);
        assertArrayEquals(clocked, fast, what);
        Program back = ProgramFile.read("p", ProgramFile.write(program), program.dram());
        assertEquals(program.instructions(), back.instructions());
    }

    private static void counts(IntegerNetwork network, Program program, String what) {
        var mapped = CoreMappings.of(network, program.config()).getFirst();
        var counts = new CoreCounts(CoreMappings.template(program.config()))
                .count(mapped.pass(), mapped.tiling(), mapped.places());
        for (Activity.Count count : Activity.of(EventSimulator.run(program)).counts()) {
            String name = count.part() + "_" + count.action().toUpperCase(java.util.Locale.ROOT);
            assertEquals(count.count(), counts.get(CoreAction.valueOf(name)), what + " " + name + " " + mapped);
        }
    }

    private IntegerNetwork layer(CoreConfig config) {
        int channels = r.nextInt(1, 3 * config.size()), bits = Math.max(2, config.weightBits() >> r.nextInt(4));
        int[] y = axis(r.nextInt(3) == 0 ? 1 : r.nextInt(1, 16)), x = axis(r.nextInt(1, 40));
        var format = new NumberFormat(NumberFormat.Kind.SIGNED, bits);
        var values = Quantization.perTensor(new NumberFormat(NumberFormat.Kind.SIGNED, config.inputBits()), 1, 0);
        double[] factors = {1.0 / (1 << bits)};
        int most = (1 << config.inputBits() - 1) - 1;
        var op = new IntegerOp.Convolution(
                RandomNetwork.tensor(r, Shape.of(channels, 1, y[1], x[1]), (1 << bits - 1) - 1),
                Quantization.perTensor(format, 1, 0),
                r.longs(channels, -99, 99).toArray(),
                channels,
                new Window(y[2], x[2], y[3], x[3], y[4], x[4], y[0], x[0]),
                Requantization.of(factors, 0, -most - 1, most));
        var types = new LinkedHashMap<String, IntegerType>();
        types.put("x", new IntegerType(Shape.of(1, channels, y[0], x[0]), values));
        types.put("y", new IntegerType(Shape.of(1, channels, y[5], x[5]), values));
        var node = new IntegerNode("depthwise", op, List.of("x"), "y", List.of());
        return new IntegerNetwork("net", List.of("x"), List.of("y"), List.of(node), types, Map.of());
    }

    /** Returns extent, filter, stride, distance, padding before and outputs along an axis. */
    private int[] axis(int extent) {
        int filter = r.nextInt(1, 8), stride = r.nextInt(3) == 0 ? r.nextInt(1, 18) : r.nextInt(1, 4);
        int dilation = r.nextInt(3) == 0 ? r.nextInt(1, 4) : 1, pad = r.nextInt(0, filter);
        int span = (filter - 1) * dilation + 1, whole = extent + pad + r.nextInt(0, filter);
        if (whole < span) return new int[] {extent, 1, 1, 1, 0, extent};
        return new int[] {extent, filter, stride, dilation, pad, (whole - span) / stride + 1};
    }
}
