package org.systole.compile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.systole.formats.Accumulator;
import org.systole.formats.Overflow;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.Problems;
import org.systole.quantize.DefinedOp;
import org.systole.quantize.IntegerNetwork;
import org.systole.quantize.IntegerNode;
import org.systole.quantize.IntegerOp;
import org.systole.quantize.LimitedLayer;
import org.systole.quantize.Quantization;
import org.systole.quantize.Rearrangement;
import org.systole.quantize.Requantization;
import org.systole.tensor.Shape;
import org.systole.tensor.Window;

/**
 * Brings an integer network to passes of the core; what the core cannot do must stand at the end and is left to the host.
 *
 * <p>Views (reshape, flatten) are followed to the map they look at; a dense layer behind a flattened map becomes a
 * convolution whose filter is the whole map, so that nothing needs to be moved.
 */
final class Passes {
    private final IntegerNetwork network;
    private final CoreConfig config;
    private final Map<String, Integer> widths;
    private final Map<String, String> views = new HashMap<>();
    private final Map<String, int[]> layouts = new HashMap<>();
    private final Set<String> channelsLast = new HashSet<>();
    private final Map<String, Accumulator> limits = new HashMap<>();
    private final List<Pass> passes = new ArrayList<>();
    private final List<IntegerNode> host = new ArrayList<>();
    private final HostCause causes = new HostCause();
    private final Problems problems = new Problems();

    Passes(IntegerNetwork network, CoreConfig config) {
        this(network, config, Map.of());
    }

    /**
     * Brings a network to passes.
     *
     * @param widths bits of the weights of single nodes, where a plan gives others than the network has
     */
    Passes(IntegerNetwork network, CoreConfig config, Map<String, Integer> widths) {
        this.network = network;
        this.config = config;
        this.widths = widths;
        for (IntegerNode node : network.nodes()) add(node);
        causes.report(network.name(), problems);
        passes.replaceAll(pass -> ConstantChannels.of(pass, network));
        for (Pass pass : passes)
            if (limits.containsKey(pass.name()))
                ConstantChannels.check(pass, network, limits.get(pass.name()), problems);
        problems.throwIfAny();
    }

    List<Pass> passes() {
        return passes;
    }

    /** Puts passes that do the same in the place of those that were found. */
    void replace(List<Pass> others) {
        passes.clear();
        passes.addAll(others);
    }

    /** Returns the nodes left to the host, in order. */
    List<IntegerNode> host() {
        return host;
    }

    /** Returns the map that a value is, or is a view of. */
    String map(String value) {
        return views.getOrDefault(value, value);
    }

    private void add(IntegerNode node) {
        if (causes.precedes(node) || !lower(node)) {
            causes.leave(node, HostCause.isLayer(node.op()));
            host.add(node);
        }
    }

    private boolean lower(IntegerNode node) {
        return switch (node.op()) {
            case IntegerOp.Convolution op -> convolution(node, op);
            case IntegerOp.Dense op -> dense(node, op);
            case IntegerOp.Add op -> sum(node, op);
            case IntegerOp.Rescale op -> identity(node, op.output(), null);
            case IntegerOp.MaxPool op -> identity(node, unit(node), maximum(node, op));
            case IntegerOp.AveragePool op -> average(node, op);
            case IntegerOp.Concatenate op -> concatenation(node, op);
            case IntegerOp.Move op -> view(node, op);
            case IntegerOp.Region op -> region(node, op);
            case IntegerOp.Lookup op -> lookup(node, op);
            case IntegerOp.Multiply op -> false;
            case IntegerOp.MatrixProduct op -> false;
            case IntegerOp.Float op -> false;
            case LimitedLayer op -> limited(node, op);
            case Rearrangement op -> rearrangement(node, op);
            case DefinedOp op -> false;
        };
    }

    /** A layer whose sums may saturate: as any other, if those channels are constant; that is checked behind. */
    private boolean limited(IntegerNode node, LimitedLayer op) {
        if (op.accumulator().overflow() != Overflow.SATURATE) return false;
        IntegerOp layer = switch (op.layer()) {
            case IntegerOp.Convolution c ->
                new IntegerOp.Convolution(
                        c.weights(), c.weight(), held(c.bias(), op), c.groups(), c.window(), c.output());
            case IntegerOp.Dense d -> new IntegerOp.Dense(d.weights(), d.weight(), held(d.bias(), op), d.output());
            default -> null;
        };
        if (layer == null) return false;
        limits.put(node.name(), op.accumulator());
        return lower(new IntegerNode(node.name(), layer, node.inputs(), node.output(), node.nodes()));
    }

    private static long[] held(long[] bias, LimitedLayer op) {
        return Arrays.stream(bias).map(op.accumulator()::hold).toArray();
    }

    /** Returns the bits of a layer's weights with their sign. */
    private int bits(IntegerNode node, Quantization weights) {
        return widths.getOrDefault(node.name(), weights.signedBits());
    }

    private int zero(String value) {
        return network.type(value).quantization().zeroPoints()[0];
    }

    /** Returns C, H, W of a map as it is stored. */
    int[] extents(String value) {
        int[] stored = layouts.get(value);
        return stored != null ? stored : natural(value);
    }

    /**
     * Returns the map that a layer can read a value from: the value itself, or one that it is a view of and that is stored with the
     * same channels, rows and columns. A network's input is stored as its first reader wants it. Null when there is none.
     */
    private String stored(String value) {
        String map = map(value);
        int[] wanted = natural(value);
        if (wanted == null) return null;
        if (Arrays.equals(wanted, extents(map))) return map;
        boolean unread = passes.stream().noneMatch(pass -> DramPlan.reads(pass).contains(map));
        if (!network.inputs().contains(map) || !unread) return null;
        layouts.put(map, wanted);
        return map;
    }

    private int[] natural(String value) {
        Shape s = network.type(value).shape();
        return switch (s.rank()) {
            case 4 -> new int[] {s.extent(1), s.extent(2), s.extent(3)};
            case 3 -> new int[] {s.extent(1), 1, s.extent(2)};
            case 2 -> new int[] {s.extent(1), 1, 1};
            default -> null;
        };
    }

    private boolean convolution(IntegerNode node, IntegerOp.Convolution op) {
        int[] in = extents(node.inputs().getFirst()), out = extents(node.output());
        Shape w = op.weights().shape();
        boolean depthwise = w.extent(1) == 1 && op.groups() == w.extent(0);
        int[] weights = depthwise ? op.weights().values() : expanded(op, in[0]);
        String input = stored(node.inputs().getFirst());
        if (input == null) return false;
        var part = new Pass.Part(
                input,
                zero(node.inputs().getFirst()),
                in[0],
                weights,
                depthwise,
                w.extent(2),
                w.extent(3),
                op.window(),
                bits(node, op.weight()));
        return plain(node, part, out, op.bias(), op.output());
    }

    /** Adds the pass of one convolution with nothing at write-back; {@code out} is its result's C, H, W. */
    private boolean plain(IntegerNode node, Pass.Part part, int[] out, long[] bias, Requantization output) {
        passes.add(new Pass(
                node.name(),
                List.of(part),
                out[0],
                out[1],
                out[2],
                bias,
                output,
                Pass.Finish.plain(output, out[1], out[2]),
                node.output()));
        return true;
    }

    /** Returns the weights of a grouped convolution with zeros where groups do not meet. */
    private static int[] expanded(IntegerOp.Convolution op, int channels) {
        Shape w = op.weights().shape();
        int each = w.extent(1), taps = w.extent(2) * w.extent(3), outputs = w.extent(0);
        if (op.groups() == 1) return op.weights().values();
        int[] full = new int[outputs * channels * taps];
        for (int k = 0; k < outputs; k++) {
            int first = k / (outputs / op.groups()) * each;
            System.arraycopy(op.weights().values(), k * each * taps, full, (k * channels + first) * taps, each * taps);
        }
        return full;
    }

    private boolean dense(IntegerNode node, IntegerOp.Dense op) {
        Shape shape = network.type(node.output()).shape();
        String input = map(node.inputs().getFirst());
        int[] in = extents(input);
        if (shape.rank() != 2
                || in == null
                || in[0] * in[1] * in[2] != op.weights().shape().extent(1)) return false;
        var part = new Pass.Part(
                input,
                zero(input),
                in[0],
                op.weights().values(),
                false,
                in[1],
                in[2],
                Window.of(in[1], in[2]),
                bits(node, op.weight()));
        int[] out = {op.weights().shape().extent(0), 1, 1};
        return plain(node, part, out, op.bias(), op.output());
    }

    /** Returns the requantization that changes nothing. */
    private Requantization unit(IntegerNode node) {
        var q = network.type(node.inputs().getFirst()).quantization();
        return new Requantization(new int[] {1}, new int[] {0}, q.zeroPoints()[0], q.low(), q.high());
    }

    private Pass.Part copy(String input) {
        int[] in = extents(input);
        int[] ones = new int[in[0]];
        Arrays.fill(ones, 1);
        return new Pass.Part(stored(input), zero(input), in[0], ones, true, 1, 1, Window.of(in[1], in[2]));
    }

    private boolean identity(IntegerNode node, Requantization output, Pass.Finish finish) {
        String input = node.inputs().getFirst();
        int[] in = extents(input);
        if (in == null || stored(input) == null) return false;
        passes.add(new Pass(
                node.name(),
                List.of(copy(input)),
                in[0],
                in[1],
                in[2],
                new long[in[0]],
                output,
                finish == null ? Pass.Finish.plain(output, in[1], in[2]) : finish,
                node.output()));
        return true;
    }

    /** A function by table is a copy that looks up at write-back. */
    private boolean lookup(IntegerNode node, IntegerOp.Lookup op) {
        String input = node.inputs().getFirst();
        int[] in = extents(input);
        int[] table = in == null ? null : table(op.table(), network.type(input).quantization());
        if (table == null) return false;
        Requantization unit = unit(node);
        return identity(
                node,
                unit,
                new Pass.Finish(
                        null,
                        0,
                        0,
                        0,
                        0,
                        0,
                        unit.low(),
                        unit.high(),
                        Instruction.Pool.NONE,
                        1,
                        1,
                        Window.NONE,
                        in[1],
                        in[2],
                        null,
                        table));
    }

    /** Returns a table of all integers of the core's inputs, those beyond the value's as its nearest; null where it does not fit. */
    private int[] table(int[] function, Quantization x) {
        int words = config.tableWords(), first = words / 2 + x.low();
        if (first < 0 || first + function.length > words) return null;
        int[] table = new int[words];
        for (int i = 0; i < words; i++) table[i] = function[Math.clamp(i - first, 0, function.length - 1)];
        return table;
    }

    /** A part of a map is a copy by a filter of one tap: strides in rows and columns, weights of 1 where channels meet. */
    private boolean region(IntegerNode node, IntegerOp.Region op) {
        String input = node.inputs().getFirst();
        int[] in = extents(input), out = extents(node.output());
        if (in == null || op.starts().length != 4 || op.starts()[0] != 0 || stored(input) == null) return false;
        int[] weights = new int[out[0] * in[0]];
        for (int k = 0; k < out[0]; k++) {
            int c = op.starts()[1] + k * op.steps()[1];
            if (c >= 0 && c < in[0]) weights[k * in[0] + c] = 1;
        }
        var window = new Window(op.steps()[2], op.steps()[3], 1, 1, -op.starts()[2], -op.starts()[3], in[1], in[2]);
        var part = new Pass.Part(stored(input), zero(input), in[0], weights, false, 1, 1, window);
        return plain(node, part, out, new long[out[0]], unit(node));
    }

    /** Elements that change place by steps are copied by a filter of one tap, as parts of a map are. */
    private boolean rearrangement(IntegerNode node, Rearrangement op) {
        String value = node.inputs().getFirst(), input = stored(value);
        int[] in = natural(value), out = natural(node.output());
        boolean single = network.type(node.output()).shape().extent(0) == 1;
        if (input == null || in == null || out == null || !single) return false;
        AffineMove move = AffineMove.of(op.source(), in, out);
        if (move == null) return false;
        boolean diagonal = move.keepsChannels() && in[0] == out[0];
        int[] weights = new int[diagonal ? out[0] : out[0] * in[0]];
        for (int k = 0; k < out[0]; k++) {
            if (diagonal) weights[k] = 1;
            else if (move.channels()[k] >= 0) weights[k * in[0] + move.channels()[k]] = 1;
        }
        var part = new Pass.Part(input, zero(value), in[0], weights, diagonal, 1, 1, move.window());
        return plain(node, part, out, new long[out[0]], unit(node));
    }

    private Pass.Finish maximum(IntegerNode node, IntegerOp.MaxPool op) {
        int[] out = extents(node.output());
        Requantization unit = unit(node);
        if (op.window().dilationY() != 1 || op.window().dilationX() != 1)
            problems.add(Problem.of(
                    CompileProblem.NOT_ON_CORE,
                    Place.element(network.name(), "layer '" + node.name() + "'"),
                    "its pooling window is dilated",
                    "use pooling without dilation"));
        return new Pass.Finish(
                null,
                0,
                0,
                0,
                0,
                0,
                unit.low(),
                unit.high(),
                Instruction.Pool.MAXIMUM,
                op.kernelY(),
                op.kernelX(),
                op.window(),
                out[1],
                out[2],
                null);
    }

    private boolean average(IntegerNode node, IntegerOp.AveragePool op) {
        int[] in = extents(node.inputs().getFirst()), out = node.output() == null ? null : extents(node.output());
        if (in == null || out == null || out.length != 3) return false;
        Window w = op.window();
        boolean inside = w.padTop() == 0
                && w.padLeft() == 0
                && (out[1] - 1) * w.strideY() + op.kernelY() <= in[1]
                && (out[2] - 1) * w.strideX() + op.kernelX() <= in[2];
        if (!inside && !op.countPadding()) return false;
        int taps = op.kernelY() * op.kernelX() - 1;
        Requantization o = op.output();
        var each = new Requantization(
                new int[] {o.multipliers()[taps]}, new int[] {o.shifts()[taps]}, o.zero(), o.low(), o.high());
        Requantization unit = unit(node);
        boolean done = identity(
                node,
                unit,
                new Pass.Finish(
                        null,
                        0,
                        0,
                        0,
                        0,
                        0,
                        unit.low(),
                        unit.high(),
                        Instruction.Pool.AVERAGE,
                        op.kernelY(),
                        op.kernelX(),
                        w,
                        out[1],
                        out[2],
                        each));
        // windows are pooled from one tile of the accumulator; sums over larger ones are left to the array
        if (done && Tiling.find(passes.getLast(), config).isEmpty()) passes.add(summed(passes.removeLast(), op, each));
        return done;
    }

    /** Returns an average as a sum over the array: a depthwise convolution with weights of 1, a part for each row of windows. */
    private static Pass summed(Pass pooled, IntegerOp.AveragePool op, Requantization each) {
        Pass.Part copy = pooled.parts().getFirst();
        Window w = op.window();
        int[] ones = new int[copy.channels() * op.kernelX()];
        Arrays.fill(ones, 1);
        var parts = new ArrayList<Pass.Part>();
        for (int row = 0; row < op.kernelY(); row++)
            parts.add(new Pass.Part(
                    copy.input(),
                    copy.zero(),
                    copy.channels(),
                    ones,
                    true,
                    1,
                    op.kernelX(),
                    new Window(w.strideY(), w.strideX(), 1, 1, w.padTop() - row, w.padLeft(), w.inputY(), w.inputX())));
        int y = pooled.finish().outputY(), x = pooled.finish().outputX();
        return new Pass(
                pooled.name(),
                parts,
                pooled.outputs(),
                y,
                x,
                pooled.bias(),
                each,
                Pass.Finish.plain(each, y, x),
                pooled.result());
    }

    private boolean sum(IntegerNode node, IntegerOp.Add op) {
        String a = node.inputs().get(0), b = node.inputs().get(1);
        if (!network.type(a).shape().equals(network.type(b).shape()) || extents(a) == null) return false;
        if (stored(a) == null || stored(b) == null) return false;
        int[] in = extents(a);
        return identity(
                node,
                unit(node),
                new Pass.Finish(
                        stored(b),
                        zero(b),
                        op.left(),
                        op.right(),
                        op.shift(),
                        op.zero(),
                        op.low(),
                        op.high(),
                        Instruction.Pool.NONE,
                        1,
                        1,
                        Window.NONE,
                        in[1],
                        in[2],
                        null));
    }

    private boolean concatenation(IntegerNode node, IntegerOp.Concatenate op) {
        int[] out = extents(node.output());
        if (op.axis() != 1 || out == null || node.inputs().stream().anyMatch(i -> stored(i) == null)) return false;
        var parts = new ArrayList<Pass.Part>();
        int[] multipliers = new int[out[0]], shifts = new int[out[0]];
        int first = 0;
        for (int i = 0; i < node.inputs().size(); i++) {
            int[] in = extents(node.inputs().get(i));
            int[] weights = new int[out[0] * in[0]];
            for (int c = 0; c < in[0]; c++) {
                weights[(first + c) * in[0] + c] = 1;
                multipliers[first + c] = op.inputs()[i].multipliers()[0];
                shifts[first + c] = op.inputs()[i].shifts()[0];
            }
            String input = node.inputs().get(i);
            parts.add(new Pass.Part(stored(input), zero(input), in[0], weights, false, 1, 1, Window.of(in[1], in[2])));
            first += in[0];
        }
        Requantization o = op.inputs()[0];
        var output = new Requantization(multipliers, shifts, o.zero(), o.low(), o.high());
        passes.add(new Pass(
                node.name(),
                parts,
                out[0],
                out[1],
                out[2],
                new long[out[0]],
                output,
                Pass.Finish.plain(output, out[1], out[2]),
                node.output()));
        return true;
    }

    /** Follows a reshape whose elements stay in order; anything else moves data and is not done yet. */
    private boolean view(IntegerNode node, IntegerOp.Move op) {
        boolean keepsOrder = switch (op.node().op()) {
            case "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Identity", "Dropout" -> true;
            case "Transpose" -> movesOnlyOnes(op) || bringsChannelsFirst(node, op);
            default -> false;
        };
        if (keepsOrder) views.put(node.output(), map(node.inputs().getFirst()));
        return keepsOrder;
    }

    /** An input with its channels last is written to DRAM in the order of its one reader. */
    private boolean bringsChannelsFirst(IntegerNode node, IntegerOp.Move op) {
        String input = node.inputs().getFirst();
        long[] order = op.node().attributes().integers("perm", null);
        long readers = network.nodes().stream()
                .filter(other -> other.inputs().contains(input))
                .count();
        boolean result = network.outputs().contains(input);
        if (!Arrays.equals(order, new long[] {0, 3, 1, 2})
                || !network.inputs().contains(input)
                || readers > 1
                || result) return false;
        channelsLast.add(input);
        layouts.put(input, natural(node.output()));
        return true;
    }

    /** Returns whether a map's values come to DRAM from the order N x H x W x C. */
    boolean channelsLast(String value) {
        return channelsLast.contains(value);
    }

    private boolean movesOnlyOnes(IntegerOp.Move op) {
        Shape shape = network.type(op.node().input(0)).shape();
        long[] order = op.node().attributes().integers("perm", null);
        if (order == null) return false;
        long last = -1;
        for (long axis : order) {
            if (shape.extent((int) axis) == 1) continue;
            if (axis < last) return false;
            last = axis;
        }
        return true;
    }

    /** Returns the maps that must survive the program: results, and what the host reads. */
    Map<String, String> results() {
        var results = new LinkedHashMap<String, String>();
        for (IntegerNode node : host)
            for (String input : node.inputs())
                if (host.stream().noneMatch(h -> h.output().equals(input))) results.put(input, map(input));
        for (String output : network.outputs())
            if (host.stream().noneMatch(h -> h.output().equals(output))) results.put(output, map(output));
        return results;
    }
}
