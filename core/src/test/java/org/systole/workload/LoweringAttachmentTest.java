package org.systole.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.systole.graph.Convolution;
import org.systole.graph.NetworkBuilder;

/** Which work goes onto the layer before it, and which becomes a layer. */
class LoweringAttachmentTest {
    private final NetworkBuilder net = Lowered.network();

    @Test
    void biasActivationAndPoolGoOntoTheirConvolution() {
        String x = net.input("x", 1, 3, 8, 8);
        String c = net.name("conv").conv(x, Convolution.of(4, 3).same().withBias());
        String r = net.relu(c);
        net.output(net.name("pool").maxPool(r, 2, 2, 0));
        Workload w = Lowered.of(net);
        assertEquals("conv convolution [bias, clamp, max_pool] x -> pool", Lowered.text(w));
        VectorWork pool = w.layers().getFirst().work().getLast();
        // 4 channels of 4 x 4 outputs, 4 taps each
        assertEquals(4 * 16 * 4, pool.operations());
        assertEquals(4 * 64, pool.inputElements());
        assertEquals(4 * 16, w.maps().get("pool").elements());
        assertEquals(4, w.layers().getFirst().work().getFirst().parameterElements());
    }

    @Test
    void aNormalizationIsFoldedAndBecomesTheBiasIfThereIsNone() {
        String x = net.input("x", 1, 3, 8, 8);
        String a = net.name("a").conv(x, Convolution.of(4, 3));
        String an = net.name("an").batchNorm(a);
        String r = net.relu(an);
        String b = net.name("b").conv(r, Convolution.of(4, 3).withBias());
        net.output(net.name("bn").batchNorm(b));
        Workload w = Lowered.of(net);
        assertEquals("a convolution [bias, clamp] x -> Relu\nb convolution [bias] Relu -> bn", Lowered.text(w));
        assertEquals("folded into the weights and the bias of 'b'", w.free().get("bn"));
    }

    @Test
    void aNormalizationBehindAnythingElseStays() {
        String x = net.input("x", 1, 3, 8, 8);
        String c = net.name("conv").conv(x, Convolution.of(4, 3));
        String r = net.relu(c);
        net.output(net.name("bn").batchNorm(r));
        Workload w = Lowered.of(net);
        assertEquals("conv convolution [clamp, scale] x -> bn", Lowered.text(w));
        assertEquals(8, w.layers().getFirst().work().getLast().parameterElements());
    }

    @Test
    void theResidualSumGoesOntoTheLaterConvolution() {
        String x = net.input("x", 1, 4, 8, 8);
        String a = net.name("a").conv(x, Convolution.of(4, 1));
        String b = net.name("b").conv(a, Convolution.of(4, 3).same());
        String sum = net.name("sum").add(b, a);
        net.output(net.name("relu").relu(sum));
        assertEquals("a convolution [] x -> a\nb convolution [add, clamp] a,a -> relu", Lowered.text(Lowered.of(net)));
    }

    @Test
    void aShortcutConvolutionThatComesLastTakesTheSum() {
        String x = net.input("x", 1, 4, 8, 8);
        String a = net.name("a").conv(x, Convolution.of(8, 3).same());
        String shortcut = net.name("shortcut").conv(x, Convolution.of(8, 1));
        net.output(net.name("sum").add(a, shortcut));
        assertEquals("a convolution [] x -> a\nshortcut convolution [add] x,a -> sum", Lowered.text(Lowered.of(net)));
    }

    @Test
    void aLayerWaitsForTheOtherOperandOfItsSum() {
        String x = net.input("x", 1, 4, 8, 8);
        String lateral = net.name("lateral").conv(x, Convolution.of(4, 1));
        String half = net.input("half", 1, 4, 4, 4);
        String up = net.name("up").upsample(half, 2);
        net.output(net.name("sum").add(up, lateral));
        assertEquals(
                "up vector [resize] half -> up\nlateral convolution [add] x,up -> sum", Lowered.text(Lowered.of(net)));
    }

    @Test
    void aMapThatIsReadTwiceIsLeftAlone() {
        String x = net.input("x", 1, 4, 8, 8);
        String a = net.name("a").conv(x, Convolution.of(4, 1));
        net.output(
                net.name("r").relu(a), net.name("s").sigmoid(a), net.name("b").conv(a, Convolution.of(4, 1)));
        assertEquals(
                "a convolution [] x -> a\nr vector [clamp] a -> r\ns vector [function] a -> s\nb convolution [] a -> b",
                Lowered.text(Lowered.of(net)));
    }

    @Test
    void aResultOfTheNetworkIsLeftAlone() {
        String x = net.input("x", 1, 4, 8, 8);
        String a = net.name("a").conv(x, Convolution.of(4, 1));
        net.output(a, net.name("r").relu(a));
        assertEquals("a convolution [] x -> a\nr vector [clamp] a -> r", Lowered.text(Lowered.of(net)));
    }

    @Test
    void squeezeAndExcitationMultipliesAsALayer() {
        String x = net.input("x", 1, 4, 8, 8);
        String d = net.name("dw").depthwise(x, 3, 1, 1);
        String pooled = net.name("pool").globalAveragePool(d);
        String fc = net.name("fc").conv(pooled, Convolution.of(4, 1));
        String gate = net.name("gate").sigmoid(fc);
        net.output(net.name("scale").mul(d, gate));
        Workload w = Lowered.of(net);
        assertEquals("""
                dw depthwise [] x -> dw
                pool vector [average_pool] dw -> pool
                fc convolution [function] pool -> gate
                scale vector [multiply] dw,gate -> scale""", Lowered.text(w));
        assertEquals(4 * 64 + 4, w.layers().getLast().work().getFirst().inputElements());
    }

    @Test
    void functionsThatExportersSpellOutAreOneFunction() {
        assertFunction("Swish", net::swish);
        assertFunction("HardSwish", x -> {
            String clipped = net.clip(net.add(x, net.scalar("three", 3)), 0, 6);
            return net.node("Div", List.of(net.mul(x, clipped), net.scalar("six", 6)));
        });
        assertFunction("Mish", x -> net.mul(x, net.tanh(net.node("Softplus", List.of(x)))));
        assertFunction("Gelu", x -> {
            String scaled = net.node("Div", List.of(x, net.scalar("root", 1.4142f)));
            String erf = net.add(net.node("Erf", List.of(scaled)), net.scalar("one", 1));
            return net.mul(net.mul(x, erf), net.scalar("half", 0.5f));
        });
        assertFunction("Gelu", x -> {
            String cube = net.node("Pow", List.of(x, net.scalar("cube", 3)));
            String inner = net.add(x, net.mul(cube, net.scalar("c", 0.0447f)));
            String tanh = net.tanh(net.mul(inner, net.scalar("d", 0.797f)));
            return net.mul(net.mul(x, net.scalar("half", 0.5f)), net.add(tanh, net.scalar("one", 1)));
        });
    }

    private void assertFunction(String name, UnaryOperator<String> function) {
        String x = net.input(net.graph().freshValue("x"), 1, 4, 8, 8);
        String c = net.conv(x, Convolution.of(4, 1).withBias());
        net.output(function.apply(c));
        MacLayer layer = Lowered.of(net).macLayers().getLast();
        assertEquals(List.of("bias", "function"), Lowered.work(layer), name);
        assertEquals(name, layer.work().getLast().op());
        assertEquals(256, layer.work().getLast().operations());
    }

    @Test
    void aSpelledOutLayerNormalizationIsOneLayer() {
        String x = net.input("x", 1, 6, 8);
        String axes = net.integers("axes", -1);
        String mean = net.node("ReduceMean", List.of(x, axes));
        String centred = net.node("Sub", List.of(x, mean));
        String squares = net.node("Pow", List.of(centred, net.scalar("two", 2)));
        String variance = net.node("ReduceMean", List.of(squares, axes));
        String root = net.node("Sqrt", List.of(net.add(variance, net.scalar("eps", 1e-5f))));
        String y = net.node("Div", List.of(centred, root));
        net.output(net.name("norm").node("Mul", List.of(y, net.scalar("g", 2))));
        Workload w = Lowered.of(net);
        assertEquals("norm vector [normalize] x -> norm", Lowered.text(w));
        VectorWork work = w.layers().getFirst().work().getFirst();
        assertEquals("LayerNormalization", work.op());
        assertEquals(48 * 7, work.operations());
    }

    @Test
    void aSpelledOutSoftmaxIsOneLayer() {
        String x = net.input("x", 1, 6, 8);
        String axes = net.integers("axes", -1);
        String max = net.node("ReduceMax", List.of(x, axes));
        String e = net.node("Exp", List.of(net.node("Sub", List.of(x, max))));
        String sum = net.node("ReduceSum", List.of(e, axes));
        net.output(net.name("soft").node("Div", List.of(e, sum)));
        Workload w = Lowered.of(net);
        assertEquals("soft vector [softmax] x -> soft", Lowered.text(w));
        assertEquals(48 * 5, w.layers().getFirst().work().getFirst().operations());
    }

    @Test
    void aFactorForEveryChannelDisappearsInTheWeights() {
        String x = net.input("x", 2, 6);
        String d = net.name("dense").linear(x, 5, true);
        net.output(net.name("half").mul(d, net.scalar("factor", 0.5f)));
        Workload w = Lowered.of(net);
        assertEquals("dense dense [bias] x -> half", Lowered.text(w).replaceFirst("^\\S+", "dense"));
        assertTrue(w.free().get("half").startsWith("folded into the weights of"));
    }
}
