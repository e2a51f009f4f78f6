package org.systole.compile;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.systole.mapping.CorePass;
import org.systole.mapping.CorePlaces;
import org.systole.mapping.CoreTemplate;
import org.systole.mapping.CoreTiling;
import org.systole.quantize.IntegerNetwork;
import org.systole.tensor.Window;

/** What the compiler makes of a network, in the words of the analytical model: passes and how each is cut. */
public final class CoreMappings {
    private CoreMappings() {}

    /**
     * A pass and its tiling.
     *
     * @param pass the pass
     * @param tiling how it is cut
     * @param places where its operands lie
     */
    public record Mapped(CorePass pass, CoreTiling tiling, CorePlaces places) {}

    /**
     * Returns the passes of a network in the order of its program's layers, cut as the program is.
     *
     * @throws org.systole.problem.SystoleException when the core cannot run it
     */
    public static List<Mapped> of(IntegerNetwork network, CoreConfig config) {
        var passes = new Passes(network, config);
        var tilings = new Fusion(passes, config).fuse();
        var places = places(network, config, passes, tilings);
        var list = new ArrayList<Mapped>();
        for (Pass pass : passes.passes())
            list.add(new Mapped(pass(pass, passes, config), tilings.get(pass).core(), places.get(list.size())));
        return list;
    }

    /** Returns where the operands of fused passes lie in DRAM. */
    static List<CorePlaces> places(
            IntegerNetwork network, CoreConfig config, Passes passes, Map<Pass, Tiling> tilings) {
        var image = new ImageLayout(config, tilings, passes.passes());
        var plan = new DramPlan(
                config, passes, image.end(), network.inputs(), passes.results().values());
        var list = new ArrayList<CorePlaces>();
        for (Pass pass : passes.passes()) {
            Pass.Finish f = pass.finish();
            list.add(new CorePlaces(
                    pass.parts().stream()
                            .map(part -> plan.address(part.input()))
                            .toList(),
                    pass.parts().stream()
                            .map(part -> image.weights(pass, part, 0))
                            .toList(),
                    image.parameters(pass),
                    f.table() == null ? -1 : image.table(pass),
                    f.residual() == null ? -1 : plan.address(f.residual()),
                    plan.address(pass.result())));
        }
        return list;
    }

    /** Returns what the model of time needs of a core. */
    public static CoreTemplate template(CoreConfig c) {
        return new CoreTemplate(
                c.size(),
                c.weightStationary(),
                c.taps(),
                c.size() * c.inputBits() / c.busBits(),
                c.size() * c.weightBits() / c.busBits(),
                c.size() * Interpreter.PARAMETER_BYTES * 8 / c.busBits(),
                c.tableWords(),
                c.burstBeats(),
                c.busBits() / 8,
                c.outstanding(),
                c.dramLatency(),
                c.dramRows().bytes(),
                c.dramRows().banks(),
                c.dramRows().openCycles(),
                c.dramRows().closeCycles(),
                new CoreTemplate.Memories(
                        c.inputWords(), c.weightWords(), c.accumulatorWords(), c.parameterBlocks(), c.residualWords()));
    }

    /** Returns the number of the first part that reads the same tiles. */
    private static int source(List<Pass.Part> parts, Pass.Part part) {
        for (int i = 0; i < parts.size(); i++) {
            Pass.Part p = parts.get(i);
            if (p.input().equals(part.input())
                    && p.window().equals(part.window())
                    && p.diagonal() == part.diagonal()
                    && p.filterY() == part.filterY()
                    && p.filterX() == part.filterX()) return i;
        }
        throw new IllegalArgumentException("not a part");
    }

    /** Returns a pass in the words of the model. */
    static CorePass pass(Pass pass, Passes passes, CoreConfig config) {
        var parts = new ArrayList<CorePass.Part>();
        for (Pass.Part p : pass.parts()) {
            Window w = p.window();
            int[] extents = passes.extents(p.input());
            parts.add(new CorePass.Part(
                    source(pass.parts(), p),
                    p.channels(),
                    p.diagonal(),
                    p.filterY(),
                    p.filterX(),
                    w.strideY(),
                    w.strideX(),
                    w.dilationY(),
                    w.dilationX(),
                    w.padTop(),
                    w.padLeft(),
                    extents[1],
                    extents[2],
                    p.packing(config)));
        }
        Pass.Finish f = pass.finish();
        Window w = f.poolWindow();
        var pool = new CorePass.Pool(
                f.pool() != Instruction.Pool.NONE,
                f.poolY(),
                f.poolX(),
                w.strideY(),
                w.strideX(),
                w.padTop(),
                w.padLeft());
        return new CorePass(
                String.join(" + ", pass.nodes()),
                parts,
                pass.outputs(),
                pass.accumulatorY(),
                pass.accumulatorX(),
                f.residual() != null,
                f.table() != null,
                pool,
                f.outputY(),
                f.outputX());
    }
}
