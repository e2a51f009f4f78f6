package org.systole.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.systole.graph.Convolution;
import org.systole.graph.NetworkBuilder;

/** Views, joined maps, and what has to be moved. */
class LoweringMovementTest {
    private final NetworkBuilder net = Lowered.network();

    private String conv(String name, String x, int channels) {
        return net.name(name).conv(x, Convolution.of(channels, 1));
    }

    @Test
    void channelsAreWrittenSideBySide() {
        String x = net.input("x", 2, 4, 8, 8);
        String a = conv("a", x, 3);
        String b = conv("b", x, 5);
        net.output(conv("c", net.name("cat").concat(1, a, b), 2));
        Workload w = Lowered.of(net);
        assertEquals("a convolution [] x -> a\nb convolution [] x -> b\nc convolution [] cat -> c", Lowered.text(w));
        assertEquals(List.of("a", "b"), w.maps().get("cat").parts());
        assertEquals(2 * 8 * 64, w.maps().get("cat").elements());
        assertEquals("its inputs are written side by side", w.free().get("cat"));
    }

    @Test
    void workBehindJoinedMapsGoesOntoTheLayersThatWriteThem() {
        String x = net.input("x", 1, 4, 8, 8);
        String a = conv("a", x, 3);
        String b = conv("b", x, 5);
        String cat = net.name("cat").concat(1, a, b);
        net.output(net.name("relu").relu(cat));
        Workload w = Lowered.of(net);
        assertEquals("a convolution [clamp] x -> a\nb convolution [clamp] x -> b", Lowered.text(w));
        assertEquals(3 * 64, w.layers().getFirst().work().getFirst().operations());
        assertEquals(5 * 64, w.layers().getLast().work().getFirst().operations());
        assertEquals(List.of("relu"), w.outputs());
    }

    @Test
    void aMapStandsInOnePlaceOnly() {
        String x = net.input("x", 1, 4, 8, 8);
        String a = conv("a", x, 3);
        String b = conv("b", x, 5);
        String first = net.name("first").concat(1, a, b);
        String c = conv("c", x, 2);
        String second = net.name("second").concat(1, a, c);
        net.output(first, second);
        Workload w = Lowered.of(net);
        Layer copy = Lowered.layer(w, "second");
        assertEquals("[move]", Lowered.work(copy).toString());
        assertEquals(3 * 64, copy.work().getFirst().operations());
        assertEquals(List.of("second/part0", "c"), w.maps().get("second").parts());
    }

    /** Each layer of a dense block reads all maps before it: one growing map. */
    @Test
    void theMapsOfADenseBlockStandInOneMap() {
        String x = net.input("x", 1, 4, 8, 8);
        String a = conv("a", x, 4);
        String b = conv("b", a, 2);
        String ab = net.name("ab").concat(1, a, b);
        String c = conv("c", ab, 2);
        String abc = net.name("abc").concat(1, a, b, c);
        String d = conv("d", abc, 2);
        net.output(net.name("all").concat(1, a, b, c, d));
        Workload w = Lowered.of(net);
        assertEquals(4, w.layers().size());
        assertEquals(List.of("a", "b"), w.maps().get("ab").parts());
        assertEquals(List.of("ab", "c"), w.maps().get("abc").parts());
        assertEquals(List.of("abc", "d"), w.maps().get("all").parts());
        assertEquals(List.of("a", "b", "c", "d"), w.leaves("all"));
    }

    @Test
    void columnsCannotBeWrittenSideBySide() {
        String x = net.input("x", 1, 4, 8, 8);
        String a = conv("a", x, 3);
        String b = conv("b", x, 3);
        net.output(net.name("cat").concat(3, a, b));
        Workload w = Lowered.of(net);
        assertEquals(
                "cat vector [move] a,b -> cat", Lowered.text(w).lines().toList().getLast());
        assertEquals(2 * 3 * 64, w.layers().getLast().work().getFirst().operations());
    }

    /** The split and join of a cross-stage partial block. */
    @Test
    void halvesOfAnOutputAreWrittenApart() {
        String x = net.input("x", 1, 4, 8, 8);
        String a = conv("a", x, 6);
        List<String> halves = net.name("split").split(a, 1, 2);
        String b = conv("b", halves.get(1), 3);
        String cat = net.name("cat").concat(1, halves.get(0), halves.get(1), b);
        net.output(conv("c", cat, 2));
        Workload w = Lowered.of(net);
        assertEquals("""
                a convolution [] x -> split,split:1
                b convolution [] split:1 -> b
                c convolution [] cat -> c""", Lowered.text(w));
        assertEquals(List.of("split", "split:1", "b"), w.maps().get("cat").parts());
    }

    @Test
    void aGateDoesNotWaitForItsOwnLayer() {
        String x = net.input("x", 1, 4, 8, 8);
        String a = conv("a", x, 6);
        List<String> halves = net.name("split").split(a, 1, 2);
        String gate = net.name("gate").sigmoid(halves.get(1));
        net.output(net.name("glu").mul(halves.get(0), gate));
        assertEquals(
                "a convolution [function] x -> split,gate\nglu vector [multiply] split,gate -> glu",
                Lowered.text(Lowered.of(net)));
    }

    @Test
    void aRangeOfChannelsIsReadFromItsMap() {
        String x = net.input("x", 1, 4, 8, 8);
        List<String> halves = net.name("split").split(x, 1, 2);
        net.output(conv("a", halves.get(0), 3), conv("b", halves.get(1), 3));
        Workload w = Lowered.of(net);
        assertEquals("a convolution [] x -> a\nb convolution [] x -> b", Lowered.text(w));
        assertEquals("ranges of the same map", w.free().get("split"));
    }

    @Test
    void transposesAroundConvolutionsAreTheirOrderOfReadingAndWriting() {
        String x = net.input("x", 1, 8, 8, 4);
        String a = conv("a", net.name("in").transpose(x, 0, 3, 1, 2), 3);
        net.output(net.name("out").transpose(a, 0, 2, 3, 1));
        Workload w = Lowered.of(net);
        assertEquals("a convolution [] x -> a", Lowered.text(w));
        assertEquals("the order in which 'a' reads its operand", w.free().get("in"));
        assertEquals("the order in which the output is written by 'a'", w.free().get("out"));
    }

    @Test
    void aTransposeBetweenOtherLayersMovesElements() {
        String x = net.input("x", 1, 8, 4);
        String s = net.name("soft").softmax(x, -1);
        net.output(net.name("t").transpose(s, 0, 2, 1));
        assertEquals("soft vector [softmax] x -> soft\nt vector [move] soft -> t", Lowered.text(Lowered.of(net)));
        assertEquals(32, Lowered.of(net).layers().getLast().work().getFirst().operations());
    }

    /** The shuffle of ShuffleNet behind two convolutions: each writes every other channel. */
    @Test
    void joinedChannelsAreShuffledAsTheyAreWritten() {
        String x = net.input("x", 1, 4, 8, 8);
        String a = conv("a", x, 3);
        String b = conv("b", x, 3);
        String cat = net.concat(1, a, b);
        String pairs = net.reshape(cat, 1, 2, 3, 8, 8);
        String t = net.name("t").transpose(pairs, 0, 2, 1, 3, 4);
        List<String> halves = net.split(net.reshape(t, 1, 6, 8, 8), 1, 2);
        net.output(conv("c", halves.get(0), 2), conv("d", halves.get(1), 2));
        Workload w = Lowered.of(net);
        assertEquals(4, w.layers().size());
        assertEquals("the order in which the output is written by 'a'", w.free().get("t"));
    }

    @Test
    void axesOfOneCostNothingToMove() {
        String x = net.input("x", 1, 8, 4);
        String s = net.name("soft").softmax(x, -1);
        net.output(net.name("t").transpose(s, 1, 0, 2));
        Workload w = Lowered.of(net);
        assertEquals("soft vector [softmax] x -> soft", Lowered.text(w));
        assertEquals("another view of the same elements", w.free().get("t"));
    }

    @Test
    void zerosAroundAMapArePartOfTheConvolution() {
        String x = net.input("x", 1, 4, 8, 9);
        net.output(conv("unrelated", x, 1));
        String padded = net.name("pad").zeroPad(x, 1, 2, 3, 4);
        net.output(net.name("conv").conv(padded, Convolution.of(2, 3)));
        Workload w = Lowered.of(net);
        MacLayer conv = Lowered.mac(w, "conv");
        assertEquals(List.of("x"), conv.reads());
        // (8 + 1 + 3) - 2 = 10 rows, (9 + 2 + 4) - 2 = 13 columns, on a stored input of 8 x 9
        assertEquals("B1 G1 K2 C4 OY10 OX13 FY3 FX3 s1", conv.nest().toString());
        assertEquals(1, conv.nest().window().padTop());
        assertEquals(2, conv.nest().window().padLeft());
        assertEquals(4 * 72, conv.nest().elements(Operand.INPUT));
        assertEquals("merged into the padding of 'conv'", w.free().get("pad"));
    }

    @Test
    void picksThatFollowEachOtherMoveOnce() {
        String x = net.input("x", 1, 4, 8, 8);
        String rows = net.name("rows")
                .node(
                        "Slice",
                        List.of(
                                x,
                                net.integers("s", 0),
                                net.integers("e", 8),
                                net.integers("a", 2),
                                net.integers("t", 2)));
        String columns = net.name("columns")
                .node(
                        "Slice",
                        List.of(
                                rows,
                                net.integers("s", 0),
                                net.integers("e", 8),
                                net.integers("a", 3),
                                net.integers("t", 2)));
        net.output(columns);
        Workload w = Lowered.of(net);
        assertEquals("columns", w.layers().getFirst().writes().getFirst());
        assertEquals(1, w.layers().size());
        assertEquals(64, w.layers().getFirst().work().getFirst().operations());
        assertEquals(1, w.layers().getFirst().work().size());
    }

    @Test
    void aTableIsReadRowByRow() {
        net.output(net.name("words")
                .embedding(net.graph().input("ids", org.systole.tensor.DataType.INT64, 1, 5), 100, 16));
        Workload w = Lowered.of(net);
        VectorWork work = w.layers().getFirst().work().getFirst();
        assertEquals(VectorWork.Kind.MOVE, work.kind());
        assertEquals(80, work.parameterElements());
        assertEquals(5, work.inputElements());
        assertEquals(80, work.outputElements());
        assertTrue(w.layers().size() == 1);
    }
}
