package org.systole.mapping;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.systole.cost.CostTables;
import org.systole.hardware.Accelerator;
import org.systole.hardware.Accelerators;
import org.systole.hardware.Axis;
import org.systole.hardware.PeArray;
import org.systole.tensor.Window;
import org.systole.workload.Dimension;
import org.systole.workload.Layer;
import org.systole.workload.LoopNest;
import org.systole.workload.Lowering;
import org.systole.workload.MacLayer;
import org.systole.workload.Precision;
import org.systole.workload.Workload;
import org.systole.zoo.Zoo;

/** What Timeloop and ZigZag were given, as we describe it: layers without the work attached to them, each alone. */
final class Peers {
    /** Nodes of the search tree for a layer; more changes a total by less than a thousandth. */
    static final long BUDGET = 800;

    private Peers() {}

    /** Returns a network on an accelerator, no feature map kept on the chip, as those tools do it. */
    static NetworkCost evaluate(
            Workload workload, Accelerator accelerator, Objective objective, long budget, int threads) {
        var settings = new MapperSettings(objective, 1, threads, budget, 0, true, false);
        return new AnalyticalEvaluator()
                .evaluate(workload, accelerator, CostTables.read().costs(accelerator), settings);
    }

    /** Returns the energy in pJ without leakage, of which those tools' costs know nothing or next to nothing. */
    static double dynamicPj(LayerCost layer) {
        return layer.energy().stream()
                .filter(part -> !part.component().equals("leakage"))
                .mapToDouble(part -> part.pj().value())
                .sum();
    }

    /** Returns the same of a network. */
    static double dynamicPj(NetworkCost cost) {
        return cost.layers().stream().mapToDouble(Peers::dynamicPj).sum();
    }

    /** Returns the energy of a component in pJ. */
    static double componentPj(LayerCost layer, String component) {
        return layer.energy().stream()
                .filter(part -> part.component().equals(component))
                .mapToDouble(part -> part.pj().value())
                .sum();
    }

    /** Returns VGG02_layer5 of Timeloop's exercise 06: 56 x 56 outputs of 58 x 58 inputs. */
    static MacLayer vggLayer5(Accelerator accelerator) {
        var nest = LoopNest.of(1, 1, 256, 128, 56, 56, 3, 3, Window.of(58, 58));
        return layer("VGG02_layer5", nest, accelerator.precision());
    }

    /** Returns a workload of one layer. */
    static Workload alone(MacLayer layer) {
        return workload(layer.name(), List.of(layer));
    }

    /** Returns ZigZag's array with its spatial unrolling: K by 32 and C by 32, groups one after another. */
    static Accelerator zigzag() {
        Accelerator a = Accelerators.load("zigzag-tpu-like");
        PeArray p = a.array();
        var axes = new ArrayList<Axis>();
        for (Axis axis : p.axes()) {
            Set<Dimension> unroll = axis.unroll().contains(Dimension.K) ? Set.of(Dimension.K) : axis.unroll();
            axes.add(new Axis(axis.name(), axis.size(), unroll, axis.multicast(), axis.reduces(), axis.flatten()));
        }
        var array = new PeArray(
                axes,
                p.macsPerPe(),
                p.movement(),
                p.stationary(),
                p.preload(),
                p.pipelineCycles(),
                p.macPj(),
                p.peAreaMm2());
        return new Accelerator(
                a.name(),
                a.title(),
                a.source(),
                a.witnesses(),
                a.clockMhz(),
                a.technology(),
                a.precision(),
                a.operandBits(),
                array,
                a.memories(),
                a.links(),
                a.units(),
                a.control(),
                a.rules(),
                a.areaMm2(),
                a.constraints());
    }

    /** Returns the convolutions and dense layers of a network of the zoo. */
    static Workload zoo(String name, Accelerator accelerator) {
        List<Layer> layers = new ArrayList<>();
        for (MacLayer m : Lowering.of(Zoo.graph(name)).macLayers())
            layers.add(layer(m.name(), m.nest(), accelerator.precision()));
        return workload(name, layers);
    }

    /** Returns AlexNet as ZigZag's ONNX file has it: 224 x 224 without padding, two groups in conv2, conv4 and conv5. */
    static Workload alexNet(Accelerator accelerator) {
        Precision p = accelerator.precision();
        var first = new Window(4, 4, 1, 1, 0, 0, 224, 224);
        return workload(
                "alexnet",
                List.of(
                        layer("Op0", LoopNest.of(1, 1, 96, 3, 54, 54, 11, 11, first), p),
                        layer("Op4", LoopNest.of(1, 2, 128, 48, 26, 26, 5, 5, padded(2, 26)), p),
                        layer("Op8", LoopNest.of(1, 1, 384, 256, 12, 12, 3, 3, padded(1, 12)), p),
                        layer("Op10", LoopNest.of(1, 2, 192, 192, 12, 12, 3, 3, padded(1, 12)), p),
                        layer("Op12", LoopNest.of(1, 2, 128, 192, 12, 12, 3, 3, padded(1, 12)), p),
                        layer("Op16", LoopNest.matrix(1, 4096, 9216), p),
                        layer("Op19", LoopNest.matrix(1, 4096, 4096), p),
                        layer("Op22", LoopNest.matrix(1, 1000, 4096), p)));
    }

    private static Window padded(int pad, int input) {
        return new Window(1, 1, 1, 1, pad, pad, input, input);
    }

    /** Returns a layer without attached work. */
    static MacLayer layer(String name, LoopNest nest, Precision precision) {
        var kind = nest.bound(Dimension.G) > 1 ? MacLayer.Kind.GROUPED : MacLayer.Kind.CONVOLUTION;
        List<String> reads = List.of("to " + name);
        List<String> writes = List.of("from " + name);
        return new MacLayer(name, kind, nest, precision, 1, true, reads, writes, List.of(), List.of(name));
    }

    private static Workload workload(String name, List<? extends Layer> layers) {
        return new Workload(name, List.copyOf(layers), Map.of(), List.of(), List.of(), Map.of(), List.of());
    }
}
