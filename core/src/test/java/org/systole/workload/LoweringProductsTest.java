package org.systole.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.systole.graph.Attributes;
import org.systole.graph.Convolution;
import org.systole.graph.Graph;
import org.systole.graph.GraphBuilder;
import org.systole.graph.NetworkBuilder;
import org.systole.graph.Node;
import org.systole.problem.SystoleException;
import org.systole.tensor.DataType;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/** The loop nests of convolutions, matrix products, recurrent operators and attention. */
class LoweringProductsTest {
    private final NetworkBuilder net = Lowered.network();

    private String nest(String name) {
        return Lowered.mac(Lowered.of(net), name).nest().toString();
    }

    @Test
    void convolutionsOfEveryKind() {
        String x = net.input("x", 2, 6, 10, 12);
        net.output(
                net.name("plain").conv(x, Convolution.of(4, 3, 5).stride(2, 1).pad(1, 2, 1, 2)));
        net.output(net.name("dilated").conv(x, Convolution.of(4, 3).dilation(2).same()));
        net.output(net.name("grouped").conv(x, Convolution.of(8, 3).groups(2)));
        net.output(net.name("depthwise").conv(x, Convolution.of(12, 3).groups(6)));
        String l = net.input("l", 1, 6, 20);
        net.output(net.name("line").conv(l, Convolution.of(4, 3).stride(2).same()));
        assertEquals("B2 G1 K4 C6 OY5 OX12 FY3 FX5 s2x1", nest("plain"));
        assertEquals("B2 G1 K4 C6 OY10 OX12 FY3 FX3 s1 d2", nest("dilated"));
        assertEquals("B2 G2 K4 C3 OY8 OX10 FY3 FX3 s1", nest("grouped"));
        assertEquals("B2 G6 K2 C1 OY8 OX10 FY3 FX3 s1", nest("depthwise"));
        assertTrue(nest("line").startsWith("B1 G1 K4 C6 OY1 OX10 FY1 FX3 s"), nest("line"));
        Workload w = Lowered.of(net);
        assertEquals(MacLayer.Kind.GROUPED, Lowered.mac(w, "grouped").kind());
        assertEquals(MacLayer.Kind.DEPTHWISE, Lowered.mac(w, "depthwise").kind());
        assertEquals(1, Lowered.mac(w, "line").nest().window().inputY());
        assertEquals(20, Lowered.mac(w, "line").nest().window().inputX());
    }

    @Test
    void paddingThatTheOperatorChoosesItself() {
        String x = net.input("x", 1, 2, 7, 7);
        String weight = net.graph().constant("w", Tensor.of(Shape.of(1, 2, 4, 4), new float[32]));
        for (String pad : List.of("SAME_UPPER", "SAME_LOWER", "VALID"))
            net.output(net.name(pad).node("Conv", List.of(x, weight), "auto_pad", pad, "strides", new int[] {2, 2}));
        Workload w = Lowered.of(net);
        // four outputs need (4 - 1) * 2 + 4 = 10 rows: 3 more than there are
        assertEquals(1, Lowered.mac(w, "SAME_UPPER").nest().window().padTop());
        assertEquals(2, Lowered.mac(w, "SAME_LOWER").nest().window().padTop());
        assertEquals(0, Lowered.mac(w, "VALID").nest().window().padTop());
        assertEquals(2, Lowered.mac(w, "VALID").nest().bound(Dimension.OY));
    }

    /** A stride of 2 with a 4x4 filter and padding 1: four phases with 2x2 taps and equally many outputs. */
    @Test
    void equalPhasesOfATransposedConvolutionAreOneLayer() {
        String x = net.input("x", 1, 8, 5, 5);
        net.output(net.name("up")
                .convTranspose(x, Convolution.of(3, 4).stride(2).pad(1).withBias()));
        Workload w = Lowered.of(net);
        assertEquals("B1 G1 K12 C8 OY5 OX5 FY2 FX2 s1", nest("up"));
        // every input meets every tap: 5 * 5 * 8 * 3 * 4 * 4
        assertEquals(5 * 5 * 8 * 3 * 16, w.macs());
        assertEquals(3 * 100, w.maps().get("up").elements());
        assertEquals(8 * 3 * 16, w.weights());
    }

    @Test
    void unequalPhasesAreLayersAndShareTheWorkBehindThem() {
        String x = net.input("x", 1, 8, 5, 5);
        String up = net.name("up")
                .convTranspose(x, Convolution.of(3, 3).stride(2).pad(1).withBias());
        net.output(net.name("relu").relu(up));
        Workload w = Lowered.of(net);
        assertEquals(4, w.macLayers().size());
        assertEquals(9 * 9 * 3, w.maps().get("relu").elements());
        long clamps = w.layers().stream()
                .mapToLong(l -> l.work().getLast().operations())
                .sum();
        assertEquals(9 * 9 * 3, clamps);
        assertEquals(8 * 3 * 9, w.weights());
    }

    /** Against a count of taps for each output, with strides, dilations, paddings, groups and filters at random. */
    @Test
    void phasesCoverEveryTapOfATransposedConvolution() {
        var random = new Random(20260202);
        int tried = 0;
        for (int trial = 0; trial < 200; trial++) {
            var one = Lowered.network();
            int groups = 1 + random.nextInt(2);
            String x = one.input("x", 1, 4, 3 + random.nextInt(6), 3 + random.nextInt(6));
            int kernel = 1 + random.nextInt(5);
            var convolution = Convolution.of(groups * (1 + random.nextInt(3)), kernel, 1 + random.nextInt(5))
                    .stride(1 + random.nextInt(3), 1 + random.nextInt(3))
                    .dilation(1 + random.nextInt(3), 1)
                    .pad(random.nextInt(kernel), 0, random.nextInt(kernel), 0)
                    .groups(groups);
            try {
                one.output(one.relu(one.convTranspose(x, convolution)));
            } catch (SystoleException e) {
                continue; // no output is left
            }
            Workload w = Lowered.of(one);
            long outputs = w.maps().get(w.outputs().getFirst()).elements();
            assertEquals(
                    outputs,
                    w.layers().stream()
                            .mapToLong(l -> l.work().getLast().outputElements())
                            .sum());
            tried++;
        }
        assertTrue(tried > 100, "only " + tried + " cases had an output");
    }

    @Test
    void matrixProductsOfEveryShape() {
        String x = net.input("x", 2, 3, 5, 7);
        String y = net.input("y", 2, 3, 7, 4);
        String z = net.input("z", 7, 4);
        String w = net.graph().constant("w", Tensor.of(Shape.of(7, 4), new float[28]));
        String many = net.graph().constant("many", Tensor.of(Shape.of(3, 7, 4), new float[84]));
        String left = net.graph().constant("left", Tensor.of(Shape.of(6, 5), new float[30]));
        net.output(
                net.name("dense").matMul(x, w),
                net.name("heads").matMul(x, y),
                net.name("shared").matMul(x, z));
        net.output(net.name("batched").matMul(x, many), net.name("fixed").matMul(left, x));
        assertEquals("B30 G1 K4 C7 OY1 OX1 FY1 FX1 s1", nest("dense"));
        assertEquals("B1 G6 K4 C7 OY1 OX5 FY1 FX1 s1", nest("heads"));
        // the right side is the same for all six matrices on the left
        assertEquals("B6 G1 K4 C7 OY1 OX5 FY1 FX1 s1", nest("shared"));
        assertEquals("B2 G3 K4 C7 OY1 OX5 FY1 FX1 s1", nest("batched"));
        // the constant left side takes the place of the weights: 6 filters of 5, on 2 * 3 * 7 columns
        assertEquals("B42 G1 K6 C5 OY1 OX1 FY1 FX1 s1", nest("fixed"));
        Workload all = Lowered.of(net);
        assertEquals(MacLayer.Kind.MATRIX, Lowered.mac(all, "heads").kind());
        assertEquals(List.of("x", "y"), Lowered.mac(all, "heads").reads());
        assertTrue(Lowered.mac(all, "fixed").constantWeights());
        assertEquals(6 * 5 * 7, Lowered.mac(all, "heads").nest().elements(Operand.INPUT));
    }

    @Test
    void aGemmWithTransposedSidesAndAVectorTimesAMatrix() {
        String x = net.input("x", 7, 5);
        String w = net.graph().constant("w", Tensor.of(Shape.of(4, 7), new float[28]));
        String c = net.graph().constant("c", Tensor.of(Shape.of(4), new float[4]));
        net.output(net.name("gemm").node("Gemm", List.of(x, w, c), "transA", 1, "transB", 1));
        String v = net.input("v", 7);
        String m = net.graph().constant("m", Tensor.of(Shape.of(7, 3), new float[21]));
        net.output(net.name("vector").matMul(v, m));
        assertEquals("B5 G1 K4 C7 OY1 OX1 FY1 FX1 s1", nest("gemm"));
        assertEquals("B1 G1 K3 C7 OY1 OX1 FY1 FX1 s1", nest("vector"));
        assertEquals(
                "[bias]", Lowered.work(Lowered.mac(Lowered.of(net), "gemm")).toString());
    }

    @Test
    void einsumsThatAreProducts() {
        String q = net.input("q", 2, 5, 3, 8);
        String k = net.input("k", 2, 7, 3, 8);
        String w = net.graph().constant("w", Tensor.of(Shape.of(8, 6), new float[48]));
        net.output(net.name("scores").node("Einsum", List.of(q, k), "equation", "bqhd,bkhd->bhqk"));
        net.output(net.name("dense").node("Einsum", List.of(q, w), "equation", "...d,de->...e"));
        Graph graph = net.build();
        Workload lowered = Lowering.of(graph);
        assertEquals(
                "B1 G6 K7 C8 OY1 OX5 FY1 FX1 s1",
                Lowered.mac(lowered, "scores").nest().toString());
        assertEquals(
                "B30 G1 K6 C8 OY1 OX1 FY1 FX1 s1",
                Lowered.mac(lowered, "dense").nest().toString());
    }

    /** imec's keyword-spotting LSTM: 100 inputs, 400 cells, 99 frames: 800,000 weights, 79.2 M products (seed 002). */
    @Test
    void anLstmKeepsItsDependencyInTime() {
        String x = net.input("x", 99, 1, 100);
        net.output(net.name("lstm").lstm(x, 400, "forward").getFirst());
        Workload w = Lowered.of(net);
        MacLayer input = Lowered.mac(w, "lstm/input");
        MacLayer recurrent = Lowered.mac(w, "lstm/recurrent");
        assertEquals("B99 G1 K1600 C100 OY1 OX1 FY1 FX1 s1", input.nest().toString());
        assertEquals(1, input.steps());
        assertEquals("B1 G1 K1600 C400 OY1 OX1 FY1 FX1 s1", recurrent.nest().toString());
        assertEquals(99, recurrent.steps());
        assertEquals(MacLayer.Kind.RECURRENT, recurrent.kind());
        assertEquals(List.of("lstm", "lstm/input"), recurrent.reads());
        assertEquals(800_000, w.weights());
        assertEquals(79_200_000, w.macs());
        long states = 99 * 400;
        assertEquals(4 * states, recurrent.work().get(0).operations());
        assertEquals(states * (4 + 1), functions(recurrent));
    }

    private static long functions(Layer layer) {
        return layer.work().stream()
                .filter(w -> w.kind() == VectorWork.Kind.FUNCTION)
                .mapToLong(VectorWork::operations)
                .sum();
    }

    @Test
    void bothDirectionsAreLayersOfTheirOwn() {
        String x = net.input("x", 10, 2, 6);
        List<String> outputs = net.name("gru").gru(x, 4, "bidirectional");
        net.output(outputs.getFirst());
        Workload w = Lowered.of(net);
        assertEquals(
                List.of("gru/forward/input", "gru/forward/recurrent", "gru/backward/input", "gru/backward/recurrent"),
                w.layers().stream().map(Layer::name).toList());
        assertEquals("B2 G1 K12 C4 OY1 OX1 FY1 FX1 s1", nest("gru/forward/recurrent"));
        assertEquals(List.of("gru/forward", "gru/backward"), w.maps().get("gru").parts());
        assertEquals(10 * 2 * 2 * 4, w.maps().get("gru").elements());
        assertEquals(3 * 10 * 2 * 4, functions(w.layers().get(1)));
    }

    /** The candidate needs the product of the reset gate and the state, so each step has two products in a row. */
    @Test
    void aGruThatResetsBeforeItsProductWaitsTwiceAStep() {
        String x = net.input("x", 10, 2, 6);
        String w = net.graph().constant("w", Tensor.of(Shape.of(1, 12, 6), new float[72]));
        String r = net.graph().constant("r", Tensor.of(Shape.of(1, 12, 4), new float[48]));
        net.output(net.name("gru").node("GRU", List.of(x, w, r), "hidden_size", 4));
        Workload lowered = Lowered.of(net);
        assertEquals("B2 G1 K8 C4 OY1 OX1 FY1 FX1 s1", nest("gru/gates"));
        assertEquals("B2 G1 K4 C4 OY1 OX1 FY1 FX1 s1", nest("gru/candidate"));
        assertEquals(
                List.of("gru", "gru/input"), Lowered.mac(lowered, "gru/gates").reads());
        assertEquals(
                List.of("gru/reset", "gru/input"),
                Lowered.mac(lowered, "gru/candidate").reads());
        assertEquals(
                3 * 10 * 2 * 4,
                functions(lowered.layers().get(1)) + functions(lowered.layers().get(2)));
    }

    @Test
    void onlyTheLastStateIsWrittenWhenOnlyThatIsUsed() {
        String x = net.input("x", 10, 1, 6);
        net.output(net.name("lstm").lstm(x, 4, "forward").get(1));
        Workload w = Lowered.of(net);
        assertEquals(4, w.maps().get(w.outputs().getFirst()).elements());
    }

    @Test
    void attentionAsOneOperator() {
        var newer = new NetworkBuilder(new GraphBuilder("test", 23), 1);
        String q = newer.input("q", 2, 8, 5, 16);
        String k = newer.input("k", 2, 4, 7, 16);
        String v = newer.input("v", 2, 4, 7, 12);
        newer.output(newer.name("attention").node("Attention", List.of(q, k, v)));
        Graph graph = newer.build();
        Workload w = Lowering.of(graph);
        // two query heads share a key head: eight groups of 2 * 5 rows
        assertEquals(
                "B1 G8 K7 C16 OY1 OX10 FY1 FX1 s1",
                Lowered.mac(w, "attention/scores").nest().toString());
        assertEquals(
                "B1 G8 K12 C7 OY1 OX10 FY1 FX1 s1",
                Lowered.mac(w, "attention").nest().toString());
        assertEquals(
                2 * 8 * 5 * 7 * 5,
                Lowered.layer(w, "attention/softmax").work().getFirst().operations());
    }

    @Test
    void whatCannotBeLoweredIsReportedAllAtOnce() {
        var types = new java.util.LinkedHashMap<String, org.systole.graph.ValueType>();
        for (String value : List.of("x", "a", "b", "c"))
            types.put(value, new org.systole.graph.ValueType(DataType.FLOAT32, Shape.of(4, 4)));
        var graph = new Graph(
                "strange",
                List.of("x"),
                List.of("c"),
                List.of(
                        new Node("first", "", "Teleport", List.of("x"), List.of("a"), Attributes.NONE),
                        new Node("second", "my.ops", "Fold", List.of("a"), List.of("b"), Attributes.NONE),
                        new Node(
                                "third",
                                "",
                                "Einsum",
                                List.of("b", "b"),
                                List.of("c"),
                                Attributes.pairs("equation", "ij,jj->i"))),
                types,
                java.util.Map.of(),
                java.util.Map.of("", 21),
                java.util.Map.of());
        var e = assertThrows(SystoleException.class, () -> Lowering.of(graph));
        assertEquals("""
                error[E1201]: found the operator Teleport, which cannot be expressed as loop nests or vector work
                  --> strange  node 'first' (Teleport)
                error[E1201]: found the operator my.ops.Fold, which cannot be expressed as loop nests or vector work
                  --> strange  node 'second' (my.ops.Fold)
                error[E1202]: node 'third' (Einsum): found the term 'jj' for 2 axes
                  --> strange  node 'third' (Einsum)""", e.getMessage().replaceAll("\n  fix: [^\n]*", ""));
        assertEquals(4, e.status().code());
    }

    @Test
    void whatIsTooLargeIsAProblemAndNoCrash() {
        int huge = Integer.MAX_VALUE;
        var e = assertThrows(SystoleException.class, () -> Lowering.of(copy(Shape.of(huge, huge), DataType.FLOAT32)));
        assertTrue(e.getMessage().startsWith("error[E1204]: input 'x' has more than 2^50 elements"), e.getMessage());
        e = assertThrows(SystoleException.class, () -> Lowering.of(copy(Shape.of(2), DataType.STRING)));
        assertTrue(e.getMessage().startsWith("error[E1202]: the value 'x' is text"), e.getMessage());
    }

    private static Graph copy(Shape shape, DataType type) {
        var types = java.util.Map.of(
                "x", new org.systole.graph.ValueType(type, shape), "y", new org.systole.graph.ValueType(type, shape));
        var node = new Node("relu", "", "Relu", List.of("x"), List.of("y"), Attributes.NONE);
        return new Graph(
                "g",
                List.of("x"),
                List.of("y"),
                List.of(node),
                types,
                java.util.Map.of(),
                java.util.Map.of("", 21),
                java.util.Map.of());
    }

    @Test
    void aMatrixTimesItselfReadsItTwice() {
        String x = net.input("x", 2, 4, 4);
        net.output(net.name("square").matMul(x, x));
        assertEquals(List.of("x", "x"), Lowered.mac(Lowered.of(net), "square").reads());
    }
}
