package org.systole.compile;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.systole.problem.Place;
import org.systole.problem.Problems;
import org.systole.quantize.IntegerNetwork;
import org.systole.quantize.IntegerNode;
import org.systole.tensor.Shape;

/** From an integer network to a program of the Systole core. Deterministic. */
public final class Compiler {
    private Compiler() {}

    /**
     * A program and what it leaves to the host.
     *
     * @param program what the core runs
     * @param host nodes that the host computes afterwards, in order
     * @param steps for each layer of the program its name, and the value it writes
     * @param maps where every map lies in DRAM, and for how long
     * @param nodes for each layer of the program the nodes that it computes
     */
    public record Compiled(
            Program program,
            List<IntegerNode> host,
            Map<String, Program.Placement> steps,
            List<MapRange> maps,
            List<List<String>> nodes) {
        /** Copies the collections. */
        public Compiled {
            host = List.copyOf(host);
            maps = List.copyOf(maps);
            nodes = List.copyOf(nodes);
            steps = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(steps));
        }
    }

    /**
     * A map in DRAM and the passes that use it.
     *
     * @param value the value
     * @param address its first byte
     * @param bytes its size, with the padding behind it
     * @param firstPass the pass that writes it, or -1 for the host
     * @param lastPass the last pass that reads it, {@link Integer#MAX_VALUE} for the host, -1 for nobody
     */
    public record MapRange(String value, long address, long bytes, int firstPass, int lastPass) {}

    /**
     * Returns the program of a network.
     *
     * @throws org.systole.problem.SystoleException when the core cannot run it; with layer and remedy, all at once
     */
    public static Compiled compile(IntegerNetwork network, CoreConfig config) {
        check(network, config);
        var passes = new Passes(network, config);
        var problems = new Problems();
        formats(network, passes, config, problems);
        SumBounds.sums(network, passes.passes(), config, problems);
        problems.throwIfAny();
        var tilings = new Fusion(passes, config).fuse();
        var image = new WeightImage(config, tilings, passes.passes());
        byte[] bytes = image.bytes();
        var results = passes.results();
        var plan = new DramPlan(config, passes, bytes.length, network.inputs(), results.values());
        var emitter = new Emitter(config, image.layout(), plan, passes, tilings);
        var layers = new ArrayList<String>();
        var nodes = new ArrayList<List<String>>();
        for (Pass pass : passes.passes()) {
            emitter.pass(pass, layers.size());
            layers.add(String.join(" + ", pass.nodes()));
            nodes.add(pass.nodes());
        }
        emitter.halt();
        var inputs = new LinkedHashMap<String, Program.Placement>();
        for (String input : network.inputs()) inputs.put(input, placement(network, passes, plan, input));
        var outputs = new LinkedHashMap<String, Program.Placement>();
        results.forEach((value, map) -> outputs.put(value, placement(network, passes, plan, map)));
        var steps = new LinkedHashMap<String, Program.Placement>();
        for (Pass pass : passes.passes()) steps.put(pass.result(), placement(network, passes, plan, pass.result()));
        var program = new Program(
                network.name(),
                config,
                emitter.instructions(),
                emitter.sources(),
                layers,
                bytes,
                plan.end(),
                inputs,
                outputs);
        return new Compiled(program, passes.host(), steps, plan.ranges(), nodes);
    }

    private static Program.Placement placement(IntegerNetwork network, Passes passes, DramPlan plan, String map) {
        int[] e = passes.extents(map);
        return new Program.Placement(
                plan.address(map),
                Shape.of(1, e[0], e[1], e[2]),
                network.type(map).quantization().zeroPoints()[0],
                passes.channelsLast(map));
    }

    private static void check(IntegerNetwork network, CoreConfig config) {
        var problems = new Problems();
        for (String input : network.inputs()) {
            Shape shape = network.type(input).shape();
            if (shape.rank() < 2 || shape.rank() > 4 || shape.extent(0) != 1)
                problems.add(
                        CompileProblem.BATCH,
                        Place.element(network.name(), "input '" + input + "'"),
                        "it has the shape " + shape + ", expected 1 x channels x height x width",
                        "read the model with a batch of 1: --shape " + input + "=1x...");
        }
        SumBounds.weights(network, config, problems);
        problems.throwIfAny();
    }

    /** Adds a problem for each value wider than the core's, but not for those that only the host computes. */
    private static void formats(IntegerNetwork network, Passes passes, CoreConfig config, Problems problems) {
        var host = new HashSet<String>();
        for (IntegerNode node : passes.host()) host.add(node.output());
        network.types().forEach((value, type) -> {
            if (!host.contains(value) && type.quantization().signedBits() > config.inputBits())
                problems.add(
                        CompileProblem.FORMAT,
                        Place.element(network.name(), "value '" + value + "'"),
                        "it has " + type.quantization().format() + ", "
                                + type.quantization().signedBits() + " bits with its sign; the core computes with "
                                + config.inputBits() + " signed bits",
                        "quantize it to int" + config.inputBits() + " or choose a wider core");
        });
    }
}
