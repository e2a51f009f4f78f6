package org.systole.quantize;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.systole.graph.Attributes;
import org.systole.graph.Graph;
import org.systole.graph.Node;
import org.systole.graph.ValueType;
import org.systole.problem.Place;
import org.systole.problem.Problems;
import org.systole.tensor.DataType;
import org.systole.tensor.NumberFormat;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/**
 * A quantized model taken apart: the float network without its QuantizeLinear and DequantizeLinear, and what they say of its
 * values and weights.
 *
 * @param graph the float network; weights and biases are the real numbers of their integers
 * @param values what the integers of computed values stand for
 * @param weights integers of constants, by the constant's name in the float network
 */
record PairedGraph(Graph graph, Map<String, Quantization> values, Map<String, QuantizedWeights> weights) {
    /** Operations that only move elements, so that they may stand between the two halves of a pair. */
    private static final Set<String> MOVING = Set.of(
            "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Transpose", "Identity", "Slice", "MaxPool", "Dropout");

    static PairedGraph of(Graph graph) {
        return new Taking(OperatorPairs.of(graph)).run();
    }

    /** Returns whether an operation only moves elements. */
    static boolean isMoving(String op) {
        return MOVING.contains(op);
    }

    /** The widest activations that an integer network computes with. */
    private static final int MOST_BITS = 16;

    /** The work of taking a model apart. */
    private static final class Taking {
        private final Graph graph;
        private final Problems problems = new Problems();
        private final Map<String, Quantization> values = new LinkedHashMap<>();
        private final Map<String, QuantizedWeights> weights = new LinkedHashMap<>();
        private final List<Node> nodes = new ArrayList<>();
        private final Map<String, ValueType> types = new LinkedHashMap<>();
        private final Map<String, Tensor> constants = new LinkedHashMap<>();
        /** The value of the float network that a value of the model is, quantized or not. */
        private final Map<String, String> same = new HashMap<>();
        /** Values that are integers in the model, and what they stand for. */
        private final Map<String, Quantization> integers = new HashMap<>();

        /** By what a value was quantized whose real numbers the model has. */
        private final Map<String, Quantization> siblings = new HashMap<>();

        Taking(Graph graph) {
            this.graph = graph;
        }

        PairedGraph run() {
            types.putAll(graph.types());
            constants.putAll(graph.constants());
            for (Node node : graph.nodes()) if (node.op().equals("DequantizeLinear")) integerInput(node);
            for (Node node : graph.nodes()) take(node);
            problems.throwIfAny();
            var outputs = new LinkedHashSet<String>();
            for (String output : graph.outputs()) outputs.add(same.getOrDefault(output, output));
            prune(outputs);
            // bytes of hardware have a sign
            values.replaceAll((value, q) -> PairScales.signed(q));
            var floats = new Graph(
                    graph.name(),
                    graph.inputs(),
                    List.copyOf(outputs),
                    nodes,
                    types,
                    constants,
                    graph.opsets(),
                    graph.metadata());
            return new PairedGraph(floats, values, weights);
        }

        private void take(Node node) {
            switch (node.op()) {
                case "QuantizeLinear" -> quantize(node);
                case "DequantizeLinear" -> dequantize(node);
                case "Quant", "IntQuant", "BipolarQuant", "Trunc", "FloatQuant" -> quant(node);
                default -> {
                    if (QdqImport.isQuantized(node.op())) unsupported(node, "operator " + node.op() + " is not read");
                    else other(node);
                }
            }
        }

        private void quantize(Node node) {
            Quantization q = PairScales.of(graph, node, problems);
            if (q == null) return;
            String output = node.output(), input = node.input(0);
            if (constants.containsKey(input)) {
                constant(
                        node,
                        q,
                        Reals.quantize(
                                constants.get(input).toFloats(),
                                new IntegerType(graph.type(input).shape(), q)));
                return;
            }
            if (q.axis() >= 0) {
                unsupported(node, "an activation has a scale for each index of axis " + q.axis());
                return;
            }
            if (graph.consumers(output).isEmpty() && !graph.isOutput(output))
                missing(node, "no DequantizeLinear reads '" + output + "'");
            if (hasOtherSibling(node, q)) {
                integers.put(output, q);
                return;
            }
            String value = same.getOrDefault(input, input);
            Quantization before = values.putIfAbsent(value, q);
            if (before != null && !before.sameAs(q)) value = again(node, value, q);
            same.put(output, value);
            integers.put(output, q);
        }

        /** Two quantizations of the same real numbers: one must not read the integers of the other. */
        private boolean hasOtherSibling(Node node, Quantization q) {
            String input = node.input(0);
            boolean real = !same.containsKey(input) && !values.containsKey(input);
            Quantization other = real ? siblings.putIfAbsent(input, q) : siblings.get(input);
            if (other == null || same.containsKey(input) || other.sameAs(q)) return false;
            unsupported(
                    node, "the real numbers '" + input + "' are quantized by another node too, with other parameters");
            return true;
        }

        /** A quantization of QONNX is both halves of a pair at once. */
        private void quant(Node node) {
            QonnxQuant quant = QonnxQuant.of(graph, node, problems);
            if (quant == null) return;
            String input = node.input(0), output = node.output();
            if (constants.containsKey(input)) {
                quantConstant(node, quant);
                return;
            }
            if (quant.axis() >= 0) {
                unsupported(node, "an activation has a scale for each index of axis " + quant.axis());
                return;
            }
            String value = same.getOrDefault(input, input);
            if (quant.kind() == QonnxQuant.Kind.TRUNC) quant = quant.signed(isSigned(value));
            if (quant.bits() > MOST_BITS || quant.inputBits() > MOST_BITS) {
                unsupported(node, "an activation has more than " + MOST_BITS + " bits");
                return;
            }
            if (hasOtherSibling(node, quant.inputBits() > 0 ? quant.input() : quant.quantization())) return;
            if (quant.inputBits() > 0) values.putIfAbsent(value, quant.input());
            Quantization before = values.get(value), q = quant.quantization();
            if (before == null && !quant.isBipolar() && quant.mode().isNearest()) {
                values.put(value, q);
                same.put(output, value);
            } else if (before != null && before.sameAs(q) && quant.shift() == 0) {
                same.put(output, value);
            } else if (before == null && !quant.isBipolar()) {
                unsupported(
                        node,
                        "a computed value is rounded by " + quant.mode() + ", expected ROUND, HALF_UP or HALF_DOWN");
            } else {
                // a function of integers, which becomes a table
                var inputs = new ArrayList<>(node.inputs());
                inputs.set(0, value);
                nodes.add(new Node(node.name(), node.domain(), node.op(), inputs, node.outputs(), node.attributes()));
                values.put(output, q);
            }
        }

        private void quantConstant(Node node, QonnxQuant quant) {
            String output = node.output();
            if (quant.kind() == QonnxQuant.Kind.TRUNC || quant.kind() == QonnxQuant.Kind.TRUNC_CLAMPED) {
                unsupported(node, "it truncates a constant");
                return;
            }
            for (float x : constants.get(node.input(0)).toFloats())
                if (!Float.isFinite(x)) {
                    problems.add(
                            QuantizeProblem.WEIGHT_NOT_FINITE,
                            Place.element(graph.name(), node.described()),
                            "a weight is " + x + ", expected a finite number",
                            "export the model again from a training that has not diverged");
                    return;
                }
            real(output, new QuantizedWeights(quant.integers(constants.get(node.input(0))), quant.quantization()));
        }

        /** Makes a constant of integers and their real numbers. */
        private void real(String output, QuantizedWeights real) {
            Shape shape = real.integers().shape();
            constants.put(output, Tensor.of(shape, real.reals()));
            types.put(output, new ValueType(DataType.FLOAT32, shape));
            weights.put(output, PairScales.signed(real));
        }

        /** Returns whether a value's integers are signed, by the nearest quantization before it. */
        private boolean isSigned(String value) {
            Quantization q = values.get(value);
            if (q != null) return q.format().kind() == NumberFormat.Kind.SIGNED;
            for (Node node : nodes)
                if (node.outputs().contains(value)) return !node.op().equals("Relu") && isSigned(node.input(0));
            return true;
        }

        /** Adds a change of scale: a value that is quantized a second time, differently. */
        private String again(Node node, String value, Quantization q) {
            String name = node.output() + "/again";
            types.put(name, types.get(value));
            nodes.add(new Node(node.name(), "", "Identity", List.of(value), List.of(name), Attributes.NONE));
            values.put(name, q);
            return name;
        }

        private void constant(Node node, Quantization q, IntegerTensor tensor) {
            integers.put(node.output(), q);
            weights.put(node.output(), new QuantizedWeights(tensor, q));
        }

        private void dequantize(Node node) {
            Quantization q = PairScales.of(graph, node, problems);
            if (q == null) return;
            String input = node.input(0), output = node.output();
            if (weights.containsKey(input) || constants.containsKey(input)) {
                QuantizedWeights given = weights.containsKey(input)
                        ? weights.get(input)
                        : new QuantizedWeights(PairScales.integers(constants.get(input)), q);
                real(output, new QuantizedWeights(given.integers(), q));
                return;
            }
            Quantization first = integers.get(input);
            if (first == null) {
                missing(node, "no QuantizeLinear makes '" + input + "'");
                return;
            }
            if (!first.sameAs(q)) missing(node, "its scale or zero point is not that of the QuantizeLinear before it");
            same.put(output, same.getOrDefault(input, input));
        }

        /** An input of integers is what the DequantizeLinear says that reads it, directly or moved. */
        private void integerInput(Node node) {
            String input = node.input(0);
            for (var made = graph.producer(input); made.isPresent(); made = graph.producer(input)) {
                if (!isMoving(made.get().op())) return;
                input = made.get().input(0);
            }
            if (!graph.inputs().contains(input) || integers.containsKey(input)) return;
            Quantization q = PairScales.of(graph, node, new Problems());
            if (q == null) return;
            types.put(input, new ValueType(DataType.FLOAT32, graph.type(input).shape()));
            integers.put(input, q);
            values.put(input, q);
        }

        private void other(Node node) {
            if (movedWeights(node)) return;
            var inputs = new ArrayList<String>();
            Quantization moved = null;
            for (String input : node.inputs()) {
                boolean integer = integers.containsKey(input) && !constants.containsKey(input);
                if (integer && !MOVING.contains(node.op()))
                    missing(node, "it reads the integers '" + input + "', and no DequantizeLinear stands between");
                else if (integer) moved = integers.get(input);
                inputs.add(same.getOrDefault(input, input));
            }
            nodes.add(new Node(node.name(), node.domain(), node.op(), inputs, node.outputs(), node.attributes()));
            if (moved == null) return;
            String output = node.output();
            integers.put(output, moved);
            values.put(output, moved);
            types.put(output, new ValueType(DataType.FLOAT32, graph.type(output).shape()));
        }

        /** Moves weights as the node says that they go through; returns whether there are such. */
        private boolean movedWeights(Node node) {
            if (node.inputs().isEmpty() || !weights.containsKey(node.input(0))) return false;
            boolean turned = node.op().equals("Transpose");
            if (!turned && !node.op().equals("Identity")) return false;
            QuantizedWeights moved = weights.get(node.input(0));
            real(node.output(), turned ? transposed(moved, node.attributes().integers("perm", null)) : moved);
            return true;
        }

        private static QuantizedWeights transposed(QuantizedWeights w, long[] perm) {
            Quantization q = w.quantization();
            int[] order = Moves.order(perm, w.integers().shape().rank());
            int axis = -1;
            for (int a = 0; a < order.length; a++) if (q.axis() >= 0 && order[a] == q.axis()) axis = a;
            return new QuantizedWeights(
                    Moves.transposed(w.integers(), order),
                    new Quantization(q.format(), q.scales(), q.zeroPoints(), axis, q.grid()));
        }

        private void prune(Set<String> outputs) {
            var used = new LinkedHashSet<>(outputs);
            used.addAll(graph.inputs());
            for (Node node : nodes) {
                used.addAll(node.inputs());
                used.addAll(node.outputs());
            }
            types.keySet().retainAll(used);
            constants.keySet().retainAll(used);
            values.keySet().retainAll(used);
            weights.keySet().retainAll(used);
        }

        private void missing(Node node, String what) {
            problems.add(ImportRefusals.missing(graph, node, what));
        }

        private void unsupported(Node node, String what) {
            problems.add(ImportRefusals.unsupported(graph, node, what));
        }
    }
}
