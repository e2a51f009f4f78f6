package org.systole.workload;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.systole.graph.Node;
import org.systole.tensor.NumberFormat;
import org.systole.tensor.Shape;
import org.systole.tensor.Window;

/** Rules for convolutions of one, two or three spatial axes, and for transposed ones. */
final class Convolutions {
    private Convolutions() {}

    /** Where an operator keeps its operands. */
    private record Operands(int input, int weight, int bias) {
        static Operands of(Node node) {
            return node.op().equals("QLinearConv") ? new Operands(0, 3, 8) : new Operands(0, 1, 2);
        }
    }

    static void convolution(Node node, Scope scope) {
        Operands at = Operands.of(node);
        var g = Geometry.of(node, scope, at.input, at.weight);
        int[] pads = scope.isComputed(node, at.input)
                ? scope.view(node.input(at.input)).pads()
                : null;
        g = pads == null ? g : g.padded(pads);
        Shape weight = scope.shape(node.input(at.weight));
        int groups = (int) node.attributes().integer("group", 1);
        int k = weight.extent(0) / groups;
        int c = weight.extent(1) * g.kernelZ();
        int batch = scope.shape(node.output()).extent(0) * g.outputZ();
        var nest = LoopNest.of(batch, groups, k, c, g.outputY(), g.outputX(), g.kernelY(), g.kernelX(), g.window());
        if (g.kernelZ() > 1)
            scope.notes.add("3-D convolution '" + node.name()
                    + "': its depth is counted as batch and channels, so input planes are not reused between outputs");
        Draft draft = product(node, scope, node.name(), kind(groups, weight.extent(1)), nest, 1);
        Site site = Fusion.output(scope, draft, node.output(), Site.State.OPEN);
        finish(node, scope, draft, site, at.bias);
    }

    private static MacLayer.Kind kind(int groups, int channels) {
        if (groups == 1) return MacLayer.Kind.CONVOLUTION;
        return channels == 1 ? MacLayer.Kind.DEPTHWISE : MacLayer.Kind.GROUPED;
    }

    private static Draft product(
            Node node, Scope scope, String name, MacLayer.Kind kind, LoopNest nest, int channelAxis) {
        Operands at = Operands.of(node);
        return Products.draft(node, scope, name, kind, nest, node.input(at.input), node.input(at.weight), channelAxis);
    }

    private static void finish(Node node, Scope scope, Draft draft, Site site, int bias) {
        long n = site.elements;
        Products.bias(node, scope, draft, bias, n);
        if (Quantization.requantizes(node)) Products.convert(node, draft, n);
        if (node.op().equals("FusedConv")) {
            if (scope.isComputed(node, 3)) {
                draft.reads.add(scope.site(node.input(3)));
                draft.work.add(new VectorWork(VectorWork.Kind.ADD, node.name(), node.op(), n, 2 * n, 0, n));
            }
            Elementwise.activation(node, node.attributes().text("activation", ""), draft, n);
        }
    }

    /**
     * A transposed convolution, cut into the phases of its stride: all outputs with the same remainder of
     * {@code position + padding} see the same taps, so they are an ordinary convolution of stride 1 with those taps.
     * Phases with equally many taps and outputs are one layer, whose filters are the filters of all of them.
     */
    static void transposed(Node node, Scope scope) {
        var g = Geometry.of(node, scope, 0, 1);
        if (g.kernelZ() > 1 || g.outputZ() > 1)
            throw new Refusal("found three spatial axes", "transposed convolutions have one or two");
        Map<List<Integer>, List<Phase[]>> groups = new LinkedHashMap<>();
        for (Phase y : Phase.of(
                g.strideY(), g.kernelY(), g.window().dilationY(), g.window().padTop(), g.outputY()))
            for (Phase x : Phase.of(
                    g.strideX(), g.kernelX(), g.window().dilationX(), g.window().padLeft(), g.outputX()))
                groups.computeIfAbsent(List.of(y.taps(), x.taps(), y.outputs(), x.outputs()), key -> new ArrayList<>())
                        .add(new Phase[] {y, x});
        var parts = new ArrayList<Site>();
        for (var group : groups.entrySet()) parts.add(phases(node, scope, g, group.getValue(), groups.size() > 1));
        if (parts.size() == 1) {
            scope.define(node.output(), View.of(parts.getFirst()));
            return;
        }
        NumberFormat format = parts.getFirst().format;
        scope.define(node.output(), View.of(Site.joined(node.output(), format, Site.State.OPEN, parts)));
    }

    /** Lowers phases that have the same extents. */
    private static Site phases(Node node, Scope scope, Geometry g, List<Phase[]> phases, boolean several) {
        Phase y = phases.getFirst()[0];
        Phase x = phases.getFirst()[1];
        int batch = scope.shape(node.output()).extent(0);
        int groups = (int) node.attributes().integer("group", 1);
        Shape weight = scope.shape(node.input(1));
        int c = weight.extent(0) / groups;
        int k = weight.extent(1) * phases.size();
        String suffix = several ? "/phase" + y.remainder() + "_" + x.remainder() : "";
        long elements = (long) batch * groups * k * y.outputs() * x.outputs();
        if (y.taps() == 0 || x.taps() == 0) return filled(node, scope, suffix, elements);
        Window w = g.window();
        var window = new Window(1, 1, y.dilation(), x.dilation(), y.pad(), x.pad(), w.inputY(), w.inputX());
        var nest = LoopNest.of(batch, groups, k, c, y.outputs(), x.outputs(), y.taps(), x.taps(), window);
        MacLayer.Kind kind = kind(groups, c);
        Draft draft = product(node, scope, node.name() + suffix, kind, nest, 1);
        Site site = Site.written(node.output() + suffix, elements, scope.format(node.output()), Site.State.OPEN, draft);
        finish(node, scope, draft, site, 2);
        return site;
    }

    /** Outputs that no tap reaches: the bias, or zero. */
    private static Site filled(Node node, Scope scope, String suffix, long elements) {
        Draft draft = scope.vector(node, node.name() + suffix);
        draft.work.add(new VectorWork(VectorWork.Kind.MOVE, node.name(), "fill", elements, 0, 0, elements));
        return Site.written(node.output() + suffix, elements, scope.format(node.output()), Site.State.OPEN, draft);
    }

    /** Samples the input at computed places, then multiplies: the samples are a map of their own. */
    static void deformable(Node node, Scope scope) {
        var g = Geometry.of(node, scope, 0, 1);
        Shape weight = scope.shape(node.input(1));
        int groups = (int) node.attributes().integer("group", 1);
        int batch = scope.shape(node.output()).extent(0);
        int taps = g.kernelY() * g.kernelX();
        int c = weight.extent(1) * taps;
        long samples = (long) batch * groups * c * g.outputY() * g.outputX();
        Draft sample = scope.vector(node, node.name() + "/sample");
        long read = 0;
        for (int i : new int[] {0, 2, 4})
            if (scope.isComputed(node, i)) {
                scope.site(node.input(i)).close();
                sample.reads.add(scope.site(node.input(i)));
                read += scope.elements(node.input(i));
            }
        sample.work.add(new VectorWork(VectorWork.Kind.RESIZE, node.name(), node.op(), 4 * samples, read, 0, samples));
        NumberFormat format = scope.storedFormat(node.input(0));
        Site map = Site.written(node.output() + "/samples", samples, format, Site.State.CLOSED, sample);
        var window = Window.of(g.outputY(), g.outputX());
        var nest = LoopNest.of(batch, groups, weight.extent(0) / groups, c, g.outputY(), g.outputX(), 1, 1, window);
        var product = new Draft.Product(
                kind(groups, c), nest, format, scope.storedFormat(node.input(1)), 1, !scope.isComputed(node, 1), 1);
        Draft draft = scope.mac(node, node.name(), product);
        draft.reads.add(map);
        Site site = Fusion.output(scope, draft, node.output(), Site.State.OPEN);
        Products.bias(node, scope, draft, 3, site.elements);
    }
}
