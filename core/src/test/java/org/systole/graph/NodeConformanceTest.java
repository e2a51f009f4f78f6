package org.systole.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.systole.graph.NodeCase.Value;
import org.systole.problem.Problems;
import org.systole.tensor.DataType;
import org.systole.tensor.Tensor;

/** Types and values of single nodes against the ONNX standard's own test cases. */
class NodeConformanceTest {
    /** Operators of the standard that Systole refuses. */
    private static final Set<String> UNSUPPORTED = Set.of(
            "BlackmanWindow",
            "CausalConvWithState",
            "DFT",
            "HammingWindow",
            "HannWindow",
            "ImageDecoder",
            "LinearAttention",
            "MelWeightMatrix",
            "NegativeLogLikelihoodLoss",
            "OptionalGetElement",
            "OptionalHasElement",
            "STFT",
            "SoftmaxCrossEntropyLoss",
            "SwiGLU",
            "TfIdfVectorizer");

    /** Operators whose shapes no rule can give. */
    private static final Set<String> DEPENDING = Set.of("NonMaxSuppression", "Unique");

    @Test
    void typesAreThoseOfTheStandard() throws IOException {
        var wrong = new ArrayList<String>();
        var unsupported = new TreeSet<String>();
        int right = 0;
        for (NodeCase test : NodeCase.all()) {
            var problems = new Problems();
            Graph graph = infer(test, false, problems);
            if (problems.found().stream().anyMatch(p -> p.code() == GraphProblem.UNSUPPORTED_OPERATOR)) {
                unsupported.add(test.node().op());
                continue;
            }
            if (problems.found().stream().anyMatch(p -> p.code() == GraphProblem.UNSUPPORTED_VARIANT)) {
                assertTrue(test.name().contains("_3d"), test.name() + " is refused");
                continue;
            }
            if (problems.found().stream().anyMatch(p -> p.code() == GraphProblem.DATA_DEPENDENT)) {
                if (DEPENDING.contains(test.node().op())) continue;
                problems = new Problems();
                graph = infer(test, true, problems);
            }
            String difference = problems.isEmpty()
                    ? difference(test, graph)
                    : problems.found().getFirst().render();
            if (difference.isEmpty()) right++;
            else wrong.add(test.name() + " (" + test.node().op() + "): " + difference);
        }
        assertEquals("", String.join("\n", wrong));
        assertEquals(new TreeSet<>(UNSUPPORTED), unsupported);
        assertTrue(right >= 1000, right + " cases");
    }

    private static String difference(NodeCase test, Graph graph) {
        for (Value expected : test.expected()) {
            ValueType found = graph.types().get(expected.name());
            if (!expected.type().equals(found))
                return "output " + expected.name() + " is " + found + ", expected " + expected.type();
        }
        return "";
    }

    @Test
    void valuesAreThoseOfTheStandard() throws IOException {
        var wrong = new ArrayList<String>();
        int compared = 0;
        for (NodeCase test : NodeCase.all()) {
            if (test.expected().stream().anyMatch(value -> value.tensor() == null)) continue;
            Graph graph = infer(test, true, new Problems());
            for (Value expected : test.expected()) {
                Tensor found = graph.constants().get(expected.name());
                if (found == null) continue;
                compared++;
                String difference = difference(found, expected.tensor());
                if (!difference.isEmpty())
                    wrong.add(test.name() + " (" + test.node().op() + "): " + difference);
            }
        }
        assertEquals("", String.join("\n", wrong));
        assertTrue(compared >= 300, compared + " values");
    }

    private static String difference(Tensor found, Tensor expected) {
        if (!found.shape().equals(expected.shape())) return found + " is not " + expected;
        for (long i = 0; i < expected.elements(); i++) {
            if (expected.type().isFloat()) {
                double tolerance = expected.type() == DataType.FLOAT16 ? 1e-3 : 1e-5;
                double want = expected.real(i);
                double have = found.real(i);
                boolean close = Double.compare(want, have) == 0
                        || want == have
                        || Math.abs(want - have) <= tolerance * Math.max(1, Math.abs(want));
                if (!close) return "element " + i + " is " + have + ", expected " + want;
            } else if (expected.integer(i) != found.integer(i)) {
                return "element " + i + " is " + found.integer(i) + ", expected " + expected.integer(i);
            }
        }
        return "";
    }

    /** Inputs that a shape may depend on are constant: integers and truth values but for the first input. */
    private static Graph infer(NodeCase test, boolean allConstant, Problems problems) {
        var types = new java.util.LinkedHashMap<String, ValueType>();
        var constants = new java.util.LinkedHashMap<String, Tensor>();
        List<String> inputs = new ArrayList<>();
        for (int i = 0; i < test.given().size(); i++) {
            Value value = test.given().get(i);
            boolean small = value.type().dataType().isInteger() && i > 0
                    || test.node().op().equals("Resize") && i > 0;
            if (value.tensor() != null && (allConstant || small)) {
                constants.put(value.name(), value.tensor());
            } else {
                inputs.add(value.name());
                types.put(value.name(), value.type());
            }
        }
        var raw = new Graph(
                test.name(),
                inputs,
                test.expected().stream().map(Value::name).toList(),
                List.of(test.node()),
                types,
                constants,
                java.util.Map.of("", test.opset()),
                java.util.Map.of());
        return ShapeInference.infer(raw, "", problems);
    }
}
