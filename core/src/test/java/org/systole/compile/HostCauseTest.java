package org.systole.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.systole.graph.Graph;
import org.systole.graph.NetworkBuilder;
import org.systole.graph.Node;
import org.systole.hardware.Accelerators;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;
import org.systole.quantize.QuantizationSettings;
import org.systole.quantize.Quantizer;
import org.systole.quantize.Range;
import org.systole.quantize.Ranges;

/** A network that the core cannot run is refused with the cause, once. */
class HostCauseTest {
    private static Problem refused(Graph graph) {
        var ranges = new Ranges();
        for (String input : graph.inputs()) ranges.set(input, new Range(-4, 4));
        for (Node node : graph.nodes()) for (String output : node.outputs()) ranges.set(output, new Range(-4, 4));
        var network = Quantizer.quantize(graph, ranges, QuantizationSettings.usual(8, 8));
        var config = CoreConfigs.of(Accelerators.load("systole-core-8ws"));
        var e = assertThrows(SystoleException.class, () -> Compiler.compile(network, config));
        assertEquals(1, e.problems().size(), e::getMessage);
        assertEquals(CompileProblem.NOT_ON_CORE, e.problems().getFirst().code());
        return e.problems().getFirst();
    }

    @Test
    void aSoftmaxInTheMiddleIsNamedOnce() {
        var b = new NetworkBuilder("attention", 1);
        String x = b.name("first").dense(b.input("x", 1, 16), 16, true);
        x = b.name("gate").softmax(x, 1);
        x = b.name("second").dense(x, 16, true);
        x = b.name("again").softmax(x, 1);
        for (int i = 0; i < 3; i++) x = b.name("later" + i).dense(x, 16, true);
        b.graph().output(x);
        Problem problem = refused(b.build());
        assertTrue(problem.place().toString().endsWith("node 'gate'"), problem.place()::toString);
        assertTrue(problem.message().startsWith("the core does not run this Softmax, and 4 layers"), problem::message);
        assertTrue(problem.message().contains("the first one 'second'"), problem::message);
        assertTrue(problem.fix().contains("docs/models/integer-operators.md"), problem::fix);
    }

    @Test
    void aRecurrentLayerIsNamedByTheNodeOfTheModel() {
        var b = new NetworkBuilder("speech", 1);
        String x = b.name("cells").gru(b.input("x", 1, 1, 8), 8, "forward").get(1);
        x = b.flatten(x);
        x = b.name("last").dense(x, 4, true);
        b.graph().output(x);
        Problem problem = refused(b.build());
        assertTrue((problem.place() + problem.message()).contains("cells"), problem::toString);
        assertTrue(problem.message().contains("'last'"), problem::message);
    }
}
